import type { WorkspacePath } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import { testNamedLike } from '../testing/testFile.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { Baseline } from './baseline.ts';
import type { FixEvent } from './event.ts';
import { nothingShowsIt } from './fixReasons.ts';
import type { HostFunctions } from './hostFunctions.ts';
import { codeAt, nearestTestFile, placesOfIssue, type IssueTest } from './issueTest.ts';
import { openCodeFiles, type ReadSyntax } from './localise/codeFiles.ts';
import { lexicalSearch } from './localise/lexicalSearch.ts';
import { reproduce, type ReproduceDeps } from './reproduce.ts';
import type { AskModel } from './writtenTest.ts';

export interface IssueInput {
  readonly issue: string;
  readonly files: readonly WorkspacePath[];
  readonly baseline: Baseline;
  readonly command: TestCommand;
}

export interface IssueDeps extends Omit<ReproduceDeps, 'command' | 'askModel'>, Pick<HostFunctions, 'searchIndex'> {
  readonly askModel?: AskModel;
  readonly readSyntax: ReadSyntax;
  readonly emit: (event: FixEvent) => void;
}

export type WrittenForIssue =
  | { readonly kind: 'written'; readonly issueTest: IssueTest; readonly baseline: Baseline }
  | { readonly kind: 'none'; readonly reason: string };

/** All tests pass and the issue is words: where they point is told, and a model writes the test that fails. */
export async function testForIssue(
  { issue, files, baseline, command }: IssueInput,
  deps: IssueDeps,
  signal: AbortSignal,
): Promise<WrittenForIssue> {
  const code = openCodeFiles(files, (path) => deps.shadow.read(path), deps.readSyntax);
  const search = deps.searchIndex ?? lexicalSearch(code);
  const places = await placesOfIssue(issue, { files: code, search }, signal);
  if (places.length > 0) deps.emit({ kind: 'localised', places });
  const { askModel } = deps;
  if (!askModel) return { kind: 'none', reason: nothingShowsIt(baseline, places) };
  const example = await nearestTestFile(issue, places, baseline, code);
  if (!example) return { kind: 'none', reason: nothingShowsIt(baseline, places) };
  const about = await codeAt(places, code);
  // What no test is about yet gets a test file of its own, where the others show how that would be named.
  const source = places.find((place) => !isTestPath(place.path))?.path;
  const own = example.isNear || source === undefined ? undefined : testNamedLike(example.path, source, new Set(files));
  const input = { issue, example, path: own ?? example.path, code: about, baseline };
  const found = await reproduce(input, { ...deps, command, askModel }, signal);
  if (found.kind === 'none') return found;
  const { path, text, failing, coverage, durationMs, confirmed } = found;
  return {
    kind: 'written',
    issueTest: { path, text, before: path === example.path ? example.text : undefined, failing, confirmed },
    baseline: {
      ...baseline,
      failing,
      coverage: [...baseline.coverage, ...coverage],
      focus: { limitMs: Math.max(2_500, 1_000 + 4 * durationMs) },
    },
  };
}
