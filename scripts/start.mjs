// Opens a real VS Code with Touchstone in development mode, on a bundled sample with failing tests or on any folder.
//   npm start [-- --workspace DIR] [--sample typescript|python] [--port N] [--no-open]
// Desktop VS Code where there is one and a display; otherwise VS Code's server build, for any browser.

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endTree, run, spawnTree } from './childProcess.ts';
import { downloadDesktop, hasDisplay, installedDesktop } from './desktop.ts';
import { quietSettings, writeUserSettings } from './editorSettings.ts';
import { cacheFolder, nodeBinary, reportAndExit, root, ScriptError } from './project.ts';
import { prepareServerBuild } from './serverBuild.ts';
import { preparePrograms } from './systemPackages.ts';
import { startVsCodeServer } from './vscodeServer.ts';
import { copyWorkspace, samplesFolder } from './workspaceCopy.ts';

/** The file that shows what is wrong at first sight. */
const failingTest = { typescript: 'test/split.test.ts', python: 'tests/test_quote.py' };

// Apart from the user's own VS Code, and kept: approvals given here are remembered at the next start.
const dataFolder = join(cacheFolder, 'editor');

try {
  const options = readOptions();
  await preparePrograms(['git', 'sandbox'], console.log);
  const [workspace] = await Promise.all([openable(options), build()]);
  await writeUserSettings(dataFolder, quietSettings, true);
  const desktop = options.open ? await findDesktop() : undefined;
  if (desktop === undefined) await serve(workspace, options);
  else await openDesktop(desktop, workspace);
} catch (error) {
  reportAndExit(error);
}

function readOptions() {
  const usage = 'npm start [-- --workspace DIR] [--sample typescript|python] [--port N] [--no-open]';
  try {
    const { values } = parseArgs({
      options: {
        workspace: { type: 'string' },
        sample: { type: 'string', default: 'typescript' },
        port: { type: 'string', default: '8137' },
        'no-open': { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`"${values.port}" is not a port.`);
    if (!Object.hasOwn(failingTest, values.sample)) throw new Error(`There is no sample "${values.sample}".`);
    return { workspace: values.workspace, sample: values.sample, port, open: !values['no-open'] };
  } catch (error) {
    throw new ScriptError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}

/** The folder to open: the user's own as it is, or a fresh copy of a sample, so that the clone stays clean. */
async function openable({ workspace, sample }) {
  if (workspace === undefined) {
    const folder = await copyWorkspace(join(samplesFolder, sample), join(cacheFolder, `sample-${sample}`));
    return { folder, file: join(folder, failingTest[sample]), ours: true };
  }
  // npm calls scripts in the clone and keeps the user's own folder here.
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), workspace);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new ScriptError(`${folder} is not a folder.`);
  return { folder, ours: false };
}

async function build() {
  const result = await run(nodeBinary, [join(root, 'scripts', 'build.mjs')], { cwd: root });
  if (result.code !== 0) throw new ScriptError(`The build failed:\n${result.output.trim()}`);
}

/** Only where a window can be shown. */
async function findDesktop() {
  if (!hasDisplay()) return undefined;
  const installed = await installedDesktop();
  if (installed !== undefined) return installed;
  try {
    return await downloadDesktop(console.log);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.log(`${error.message} Going on with VS Code's server build in a browser.`);
    return undefined;
  }
}

async function openDesktop(command, { folder, file, ours }) {
  console.log(`Opening VS Code on ${folder}. Close its window, or press Ctrl+C, to end.`);
  const child = spawnTree(command, [
    ...['--new-window', '--wait', folder, ...(file === undefined ? [] : [file])],
    `--extensionDevelopmentPath=${root}`,
    ...['--user-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')],
    ...['--skip-welcome', '--skip-release-notes', '--disable-updates'],
    ...(ours ? ['--disable-workspace-trust'] : []),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]);
  await new Promise((done) => child.once('close', done));
  await endTree(child);
}

async function serve({ folder, file, ours }, { port, open }) {
  await prepareServerBuild(console.log);
  const server = await startVsCodeServer({ dataFolder, port, trustEveryFolder: ours });
  if (server.port !== port) console.log(`Port ${port} is taken; using ${server.port}.`);
  const url = server.windowUrl({ folder, extension: root, ...(file === undefined ? {} : { file }) });
  console.log(`\nVS Code with Touchstone on ${folder}:\n\n  ${url}\n\nPress Ctrl+C to end.`);
  if (open && hasDisplay()) openBrowser(url);
  throw new ScriptError(`VS Code's server has ended:\n${await server.ended}`);
}

function openBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  // The address is printed in any case: a browser that does not open is no reason to end.
  spawnTree(opener, [url]).once('error', () => undefined);
}
