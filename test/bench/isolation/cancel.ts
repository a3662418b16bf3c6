import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fixInWorker } from '../../../src/refine/node/fixInWorker.ts';
import { understandCommand } from '../../../src/testing/node/findTests.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';
import type { FixEvent } from '../../../src/refine/event.ts';
import { BUGS, makeFaultyWorkspace, removeWorkspace } from '../repair/bugWorkspace.ts';
import { parseProgram } from '../repair/seededBug.ts';
import { table } from '../repair/tables.ts';

const assets = join(import.meta.dirname, '../../../dist');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const never = new AbortController().signal;
const programs = ['agenda', 'packhouse', 'ferry'] as const;

/** Milliseconds from a cancel until all has ended and is cleared away, by what the fix was doing, worst last. */
export async function measureCancel(each: number): Promise<void> {
  const times = new Map<FixEvent['kind'] | 'starting', number[]>();
  for (const name of programs) {
    const program = parseProgram(readFileSync(join(BUGS, `${name}.bugs.json`), 'utf8'), name);
    const { directory } = await makeFaultyWorkspace(program, program.bugs[0]!, true);
    const storage = mkdtempSync(join(tmpdir(), 'cancel-bench-'));
    const command = await understandCommand(directory, program.test, never);
    try {
      for (let at = 0; at < each; at++) {
        const { doing, ms } = await cancelled(directory, command, storage, 200 + (at * 12_000) / each);
        if (ms !== undefined) times.set(doing, [...(times.get(doing) ?? []), ms]);
      }
    } finally {
      rmSync(storage, { recursive: true, force: true });
      await removeWorkspace(directory);
    }
  }
  console.log(`\nFrom a cancel until everything has ended, ${each} each of ${programs.join(', ')}`);
  const rows = [...times, ['all', [...times.values()].flat()] as const].map(([doing, all]) => {
    const sorted = [...all].sort((a, b) => a - b);
    const ranked = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN).toFixed(0);
    return [doing, String(sorted.length), ranked(0.5), ranked(0.9), ranked(1)];
  });
  console.log(table(['after the event', 'cancels', 'median ms', 'p90', 'worst'], rows));
}

async function cancelled(
  root: string,
  command: TestCommand,
  storage: string,
  afterMs: number,
): Promise<{ doing: FixEvent['kind'] | 'starting'; ms?: number }> {
  const controller = new AbortController();
  const options = { assets, storage, environment: process.env, allowed: [], sandbox: 'auto' as const };
  const script = new URL(`file://${join(assets, 'fixWorker.js')}`);
  const facts = fixInWorker(
    script,
    { root, command, budgetSeconds: 60, parallel: 2 },
    { ...options, unsaved: new Map(), log: quiet },
    controller.signal,
  );
  let doing: FixEvent['kind'] | 'starting' = 'starting';
  let began = Number.NaN;
  void wait(afterMs).then(() => {
    began = performance.now();
    controller.abort();
  });
  try {
    for await (const event of facts) doing = event.kind;
    return { doing };
  } catch {
    return { doing, ms: performance.now() - began };
  }
}
