// How well Touchstone repairs: seeded bugs in small programs, fixed by the shipped command, judged by tests it never saw.
//   node test/bench/repair.ts [--check] [--only ID|PROGRAM] [--skip-held-out] [--budget SECONDS] [--jobs N] [--json FILE] [--logs DIR]
//     [--headless FILE] [--text-only]
// --text-only runs nothing: it measures where the words of the reports alone lead to.
// A finished run exits with 0 whatever was fixed: it informs. Only a bench that could not measure exits with 1.

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  BUGS,
  addHeldOutTests,
  copyWithPatch,
  fingerprint,
  makeFaultyWorkspace,
  makeWorkspace,
  removeWorkspace,
  runSuite,
} from './repair/bugWorkspace.ts';
import { parseFixReply } from './repair/fixReply.ts';
import { openLocalisation } from './repair/localisation.ts';
import { runProgram } from './repair/processes.ts';
import { rankOf, totalsOf } from './repair/score.ts';
import type { RepairRow } from './repair/score.ts';
import { parseProgram } from './repair/seededBug.ts';
import type { SeededBug, SeededProgram } from './repair/seededBug.ts';
import { bugTable, localisationTable, report, table } from './repair/tables.ts';
import { testCounts } from './repair/testCounts.ts';

/** What a run may take beyond its search: the copy, the baseline and its repetition, the confirmation. */
const BEYOND_BUDGET_SECONDS = 120;

interface Case {
  readonly program: SeededProgram;
  readonly bug: SeededBug;
  /** Half of the bugs live in a git repository, the others in a plain folder. */
  readonly repository: boolean;
}

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    'skip-held-out': { type: 'boolean', default: false },
    budget: { type: 'string', default: '60' },
    jobs: { type: 'string', default: '1' },
    json: { type: 'string' },
    logs: { type: 'string' },
    'text-only': { type: 'boolean', default: false },
    // A build that stays as it is while others build: a copy of dist.
    headless: { type: 'string', default: join(import.meta.dirname, '../../dist/headless.js') },
  },
});

const localisation = openLocalisation(options.headless);
const programs = await readPrograms();
const cases = programs
  .flatMap((program) => program.bugs.map((bug) => ({ program, bug })))
  .map((entry, index): Case => ({ ...entry, repository: index % 2 === 0 }))
  .filter(({ program, bug }) => isChosen(program, bug));
if (cases.length === 0) {
  console.error('no bug with that name; see test/fixtures/bugs/*.bugs.json');
  process.exitCode = 1;
} else if (options.check) {
  process.exitCode = (await check(cases)) ? 0 : 1;
} else if (options['text-only']) {
  await measureText(cases);
} else {
  process.exitCode = (await measure(cases)) ? 0 : 1;
}
localisation.dispose();

function isChosen(program: SeededProgram, bug: SeededBug): boolean {
  const named = options.only.flatMap((names) => names.split(','));
  if (options['skip-held-out'] && bug.heldOut) {
    return false;
  }
  return named.length === 0 || named.includes(bug.id) || named.includes(program.name);
}

async function readPrograms(): Promise<SeededProgram[]> {
  const files = (await readdir(BUGS)).filter((name) => name.endsWith('.bugs.json')).sort();
  return Promise.all(files.map(async (name) => parseProgram(await readFile(join(BUGS, name), 'utf8'), name)));
}

/** Whether every program is right, and every bug real: a test fails and another passes. */
async function check(chosen: readonly Case[]): Promise<boolean> {
  const faults: string[] = [];
  const suites: string[][] = [];
  for (const program of new Set(chosen.map((entry) => entry.program))) {
    const directory = await makeWorkspace(program);
    const visible = await runSuite(program.test, directory);
    await addHeldOutTests(program, directory);
    const heldOut = await runSuite(program.heldoutTest, directory);
    await removeWorkspace(directory);
    for (const [name, suite] of [['visible', visible] as const, ['held-out', heldOut] as const]) {
      const counts = testCounts(suite.output);
      if (suite.code !== 0 || counts === undefined || counts.passed === 0) {
        faults.push(`${program.name}: the ${name} suite of the correct program fails\n${suite.output}`);
      }
      suites.push([program.name, name, String(counts?.passed ?? '?'), suite.seconds.toFixed(1)]);
    }
  }
  console.log(table(['program', 'suite', 'tests', 'seconds'], suites), '\n');

  const bugs = await inParallel(chosen, async ({ program, bug, repository }) => {
    const { directory, lines } = await makeFaultyWorkspace(program, bug, repository);
    try {
      const visible = await runSuite(program.test, directory);
      const counts = testCounts(visible.output);
      if (visible.code === 0 || counts === undefined || counts.failed === 0 || counts.passed === 0) {
        faults.push(`${bug.id}: must make some tests fail and leave others passing\n${visible.output}`);
      }
      await addHeldOutTests(program, directory);
      const heldOut = await runSuite(program.heldoutTest, directory);
      const seen = heldOut.code === 0 ? 'passes' : 'fails';
      return [
        bug.id,
        bug.kind,
        `${String(counts?.failed)} of ${String((counts?.failed ?? 0) + (counts?.passed ?? 0))}`,
        seen,
        [...lines].join(' '),
        visible.seconds.toFixed(1),
      ];
    } finally {
      await removeWorkspace(directory);
    }
  });
  console.log(table(['bug', 'kind', 'failing', 'held-out', 'lines', 'seconds'], bugs));
  console.log(`\n${String(bugs.length)} bugs of ${String(new Set(chosen.map(({ bug }) => bug.kind)).size)} kinds`);
  for (const fault of faults) {
    console.error(`\n${fault}`);
  }
  return faults.length === 0;
}

