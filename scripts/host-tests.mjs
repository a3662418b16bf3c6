// Tests inside the real extension host, driven by a real keyboard. How to write one: test/host/harness/editor.ts.
//   npm run test:host [-- --session NAME] [--grep PATTERN] [--electron] [--no-build]
// A few sessions that fail run once more in a fresh editor: a real window on a busy machine is sometimes late. One that
// then passes counts as passed, and what failed at first is told as unsteady, here and in the summary.
// The result goes to stdout, and as the StageResults of results.ts to the file that TOUCHSTONE_RESULTS names.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ElectronLauncher } from '../test/host/harness/electronLauncher.ts';
import { runSession, unnamedSuites } from '../test/host/harness/runner.ts';
import { ServerLauncher } from '../test/host/harness/serverLauncher.ts';
import { sessions } from '../test/host/sessions.ts';
import { run } from './childProcess.ts';
import { cacheFolder, nodeBinary, reportAndExit, root, ScriptError } from './project.ts';
import { prepareServerBuild } from './serverBuild.ts';
import { writeResults } from './results.ts';
import { preparePrograms } from './systemPackages.ts';

/** More than these failing is a fault of the whole, which takes no second run to see. */
const sessionsRunAgain = 4;

const { values } = parseArgs({
  options: {
    session: { type: 'string' },
    grep: { type: 'string' },
    electron: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});
const started = Date.now();
const runs = join(cacheFolder, 'host-tests');
const folder = join(runs, String(process.pid));

try {
  const chosen = sessions.filter((session) => values.session === undefined || session.name === values.session);
  if (chosen.length === 0) {
    const names = sessions.map((session) => session.name).join(', ');
    throw new ScriptError(`There is no session "${values.session}". Sessions: ${names}.`);
  }
  const unnamed = await unnamedSuites(sessions);
  if (values.session === undefined && unnamed.length > 0) {
    throw new ScriptError(`No session of test/host/sessions.ts names ${unnamed.join(', ')}, so nothing would run it.`);
  }
  await sweep();
  await mkdir(folder, { recursive: true });
  if (!values['no-build']) await build();
  const report = { passed: 0, failed: 0, skipped: 0, failures: [], unsteady: [] };
  try {
    const first = await runAll(chosen, join(folder, 'first'));
    const failing = first.filter(({ result }) => result.failed > 0);
    const again = failing.length <= sessionsRunAgain ? failing.map(({ session }) => session) : [];
    if (again.length > 0) console.log('\n--- once more, in a fresh editor ---');
    const second = again.length === 0 ? [] : await runAll(again, join(folder, 'second'));
    for (const { session, result } of first) {
      const settled = second.find((each) => each.session === session)?.result ?? result;
      report.passed += settled.passed;
      report.failed += settled.failed;
      report.skipped += settled.skipped;
      report.failures.push(...settled.failures);
      if (settled.failed === 0) report.unsteady.push(...result.failures);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await writeResults(report);
  const seconds = Math.round((Date.now() - started) / 1000);
  for (const { name, message } of report.unsteady) {
    console.log(`unsteady: ${name}, failed at first: ${message.split('\n', 1)[0]}`);
  }
  console.log(`\n${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped (${seconds} s)`);
  process.exit(report.failed === 0 && report.passed > 0 ? 0 : 1);
} catch (error) {
  reportAndExit(error);
}

/** Every session in a window of its own, all in one editor whose data are in `folder`. */
async function runAll(chosen, folder) {
  await mkdir(folder, { recursive: true });
  const launcher = await chooseLauncher(folder);
  const results = [];
  try {
    for (const session of chosen) {
      console.log(`\n${session.name} (${session.workspace})`);
      const result = await runSession(session, { launcher, folder, grep: values.grep, print: console.log });
      results.push({ session, result });
    }
  } finally {
    await launcher.close();
  }
  return results;
}

async function chooseLauncher(folder) {
  if (values.electron) {
    try {
      return await ElectronLauncher.prepare(folder, console.log);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      console.log(`${error.message}\nGoing on with VS Code's server build in a browser.`);
    }
  }
  await preparePrograms(['browser', 'git'], console.log);
  await prepareServerBuild(console.log);
  return new ServerLauncher(folder);
}

async function build() {
  const result = await run(nodeBinary, [join(root, 'scripts', 'build.mjs')], { cwd: root });
  if (result.code !== 0) throw new ScriptError(`The build failed:\n${result.output.trim()}`);
}

/** What runs that were killed have left. */
async function sweep() {
  await mkdir(runs, { recursive: true });
  for (const name of await readdir(runs)) {
    try {
      process.kill(Number(name), 0);
    } catch {
      await rm(join(runs, name), { recursive: true, force: true });
    }
  }
}
