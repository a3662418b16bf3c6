import assert from 'node:assert/strict';
import path from 'node:path';
import { LruCache } from '../../../src/base/lru.ts';
import type { FixEvent, FixResult } from '../../../src/refine/event.ts';
import { fix, type FixDeps } from '../../../src/refine/fix.ts';
import type { FixRequest } from '../../../src/refine/fixRequest.ts';
import type { KeptBaseline } from '../../../src/refine/knownBaselines.ts';
import { createShadowWorkspace } from '../../../src/testing/node/shadowWorkspace.ts';
import { answeringModel } from '../../fakes/answeringModel.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { syntax } from './localise/someFiles.ts';
import { parser } from './templates/grammars.ts';

const never = new AbortController().signal;
const nodeTest = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;

interface Fixed {
  readonly result: FixResult;
  readonly events: readonly FixEvent[];
}

/** Fixes a project, as often as there are deps, one after another. */
async function fixed(
  files: Record<string, string>,
  request: Partial<FixRequest>,
  ...times: readonly Partial<FixDeps>[]
): Promise<Fixed[]> {
  const all: Fixed[] = [];
  await withShadowProject(files, async ({ root, runTests }) => {
    for (const more of times) {
      const deps: FixDeps = {
        copyWorkspace: (signal, added = new Map()) =>
          createShadowWorkspace({ workspace: root, unsaved: added, storage: path.join(root, '../copies') }, signal),
        ...{ runTests, parse: parser.parse, log: silentLog },
        readSyntax: (file, text) => syntax.read(file, text),
        now: () => performance.now(),
        ...more,
      };
      const events: FixEvent[] = [];
      const whole = { root, command: nodeTest, budgetSeconds: 30, parallel: 1, ...request };
      for await (const event of fix(whole, deps, never)) events.push(event);
      const last = events.at(-1);
      assert.ok(last?.kind === 'finished');
      all.push({ result: last.result, events });
    }
  });
  return all;
}

