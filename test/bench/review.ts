import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, reportAndExit, ScriptError } from '../../scripts/project.ts';
import { prepareServerBuild } from '../../scripts/serverBuild.ts';
import { preparePrograms } from '../../scripts/systemPackages.ts';
import { planAccept, viewFile } from '../../src/review/fileView.ts';
import { acceptedIds, expect, observe, startReview } from '../../src/review/reviewState.ts';
import { reviewTree } from '../../src/review/reviewTree.ts';
import { runSession } from '../host/harness/runner.ts';
import { ServerLauncher } from '../host/harness/serverLauncher.ts';

/**
 * A review of 300 hunks in a file of 10,000 lines: first what one decision costs without an editor, then opening,
 * scrolling, accepting and typing in a real window. Build first.
 *   npm run bench -- review [--no-window]
 */
const lines = 10_000;
const hunks = 300;

measureWithoutEditor();
if (process.argv.includes('--no-window')) process.exit(0);

const folder = join(cacheFolder, 'host-tests', String(process.pid));
try {
  await preparePrograms(['browser', 'git'], console.log);
  await prepareServerBuild(console.log);
  await mkdir(folder, { recursive: true });
  const launcher = new ServerLauncher(folder);
  try {
    const session = {
      name: 'review-bench',
      workspace: 'samples/typescript',
      suites: ['review.bench.ts'],
      // The language's own server would be measured too, and what else reads a file that has changed.
      settings: {
        'typescript.tsserver.enable': false,
        'touchstone.index.enabled': false,
        'touchstone.completion.enabled': false,
        'git.enabled': false,
      },
    };
    const { failed } = await runSession(session, { launcher, folder, grep: undefined, print: console.log });
    if (failed > 0) throw new ScriptError('The measurement did not come to its end.');
  } finally {
    await launcher.close();
    await rm(folder, { recursive: true, force: true });
  }
  process.exit(0);
} catch (error) {
  reportAndExit(error);
}

function measureWithoutEditor(): void {
  const before = Array.from({ length: lines }, (_, i) => `export const value${i} = ${i};\n`).join('');
  const every = Math.floor(lines / hunks);
  const after = before.replace(/^.* = (\d+);$/gm, (line, number) =>
    Number(number) % every === 5 && Number(number) / every < hunks ? `${line} // changed` : line,
  );
  const evidence = {
    ...{ verdict: 'untested' as const, command: '', fixed: [], stillPassing: 0, stillFailing: [], flaky: [] },
    ...{ seconds: 0, candidates: { generated: 0, parsed: 0, run: 0, passed: 0 }, warnings: [] },
  };
  const changes = [{ path: 'large.ts', before, after }];
  let state = startReview({ id: 'p', root: '/w', title: 'Many', changes, evidence });
  let current = before;
  const look = (): void => {
    const [file] = state.files;
    if (!file) return;
    const view = viewFile(file, current);
    reviewTree(state, [state.proposal], () => view);
  };
  const accept = timed(30, (at) => {
    const file = state.files[0]!;
    const id = file.hunks[at * 7]!.id;
    const plan = planAccept(file, current, [id]);
    if (plan.kind !== 'edits') throw new ScriptError('A hunk does not fit.');
    state = expect(state, file.path, plan.after, [...acceptedIds(file), id]);
    current = plan.after;
    state = observe(state, file.path, current);
    look();
  });
  const type = timed(30, (at) => {
    current = `${current.slice(0, at * 1000)}x${current.slice(at * 1000)}`;
    state = observe(state, 'large.ts', current);
    look();
  });
  const all = timed(1, () => {
    const fitting = viewFile(state.files[0]!, current).shown.map(({ id }) => id);
    planAccept(state.files[0]!, current, fitting);
  });
  console.log(`${state.files[0]?.hunks.length} hunks in ${lines} lines, without an editor:`);
  console.log(`  accepting one hunk: ${accept}\n  a key typed in the file: ${type}\n  planning to accept all: ${all}`);
}

function timed(times: number, run: (at: number) => void): string {
  const taken: number[] = [];
  const busy = process.cpuUsage();
  for (let at = 0; at < times; at++) {
    const start = performance.now();
    run(at);
    taken.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(busy);
  const sorted = taken.sort((a, b) => a - b);
  const shown = (ms: number | undefined): string => (ms ?? 0).toFixed(1);
  const cpu = shown((user + system) / 1000 / times);
  return `median ${shown(sorted[Math.floor(times / 2)])} ms, worst ${shown(sorted.at(-1))} ms, ${cpu} ms of processor time each`;
}
