import assert from 'node:assert/strict';
import { readAnswer, type AnswerFiles } from '../../../../src/refine/model/readAnswer.ts';
import { edit } from './aScriptedSearch.ts';

const texts: Readonly<Record<string, string>> = {
  'src/a.ts': 'let a = 1;\n',
  'checks/a.ts': 'check();\n',
  '.env': 'KEY=1\n',
  'src/test/helper.ts': 'help();\n',
};
const files: AnswerFiles = {
  paths: Object.keys(texts),
  text: (path) => Promise.resolve(texts[path]),
  isTest: (path) => path === 'checks/a.ts',
  mayChangeTests: false,
};
const why = async (answer: string, more: Partial<AnswerFiles> = {}): Promise<string> =>
  (await readAnswer(answer, 'stop', { ...files, ...more })).refused.join('\n');

suite('A model’s answer', () => {
  test('is a title, how sure it is, and texts', async () => {
    const answer = await readAnswer(edit('src/a.ts', 'let a = 1;', 'let a = 2;', 'a is **two**'), 'stop', files);
    assert.deepEqual(answer, {
      title: 'a is two',
      judgement: 0.7,
      texts: new Map([['src/a.ts', 'let a = 2;\n']]),
      refused: [],
    });
    const plain = await readAnswer(
      edit('src/a.ts', 'let a = 1;', 'x').replace(/^Title.*\nConf.*\n/, 'Off by one.\n'),
      'stop',
      files,
    );
    assert.deepEqual([plain.title, plain.judgement], ['Off by one.', 0.5]);
  });

  test('may not touch tests, unless the user has pointed at one', async () => {
    assert.match(await why(edit('checks/a.ts', 'check();', '')), /changes the test file checks\/a\.ts/);
    assert.match(await why(edit('src/test/helper.ts', 'help();', '')), /changes the test file/);
    assert.match(await why(edit('src/new.test.ts', '', 'x')), /changes the test file/);
    assert.equal(await why(edit('checks/a.ts', 'check();', ''), { mayChangeTests: true }), '');
  });

  test('may not touch what decides how tests run, secrets, or what is outside', async () => {
    for (const path of [
      'package.json',
      'sub/vitest.config.mts',
      'conftest.py',
      '.github/workflows/x.yml',
      'pom.xml',
      'Makefile',
    ])
      assert.match(await why(edit(path, '', 'x'), { mayChangeTests: true }), /decides how the tests are run/, path);
    assert.match(await why(edit('.env', 'KEY=1', 'KEY=2')), /no such file|secrets/);
    assert.match(await why(edit('../x.ts', '', 'x')), /inside the project/);
    assert.match(await why(edit('.git/hooks/pre-commit', '', 'x')), /repository itself/);
    assert.match(await why(edit('deploy.pem', '', 'x')), /secrets/);
  });

  test('adds a file beside files of its kind', async () => {
    const answer = await readAnswer(edit('src/deep/more.ts', '', 'export {};'), 'stop', files);
    assert.deepEqual([[...answer.texts], answer.refused], [[['src/deep/more.ts', 'export {};\n']], []]);
    assert.equal(await why(edit('more.ts', '', 'x')), '');
  });

  test('adds no file of another kind, elsewhere, or that differs from another in its case alone', async () => {
    assert.match(await why(edit('src/more.py', '', 'x = 1')), /of a kind that the project does not have/);
    assert.match(await why(edit('src/notes.txt', '', 'x')), /of a kind that the project does not have/);
    assert.match(await why(edit('node_modules/left/pad.ts', '', 'x')), /where the project has no files/);
    assert.match(await why(edit('dist/more.ts', '', 'x')), /where the project has no files/);
    assert.match(await why(edit('src/A.ts', '', 'x')), /src\/a\.ts is there already/);
  });

  test('that was cut off says so', async () => {
    const cut = edit('src/a.ts', 'let a = 1;', 'let a = 2;').replace('>>>>>>> REPLACE\n', '');
    const { refused } = await readAnswer(cut, 'length', files);
    assert.match(refused.join(), /ends in the middle of a block.*longer than it may be/);
  });
});