const round = {
  'package.json': '{ "type": "module" }',
  'src/round.js': 'export function roundHalfUp(n) {\n  return Math.floor(n);\n}\n',
  'test/round.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { roundHalfUp } from '../src/round.js';

test('keeps whole numbers', () => assert.equal(roundHalfUp(3), 3));
`,
};
const issue = 'roundHalfUp(2.5) gives 2, but halves should be rounded up';
const reproduction = "test('rounds half up', () => assert.equal(roundHalfUp(2.5), 3));";

suite('fix', () => {
  test('an issue in words: the model writes the test, the fix makes it pass, both are proposed', async () => {
    const model = answeringModel((messages) => {
      const text = messages.map((message) => message.text).join('\n');
      if (text.includes('reproduces the issue')) return `\`\`\`js\n${reproduction}\n\`\`\``;
      return 'src/round.js\n<<<<<<< SEARCH\n  return Math.floor(n);\n=======\n  return Math.floor(n + 0.5);\n>>>>>>> REPLACE\n';
    });
    const [first] = await fixed(round, { issue }, { model });
    const { result } = first!;
    assert.equal(result.status, 'verified', JSON.stringify(result));
    assert.ok(result.status === 'verified');
    const { changes, evidence } = result.proposals[0];
    const written = changes.find((change) => change.path === 'test/round.test.js');
    assert.equal(written?.before, round['test/round.test.js']);
    assert.ok(written?.after?.includes(reproduction));
    assert.ok(changes.some((change) => change.path === 'src/round.js'));
    assert.deepEqual(evidence.fixed, ['rounds half up']);
    assert.ok(
      evidence.warnings.includes(
        '“rounds half up” in test/round.test.js is a test written for this issue by the model. Nobody has confirmed that it says what the issue means.',
      ),
    );
  }).timeout(90_000);

  test('a model’s patch may add a file, which the proposal creates', async () => {
    const withHalf = `import { half } from './half.js';\n\n${round['src/round.js'].replace('(n);', '(n + half);')}`;
    const block = (path: string, search: string, replace: string): string =>
      `${path}\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
    const model = answeringModel((messages) => {
      if (messages.some(({ text }) => text.includes('reproduces the issue')))
        return `\`\`\`js\n${reproduction}\n\`\`\``;
      return [
        'Title: round halves up\n',
        block('src/half.js', '', 'export const half = 0.5;\n'),
        block('src/round.js', round['src/round.js'], withHalf),
      ].join('\n');
    });
    const [first] = await fixed(round, { issue }, { model });
    const result = first?.result;
    assert.ok(result?.status === 'verified', JSON.stringify(result));
    const created = result.proposals.flatMap(({ changes }) => changes).find(({ path }) => path === 'src/half.js');
    assert.deepEqual(created, { path: 'src/half.js', before: undefined, after: 'export const half = 0.5;\n' });
  }).timeout(90_000);

  test('an issue in words and no model: says what would help, and where its words point', async () => {
    const [first] = await fixed(round, { issue }, {});
    const { result, events } = first!;
    assert.ok(result.status === 'none');
    assert.match(
      result.reason,
      /^The only test passes, so no test shows the issue\. Its words point at src\/round\.js:\d.* choose a model/,
    );
    assert.ok(events.some((event) => event.kind === 'localised' && event.places[0]?.path === 'src/round.js'));
  }).timeout(90_000);

  const typed = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "types": [], "lib": ["es2022"], "noEmit": true }, "include": ["src"] }',
    'src/label.ts': 'export function label(count: number): string {\n  return count;\n}\n',
    'test/label.test.js':
      "import test from 'node:test';\nimport assert from 'node:assert';\nimport { label } from '../src/label.ts';\ntest('is for three', () => assert.match(`${label(3)}`, /3/));\n",
  };
  const diagnostic = {
    kind: 'place',
    path: 'src/label.ts',
    line: 2,
    message: "Type 'number' is not assignable to type 'string'.",
  } as const;
  const check = {
    framework: 'custom',
    line: 'node node_modules/typescript/bin/tsc --noEmit --skipLibCheck --pretty false',
    directory: '',
    reason: '',
  } as const;

  test('a diagnostic that no test shows is what the checker of types must not report any more', async () => {
    let asked = 0;
    const model = answeringModel(
      () =>
        `src/label.ts\n<<<<<<< SEARCH\n  return count;\n=======\n  return ${asked++ === 0 ? 'count + 0' : 'String(count)'};\n>>>>>>> REPLACE\n`,
    );
    const [first] = await fixed(
      typed,
      { target: diagnostic, check, diagnostics: [diagnostic], budgetSeconds: 120 },
      { model },
    );
    const { result, events } = first!;
    assert.ok(result.status === 'verified', JSON.stringify(result));
    const { evidence, changes } = result.proposals[0];
    assert.deepEqual(evidence.fixed, ["“Type 'number' is not assignable to type 'string'.” is gone from src/label.ts"]);
    assert.match(changes[0]?.after ?? '', /String\(count\)|`\$\{count\}`/);
    assert.deepEqual(
      evidence.warnings.filter((text) => text.includes('not checked')),
      [],
    );
    const looked = events.find((event) => event.kind === 'localised');
    assert.ok(
      looked?.kind === 'localised' &&
        looked.places.some(({ reasons }) => reasons.includes(`reported there: ${diagnostic.message}`)),
    );
  }).timeout(120_000);

  test('without a checker a fix that began at a diagnostic says that nobody has looked whether it is gone', async () => {
    const files = {
      ...round,
      'test/half.test.js': round['test/round.test.js'].replace(/test\('keeps.*/, reproduction),
    };
    const target = { kind: 'place', path: 'src/round.js', line: 2, message: 'Unexpected rounding.' } as const;
    const model = answeringModel(
      () =>
        'src/round.js\n<<<<<<< SEARCH\n  return Math.floor(n);\n=======\n  return Math.floor(n + 0.5);\n>>>>>>> REPLACE\n',
    );
    const [first] = await fixed(files, { target }, { model });
    const { result } = first!;
    assert.ok(result.status === 'verified', JSON.stringify(result));
    assert.ok(
      result.proposals[0].evidence.warnings.includes(
        'Whether “Unexpected rounding.” (src/round.js:2) is gone was not checked: no checker of types is known for it, or it may not be run here. Look at it once the change is in.',
      ),
      result.proposals[0].evidence.warnings.join('\n'),
    );
  }).timeout(90_000);

  test('what the tests said is kept for the same tree', async () => {
    const baselines = new LruCache<string, KeptBaseline>(3);
    const kept = (events: readonly FixEvent[]): boolean =>
      events.some((event) => event.kind === 'baseline' && event.keptFrom !== undefined);
    const [first, second] = await fixed(round, {}, { baselines }, { baselines });
    assert.deepEqual([kept(first!.events), kept(second!.events)], [false, true]);
    assert.ok(second?.result.status === 'none' && second.result.reason.startsWith('The only test passes'));
  }).timeout(90_000);
});
