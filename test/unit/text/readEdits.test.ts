import assert from 'node:assert/strict';
import type { AnswerPiece, EditAnswer, EditFormat, ModelEdit } from '../../../src/text/modelEdit.ts';
import { openEditReader, readEdits } from '../../../src/text/readEdits.ts';

const edits = (answer: string, format: EditFormat): readonly ModelEdit[] => {
  const read = readEdits(answer, format);
  assert.deepEqual(read.faults, []);
  return read.edits;
};
const faults = (answer: string, format: EditFormat, cut = false): string =>
  readEdits(answer, format, cut).faults.join('\n');
const lines = (path: string, search: readonly string[], replace: readonly string[]): ModelEdit => ({
  kind: 'lines',
  path,
  search,
  replace,
});
const called = (...pieces: AnswerPiece[]): EditAnswer => {
  const reader = openEditReader('tool');
  for (const piece of pieces) reader.push(piece);
  return reader.end();
};

const file = 'Here:\n\nsrc/a.ts\n```ts\nlet a = 1;\n```\n\n**src/b.ts**:\n```\nlet b;\n```\nDone.';
const symbol = '### `src/a.ts :: Range.contains`\n```ts\ncontains() {}\n```\n';
const diff = '```diff\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,9 +7 @@\n a\n-b\n+c\n@@\n d\n+e\n```\nThat is all.\n';
const tool =
  'I call:\n<tool_call>\n{"name": "replace_lines", "arguments": {"path": "a.ts", "search": "a\\n", "replace": "b"}}\n</tool_call>\n';
const block = 'a.ts\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n';
const answers = { file, symbol, diff, tool, blocks: block } as const satisfies Record<EditFormat, string>;

suite('An answer that is read while it comes', () => {
  test('gives the same edits however it is cut, each as soon as it is whole', () => {
    for (const [format, answer] of Object.entries(answers) as [EditFormat, string][]) {
      const whole = readEdits(answer, format);
      assert.ok(whole.edits.length > 0, format);
      for (const size of [1, 5, 1000]) {
        const reader = openEditReader(format);
        const came: ModelEdit[] = [];
        for (let at = 0; at < answer.length; at += size) came.push(...reader.push(answer.slice(at, at + size)));
        assert.deepEqual(came, whole.edits, `${format} by ${size}`);
        assert.deepEqual(reader.end(), whole);
      }
    }
  });

  test('is understood in another format than the one that was asked for, but code under a path replaces no file', () => {
    for (const asked of Object.keys(answers) as EditFormat[])
      for (const format of ['blocks', 'diff', 'tool', 'symbol'] as const) {
        const read = readEdits(answers[format], asked);
        assert.deepEqual(
          [read.format, read.edits],
          [format, readEdits(answers[format], format).edits],
          `${format} for ${asked}`,
        );
      }
    assert.deepEqual(readEdits(file, 'blocks').edits, []);
  });

  test('is all said and nothing done when it is prose', () => {
    for (const format of Object.keys(answers) as EditFormat[]) {
      const read = readEdits('I would use `{x}` there:\n- and [this]\n', format);
      assert.deepEqual([read.edits, read.faults], [[], []], format);
      assert.match(read.prose, /I would use/);
    }
    for (const format of Object.keys(answers) as EditFormat[]) assert.deepEqual(readEdits('', format).edits, []);
  });

  test('that was cut off says so, whatever it holds', () => {
    for (const format of Object.keys(answers) as EditFormat[])
      assert.match(faults(answers[format], format, true), /cut off/);
  });
});

