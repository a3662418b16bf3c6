import assert from 'node:assert/strict';
import { EditBlockReader } from '../../../src/text/editBlocks.ts';
import type { EditAnswer } from '../../../src/text/modelEdit.ts';

const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
const readEditBlocks = (answer: string): EditAnswer => {
  const reader = new EditBlockReader();
  reader.push(answer);
  return reader.end();
};
const paths = (answer: string): string[] => readEditBlocks(answer).edits.map(({ path }) => path);

suite('Edit blocks', () => {
  test('are read with what the model said beside them', () =>
    assert.deepEqual(readEditBlocks(`The bound is wrong.\n\n${block('src/a.ts', 'x < 1;\n', 'x <= 1;\n')}Done.`), {
      format: 'blocks',
      edits: [{ kind: 'lines', path: 'src/a.ts', search: ['x < 1;'], replace: ['x <= 1;'] }],
      faults: [],
      prose: 'The bound is wrong.\nDone.',
    }));

  test('may be several, in several files; a path holds until the next', () => {
    const again = block('', 'b\n', 'c\n').slice(1);
    assert.deepEqual(paths(block('a.ts', 'a\n', 'b\n') + again + block('b/c.py', 'd\n', '')), [
      'a.ts',
      'a.ts',
      'b/c.py',
    ]);
  });

  test('may stand in fences, with the path before the fence, in it or on its own line', () => {
    const inner = block('', 'a\n', 'b\n').slice(1);
    assert.deepEqual(paths(`src/a.ts\n\`\`\`ts\n${inner}\`\`\`\n`), ['src/a.ts']);
    assert.deepEqual(paths(`\`\`\`ts\n${block('src/a.ts', 'a\n', 'b\n')}\`\`\`\n`), ['src/a.ts']);
    assert.deepEqual(paths(`\`\`\`python:src/a.py\n${inner}\`\`\`\n`), ['src/a.py']);
    assert.deepEqual(paths(`~~~ts src/a.ts\n${inner}~~~\n`), ['src/a.ts']);
  });

  test('take the path out of whatever decorates it', () => {
    const inner = block('', 'a\n', 'b\n').slice(1);
    for (const line of [
      '**src/a.ts**',
      '### `src/a.ts`',
      'File: src/a.ts',
      '- src/a.ts:',
      'In file `src/a.ts`:',
      '// src/a.ts',
      'The fault is in `src/a.ts`:',
    ])
      assert.deepEqual(paths(`${line}\n${inner}`), ['src/a.ts'], line);
    assert.deepEqual(paths(`Here is the change:\n${inner}`), ['']);
    assert.deepEqual(paths(`ein pfád/ünï cödé 文件.ts\n${inner}`), ['ein pfád/ünï cödé 文件.ts']);
  });

  test('of a text with Windows line breaks are the same', () =>
    assert.deepEqual(
      readEditBlocks(block('a.ts', 'a\n', 'b\n').replaceAll('\n', '\r\n')).edits,
      readEditBlocks(block('a.ts', 'a\n', 'b\n')).edits,
    ));

  test('come one by one as the answer streams in, however it is cut', () => {
    const answer = block('a.ts', 'a\n', 'b\n') + block('b.ts', 'c\n', 'd\n');
    for (const size of [1, 3, 7, 1000]) {
      const reader = new EditBlockReader();
      const came: string[] = [];
      for (let at = 0; at < answer.length; at += size)
        came.push(...reader.push(answer.slice(at, at + size)).map(({ path }) => path));
      assert.deepEqual(came, ['a.ts', 'b.ts']);
      assert.equal(reader.end().edits.length, 2);
    }
  });

  test('that an answer breaks off in are no blocks, and it says so', () => {
    const whole = block('a.ts', 'a\n', 'b\n');
    const cut = readEditBlocks(whole + whole.slice(0, -20));
    assert.equal(cut.edits.length, 1);
    assert.deepEqual(cut.faults, ['The answer ends in the middle of a block of a.ts.']);
    assert.equal(readEditBlocks(whole.trimEnd()).edits.length, 1);
  });

  test('that lack a mark are named', () => {
    assert.match(readEditBlocks('a.ts\n<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n').faults[0]!, /has no “=======”/);
    assert.match(
      readEditBlocks('a.ts\n<<<<<<< SEARCH\na\n=======\nb\n<<<<<<< SEARCH\n').faults[0]!,
      /not closed by “>>>>>>> REPLACE”/,
    );
  });
});
