import assert from 'node:assert/strict';
import { takeBaseline } from '../../../src/refine/baseline.ts';
import { ask as askWhole } from '../../../src/model/ask.ts';
import { Spending } from '../../../src/model/spending.ts';
import type { AskUser, Question } from '../../../src/refine/question.ts';
import { reproduce, type Reproduction } from '../../../src/refine/reproduce.ts';
import type { AskModel } from '../../../src/refine/writtenTest.ts';
import type { TestCommand } from '../../../src/testing/testCommand.ts';
import { answeringModel, type AnsweringModel } from '../../fakes/answeringModel.ts';
import { withShadowProject } from '../../fakes/shadowProject.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { parser } from './templates/grammars.ts';

const never = new AbortController().signal;

const files: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  'src/round.js': 'export function round(n) {\n  return Math.floor(n);\n}\n',
  'test/round.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { round } from '../src/round.js';

test('keeps whole numbers', () => assert.equal(round(3), 3));
`,
};
const nodeTest = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
const good = "test('rounds half up', () => assert.equal(round(2.5), 3));";
const fenced = (code: string): string => `\`\`\`js\n${code}\n\`\`\``;

const asker =
  (model: AnsweringModel): AskModel =>
  async (messages, temperature, signal) =>
    (await askWhole(model, messages, { temperature, answerTokens: 2000 }, new Spending(unlimited), signal))?.text;
const unlimited = { samples: 4, mostTokens: 0, inputPrice: 0, outputPrice: 0 };

async function tried(
  model: AnsweringModel,
  ask?: AskUser,
  project = files,
  command: TestCommand = nodeTest,
  own?: string,
) {
  let found: Reproduction | undefined;
  await withShadowProject(project, async ({ copy, runTests }) => {
    const shadow = await copy(never);
    const baseline = await takeBaseline(shadow, command, runTests, 0, never);
    assert.deepEqual(baseline.failing, [], baseline.output);
    const path = baseline.passed[0]?.file ?? '';
    const example = { path, text: await shadow.read(path) };
    found = await reproduce(
      { issue: 'round(2.5) gives 2', example, path: own ?? path, code: [], baseline },
      { shadow, command, runTests, parse: parser.parse, log: silentLog, askModel: asker(model), ...(ask && { ask }) },
      never,
    );
    assert.deepEqual(await shadow.changed(never), []);
  });
  return found ?? assert.fail();
}

const feedbackOf = (model: AnsweringModel): string[] =>
  model.asked.slice(1).map((messages) => messages.at(-1)?.text ?? '');

