/** Six changes across files, by a plan and in one shot: the project's own checker or tests say which of them came to an end. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EditEvent, EditResult } from '../../../../src/edit/editEvent.ts';
import type { TestChoice } from '../../../../src/edit/editRequest.ts';
import { planLines } from '../../../../src/edit/plan/planWords.ts';
import { createOpenAiModel } from '../../../../src/model/node/openaiClient.ts';
import { startIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';
import { migrationReply, migrations, type Migration } from '../../../fakes/migrationModel.ts';
import { startOpenAiServer } from '../../../fakes/openaiServer.ts';
import { silentLog } from '../../../fakes/silentLog.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';
import { EditProject } from '../aProject.ts';

const threads = new URL('../../../../src/retrieval/node/', import.meta.url);
const tools: Readonly<Record<string, string>> = { TypeScript: 'node', Python: 'python3', Go: 'go' };

interface Outcome {
  readonly isQuiet: boolean;
  readonly events: readonly EditEvent[];
  readonly result: EditResult;
}

/** The change as it is proposed, and what the project's own tool then says of it. */
async function carryOut(migration: Migration, across: boolean): Promise<Outcome> {
  const { before, after, instruction, language } = migration;
  const project = new EditProject(before);
  const server = await startOpenAiServer({ reply: migrationReply(migration) });
  const storageFolder = path.join(project.root, '../endpoints');
  mkdirSync(storageFolder, { recursive: true });
  if (language === 'TypeScript') {
    project.write({ 'node_modules/.keep': '' });
    project.link('node_modules/typescript');
  }
  const signal = new AbortController().signal;
  const index = await startIndex(
    new URL('indexWorker.ts', threads),
    {
      ...{ root: project.root, folder: path.join(project.root, '../index'), exclude: [], mostBytes: 1_000_000 },
      ...{ grammars, queries, readerScript: new URL('readerWorker.ts', threads).href, readers: 1 },
    },
    { log: silentLog },
    signal,
  );
  try {
    await index.settled(signal);
    const model = createOpenAiModel({
      ...{ baseUrl: server.baseUrl, model: 'scripted', key: () => Promise.resolve(undefined) },
      ...{ timeoutMs: 30_000, storageFolder, log: silentLog },
    });
    const events: EditEvent[] = [];
    const request = { instruction, tests: testsOf(migration), ...(across && ({ across: 'run' } as const)) };
    for await (const event of project.events(request, { model, lookup: index })) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished');
    const { result } = last;
    for (const [file, text] of Object.entries(before)) assert.equal(project.read(file), text, `${file} was written`);
    const changes = result.status === 'proposed' ? result.proposal.changes : [];
    for (const { path: file, after: text } of changes) {
      if (text === undefined) assert.ok(migration.exact, `${file} goes`);
      else assert.notEqual(after[file], before[file], `${file} has nothing to do with it`);
    }
    if (result.status === 'proposed') project.accept(result.proposal);
    for (const { path: file, after: text } of changes) if (text === undefined) project.run('rm', file);
    return { isQuiet: isQuiet(migration, project.root), events, result };
  } finally {
    index.dispose();
    await server.dispose();
    project.remove();
  }
}

async function withoutModel(migration: Migration, instruction: string): Promise<Outcome> {
  const project = new EditProject(migration.before);
  try {
    if (migration.language === 'TypeScript') {
      project.write({ 'node_modules/.keep': '' });
      project.link('node_modules/typescript');
    }
    const events: EditEvent[] = [];
    const request = { instruction, across: 'run', tests: testsOf(migration) } as const;
    for await (const event of project.events(request)) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished');
    const { result } = last;
    if (result.status === 'proposed') {
      project.accept(result.proposal);
      for (const { path: file, after } of result.proposal.changes) if (after === undefined) project.run('rm', file);
    }
    return { isQuiet: isQuiet(migration, project.root), events, result };
  } finally {
    project.remove();
  }
}

function testsOf({ tests, language }: Migration): TestChoice {
  if (tests === 'none') return { kind: 'none' };
  const framework = language === 'Go' ? 'go test' : 'unittest';
  return { kind: 'command', command: { framework, line: tests, directory: '', reason: '' } };
}

function isQuiet({ language, tests }: Migration, cwd: string): boolean {
  const line =
    language === 'TypeScript'
      ? 'node node_modules/typescript/bin/tsc --noEmit --skipLibCheck'
      : language === 'Go'
        ? 'go vet ./...'
        : tests;
  const [program = '', ...args] = line.split(' ');
  return spawnSync(program, args, { cwd, encoding: 'utf8' }).status === 0;
}

const shown = ({ events, result }: Outcome): string => {
  const plan = events.findLast((event) => event.kind === 'plan')?.plan;
  const checks =
    result.status === 'proposed'
      ? result.proposal.evidence.checks?.map(({ what, detail }) => `${what}: ${detail}`)
      : [result.reason];
  return [...(plan ? planLines(plan) : []), ...(checks ?? [])].join('\n');
};

suite('Six migrations', function () {
  this.timeout(600_000);
  const quiet = { plan: 0, oneShot: 0 };
  const tried = { plan: 0, oneShot: 0 };
  for (const migration of migrations()) {
    const isThere = spawnSync(tools[migration.language] ?? '', ['--version'], { encoding: 'utf8' }).error === undefined;
    test(`${migration.title}, by a plan`, async function () {
      // Without its language's own tool nobody can say whether it is right.
      if (!isThere) this.skip();
      const planned = await carryOut(migration, true);
      tried.plan++;
      if (planned.isQuiet) quiet.plan++;
      assert.ok(planned.isQuiet, shown(planned));
      assert.ok(planned.result.status === 'proposed');
      assert.equal(planned.result.proposal.evidence.verdict === 'partial', false, shown(planned));
      for (const { path: file, after } of planned.result.proposal.changes)
        assert.equal(after, migration.after[file] === migration.before[file] ? undefined : migration.after[file]);
    });
    test(`${migration.title}, in one shot`, async function () {
      if (!isThere) this.skip();
      const asked = await carryOut(migration, false);
      tried.oneShot++;
      if (asked.isQuiet) quiet.oneShot++;
    });
  }

  const exact = [
    { of: 'a moved module (Python)', instruction: undefined, files: 5 },
    { of: 'an added parameter (TypeScript)', instruction: 'rename formatPrice to priceText', files: 6 },
    {
      of: 'an added parameter (TypeScript)',
      instruction: "add parameter `currency: Currency = 'EUR'` to formatPrice",
      files: 1,
    },
  ];
  for (const { of, instruction, files } of exact)
    test(`${instruction ?? of}: exactly, with no model`, async function () {
      const migration = migrations().find(({ title }) => title === of);
      assert.ok(migration);
      if (spawnSync(tools[migration.language] ?? '', ['--version']).error !== undefined) this.skip();
      const done = await withoutModel(migration, instruction ?? migration.instruction);
      assert.ok(done.isQuiet && done.result.status === 'proposed', shown(done));
      assert.notEqual(done.result.proposal.evidence.verdict, 'partial', shown(done));
      assert.ok(done.result.proposal.changes.length >= files, shown(done));
      assert.equal(done.result.spending, undefined);
    });

  test('come to an end by a plan, and fewer of them in one shot', function () {
    console.log(`      by a plan ${quiet.plan} of ${tried.plan}, in one shot ${quiet.oneShot} of ${tried.oneShot}`);
    if (tried.plan < 5) this.skip();
    assert.ok(quiet.plan >= 5 && quiet.oneShot < quiet.plan);
  });
});
