import assert from 'node:assert/strict';
import { anchorFinding } from '../../../../src/chat/review/anchorFinding.ts';
import { lineNow, newLines, readDiff } from '../../../../src/chat/review/changedFile.ts';
import { inOrder } from '../../../../src/chat/review/finding.ts';
import { lineAgain, movedLine } from '../../../../src/chat/review/movedLine.ts';
import { readFindings, type WrittenFinding } from '../../../../src/chat/review/readFindings.ts';
import { formatUnifiedDiff } from '../../../../src/text/unifiedDiff.ts';

const before = 'one\ntwo\nthree\nfour\n';
const after = 'one\ntwo and a half\nthree\nfour\nfive\n';
const diff = formatUnifiedDiff([{ path: 'src/a.ts', before, after }]);

suite('a diff as lines', () => {
  test('has the lines of each file as they stand afterwards', () => {
    const [file] = readDiff(`diff --git a/src/a.ts b/src/a.ts\n${diff}`);
    assert.equal(file?.path, 'src/a.ts');
    assert.deepEqual(
      newLines(file).map(({ number, kind, text }) => `${number} ${kind} ${text}`),
      ['1 kept one', '2 added two and a half', '3 kept three', '4 kept four', '5 added five'],
    );
    assert.deepEqual(
      file.lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text),
      ['two'],
    );
  });

  test('is not confused by lines that look like its own heads', () => {
    const files = readDiff(
      formatUnifiedDiff([{ path: 'a.md', before: '-- a/x\nkept\n', after: '++ b/evil\n@@ -1 +1 @@\nkept\n' }]),
    );
    assert.deepEqual(
      files.map(({ path, lines }) => [path, lines.length]),
      [['a.md', 4]],
    );
  });

  test('has new files and no deleted ones', () => {
    const changes = [
      { path: 'new.ts', before: undefined, after: 'a\n' },
      { path: 'old.ts', before: 'b\n', after: undefined },
    ];
    assert.deepEqual(
      readDiff(formatUnifiedDiff(changes)).map(({ path }) => path),
      ['new.ts'],
    );
  });

  test('a line is found where it has moved to since, and not where it is gone', () => {
    const at = { kind: 'added', number: 2, text: 'two' } as const;
    assert.equal(lineNow(at, ['zero', 'more', 'one', 'two\r']), 4);
    assert.equal(lineNow(at, ['one', 'too']), undefined);
  });
});

suite('what a model answers to a review', () => {
  const entry = { path: 'src/a.ts', line: 2, quote: 'two and a half', severity: 'error', message: ' It is wrong. ' };

  test('is a list, alone or in the only fence', () => {
    const read = { ...entry, message: 'It is wrong.' };
    for (const text of [JSON.stringify([entry]), `Here:\n\`\`\`json\n${JSON.stringify([entry])}\n\`\`\`\nDone.`])
      assert.deepEqual(readFindings(text), { written: [read], faults: [] });
    assert.deepEqual(readFindings('[]'), { written: [], faults: [] });
  });

  test('may propose lines in place of others, or that they go', () => {
    const [read] = readFindings(JSON.stringify([{ ...entry, search: 'two', replace: '' }])).written;
    assert.deepEqual(read?.fix, { search: 'two', replace: '' });
  });

  for (const text of ['', 'I see nothing wrong.', '{"path":"a"}', '[{"path":', 'null', '```\n[]\n```\n```\n[]\n```'])
    test(`is malformed as ${JSON.stringify(text)}`, () =>
      assert.deepEqual(readFindings(text), { written: [], faults: ['The answer is not one JSON list.'] }));

  const wrong: readonly (readonly [string, unknown])[] = [
    ['a text', 'x'],
    ['nothing', null],
    ['a list', []],
    ['no path', { ...entry, path: '' }],
    ['a line in words', { ...entry, line: '2' }],
    ['line 0', { ...entry, line: 0 }],
    ['no quote', { ...entry, quote: ' ' }],
    ['a severity of its own', { ...entry, severity: 'fatal' }],
    ['a severity that every object has', { ...entry, severity: 'constructor' }],
    ['a message without end', { ...entry, message: 'x'.repeat(3_000) }],
    ['half a fix', { ...entry, search: 'two' }],
    ['a fix that is no text', { ...entry, search: 'two', replace: 7 }],
  ];
  for (const [name, value] of wrong)
    test(`leaves out an entry with ${name}, and keeps the others`, () => {
      const { written, faults } = readFindings(JSON.stringify([value, entry]));
      assert.equal(written.length, 1);
      assert.match(faults.join(), /^Entry 1: /);
    });

  test('has an end', () => {
    const { written, faults } = readFindings(JSON.stringify(Array.from({ length: 90 }, () => entry)));
    assert.equal(written.length, 60);
    assert.equal(faults.length, 1);
  });
});

