import { counted, effortFacts, shortVerdict, stillPassingFact, verdictWord } from './evidenceText.ts';
import type { FileView } from './fileView.ts';
import type { Evidence, Proposal } from './proposal.ts';
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
  readonly proposal?: Proposal;
  readonly expanded: boolean;
  readonly children: readonly ReviewNode[];
}

export function reviewTree(
  state: ReviewState,
  proposals: readonly Proposal[],
  viewOf: (file: ReviewFile) => FileView,
): ReviewNode[] {
  const { proposal } = state;
  const { evidence } = proposal;
  const verdict = shortVerdict(evidence);
  const files = state.files.map((file) => fileNode(file, viewOf(file)));
  const current: ReviewNode = {
    ...leaf('proposal', 'proposal', proposal.title, verdict),
    spoken: `${proposal.title}, ${verdict}, ${progress(state)}`,
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

function fileNode(file: ReviewFile, view: FileView): ReviewNode {
  const slash = file.path.lastIndexOf('/');
  const hunks = file.hunks.map((hunk) => hunkNode(file, hunk, view));
  const pending = file.hunks.filter((hunk) => hunk.status === 'pending').map((hunk) => hunk.id);
  const state = pending.length > 0 ? `${pending.length} pending` : 'decided';
  return {
    ...leaf(`file ${file.path}`, 'file', file.path.slice(slash + 1), file.path.slice(0, Math.max(0, slash))),
    spoken: `${file.path}, ${state}`,
    hunks: pending,
    path: file.path,
    expanded: true,
    children: hunks,
  };
}

function hunkNode(file: ReviewFile, { id, hunk, status }: ReviewHunk, view: FileView): ReviewNode {
  const stuck = view.stuck.includes(id);
  const line = view.shown.find((each) => each.id === id)?.hunk.oldStart ?? hunk.oldStart;
  const label = `Line ${line}`;
  const said = stuck ? 'no longer fits' : status;
  const gist = gistOf(hunk.added) ?? `remove ${gistOf(hunk.removed) ?? counted(hunk.removed.length, 'line')}`;
  return {
    ...leaf(`hunk ${id}`, 'hunk', label, status === 'pending' && !stuck ? gist : `${said} · ${gist}`),
    spoken: `${label}, ${said}: ${gist}`,
    hunks: [id],
    status: stuck ? 'stuck' : status,
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
      ...(evidence.verdict === 'untested' ? [] : [fact('pass', stillPassingFact(evidence))]),
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
      ...leaf(`alternative ${proposal.id}`, 'alternative', proposal.title, shortVerdict(proposal.evidence)),
      verdict: proposal.evidence.verdict,
      proposal,
    })),
  };
}

function gistOf(lines: readonly string[]): string | undefined {
  const first = lines.map((line) => line.trim()).find((line) => line !== '');
  return first === undefined || lines.length === 1 ? first : `${first} …`;
}

function leaf(id: string, kind: ReviewNode['kind'], label: string, description: string): ReviewNode {
  const spoken = description === '' ? label : `${label}, ${description}`;
  return { id, kind, label, description, spoken, hunks: [], expanded: false, children: [] };
}
