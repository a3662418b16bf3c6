import type { Place, TestResult } from '../../testing/report.ts';
import { enclosing, isFunctionLike, type CodeFiles } from './codeFiles.ts';
import type { Evidence } from './evidence.ts';
import { issueEvidence, linesOf } from './issueEvidence.ts';
import { isSource, lexicalSearch, type SearchIndex } from './lexicalSearch.ts';

export interface GatherInput {
  readonly issue?: string;
  readonly failing: readonly TestResult[];
  readonly files: CodeFiles;
  /** The index's; left out, or where it finds nothing, the files themselves are searched. */
  readonly search?: SearchIndex | undefined;
  /** Lines that were changed lately. */
  readonly recent?: readonly Place[];
  /** What the editor or a compiler has to say. */
  readonly diagnostics?: readonly (Place & { readonly message: string })[];
}

/** Tests beyond these say the same again. */
const mostTests = 6;

/** All that points somewhere without anything having been run for it. */
export async function gatherEvidence(input: GatherInput, signal: AbortSignal): Promise<Evidence[]> {
  const { issue, failing, files } = input;
  const own = lexicalSearch(files);
  const search: SearchIndex = async (query, limit, stop) => {
    const found = (await input.search?.(query, limit, stop)) ?? [];
    return found.length > 0 ? found : own(query, limit, stop);
  };
  const said = [...new Set(failing.map((test) => `${test.name}\n${test.failure?.message ?? ''}`))].slice(0, mostTests);
  const evidence = issue === undefined ? [] : await issueEvidence(issue, 'the issue', files, search, signal);
  evidence.push(...(await issueEvidence(said.join('\n'), 'a failing test', files, search, signal)));
  for (const { path, line } of input.recent ?? []) {
    if (isSource(path)) evidence.push({ path, lines: [[line, 1]], score: 1, kind: 'recent', reason: 'changed lately' });
  }
  for (const { path, line, message } of input.diagnostics ?? []) {
    const file = isSource(path) ? await files.file(path) : undefined;
    if (!file) continue;
    const inside = enclosing(file.outline, line, isFunctionLike);
    const around = inside ? linesOf(file, inside, new Set()).map(([each]): [number, number] => [each, 0.4]) : [];
    const [sentence = ''] = message.split('\n', 1);
    const reason = `reported there: ${sentence.length > 100 ? `${sentence.slice(0, 99)}…` : sentence}`;
    evidence.push({ path, lines: [...around, [line, 1]], score: 1, kind: 'diagnostic', reason });
  }
  return evidence;
}
