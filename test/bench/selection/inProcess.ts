/**
 * Runs `node:test` files of a workspace that lives in memory, in this process: thousands of small runs in seconds.
 * It knows what the tests of this bench need, no more.
 */
import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';
import type { TestReport, TestResult, WorkspacePath } from '../../../src/testing/report.ts';
import type { RunTests } from '../../../src/testing/testCommand.ts';
import type { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

type TestFunction = (name: string, run: () => unknown) => void;

export const runInProcess: RunTests = async (tree, { only }) => {
  const workspace = tree as MemoryWorkspace;
  const paths = (await workspace.files()).filter((path) => path.endsWith('.test.js'));
  const wanted = new Set(only?.map((test) => test.id));
  const results: TestResult[] = [];
  for (const path of paths) {
    if (only && !only.some((test) => test.file === path)) continue;
    for (const { name, run } of await testsOf(workspace, path)) {
      const id = `${path}::${name}`;
      if (only && !wanted.has(id)) continue;
      results.push({ id, name, file: path, durationMs: 1, ...(await outcomeOf(run)) });
    }
  }
  return { results, end: { kind: 'exited', code: 0 }, durationMs: 1, output: '' } satisfies TestReport;
};

async function outcomeOf(run: () => unknown): Promise<Pick<TestResult, 'outcome' | 'failure'>> {
  try {
    await run();
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', failure: { message: String(error), frames: [] } };
  }
}

async function testsOf(workspace: MemoryWorkspace, path: WorkspacePath) {
  const found: { name: string; run: () => unknown }[] = [];
  const register: TestFunction = (name, run) => void found.push({ name, run });
  const source = [await workspace.read('src/fee.js'), await workspace.read(path)].join('\n');
  const code = source.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, '');
  // What a probe writes to disk goes to the workspace.
  const written: string[] = [];
  const fs = { appendFileSync: (_path: string, text: string) => void written.push(text) };
  const host = { getBuiltinModule: () => fs };
  const load = compileFunction(code, ['test', 'assert', 'process']) as (
    test: TestFunction,
    a: unknown,
    host: unknown,
  ) => void;
  load(register, assert, host);
  return found.map(({ name, run }) => ({
    name,
    run: async () => {
      const before = written.length;
      await run();
      if (written.length === before) return;
      const file = '.touchstone-observed.jsonl';
      const known = await workspace.read(file).catch(() => '');
      await workspace.write(file, known + written.slice(before).join(''));
    },
  }));
}
