// Whether what is offered as faster is faster, and what only looks different is refused, by real measurements.
//   npm run bench -- optimise [--tries 100] [--only fixtures|noise] [--by calls|tests] [--load N]
// Fixtures: functions that are slow in a known way; each is made faster with no model.
// Noise: the same code in other words, timed as often as asked for; each time that it is offered is a mistake.
// `--by` says what the noise is timed by: calls that tests make, or nothing but the tests; both when left out.
// `--load` keeps so many more processes busy meanwhile.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import os from 'node:os';
import path from 'node:path';
import type { EditResult } from '../../src/edit/editEvent.ts';
import { benchOpener } from '../../src/edit/node/optimiseBench.ts';
import { comparePairs, isFaster } from '../../src/edit/optimise/comparison.ts';
import { targetAt } from '../../src/edit/optimise/target.ts';
import { languageOf } from '../../src/syntax/language.ts';
import { createParser } from '../../src/syntax/node/parser.ts';
import { findTestCommands } from '../../src/testing/node/findTests.ts';
import { hostRunner } from '../../src/testing/node/hostRunner.ts';
import { createTestRunner } from '../../src/testing/node/runner.ts';
import { createShadowWorkspace } from '../../src/testing/node/shadowWorkspace.ts';
import { EditProject } from '../unit/edit/aProject.ts';
import { grammars } from '../unit/syntax/installedGrammars.ts';
import { sameCode, sameTestedCode, slowProjects, type SameCode, type SlowProject } from './optimise/slowProjects.ts';

const { values } = parseArgs({
  options: {
    tries: { type: 'string', default: '100' },
    only: { type: 'string' },
    by: { type: 'string' },
    load: { type: 'string', default: '0' },
  },
});
const busy = Array.from({ length: Number(values.load) }, () =>
  spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(Math.random());'], { stdio: 'ignore' }),
);
let mistakes = 0;
try {
  if (values.only !== 'noise') await measureFixtures();
  if (values.only !== 'fixtures' && values.by !== 'tests') await measureNoise('calls', Number(values.tries));
  if (values.only !== 'fixtures' && values.by !== 'calls') await measureNoise('tests', Number(values.tries));
} finally {
  for (const each of busy) each.kill('SIGKILL');
}
process.exitCode = mistakes > 0 ? 1 : 0;

async function measureFixtures(): Promise<void> {
  let offered = 0;
  for (const project of slowProjects) {
    const started = performance.now();
    const result = await optimised(project);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const isRight = result.status === 'proposed' && project.faster.test(result.proposal.changes[0]?.after ?? '');
    if (isRight) offered++;
    else mistakes++;
    const what = result.status === 'proposed' ? result.proposal.title : `${result.reason} ${result.next}`;
    console.log(`${isRight ? 'offered' : 'MISSED '}  ${project.name}: ${what} (${seconds} s)`);
  }
  console.log(`${offered} of ${slowProjects.length} slow functions have a faster one offered\n`);
}

/** The measurement alone, as an edit makes it of what passes its tests: from one copy and one recording many tries. */
async function measureNoise(by: 'calls' | 'tests', tries: number): Promise<void> {
  const ratios: number[] = [];
  let offered = 0;
  const codes = by === 'calls' ? sameCode : sameTestedCode;
  await Promise.all(codes.map((code) => measure(code, Math.ceil(tries / codes.length))));
  const sorted = ratios.sort((a, b) => a - b);
  const part = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(3);
  console.log(`timed by ${by}, refused: ${(100 * (1 - offered / ratios.length)).toFixed(0)} % of ${ratios.length}`);
  console.log(`ratios: least ${part(0)}, median ${part(0.5)}, greatest ${part(1)}`);
  if (offered > ratios.length * 0.05) mistakes++;

  async function measure({ name, project: { files, place }, texts }: SameCode, count: number): Promise<void> {
    const project = new EditProject(files);
    const signal = new AbortController().signal;
    const runner = hostRunner({
      assets: project.assets,
      environment: { PATH: process.env['PATH'], HOME: os.homedir(), LANG: 'C.UTF-8' },
      allowed: [],
      sandbox: 'off',
    });
    const runTests = createTestRunner(runner);
    const parser = createParser({ grammars });
    const storage = path.join(project.root, '..', 'storage');
    const before = await createShadowWorkspace({ workspace: project.root, storage }, signal);
    const after = await before.lane(signal);
    const text = files[place.path]!;
    const tree = await parser.parse(languageOf(place.path)!, text);
    const { commands } = await findTestCommands(project.root, place.path, signal);
    const target = by === 'calls' ? targetAt(tree, place.path, { first: place.line, last: place.line }) : undefined;
    const tests = commands[0]!;
    const { results } = await runTests(before, { command: tests, coverage: false, limitMs: 300_000 }, signal);
    const about = { copies: { before, after }, target, text, command: undefined, tests, related: results };
    const opened = await benchOpener(runTests, runner)({ ...about, emitProgress: () => {} }, signal);
    if (opened.kind === 'none') throw new Error(opened.why);
    const { bench } = opened;
    const run = async (which: 'before' | 'after'): Promise<number> => {
      const timed = await bench.time(which, signal);
      if (timed.kind === 'failed') throw new Error(timed.why);
      return timed.ms;
    };
    for (let at = 0; at < count; at++) {
      await after.write(place.path, bench.asTimed(texts[at % texts.length]!));
      const seen = await comparePairs(run, 1, () => {});
      ratios.push(seen.ratio);
      if (isFaster(seen)) offered++;
      const said = `${seen.ratio.toFixed(3)} times as fast, p = ${seen.p.toFixed(3)}, ${seen.runs} pairs`;
      console.log(
        `${ratios.length}. ${name} ${(at % texts.length) + 1}: ${said}${isFaster(seen) ? ' TAKEN FOR FASTER' : ''}`,
      );
    }
    tree.dispose();
    parser.dispose();
    await opened.dispose();
    await after.dispose();
    await before.dispose();
    project.remove();
  }
}

async function optimised({ files, place }: SlowProject): Promise<EditResult> {
  const project = new EditProject(files);
  let result: EditResult | undefined;
  try {
    const lines = { first: place.line, last: place.line };
    const request = { kind: 'optimise', place: { path: place.path, lines }, tests: { kind: 'found' } } as const;
    for await (const event of project.events(request)) if (event.kind === 'finished') ({ result } = event);
  } finally {
    project.remove();
  }
  if (!result) throw new Error('It did not come to its end.');
  return result;
}
