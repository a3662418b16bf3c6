/** `/review`: looks through a change, says what it finds, and hands the findings to whoever shows them at their lines. */

import type { ChatEvent } from '../chatEvent.ts';
import type { TurnRequest } from '../chatRequest.ts';
import { escaped, sentence } from '../markdown.ts';
import { PlaceBook, placeLink } from '../placeBook.ts';
import { askFindings, type AskFindingsDeps } from './askFindings.ts';
import { newLines, readDiff, type ChangedFile } from './changedFile.ts';
import { exactFindings, type ExactDeps } from './exactFindings.ts';
import { inOrder, severityNames, type ReviewFinding } from './finding.ts';

/** What is compared with what. */
export type DiffOf =
  | { readonly kind: 'commit'; readonly base: string }
  /** What came since the branch left that one. */
  | { readonly kind: 'branch'; readonly base: string }
  | { readonly kind: 'staged' };

export interface ReviewDeps extends ExactDeps {
  /** As git writes a diff, with files that git does not know yet. @throws TouchstoneError where git cannot say */
  readonly diff: (of: DiffOf, signal: AbortSignal) => Promise<string>;
  /** Left out where no model may be asked. */
  readonly asking?: Pick<AskFindingsDeps, 'model' | 'limits'>;
  /** That no model is configured and how to add one, in whole sentences; left out where one is. */
  readonly noModel?: string;
  /** Shows each at its line. Left out where there is no editor. */
  readonly show?: (findings: readonly ReviewFinding[]) => void;
}

export async function* reviewChanges(
  request: Pick<TurnRequest, 'text' | 'chips'>,
  deps: ReviewDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  const { of, wish } = readWish(request.text);
  yield { kind: 'status', text: 'Reading the changes' };
  const paths = request.chips.flatMap(({ target }) =>
    'path' in target && target.path !== undefined ? [target.path] : [],
  );
  const isMeant = ({ path }: ChangedFile): boolean =>
    paths.length === 0 || paths.some((one) => path === one || path.startsWith(`${one}/`));
  const files = readDiff(await deps.diff(of, signal)).filter(isMeant);
  if (files.length === 0) {
    deps.show?.([]);
    yield { kind: 'text', delta: nothingChanged(of, paths.length > 0) };
    return;
  }
  const exact = await exactFindings(files, deps, signal);
  const { asking } = deps;
  const asked = asking
    ? yield* askFindings(files, wish, { ...asking, text: (path) => deps.files.text(path) }, signal)
    : undefined;
  const findings = inOrder([...exact.findings, ...(asked?.findings ?? [])]);
  deps.show?.(findings);
  for (const finding of findings) yield { kind: 'finding', ...finding };
  yield* told(findings, files, of, deps);
  const notes = [...(asked?.notLookedAt ?? []), ...exact.notLookedAt, ...(asked ? [] : [onlyExact])];
  const items = [...notes, noRun].map((note) => `- ${sentence(note)}\n`).join('');
  yield { kind: 'text', delta: `\nNot looked at:\n\n${items}` };
  if (deps.noModel !== undefined) yield { kind: 'text', delta: `\n*${escaped(deps.noModel)}*\n` };
}

const onlyExact =
  'Whether the change does what it is meant to: only what is certain was checked, which is marks of merges, statements for a debugger, `.only` in tests, secrets, what the editor reports, and functions without a test.';
const noRun = 'The tests: none was run for this.';

/** `/review`, `/review main`, `/review staged`, and what to look at above all in more words than one. */
export function readWish(text: string): { readonly of: DiffOf; readonly wish: string } {
  const words = text.trim();
  if (/^(?:--)?(?:staged|cached)\b/i.test(words))
    return { of: { kind: 'staged' }, wish: words.replace(/^\S+/, '').trim() };
  if (/^[^\s-]\S*$/.test(words)) return { of: { kind: 'branch', base: words }, wish: '' };
  return { of: { kind: 'commit', base: 'HEAD' }, wish: words };
}

function nothingChanged(of: DiffOf, isNarrowed: boolean): string {
  const where = isNarrowed ? 'In what is attached, nothing' : 'Nothing';
  switch (of.kind) {
    case 'staged':
      return `${where} is staged. Stage what is to be reviewed, or ask for \`/review\` to look at all that differs from the last commit.\n`;
    case 'branch':
      return `${where} differs from \`${of.base.replaceAll('`', '')}\`. Name the branch that yours began at.\n`;
    case 'commit':
      return `${where} differs from the last commit. \`/review main\` looks at what your branch adds to \`main\`.\n`;
  }
}

function* told(
  findings: readonly ReviewFinding[],
  files: readonly ChangedFile[],
  of: DiffOf,
  { show }: ReviewDeps,
): Generator<ChatEvent, void> {
  const lines = files.reduce((sum, file) => sum + newLines(file).filter(({ kind }) => kind === 'added').length, 0);
  const size = `${counted(lines, 'new line')} in ${counted(files.length, 'file')}${ofWords(of)}`;
  if (findings.length === 0) {
    yield { kind: 'text', delta: `Nothing was found in ${size}.\n` };
    return;
  }
  const where = show ? ' Each is a comment at its line, too.' : '';
  yield { kind: 'text', delta: `**${counted(findings.length, 'finding')}** in ${size}.${where}\n\n` };
  const book = new PlaceBook();
  for (const { path, line, severity, message, fix } of findings) {
    const { number, event } = book.number({ path, lines: { first: line, last: line } });
    if (event) yield event;
    const place = placeLink(number, escaped(`${path}:${line}`));
    const proposed = fix && show ? ' *A fix is proposed at its comment.*' : '';
    yield { kind: 'text', delta: `- **${severityNames[severity]}** ${place}: ${sentence(message)}${proposed}\n` };
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function ofWords(of: DiffOf): string {
  switch (of.kind) {
    case 'staged':
      return ', as staged';
    case 'branch':
      return `, compared with ${escaped(of.base)}`;
    case 'commit':
      return '';
  }
}
