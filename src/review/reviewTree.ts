import type { NewFault } from '../syntax/newFault.ts';
import type { Hunk } from '../text/hunk.ts';
import { badgesOf } from './badges.ts';
import {
  counted,
  effortFacts,
  faultWords,
  shortVerdict,
  passingFact,
  verdictWord,
  wholeFileWords,
} from './evidenceText.ts';
import type { FileView } from './fileView.ts';
import type { Evidence, Proposal } from './proposal.ts';
import { titleText } from './titleText.ts';
import { summarise, type HunkStatus, type ReviewFile, type ReviewHunk, type ReviewState } from './reviewState.ts';

/** The review as the side bar's tree shows it: a value, so that what is said can be tested as text. */
export interface ReviewNode {
  readonly id: string;
  readonly kind: 'proposal' | 'file' | 'hunk' | 'evidence' | 'fact' | 'warning' | 'others' | 'alternative';
  readonly label: string;
  readonly description: string;
  /** What a screen reader says; status included, which others see as an icon. */
  readonly spoken: string;
  /** The hunks that a command on this node is about, those still pending where there are several. */
  readonly hunks: readonly string[];
  readonly status?: HunkStatus | 'stuck';
  readonly verdict?: Evidence['verdict'];
  /** The codicon of a fact. */
  readonly icon?: string;
  readonly path?: string;
  /** Of a file that a part of the change has broken. */
  readonly isFaulty?: boolean;
  readonly proposal?: Proposal;
  readonly expanded: boolean;
  readonly children: readonly ReviewNode[];
}

export function reviewTree(
  state: ReviewState,
  proposals: readonly Proposal[],
  viewOf: (file: ReviewFile) => FileView,
  faultOf: (file: ReviewFile) => NewFault | undefined = () => undefined,
): ReviewNode[] {
  const { proposal } = state;
  const { evidence } = proposal;
  const verdict = shortVerdict(evidence);
  const title = titleText(proposal.title);
  const files = state.files.map((file) => fileNode(file, viewOf(file), faultOf(file), evidence));
  const current: ReviewNode = {
    ...leaf('proposal', 'proposal', title, verdict),
    spoken: `${title}, ${verdict}, ${progress(state)}`,
    hunks: files.flatMap((file) => file.hunks),
    verdict: evidence.verdict,
    expanded: true,
    children: [...files, evidenceNode(evidence)],
  };
  const others = proposals.filter((each) => each !== proposal);
  return others.length === 0 ? [current] : [current, othersNode(others)];
}

/** "2 of 3 hunks pending", "3 accepted", "Nothing was changed" */
export function progress(state: ReviewState): string {
  const { hunks, pending, accepted, rejected } = summarise(state);
  if (pending > 0) return `${pending} of ${counted(hunks, 'hunk')} pending`;
  if (accepted === 0) return 'nothing was changed';
  return rejected > 0 ? `${accepted} accepted, ${rejected} rejected` : `${accepted} accepted`;
}

function fileNode(file: ReviewFile, view: FileView, fault: NewFault | undefined, evidence: Evidence): ReviewNode {
  const slash = file.path.lastIndexOf('/');
  const stuck = new Set(view.stuck);
  const lines = new Map(view.shown.map(({ id, hunk }) => [id, hunk.oldStart]));
  const hunks = file.hunks.map((hunk) => {
    const now = stuck.has(hunk.id) ? 'stuck' : hunk.status;
    return hunkNode(file, hunk, now, lines.get(hunk.id) ?? hunk.hunk.oldStart, badgesOf(file, hunk, evidence));
  });
  const pending = file.hunks.filter((hunk) => hunk.status === 'pending').map((hunk) => hunk.id);
  const state = pending.length > 0 ? `${pending.length} pending` : 'decided';
  const whole = wholeFileWords(file.kind);
  const wrong = fault && `partly accepted, it ${faultWords(fault)}`;
  const folder = file.path.slice(0, Math.max(0, slash));
  const description = [folder, whole, wrong].filter((part) => part !== undefined && part !== '').join(' · ');
  return {
    ...leaf(`file ${file.path}`, 'file', file.path.slice(slash + 1), description),
    spoken: [file.path, whole, state, wrong].filter((part) => part !== undefined).join(', '),
    hunks: pending,
    path: file.path,
    isFaulty: fault !== undefined,
    expanded: true,
    children: hunks,
  };
}