suite('Whole files', () => {
  test('stand in a fence under their path or with it', () => {
    assert.deepEqual(edits(file, 'file'), [
      { kind: 'file', path: 'src/a.ts', replace: ['let a = 1;'] },
      { kind: 'file', path: 'src/b.ts', replace: ['let b;'] },
    ]);
    for (const info of ['ts src/a.ts', 'ts:src/a.ts', 'ts title="src/a.ts"', 'src/a.ts'])
      assert.deepEqual(
        edits(`\`\`\`${info}\nx\n\`\`\``, 'file'),
        [{ kind: 'file', path: 'src/a.ts', replace: ['x'] }],
        info,
      );
  });

  test('may hold fences themselves', () =>
    assert.deepEqual(edits('README.md\n```md\n# A\n```sh\nnpm i\n```\nEnd\n```\n', 'file'), [
      { kind: 'file', path: 'README.md', replace: ['# A', '```sh', 'npm i', '```', 'End'] },
    ]));

  test('are neither commands under a sentence that ends in a path, nor code without a path', () => {
    assert.deepEqual(readEdits('Then run `src/cli.ts`:\n```bash\nnode src/cli.ts\n```\n', 'file').edits, []);
    assert.deepEqual(readEdits('The fault is in `src/a.ts`:\n```ts\nx\n```\n', 'file').edits, []);
    assert.match(faults('```ts\nx\n```\n', 'file'), /names no file/);
  });

  test('are cut off when their fence is open', () =>
    assert.match(faults(file.slice(0, 34), 'file'), /middle of src\/a\.ts/));
});

suite('Whole definitions', () => {
  test('are named with their file', () => {
    for (const line of [
      'src/a.ts :: Range.contains',
      '**src/a.ts::Range.contains(x)**',
      '### File: src/a.ts :: `Range.contains`',
    ])
      assert.deepEqual(
        edits(`${line}\n\`\`\`ts\ncontains() {}\n\`\`\`\n`, 'symbol'),
        [{ kind: 'symbol', path: 'src/a.ts', symbol: 'Range.contains', replace: ['contains() {}'] }],
        line,
      );
    assert.match(faults(symbol.slice(0, -5), 'symbol'), /middle of Range\.contains in src\/a\.ts/);
  });
});

suite('Unified diffs', () => {
  test('need neither line numbers nor right ones', () => {
    const hunks = [lines('src/a.ts', ['a', 'b'], ['a', 'c']), lines('src/a.ts', ['d'], ['d', 'e'])];
    assert.deepEqual(edits(diff, 'diff'), hunks);
    assert.deepEqual(edits(diff.replaceAll('```diff\n', '').replaceAll('```\n', ''), 'diff'), hunks);
    assert.deepEqual(edits(diff.replace('--- a/src/a.ts\n', ''), 'diff'), hunks);
    assert.deepEqual(
      edits(
        diff.replace('--- a/src/a.ts\n', 'diff --git a/src/a.ts b/src/a.ts\nindex 12..34\n--- a/src/a.ts\t2026\n'),
        'diff',
      ),
      hunks,
    );
    assert.deepEqual(
      edits('*** Begin Patch\n*** Update File: src/a.ts\n@@\n a\n-b\n+c\n@@\n d\n+e\n*** End Patch\n', 'diff'),
      hunks,
    );
  });

  test('may have lost the blanks in front of unchanged lines, and those of empty ones', () =>
    assert.deepEqual(edits('```diff\n+++ b/a.py\n@@\ndef f():\n\n-    a\n+    b\n```', 'diff'), [
      lines('a.py', ['def f():', '', '    a'], ['def f():', '', '    b']),
    ]));

  test('may remove what looks like a header, and add files', () => {
    assert.deepEqual(edits('```diff\n--- a/q.sql\n+++ b/q.sql\n@@\n a\n--- old\n+-- new\n```', 'diff'), [
      lines('q.sql', ['a', '-- old'], ['a', '-- new']),
    ]);
    assert.deepEqual(edits('--- /dev/null\n+++ b/n.ts\n@@ -0,0 +1,1 @@\n+x\n', 'diff'), [lines('n.ts', [], ['x'])]);
  });

  test('say what they cannot do', () => {
    assert.match(faults('--- a/a.ts\n+++ /dev/null\n@@\n-x\n', 'diff'), /deletes a\.ts/);
    assert.match(faults('rename from a.ts\nrename to b.ts\n', 'diff'), /not moved or deleted/);
    assert.match(
      faults('```diff\n+++ b/a.ts\n@@ -3,0 +4 @@\n+x\n```', 'diff'),
      /only adds lines\. Quote unchanged lines/,
    );
    assert.match(faults(diff.slice(0, 50), 'diff'), /middle of the diff/);
    assert.match(faults('--- a/a.ts\n+++ b/a.ts\n@@ -1,9 +1,9 @@\n a\n-b\n+c', 'diff'), /middle of the diff of a\.ts/);
  });
});