suite('reproduce', () => {
  test('a test that fails by its assertion joins the file that it was made like', async () => {
    const found = await tried(answeringModel([fenced(good)]));
    assert.ok(found.kind === 'reproduced');
    assert.deepEqual(
      found.failing.map((row) => row.name),
      ['rounds half up'],
    );
    assert.equal(found.path, 'test/round.test.js');
    assert.ok(found.text.startsWith(files['test/round.test.js'] ?? '-') && found.text.endsWith(`${good}\n`));
    assert.ok(found.coverage.some((run) => run.lines.get('src/round.js')?.has(2)));
    assert.equal(found.confirmed, false);
  }).timeout(90_000);

  test('it may be a file of its own, which is there while it is tried and not after', async () => {
    const whole = `${(files['test/round.test.js'] ?? '').split("test('")[0]}${good}\n`;
    const model = answeringModel([fenced(whole)]);
    const found = await tried(model, undefined, files, nodeTest, 'test/half.test.js');
    assert.ok(found.kind === 'reproduced', JSON.stringify(found));
    assert.deepEqual([found.path, found.text], ['test/half.test.js', whole]);
    assert.deepEqual(
      found.failing.map((row) => row.name),
      ['rounds half up'],
    );
    assert.match(JSON.stringify(model.asked), /Write a whole new file, test\/half\.test\.js/);
  }).timeout(90_000);

  test('one that does not run, fails because of itself or passes is written anew, with the reason', async () => {
    const model = answeringModel([
      fenced("test('a', () => assert.equal(rund(2.5), 3));"),
      fenced("test('b', () => assert.equal(round(2), 2));"),
      fenced(good),
    ]);
    assert.equal((await tried(model)).kind, 'reproduced');
    assert.match(
      feedbackOf(model)[0] ?? '',
      /fails because of itself, not because of the code \(ReferenceError: rund is not defined/,
    );
    assert.match(feedbackOf(model)[1] ?? '', /it passes on the code as it is/);
  }).timeout(90_000);

  test('after three tries it says what the last one lacked', async () => {
    const model = answeringModel(['no', fenced('test(('), fenced("test('b', () => {});")]);
    const found = await tried(model);
    assert.ok(found.kind === 'none');
    assert.match(found.reason, /3 tests .* of the last one: it passes on the code as it is/);
    assert.equal(model.asked.length, 3);
    assert.match(feedbackOf(model)[0] ?? '', /no code in the answer/);
    assert.match(feedbackOf(model)[1] ?? '', /it did not run/);
  }).timeout(90_000);

  test('the user sees it, and what is corrected is used instead', async () => {
    const shown: Question[] = [];
    const corrected = good.replace('2.5', '0.5').replace('3', '1');
    const found = await tried(answeringModel([fenced(good)]), (question) => {
      shown.push(question);
      return Promise.resolve({ kind: 'corrected', code: corrected });
    });
    assert.ok(found.kind === 'reproduced' && found.confirmed);
    assert.ok(found.text.includes('round(0.5), 1') && !found.text.includes('2.5'));
    assert.equal(shown[0]?.test, 'test/round.test.js');
    assert.equal(shown[0]?.code.trim(), good);
    assert.match(shown[0]?.outcomes[0]?.text ?? '', /^rounds half up: /);
  }).timeout(90_000);

  test('a correction that cannot be used is said to be, with the reason, until it can', async () => {
    const shown: Question[] = [];
    const corrections = [
      "test('rounds half up', () => assert.equal(round(2.5, 3));",
      good.replace(', 3)', ', 2)'),
      '// nothing but words',
      '  ',
      good.replace('2.5', '7.5').replace(', 3)', ', 8)'),
    ];
    const found = await tried(answeringModel([fenced(good)]), (question) => {
      shown.push(question);
      return Promise.resolve({ kind: 'corrected', code: corrections[shown.length - 1] ?? '' });
    });
    assert.ok(found.kind === 'reproduced' && found.confirmed);
    assert.ok(found.text.includes('round(7.5), 8') && !found.text.includes('2.5'));
    const whys = shown.slice(1).map(({ why, code, isAgain }, at) => {
      assert.equal(isAgain, true);
      assert.equal(code, corrections[at]);
      return (
        /^The test as you corrected it cannot be used: (.*)\. Correct it again, or go on with/.exec(why)?.[1] ?? why
      );
    });
    assert.match(whys[0] ?? '', /^it did not run \(.*SyntaxError/);
    assert.equal(whys[1], 'it passes on the code as it is, so it does not show the issue');
    assert.equal(whys[2], 'the test tool found no new test in it');
    assert.equal(whys[3], 'nothing is left of it');
  }).timeout(120_000);

  test('who leaves the correction goes on with what the model wrote', async () => {
    let asked = 0;
    const found = await tried(answeringModel([fenced(good)]), () =>
      Promise.resolve(asked++ === 0 ? { kind: 'corrected', code: 'const a = 1;' } : { kind: 'unknown' }),
    );
    assert.ok(found.kind === 'reproduced' && !found.confirmed && found.text.includes('round(2.5), 3'));
  }).timeout(90_000);

  test('one that the user refuses is written anew', async () => {
    const model = answeringModel([fenced(good), fenced(good.replace('half up', 'up'))]);
    const found = await tried(model, ({ code }) =>
      Promise.resolve(code.includes('half up') ? { kind: 'wrong' } : { kind: 'right', outcome: 0 }),
    );
    assert.ok(found.kind === 'reproduced' && found.confirmed && found.failing[0]?.name === 'rounds up');
    assert.match(feedbackOf(model)[0] ?? '', /the user says/);
  }).timeout(90_000);

  test('an endpoint that fails is no reason to give up without a word', async () => {
    const found = await tried(answeringModel(() => new Error('connection refused')));
    assert.ok(found.kind === 'none' && /connection refused/.test(found.reason));
  }).timeout(90_000);

  test('an exception out of the code reproduces; in Python the test stands before the main line', async () => {
    const project = {
      'share.py': 'def share(total, people):\n    return total / people\n',
      'test_share.py': `import unittest
from share import share


class TestShare(unittest.TestCase):
    def test_two(self):
        self.assertEqual(share(4, 2), 2)


if __name__ == '__main__':
    unittest.main()
`,
    };
    const added =
      'class TestNobody(unittest.TestCase):\n    def test_nobody(self):\n        self.assertEqual(share(4, 0), 0)';
    const found = await tried(answeringModel([fenced(added)]), undefined, project, {
      ...nodeTest,
      framework: 'unittest',
      line: 'python3 -m unittest',
    });
    assert.ok(found.kind === 'reproduced', JSON.stringify(found));
    assert.ok(found.text.trimEnd().endsWith('unittest.main()'));
  }).timeout(90_000);
});