async function measure(chosen: readonly Case[]): Promise<boolean> {
  let finished = 0;
  const rows = await inParallel(chosen, async (entry) => {
    const row = await repair(entry);
    finished += 1;
    console.error(`${String(finished)}/${String(chosen.length)} ${bugTable([row]).split('\n')[2] ?? ''}`);
    return row;
  });
  console.log(report(rows));
  if (options.json !== undefined) {
    const tuned = rows.filter((row) => !row.heldOut);
    const heldOut = rows.filter((row) => row.heldOut);
    const summary = {
      budgetSeconds: Number(options.budget),
      totals: { all: totalsOf(rows), tuned: totalsOf(tuned), heldOut: totalsOf(heldOut) },
      rows: rows.map((row) => ({ ...row, rank: row.rank ?? null })),
    };
    await mkdir(dirname(resolve(options.json)), { recursive: true });
    await writeFile(options.json, `${JSON.stringify(summary, null, 2)}\n`);
  }
  return rows.every((row) => row.status !== 'error');
}

/** Only where the reports lead to. */
async function measureText(chosen: readonly Case[]): Promise<void> {
  const rows = await inParallel(
    chosen.filter(({ bug }) => bug.issue !== undefined),
    async ({ program, bug, repository }): Promise<RepairRow> => {
      const { directory, lines } = await makeFaultyWorkspace(program, bug, repository);
      try {
        const byText = await localisation.ranksByText(directory, bug.issue ?? '', { path: bug.path, lines });
        const { id, kind, heldOut } = bug;
        const nothing = {
          status: 'none',
          verdict: 'none',
          seconds: 0,
          candidatesRun: 0,
          remarks: [],
          patch: '',
        } as const;
        const { name, language } = program;
        return { id, program: name, language, kind, heldOut, ...nothing, rank: undefined, byText };
      } finally {
        await removeWorkspace(directory);
      }
    },
  );
  console.log(
    ['program', 'localisation']
      .map((by) =>
        localisationTable(by, rows, (row) =>
          by === 'program' ? row.program : row.heldOut ? 'held out' : 'not held out',
        ),
      )
      .join('\n\n'),
  );
}

async function repair({ program, bug, repository }: Case): Promise<RepairRow> {
  const base = {
    id: bug.id,
    program: program.name,
    language: program.language,
    kind: bug.kind,
    heldOut: bug.heldOut,
  };
  const { directory, lines } = await makeFaultyWorkspace(program, bug, repository);
  const fault = { path: bug.path, lines };
  try {
    const remarks: string[] = [];
    const before = await fingerprint(directory);
    const run = await runProgram(
      process.execPath,
      [options.headless, 'fix', '--workspace', directory, '--budget-seconds', options.budget, '--json'],
      { cwd: directory, limitSeconds: Number(options.budget) + BEYOND_BUDGET_SECONDS },
    );
    await keepLog(bug, run.stdout, run.stderr);
    if ((await fingerprint(directory)) !== before) {
      remarks.push('the workspace was changed');
    }
    const reply = parseFixReply(run.stdout);
    if (reply === undefined || run.code < 0 || run.code > 1) {
      const cause = run.stderr.trim().split('\n').at(-1) ?? '';
      remarks.push(run.code < 0 ? 'killed after its time' : `exit code ${String(run.code)}: ${cause}`);
      return {
        ...base,
        status: 'error',
        verdict: 'none',
        seconds: run.seconds,
        candidatesRun: 0,
        rank: undefined,
        remarks,
        patch: '',
      };
    }
    const judged =
      reply.status === 'verified' ? await judge(program, directory, reply.patch) : ({ verdict: 'none' } as const);
    if (judged.remark !== undefined) {
      remarks.push(judged.remark);
    }
    return {
      ...base,
      status: reply.status,
      verdict: judged.verdict,
      seconds: run.seconds,
      candidatesRun: reply.candidatesRun,
      rank: rankOf(reply.localisation, bug.path, lines),
      byTests: await localisation.ranks(directory, reply.suspected, fault),
      byText: bug.issue === undefined ? undefined : await localisation.ranksByText(directory, bug.issue, fault),
      remarks,
      patch: reply.patch,
    };
  } finally {
    await removeWorkspace(directory);
  }
}

/** Runs both suites on a copy with the patch in it: the bench believes no one. */
async function judge(
  program: SeededProgram,
  workspace: string,
  patch: string,
): Promise<{ readonly verdict: RepairRow['verdict']; readonly remark?: string }> {
  const { directory, refused } = await copyWithPatch(workspace, patch);
  try {
    if (refused !== undefined) {
      return { verdict: 'wrong', remark: `the patch does not apply: ${refused}` };
    }
    if ((await runSuite(program.test, directory)).code !== 0) {
      return { verdict: 'wrong', remark: 'the visible suite fails with the patch' };
    }
    await addHeldOutTests(program, directory);
    const heldOut = await runSuite(program.heldoutTest, directory);
    return { verdict: heldOut.code === 0 ? 'correct' : 'plausible' };
  } finally {
    await removeWorkspace(directory);
  }
}

async function keepLog(bug: SeededBug, stdout: string, stderr: string): Promise<void> {
  if (options.logs !== undefined) {
    await mkdir(options.logs, { recursive: true });
    await writeFile(join(options.logs, `${bug.id}.json`), stdout);
    await writeFile(join(options.logs, `${bug.id}.log`), stderr);
  }
}

/** Results in the order of the items, `--jobs` at once. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.jobs)) }, worker));
  return results;
}
