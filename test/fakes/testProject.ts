/** A small real project in a temporary folder, whose tests are run by real processes. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestRunner } from '../../src/testing/node/runner.ts';
import { runProcess } from '../../src/testing/node/process.ts';
import type { TestReport, TestResult } from '../../src/testing/report.ts';
import type { Framework, RunRequest } from '../../src/testing/testCommand.ts';

const repository = path.resolve(import.meta.dirname, '../..');

export interface TestProject {
  readonly root: string;
  readonly run: (framework: Framework, line: string, request?: Partial<RunRequest>) => Promise<TestReport>;
}

/** @param files by path; the folder's name has a space and a letter that is not ASCII. */
export async function withProject(
  files: Readonly<Record<string, string>>,
  use: (project: TestProject) => Promise<void>,
): Promise<void> {
  const base = await mkdtemp(path.join(os.tmpdir(), 'touchstone-test-'));
  const root = path.join(base, 'a projéct');
  try {
    await mkdir(root);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    const before = await listing(root);
    const run = createTestRunner({
      runProcess,
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: os.homedir(),
        LANG: 'C.UTF-8',
        // The plug-ins of this machine are not part of any project here.
        PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
      },
      sandbox: 'off',
      shims: path.join(repository, 'src/testing/node/shims'),
      redact: (text) => text.replaceAll('hunter2', '***'),
    });
    await use({
      root,
      run: (framework, line, request = {}) =>
        run(
          { root },
          { command: { framework, line, directory: '', reason: '' }, coverage: false, limitMs: 60_000, ...request },
          new AbortController().signal,
        ),
    });
    // Reports, caches and compiled files of ours stay out of the tree.
    const added = (await listing(root)).filter((name) => !before.includes(name));
    assert.deepEqual(
      added.filter((name) => !/^\.benchmarks|\.xml$/.test(name)),
      [],
    );
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function listing(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).filter((name) => !name.startsWith('node_modules/'));
}

/** Every result as a line: `passed file::suite › test`. */
export function outcomes(report: TestReport): string[] {
  return report.results.map((result) => `${result.outcome} ${result.id}`).sort();
}

export function resultOf(report: TestReport, name: string): TestResult {
  const found = report.results.find((result) => result.name === name);
  return found ?? assert.fail(`no result ${name} among ${outcomes(report).join(', ')}: ${report.output}`);
}

/** The first frame of a failure: `file:line`. */
export function place(result: { failure?: TestResult['failure'] }): string | undefined {
  const frame = result.failure?.frames[0];
  return frame && `${frame.path}:${frame.line}`;
}

/** The lines of a file that a test ran. */
export function linesOf(report: TestReport, name: string, file: string): number[] {
  const { id } = resultOf(report, name);
  const lines = report.coverage?.find(({ test }) => test === id)?.lines.get(file);
  return [...(lines ?? [])].sort((a, b) => a - b);
}
