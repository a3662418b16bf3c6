import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFix } from '../../../src/refine/node/engine.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';
import { runShell } from '../repair/processes.ts';
import { table } from '../repair/tables.ts';

const assets = join(import.meta.dirname, '../../../dist');
const lanes = 2;
const never = new AbortController().signal;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Case {
  readonly command: TestCommand;
  /** What a person would type to run the failing test alone. */
  readonly alone: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A test that no patch can please, which takes its time: every candidate runs it and nothing more. */
const cases: readonly Case[] = [
  {
    command: { framework: 'node:test', line: 'node --test', directory: '', reason: '' },
    alone: 'node --test-name-pattern "never satisfied" total.test.js',
    files: {
      'package.json': '{ "type": "module" }\n',
      'total.js': javaScript(),
      'total.test.js': `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { setTimeout as wait } from 'node:timers/promises';\nimport { total } from './total.js';\ntest('adds', () => assert.ok(total([1, 2, 3]) !== undefined));\ntest('never satisfied', async () => {\n  await wait(WAIT);\n  assert.equal(total([4, 5, 6]), 'nothing gives this');\n});\n`,
    },
  },
  {
    command: { framework: 'unittest', line: 'python3 -m unittest discover', directory: '', reason: '' },
    alone: 'python3 -m unittest test_total.TotalTest.test_never_satisfied',
    files: {
      'total.py': python(),
      'test_total.py': `import time\nimport unittest\nfrom total import total\n\n\nclass TotalTest(unittest.TestCase):\n    def test_adds(self):\n        self.assertIsNotNone(total([1, 2, 3]))\n\n    def test_never_satisfied(self):\n        time.sleep(WAIT / 1000)\n        self.assertEqual(total([4, 5, 6]), "nothing gives this")\n`,
    },
  },
];

/** Candidates a second against what the machine could do: the plain test run as often as it goes, in as many lanes. */
export async function measureOverhead(seconds: number): Promise<void> {
  const rows: string[][] = [];
  for (const each of cases) {
    for (const wait of [0, 200, 1000]) {
      const folder = mkdtempSync(join(tmpdir(), 'isolation-bench-'));
      try {
        for (const [name, text] of Object.entries(each.files))
          writeFileSync(join(folder, name), text.replace('WAIT', String(wait)));
        const plain = await plainRuns(folder, each.alone, seconds);
        const ours = await candidates(folder, each.command, seconds);
        const share = ours / plain;
        rows.push([each.command.framework, `${wait} ms`, plain.toFixed(2), ours.toFixed(2), `${percent(1 - share)} %`]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  console.log(`\n${lanes} lanes, ${seconds} s each; below 0: faster than starting the test tool anew`);
  console.log(table(['tool', 'the test waits', 'plain runs/s', 'candidates/s', 'overhead'], rows));
}

async function plainRuns(folder: string, line: string, seconds: number): Promise<number> {
  const copies = Array.from({ length: lanes }, (_, lane) => `${folder}-${lane}`);
  const started = performance.now();
  let runs = 0;
  await Promise.all(
    copies.map(async (copy) => {
      cpSync(folder, copy, { recursive: true });
      while (performance.now() - started < seconds * 1000) {
        await runShell(line, { cwd: copy, limitSeconds: 30 });
        runs++;
      }
      rmSync(copy, { recursive: true });
    }),
  );
  return runs / ((performance.now() - started) / 1000);
}

async function candidates(root: string, command: TestCommand, seconds: number): Promise<number> {
  const storage = mkdtempSync(join(tmpdir(), 'isolation-bench-storage-'));
  let began = Number.NaN;
  let run = 0;
  try {
    const options = { assets, storage, environment: process.env, allowed: [], sandbox: 'auto' as const };
    const facts = startFix(
      { root, command, budgetSeconds: seconds, parallel: lanes },
      { ...options, unsaved: new Map(), log: quiet },
      never,
    );
    for await (const event of facts) {
      if (event.kind === 'localised' && Number.isNaN(began)) began = performance.now();
      if (event.kind === 'searching') run = event.counts.run;
      if (event.kind === 'finished') break;
    }
    return run / ((performance.now() - began) / 1000);
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
}

const percent = (share: number): string => (100 * share).toFixed(0);

/** Long enough that the candidates do not run out. */
function javaScript(): string {
  const steps = Array.from(
    { length: 60 },
    (_, at) =>
      `  if (sum > ${at + 20} && values.length < ${at + 3}) sum = sum + values[${at % 3}] * ${at + 2} - ${at};`,
  );
  return `export function total(values) {\n  let sum = 0;\n  for (let at = 0; at < values.length; at++) sum += values[at];\n${steps.join('\n')}\n  return sum;\n}\n`;
}

function python(): string {
  const steps = Array.from(
    { length: 60 },
    (_, at) =>
      `    if sum > ${at + 20} and len(values) < ${at + 3}:\n        sum = sum + values[${at % 3}] * ${at + 2} - ${at}`,
  );
  return `def total(values):\n    sum = 0\n    for at in range(len(values)):\n        sum += values[at]\n${steps.join('\n')}\n    return sum\n`;
}