suite('the place of a finding', () => {
  const files = readDiff(diff);
  const said = (change: Partial<WrittenFinding>): WrittenFinding => ({
    ...{ path: 'src/a.ts', line: 2, quote: 'two and a half', severity: 'error', message: 'Wrong.', ...change },
  });
  const text = (path: string) => Promise.resolve(path === 'src/a.ts' ? after : undefined);
  const place = async (change: Partial<WrittenFinding>, now = text) => {
    const anchored = await anchorFinding(said(change), files, now);
    return anchored.kind === 'there' ? anchored.finding.line : anchored.why;
  };

  test('is the line that is quoted, also where the number is a little off', async () => {
    assert.equal(await place({}), 2);
    assert.equal(await place({ line: 4 }), 2);
    assert.equal(await place({ line: 4, quote: '  five ' }), 5);
  });

  test('is a line around the change, too', async () => assert.equal(await place({ line: 3, quote: 'three' }), 3));

  test('follows what was typed since', async () =>
    assert.equal(await place({}, () => Promise.resolve(`\n\n${after}`)), 4));

  test('is dropped where no such text stands, or not near', async () => {
    assert.match(String(await place({ quote: 'eval(input)' })), /no such text at line 2/);
    assert.match(String(await place({ line: 400 })), /no such text at line 400/);
    assert.match(String(await place({ quote: 'half' })), /no such text/, 'a piece too short to mean one line');
  });

  test('is dropped outside of the change, wherever the path leads', async () => {
    for (const path of ['src/b.ts', '../src/a.ts/../../etc/passwd', '/etc/passwd', 'https://example.com'])
      assert.match(String(await place({ path })), /is no file of this change/);
  });

  test('is dropped where the line has gone since', async () =>
    assert.match(String(await place({}, () => Promise.resolve('other\n'))), /not in the file any more/));
});

test('findings come worst first, by place, and none twice', () => {
  const one = { path: 'b', line: 2, severity: 'note', message: 'x' } as const;
  const all = [one, { ...one, severity: 'error' as const, line: 9 }, { ...one, line: 1 }, { ...one }];
  assert.deepEqual(
    inOrder(all).map(({ severity, line }) => `${severity} ${line}`),
    ['error 9', 'note 1', 'note 2'],
  );
});

test('a comment goes with its line', () => {
  assert.equal(movedLine(5, { start: 1, end: 1, breaks: 2 }), 7, 'typed above');
  assert.equal(movedLine(5, { start: 5, end: 5, breaks: 0 }), 5, 'typed in it');
  assert.equal(movedLine(5, { start: 2, end: 4, breaks: 0 }), 3, 'removed above');
  assert.equal(movedLine(5, { start: 4, end: 7, breaks: 1 }), 4, 'replaced');
  assert.equal(movedLine(5, { start: 8, end: 9, breaks: 0 }), 5, 'below');
});

test('a line is found again in a file that has changed while nobody looked', () => {
  const lines = ['a();', '', '  b();', 'c();', 'b();'];
  assert.equal(lineAgain(lines, 2, 'b();'), 2, 'indented anew');
  assert.equal(lineAgain(lines, 3, 'b();'), 2, 'the nearest of two, the first of equals');
  assert.equal(lineAgain(lines, 0, 'c();'), 3, 'moved down');
  assert.equal(lineAgain(lines, 1, 'gone();'), 1, 'where it was');
  assert.equal(lineAgain(lines, 40, 'gone();'), 4, 'the file is shorter now');
  assert.equal(lineAgain(lines, 3, ''), 3, 'nothing is known of it');
  assert.equal(lineAgain([], 0, 'a();'), undefined);
});
