import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { artifactsFolder, root } from '../../../scripts/project.ts';
import { copyWorkspace } from '../../../scripts/workspaceCopy.ts';
import type { Session } from '../sessions.ts';
import type { SessionFile, SessionReport } from './bridgeProtocol.ts';
import { BridgeServer } from './bridgeServer.ts';
import type { HostLauncher, HostWindow } from './hostLauncher.ts';

const hostFolder = join(root, 'test', 'host');
const fakesFolder = join(root, 'test', 'fakes');
const startSeconds = 120;
const sessionSeconds = 900;

export interface RunnerOptions {
  readonly launcher: HostLauncher;
  /** Inside the clone, so that compiled suites find node_modules. */
  readonly folder: string;
  readonly grep: string | undefined;
  readonly print: (line: string) => void;
}

/** Runs one session in its own window from a compiled suite to a report. A window that never starts is a failure. */
export async function runSession(session: Session, options: RunnerOptions): Promise<SessionReport> {
  const compiled = join(options.folder, session.name);
  // Short, since a socket's path has a limit of about a hundred characters; real, since VS Code resolves links.
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'touchstone-host-')));
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(scratch)}` : join(scratch, 'bridge');
  let window: HostWindow | undefined;
  let bridge: BridgeServer | undefined;
  try {
    const suites = session.afterReload ? [session.suites, session.afterReload] : [session.suites];
    const { extensions = [] } = session;
    await compile(suites.flat(), extensions, compiled);
    const source = join(root, 'test', 'fixtures', session.workspace);
    const workspace = await copyWorkspace(source, join(scratch, basename(session.workspace)));
    const reports: SessionReport[] = [];
    let [started, finished] = [later<undefined>(), later<SessionReport>()];
    bridge = await BridgeServer.listen(socket, () => pageOf(window), join(artifactsFolder, 'screenshots'), {
      started: () => started.resolve(undefined),
      print: options.print,
      finished: (report) => finished.resolve(report),
    });
    const orderSuites = (at: number): Promise<void> =>
      writeSessionFile(compiled, {
        socket,
        suites: (suites[at] ?? []).map((suite) => `${compiledName(suite)}.cjs`),
        ...(options.grep === undefined ? {} : { grep: options.grep }),
        isReloaded: at + 1 < suites.length,
      });
    await orderSuites(0);
    window = await options.launcher.open({
      workspace: session.isEmpty ? undefined : join(workspace, session.open ?? ''),
      extensions: extensions.map((name) => join(compiled, name)),
      tests: join(compiled, 'entry.cjs'),
      settings: session.settings ?? {},
      trusted: session.trusted ?? true,
      env: session.env ?? {},
    });
    reports.push(await waitForReport(window, started.promise, finished.promise));
    for (let at = 1; at < suites.length; at++) {
      await orderSuites(at);
      [started, finished] = [later<undefined>(), later<SessionReport>()];
      await window.page.reload();
      reports.push(await waitForReport(window, started.promise, finished.promise));
    }
    const report = sumOf(reports);
    if (report.failed > 0) options.print(await keepEvidence(session, window));
    return report;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    options.print(`    ✘ ${message.replaceAll('\n', '\n      ')}`);
    if (window !== undefined) options.print(await keepEvidence(session, window));
    return { passed: 0, failed: 1, skipped: 0, failures: [{ name: `session ${session.name}`, message }] };
  } finally {
    await window?.close();
    bridge?.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Later<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function later<T>(): Later<T> {
  let resolve: ((value: T) => void) | undefined;
  const promise = new Promise<T>((set) => (resolve = set));
  return { promise, resolve: (value) => resolve?.(value) };
}

function pageOf(window: HostWindow | undefined): Page {
  if (window === undefined) throw new Error('the window is not open yet');
  return window.page;
}

async function waitForReport(
  window: HostWindow,
  started: Promise<undefined>,
  finished: Promise<SessionReport>,
): Promise<SessionReport> {
  const timers = new AbortController();
  const after = async (seconds: number, message: string): Promise<never> => {
    await sleep(seconds * 1000, undefined, { signal: timers.signal });
    throw new Error(`${message}\n${window.output()}`);
  };
  const gone = window.ended.then((output) => {
    throw new Error(`VS Code ended before the tests did:\n${output}`);
  });
  try {
    const limit = after(startSeconds, `the extension host called no test within ${startSeconds} s`);
    await Promise.race([started, gone, limit, finished]);
    limit.catch(() => undefined);
    return await Promise.race([
      finished,
      gone,
      after(sessionSeconds, `no end of the tests within ${sessionSeconds} s`),
    ]);
  } finally {
    gone.catch(() => undefined);
    timers.abort();
  }
}

function sumOf(reports: readonly SessionReport[]): SessionReport {
  const total = (count: (report: SessionReport) => number): number =>
    reports.reduce((sum, each) => sum + count(each), 0);
  return {
    passed: total(({ passed }) => passed),
    failed: total(({ failed }) => failed),
    skipped: total(({ skipped }) => skipped),
    failures: reports.flatMap(({ failures }) => failures),
  };
}

function writeSessionFile(folder: string, file: SessionFile): Promise<void> {
  return writeFile(join(folder, 'session.json'), JSON.stringify(file));
}

/** Bundles the entry, suites and extensions, each on its own. `vscode` comes from the host, mocha from node_modules. */
async function compile(suites: readonly string[], extensions: readonly string[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      entry: join(hostFolder, 'harness', 'entry.ts'),
      ...Object.fromEntries(suites.map((suite) => [compiledName(suite), join(hostFolder, suite)])),
      ...Object.fromEntries(extensions.map((name) => [`${name}/extension`, join(fakesFolder, name, 'extension.ts')])),
    },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    // What the fakes find beside themselves they find from here, wherever the compiled suite is.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'test', 'fakes', 'fake.ts')).href) },
    logLevel: 'warning',
  });
  for (const name of extensions) await cp(join(fakesFolder, name, 'package.json'), join(folder, name, 'package.json'));
}

function compiledName(suite: string): string {
  return suite.replace(/\.ts$/, '');
}

/** Leaves a picture of the window and its logs for a person, and says where. */
async function keepEvidence(session: Session, window: HostWindow): Promise<string> {
  const folder = join(artifactsFolder, 'host-logs', session.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await window.page.screenshot({ path: join(folder, 'window.png') }).catch(() => undefined);
  await writeFile(join(folder, 'editor-output.log'), window.output());
  const logs = await window.logsFolder().catch(() => undefined);
  if (logs !== undefined && existsSync(logs)) await cp(logs, join(folder, 'logs'), { recursive: true });
  return `    The window, its logs and the Touchstone log are in ${folder}`;
}

/** A suite that no session names would never run and never fail. */
export async function unnamedSuites(sessions: readonly Session[]): Promise<readonly string[]> {
  const named = new Set(sessions.flatMap(({ suites, afterReload = [] }) => [...suites, ...afterReload]));
  const files = await readdir(hostFolder);
  return files.filter((file) => file.endsWith('.test.ts') && !named.has(file));
}
