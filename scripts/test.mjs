// `npm test`: every stage in order, whatever became of the ones before, so that one run shows everything.
// The last line is `N passed, N failed`, and the exit code agrees with it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsFolder, childEnvironment, root } from './project.ts';
import { readResults } from './results.ts';

/** npm scripts. One that `counts` says how many tests it ran; any other is one check. */
const stages = [
  { script: 'prepare:tests' },
  { script: 'types' },
  { script: 'lint' },
  { script: 'layering', counts: true },
  { script: 'dead' },
  { script: 'build' },
  { script: 'test:unit', counts: true },
  { script: 'test:package', counts: true },
  { script: 'test:host', counts: true },
];

const resultsFolder = join(artifactsFolder, 'results');

/** @returns {Promise<import('./results.ts').StageResults & { script: string, seconds: number }>} */
async function run({ script, counts = false }) {
  console.log(`\n=== ${script} ===`);
  const file = join(resultsFolder, `${script.replace(':', '-')}.json`);
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    env: childEnvironment({ TOUCHSTONE_RESULTS: file }),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code, signal] = await once(child, 'close');
  const seconds = (performance.now() - started) / 1000;
  const ended = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const written = counts ? await readResults(file) : undefined;
  return { script, seconds, ...settle(script, ended, code === 0, counts, written) };
}

/** What a stage counts for. No stage passes by running nothing, and none fails without a failure to show. */
function settle(script, ended, clean, counts, written) {
  const failing = (message) => [{ name: script, message }];
  if (!counts)
    return { passed: clean ? 1 : 0, failed: clean ? 0 : 1, skipped: 0, failures: clean ? [] : failing(ended) };
  if (!written) return { passed: 0, failed: 1, skipped: 0, failures: failing(`${ended} before it had results`) };
  if (written.passed + written.failed === 0) return { ...written, failed: 1, failures: failing('ran no test') };
  if (!clean && written.failed === 0)
    return { ...written, failed: 1, failures: failing(`${ended}, though no test failed`) };
  return written;
}

// What is kept for a person is of this run alone.
for (const name of ['results', 'screenshots', 'host-logs']) {
  await rm(join(artifactsFolder, name), { recursive: true, force: true });
}
await mkdir(resultsFolder, { recursive: true });

const results = [];
for (const stage of stages) results.push(await run(stage));

const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log('\n=== summary ===');
for (const { script, passed, failed, skipped, seconds } of results) {
  const count = `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
  console.log(`${failed ? '✗' : '✓'} ${script.padEnd(14)} ${count.padEnd(36)} ${seconds.toFixed(1).padStart(6)} s`);
}
for (const { script, failures } of results) {
  for (const { name, message } of failures) console.log(`✗ ${script} › ${name}: ${message.split('\n', 1)[0]}`);
}
for (const { script, unsteady = [] } of results) {
  for (const { name, message } of unsteady) {
    console.log(`~ ${script} › ${name}: passed when run once more; at first: ${message.split('\n', 1)[0]}`);
  }
}
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') ? 1 : 0;
