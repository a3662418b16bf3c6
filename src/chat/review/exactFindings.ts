/** A review without a model: what can be told for sure of a change, and what nobody has looked at. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { SearchedDeps } from '../searched/searchedDeps.ts';
import { addedLines, lineNow, type ChangedFile, type NewLine } from './changedFile.ts';
import type { ReviewFinding, ReviewFix } from './finding.ts';
import { leftBehind } from './leftBehind.ts';

export type ExactDeps = Pick<SearchedDeps, 'files' | 'readOutline' | 'lookup' | 'problems'>;

export interface ExactFindings {
  readonly findings: readonly ReviewFinding[];
  /** Whole sentences. */
  readonly notLookedAt: readonly string[];
}

export async function exactFindings(
  files: readonly ChangedFile[],
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactFindings> {
  const findings: ReviewFinding[] = [];
  const notLookedAt: string[] = [];
  const problems = await deps.problems?.(signal);
  if (!problems) notLookedAt.push('What the editor reports is not known here.');
  const whyNoTests = deps.lookup.whyLittle?.();
  if (whyNoTests !== undefined) notLookedAt.push(`Which tests use the changed functions is not known. ${whyNoTests}`);
  for (const file of files) {
    signal.throwIfAborted();
    const rows = (await deps.files.text(file.path))?.split('\n');
    if (!rows) {
      notLookedAt.push(`\`${file.path}\` may not be read, or is not there any more.`);
      continue;
    }
    const here = changedRows(file, rows);
    for (const { at, severity, message, mended } of leftBehind(file)) {
      const line = lineNow(at, rows);
      if (line === undefined) continue;
      const fix = mended && fixOf(rows, line, mended.text);
      findings.push({ path: file.path, line, severity, message, ...(fix && { fix }) });
    }
    for (const { path, line, severity, message } of problems ?? [])
      if (path === file.path && here.has(line))
        findings.push({ path, line, severity, message: message.replaceAll('`', "'") });
    if (whyNoTests === undefined) findings.push(...(await untested(file.path, rows, here, deps, signal)));
  }
  return { findings, notLookedAt };
}

/** The lines that the change has made, as they are counted now. */
function changedRows(file: ChangedFile, rows: readonly string[]): ReadonlySet<number> {
  return new Set(addedLines(file).flatMap((line: NewLine) => lineNow(line, rows) ?? []));
}

/** With as many lines around it as it takes to be the only such place. */
function fixOf(rows: readonly string[], line: number, text: string | undefined): ReviewFix | undefined {
  for (let more = 0; more <= mostAround; more++) {
    const [first, end] = [Math.max(0, line - 1 - more), Math.min(rows.length, line + more)];
    const search = rows.slice(first, end);
    if (search.every((row) => row.trim() === '') || placesOf(search, rows) !== 1) continue;
    const replace = [...rows.slice(first, line - 1), ...(text === undefined ? [] : [text]), ...rows.slice(line, end)];
    return { search: search.join('\n'), replace: replace.join('\n') };
  }
  return undefined;
}

const mostAround = 12;

const placesOf = (search: readonly string[], rows: readonly string[]): number =>
  rows.filter((_, at) => search.every((row, next) => rows[at + next]?.trim() === row.trim())).length;

/** Functions with changed lines that no test uses, as far as the symbol graph tells. */
async function untested(
  path: WorkspacePath,
  rows: readonly string[],
  here: ReadonlySet<number>,
  { readOutline, lookup }: ExactDeps,
  signal: AbortSignal,
): Promise<ReviewFinding[]> {
  if (isTestFile(path)) return [];
  const { definitions } = await readOutline(path, rows.join('\n'));
  const changed = definitions.filter(
    ({ kind, startLine, endLine }) =>
      (kind === 'function' || kind === 'method') && rangeOf(startLine, endLine).some((line) => here.has(line)),
  );
  const findings: ReviewFinding[] = [];
  for (const { name, scope, startLine } of changed.slice(0, mostFunctions)) {
    const qualified = [...scope.slice(-1), name].join('.');
    const { results } = await lookup.symbols({ relation: 'tests', name: qualified, path, limit: 1 }, signal);
    if (results.length > 0) continue;
    findings.push({
      ...{ path, line: startLine, severity: 'note' },
      message: `\`${qualified}\` was changed, and no test uses it by name, as far as the symbol graph tells.`,
    });
  }
  return findings;
}

const mostFunctions = 30;

const rangeOf = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);