function hunkNode(
  file: ReviewFile,
  { id, hunk }: ReviewHunk,
  status: HunkStatus | 'stuck',
  line: number,
  badges: readonly string[],
): ReviewNode {
  const label = file.kind === 'changed' ? `Line ${line}` : file.kind === 'created' ? 'Create' : 'Delete';
  const said = status === 'stuck' ? 'no longer fits' : status;
  const gist = [file.kind === 'changed' ? gistOfChange(hunk) : linesOf(hunk), ...badges].join(' · ');
  return {
    ...leaf(`hunk ${id}`, 'hunk', label, status === 'pending' ? gist : `${said} · ${gist}`),
    spoken: `${label}, ${said}: ${gist}`,
    hunks: [id],
    status,
    path: file.path,
  };
}

function evidenceNode(evidence: Evidence): ReviewNode {
  const fact = (icon: string, label: string, names: readonly string[] = []): ReviewNode => ({
    ...leaf(`fact ${label}`, 'fact', label, ''),
    icon,
    children: names.map((name) => ({ ...leaf(`${label} ${name}`, 'fact', name, ''), icon })),
  });
  const named = (icon: string, names: readonly string[], noun: string, outcome: string): ReviewNode[] =>
    names.length === 0 ? [] : [fact(icon, `${counted(names.length, noun)} ${outcome}`, names)];
  const warnings = evidence.warnings.map((warning): ReviewNode => ({
    ...leaf(`warning ${warning}`, 'warning', warning, ''),
    spoken: `Warning: ${warning}`,
  }));
  return {
    ...leaf('evidence', 'evidence', 'Evidence', verdictWord(evidence)),
    verdict: evidence.verdict,
    expanded: true,
    children: [
      ...warnings,
      ...named('error', evidence.stillFailing, 'test', 'still failing'),
      ...named('pass', evidence.fixed, 'test', 'fixed'),
      ...(evidence.verdict === 'untested' ? [] : [fact('pass', passingFact(evidence))]),
      ...named('question', evidence.flaky, 'flaky test', 'left out'),
      ...(evidence.command === '' ? [] : [fact('terminal', evidence.command)]),
      ...effortFacts(evidence).map((effort) => fact('clock', effort)),
    ],
  };
}

function othersNode(others: readonly Proposal[]): ReviewNode {
  return {
    ...leaf('others', 'others', 'Other patches', String(others.length)),
    children: others.map((proposal) => ({
      ...leaf(`alternative ${proposal.id}`, 'alternative', titleText(proposal.title), shortVerdict(proposal.evidence)),
      verdict: proposal.evidence.verdict,
      proposal,
    })),
  };
}

function gistOfChange({ added, removed }: Hunk): string {
  return gistOf(added) ?? `remove ${gistOf(removed) ?? counted(removed.length, 'line')}`;
}

function linesOf({ added, removed }: Hunk): string {
  return added.length + removed.length === 0 ? 'empty' : counted(added.length + removed.length, 'line');
}

function gistOf(lines: readonly string[]): string | undefined {
  const first = lines.map((line) => line.trim()).find((line) => line !== '');
  return first === undefined || lines.length === 1 ? first : `${first} …`;
}

function leaf(id: string, kind: ReviewNode['kind'], label: string, description: string): ReviewNode {
  const spoken = description === '' ? label : `${label}, ${description}`;
  return { id, kind, label, description, spoken, hunks: [], expanded: false, children: [] };
}