suite('Function calls', () => {
  const replaced = [lines('a.ts', ['a'], ['b'])];

  test('come from the endpoint in pieces, several at once, with whatever names', () => {
    const given = (id: string, text: string): AnswerPiece => ({ id, name: 'edit', arguments: text });
    assert.deepEqual(
      called(
        given('1', '{"path": "a.ts", "se'),
        given('2', '{"file_path":"b.ts","content":"x\\n"}'),
        given('1', 'arch": "a", "replace": "b"}'),
      ).edits,
      [{ kind: 'file', path: 'b.ts', replace: ['x'] }, ...replaced],
    );
    assert.deepEqual(called(given('1', '{"filename":"a.ts","edits":[{"old_str":"a","new_str":"b"}]}')).edits, replaced);
    assert.deepEqual(called(given('1', '{"path":"a.ts","symbol":"A.b","code":"b() {}"}')).edits, [
      { kind: 'symbol', path: 'a.ts', symbol: 'A.b', replace: ['b() {}'] },
    ]);
  });

  test('may be written into the text, with line breaks in strings and trailing commas', () => {
    assert.deepEqual(edits(tool, 'tool'), replaced);
    const nearly =
      '```json\n[{"name": "replace_lines", "arguments": {"path": "a.ts", "search": "a\nc", "replace": "b",}}]\n```';
    assert.deepEqual(edits(nearly, 'tool'), [lines('a.ts', ['a', 'c'], ['b'])]);
    assert.deepEqual(edits('{"path": "a.ts", "search": "a", "replace": "b"}', 'tool'), replaced);
    const text =
      '{"function": {"name": "f", "arguments": "{\\"path\\": \\"a.ts\\", \\"search\\": \\"a\\", \\"replace\\": \\"b\\"}"}}';
    assert.deepEqual(edits(text, 'tool'), replaced);
  });

  test('may stand behind the name of a function, as the instructions show them', () => {
    const given = '{"path": "a.ts", "search": "a", "replace": "b"}';
    for (const text of [
      `replace_lines ${given}`,
      `Title: B\n\n  replace_lines(${given})`,
      `\`\`\`\nedit_file ${given}\n\`\`\``,
    ])
      assert.deepEqual(edits(text, 'tool'), replaced, text);
    const answer = readEdits(`Title: B\nreplace_lines ${given}\nDone.\n`, 'tool');
    assert.equal(answer.prose, 'Title: B\nDone.');
    assert.match(faults('replace_lines {"path": "a.ts", "search": "a"}', 'tool'), /The call of replace_lines lacks/);
    assert.deepEqual(edits('The object is {"path": "a.ts", "search": "a", "replace": "b"}', 'tool'), []);
  });

  test('are never guessed at', () => {
    const given = (text: string): string => called({ id: '1', name: 'edit', arguments: text }).faults.join();
    assert.match(given('{"path": "a.ts", "search": "a'), /middle of the arguments of edit/);
    assert.match(given('{"path": "a.ts", "search": "say("hi")", "replace": "b"}'), /not valid JSON\. Escape/);
    assert.match(given('{"path": "a.ts", "search": "a"}'), /lacks “replace”/);
    assert.match(given('{"search": "a", "replace": "b"}'), /lacks “path”/);
    assert.match(faults(tool.slice(0, 80), 'tool'), /middle of a call/);
  });
});
