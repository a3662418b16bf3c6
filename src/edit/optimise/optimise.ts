/**
 * Makes a function faster, or says that nothing does. Whatever is tried, by whomever, has to give the same results,
 * keep its tests green, and be a tenth faster in runs beside the old one, sure enough for all that was tried at once.
 */

import { counted } from '../../review/evidenceText.ts';
import { languageOf } from '../../syntax/language.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { isTestPath } from '../../testing/testPath.ts';
import { coversQuickly, testCommand, type CheckDeps } from '../checkChange.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { Copies, OpenBench } from './bench.ts';
import { mostPairs } from './comparison.ts';
import type { Rewrite } from './rewrite.ts';
import { rewritesIn } from './rewrites.ts';
import { targetAt, type Target } from './target.ts';
import { Trial, type AskForFaster, type Optimised } from './trial.ts';

export interface OptimiseDeps extends Pick<CheckDeps, 'copyWorkspace' | 'runTests' | 'findTests' | 'whyNotRun'> {
  readonly files: WorkspaceTexts;
  readonly parse: Parse;
  readonly openBench: OpenBench;
  /** Left out: only what the syntax tree can do is tried. */
  readonly draft?: AskForFaster;
}

const limitMs = 5 * 60_000;

export async function optimise(
  request: EditRequest,
  deps: OptimiseDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Optimised> {
  const { place, bench: command } = request;
  const meant = 'Name a function by its file and line, or select it.';
  if (!place?.lines) return none('It is not said what is to be faster.', meant);
  if (isTestPath(place.path)) return none('That is a test, and what runs in it is not timed by itself.', meant);
  const text = (await deps.files.text(place.path)) ?? '';
  const rewritten = await rewritesAt(place.path, place.lines, text, deps.parse);
  const { target } = rewritten;
  if (!target && languageOf(place.path))
    return none(`No function stands in line ${place.lines.first} of ${place.path}.`, meant);
  const found = await testCommand(new Map([[place.path, text]]), request.tests, deps, signal);
  if ('why' in found)
    return none(`Whether faster code still does the same, only tests can tell. ${found.why}`, 'Give a test command.');
  const blocked =
    command === undefined
      ? undefined
      : deps.whyNotRun({ ...found.command, framework: 'custom', line: command, directory: '' });
  if (blocked !== undefined) return none(`“${command}” was not run. ${blocked}`, 'Give another benchmark.');
  if (!deps.draft && rewritten.rewrites.length === 0)
    return {
      ...none(
        'Nothing was found there that is known to be slow and can be changed exactly.',
        'Choose a model: it may know a faster way, and it is timed by the same rule.',
      ),
    };

  const before = await deps.copyWorkspace(signal);
  try {
    const after = await before.lane(signal);
    try {
      const copies = { before, after };
      const related = await relatedTests(
        found.command,
        copies,
        { path: place.path, lines: target ?? place.lines },
        deps,
        emit,
        signal,
      );
      if ('reason' in related) return related;
      const opened = await deps.openBench(
        {
          ...{ copies, target, text, command, tests: found.command, related: related.tests },
          emitProgress: (what) => emit({ kind: 'measuring', what, done: 0, most: mostPairs }),
        },
        signal,
      );
      if (opened.kind === 'none') return none(opened.why, opened.next);
      try {
        const held = {
          text,
          path: place.path,
          target,
          bench: opened.bench,
          copies,
          command: found.command,
          related: related.tests,
        };
        const trial = new Trial(held, deps, emit, signal);
        return await trial.run(request, rewritten.rewrites);
      } finally {
        await opened.dispose();
      }
    } finally {
      await after.dispose();
    }
  } finally {
    await before.dispose();
  }
}

async function rewritesAt(
  path: WorkspacePath,
  lines: { readonly first: number; readonly last: number },
  text: string,
  parse: Parse,
): Promise<{ readonly target: Target | undefined; readonly rewrites: readonly Rewrite[] }> {
  const language = languageOf(path);
  if (!language) return { target: undefined, rewrites: [] };
  const tree = await parse(language, text);
  try {
    const target = targetAt(tree, path, lines);
    return { target, rewrites: target ? rewritesIn(tree, target) : [] };
  } finally {
    tree.dispose();
  }
}

const none = (reason: string, next: string): Optimised & { readonly kind: 'none' } => ({
  ...{ kind: 'none', reason, next, measured: [] },
});

/** The tests that run the place and pass; or why there is nothing to hold on to. */
async function relatedTests(
  command: TestCommand,
  { before }: Copies,
  {
    path,
    lines: { first, last },
  }: { readonly path: WorkspacePath; readonly lines: { readonly first: number; readonly last: number } },
  { runTests }: Pick<OptimiseDeps, 'runTests'>,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<{ readonly tests: readonly TestResult[] } | (Optimised & { readonly kind: 'none' })> {
  emit({ kind: 'checking', what: `“${command.line}” without a change` });
  const coverage = coversQuickly(command);
  const report = await runTests(before, { command, coverage, limitMs }, signal);
  await before.reset();
  if (report.results.length === 0) {
    const why = report.problem?.message.split('\n', 1)[0]?.replace(/\.$/, '') ?? 'it ran no test';
    return none(`“${command.line}” did not work: ${why}.`, 'See to the tests first.');
  }
  const running =
    report.coverage &&
    new Set(
      report.coverage
        .filter(
          ({ lines }) =>
            [...(lines.get(path) ?? [])].some((line) => first < line && line <= last) ||
            (first === last && lines.get(path)?.has(first)),
        )
        .map(({ test }) => test),
    );
  const those = running ? report.results.filter(({ id }) => running.has(id)) : report.results;
  const failing = those.filter(({ outcome }) => outcome === 'failed');
  if (failing.length > 0)
    return none(
      `${counted(failing.length, 'test')} that ${failing.length === 1 ? 'runs' : 'run'} it ${failing.length === 1 ? 'fails' : 'fail'} already: ${failing[0]!.name}.`,
      'Fix that first, for example with “Touchstone: Fix This Issue”.',
    );
  const tests = those.filter(({ outcome }) => outcome === 'passed');
  if (tests.length === 0)
    return none(
      'No test runs it, so nobody could tell whether faster code still does the same.',
      'Write a test of it first, for example with “Generate Tests”.',
    );
  return { tests };
}
