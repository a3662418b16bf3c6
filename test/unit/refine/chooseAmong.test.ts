import assert from 'node:assert/strict';
import { takeBaseline } from '../../../src/refine/baseline.ts';
import { chooseAmong } from '../../../src/refine/chooseAmong.ts';
import type { AskUser } from '../../../src/refine/question.ts';
import type { Choice } from '../../../src/refine/selection/choose.ts';
import type { Solution } from '../../../src/refine/solve.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { syntax } from './localise/someFiles.ts';
import { parser } from './templates/grammars.ts';

const never = new AbortController().signal;
const command = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;

const fee = (condition: string): string =>
  `export function fee(total) {\n  if (${condition}) return 0;\n  return 5;\n}\n`;
const files = {
  'package.json': '{ "type": "module" }',
  'src/fee.js': fee('total > 50'),
  'test/fee.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { fee } from '../src/fee.js';
test('is free from 50 on', () => assert.equal(fee(50), 0));
test('costs below', () => assert.equal(fee(20), 5));
`,
};

/** What is left of patches that all pass, in their order: condition and warnings. */
async function chosen(conditions: readonly string[], ask?: AskUser) {
  let choices: readonly Choice[] = [];
  await withShadowProject(files, async ({ root, copy, runTests }) => {
    const lane = await copy(never);
    const baseline = await takeBaseline(lane, command, runTests, 0, never);
    const solutions = conditions.map((condition, at): Solution => {
      const texts = new Map([['src/fee.js', fee(condition)]]);
      const place = { path: 'src/fee.js', line: 2 };
      return {
        steps: [
          {
            ...{ id: at + 1, source: 'embedded', strategy: 'x', title: condition },
            ...{ places: [place], texts, size: 1, rank: 0.5 },
          },
        ],
        texts,
        stillFailing: new Set(),
      };
    });
    const request = { root, command, budgetSeconds: 10, parallel: 1 };
    choices = await chooseAmong(
      solutions,
      { request, baseline, lanes: [lane], files: await lane.files(), places: [], issueTest: undefined, questions: 0 },
      {
        ...{ runTests, parse: parser.parse, log: silentLog, tell: () => {} },
        readSyntax: (file, text) => syntax.read(file, text),
        ...(ask && { ask }),
      },
      never,
    );
  });
  return choices.map(({ solution, warnings, contradicted }) => ({
    title: solution.steps[0]?.title,
    warnings,
    contradicted,
  }));
}

suite('chooseAmong', () => {
  test('the user decides where patches differ: free from 50 on, and 5 below', async () => {
    const asked: string[] = [];
    const choices = await chosen(['total > 30', 'total > 48', 'total >= 50', '50 <= total'], ({ code, outcomes }) => {
      asked.push(code);
      const total = Number(/fee\(\(?(.*?)\)/.exec(code)?.[1]);
      return Promise.resolve({
        kind: 'right',
        outcome: outcomes.findIndex(({ text }) => text === (total >= 50 ? '0' : '5')),
      });
    });
    assert.ok(asked.length >= 1 && asked.length <= 4, `${asked.length} questions: ${asked.join()}`);
    assert.deepEqual(
      choices.map(({ title }) => title),
      ['total >= 50', '50 <= total'],
    );
    assert.ok(choices[0]?.warnings.some((text) => /^You said that fee\(.*\) gives 5\.$/.test(text)));
    assert.ok(
      choices[0]?.warnings.some((text) =>
        /^Another patch passes every test as well, and nothing tells them apart on \d+ further inputs\.$/.test(text),
      ),
    );
  }).timeout(90_000);

  test('without anybody to ask, the one that leaves more as it was comes first, and the input is a warning', async () => {
    const choices = await chosen(['total > 30', 'total >= 50']);
    assert.equal(choices[0]?.title, 'total >= 50');
    assert.match(
      choices[0]?.warnings.join('\n') ?? '',
      /^On fee\(.*\) another patch gives 0, this one 5\. All of them pass every test: say which is right by a test\.$/,
    );
  }).timeout(90_000);

  test('where the user says that none is right, nothing is verified', async () => {
    const [first] = await chosen(['total > 30', 'total > 48'], () => Promise.resolve({ kind: 'wrong' }));
    assert.match(first?.contradicted[0] ?? '', /^You said that neither (5 nor 0|0 nor 5) is right for fee\(/);
  }).timeout(90_000);

  test('a patch that knows the input of a test comes last, and says so', async () => {
    const choices = await chosen(['total > 50 || total == 50', 'total >= 50'], () =>
      Promise.resolve({ kind: 'unknown' }),
    );
    assert.ok(choices[1]?.warnings.some((text) => text.startsWith('It compares with 50')));
  }).timeout(90_000);
});
