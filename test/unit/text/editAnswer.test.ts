import assert from 'node:assert/strict';
import { applyEditAnswer, type EditFiles } from '../../../src/text/editAnswer.ts';
import { resolvePath } from '../../../src/text/editPath.ts';
import { readEdits } from '../../../src/text/readEdits.ts';

const texts: Readonly<Record<string, string>> = {
  'src/a.ts': 'const a = 1;\nconst b = 2;\n',
  'src/b.ts': '// ... rest of the code\nlet c = 3;\n',
  'lib/index.ts': '',
  'test/index.ts': 'x\n',
};
const files = { paths: Object.keys(texts), text: (path: string) => Promise.resolve(texts[path]) };
const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const apply = (answer: string) => applyEditAnswer(readEdits(answer, 'blocks'), files);
const applyTo = (given: Readonly<Record<string, string>>, answer: string, more: Partial<EditFiles> = {}) =>
  applyEditAnswer(readEdits(answer, 'blocks'), {
    paths: Object.keys(given),
    text: (path) => Promise.resolve(given[path]),
    ...more,
  });
const refusedOf = async (answer: string): Promise<string> => (await apply(answer)).refused.join('\n');

suite('An answer in edit blocks', () => {
  test('changes several files, each block seeing what the ones before it did', async () => {
    const { texts, places, refused } = await apply(
      block('src/a.ts', 'const a = 1;', 'const a = 10;') +
        block('src/a.ts', 'const a = 10;\nconst b = 2;', 'const a = 10;\nconst b = 20;') +
        block('src/b.ts', 'let c = 3;', 'let c = 30;'),
    );
    assert.deepEqual(Object.fromEntries(texts), {
      'src/a.ts': 'const a = 10;\nconst b = 20;\n',
      'src/b.ts': '// ... rest of the code\nlet c = 30;\n',
    });
    assert.deepEqual(places[2], { path: 'src/b.ts', line: 2 });
    assert.deepEqual(refused, []);
  });

  test('may add a file, but not write over one', async () => {
    const added = await apply(block('src/new.ts', '', 'export {};'));
    assert.deepEqual([added.created, added.texts.get('src/new.ts')], [['src/new.ts'], 'export {};\n']);
    assert.match(await refusedOf(block('src/a.ts', '', 'x')), /is there already/);
    assert.match(await refusedOf(block('../out.ts', '', 'x')), /inside the project/);
    assert.match(await refusedOf(block('src/none.ts', 'x', 'y')), /no such file/);
  });

  test('is refused where it leaves code out, but not where the file itself says so', async () => {
    for (const line of [
      '// ... rest of code unchanged',
      '  # ... existing code ...',
      '/* … remaining methods … */',
      '...rest of the file',
      '// rest of the function unchanged',
      '// existing code here',
    ])
      assert.match(await refusedOf(block('src/a.ts', 'const a = 1;', line)), /left out/, line);
    assert.equal(await refusedOf(block('src/b.ts', '// ... rest of the code', '// ... rest of the code\nlet d;')), '');
    for (const line of ['f(...rest);', 'const { a, ...other } = x;', '// the rest is for the caller', '...options,'])
      assert.equal(await refusedOf(block('src/a.ts', 'const a = 1;', line)), '', line);
  });

  test('says of each block that goes nowhere why, and what to do', async () => {
    const { refused, texts } = await apply(
      block('src/a.ts', 'const z = 9;', 'x') + block('src/b.ts', 'let c = 3;', 'y'),
    );
    assert.match(refused.join(), /^Block 1 \(src\/a\.ts\): The SEARCH part is nowhere/);
    assert.deepEqual([...texts.keys()], ['src/b.ts']);
    assert.match(await refusedOf('I would change nothing.'), /no SEARCH\/REPLACE block/);
    assert.match(await refusedOf(block('src/a.ts', 'const a = 1;', 'const a = 1;')), /nothing would change/);
    assert.match(await refusedOf(block('', 'a', 'b').slice(1)), /names no file/);
  });

  test('finds a path that is wrong by what stands in front of it', () => {
    const paths = [...files.paths, 'README.md'];
    const found = (path: string) => {
      const result = resolvePath(path, paths);
      return result.kind === 'known' ? result.path : result.kind;
    };
    for (const path of ['src/a.ts', './src/a.ts', 'a/src/a.ts', '/home/me/project/src/a.ts', 'src\\a.ts', 'a.ts'])
      assert.equal(found(path), 'src/a.ts', path);
    assert.equal(found('index.ts'), 'ambiguous');
    assert.equal(found('b/README.md'), 'README.md');
    assert.equal(found('docs/README.md'), 'unknown');
    assert.equal(found('src/c.ts'), 'unknown');
  });

  test('places edits in the file as it was shown, whatever the ones before have made of it', async () => {
    const twice = await apply(
      block('src/a.ts', 'const a = 1;', 'const b = 2;\nconst a = 1;') +
        block('src/a.ts', 'const b = 2;', 'const b = 3;'),
    );
    assert.deepEqual(twice.refused, []);
    assert.equal(twice.texts.get('src/a.ts'), 'const b = 2;\nconst a = 1;\nconst b = 3;\n');
  });

  test('does not take the one place that an edit has left of two', async () => {
    const text = 'x();\na();\ny();\na();\n';
    const answer = block('t.ts', 'x();\na();', 'x();\nb();') + block('t.ts', 'a();', 'c();');
    const { refused } = await applyTo({ 't.ts': text }, answer);
    assert.match(refused.join(), /Block 2 \(t\.ts\): The SEARCH part fits 2 places/);
  });

  test('keeps the bytes of lines that it leaves: byte order mark, mixed breaks, no break at the end', async () => {
    const { texts } = await applyTo(
      { 't.ts': '\uFEFFone\r\ntwo\nthree\r\nvier — 四' },
      block('t.ts', 'one\ntwo', 'uno\ntwo'),
    );
    assert.equal(texts.get('t.ts'), '\uFEFFuno\r\ntwo\nthree\r\nvier — 四');
    const last = await applyTo({ 't.ts': 'one\nvier — 四' }, block('t.ts', 'vier — 四', 'five\nsix'));
    assert.equal(last.texts.get('t.ts'), 'one\nfive\nsix');
  });

  test('removes most of a file only when that was asked for', async () => {
    const body = Array.from({ length: 30 }, (_, at) => `call${at}();`).join('\n');
    const answer = block('t.ts', body, 'call0();');
    const { refused, texts: none } = await applyTo({ 't.ts': `${body}\nlast();\n` }, answer);
    assert.match(refused.join(), /t\.ts: Only 2 of 31 lines would be left, and nobody asked for that/);
    assert.equal(none.size, 0);
    const asked = await applyTo({ 't.ts': `${body}\nlast();\n` }, answer, { mayRemoveMost: true });
    assert.equal(asked.texts.get('t.ts'), 'call0();\nlast();\n');
  });

  test('in another language than the file’s is refused, and what does not parse', async () => {
    // A parser that knows statements by their semicolon.
    const parse = (_: string, text: string) =>
      Promise.resolve({
        language: 'TypeScript',
        faults: text.split('\n').filter((line) => /[^;\s]$/.test(line)).length,
      });
    const python = block('src/a.ts', 'const a = 1;', 'def a():\n    one = 1\n    return one');
    assert.match(
      (await applyTo(texts, python, { parse })).refused.join(),
      /does not read as TypeScript\. Write TypeScript/,
    );
    const slip = block('src/a.ts', 'const a = 1;', 'const a = 1;\nx();\ny();\nz();\nw()\nv();');
    assert.match((await applyTo(texts, slip, { parse })).refused.join(), /does not parse as TypeScript any more/);
    const broken = { 't.ts': 'broken\na;\n' };
    assert.deepEqual(
      (await applyTo(broken, block('t.ts', 'a;', 'b;'), { parse })).refused,
      [],
      'only what is new counts',
    );
  });

  test('that breaks off or closes too much is refused, unless strings and comments are all there is to it', async () => {
    const text = { 't.ts': 'f({ a: "}" });\n' };
    assert.match(
      (await applyTo(text, block('t.ts', 'f({ a: "}" });', 'f({'))).refused.join(),
      /2 brackets are not closed/,
    );
    assert.match(
      (await applyTo(text, block('t.ts', 'f({ a: "}" });', 'f();\n}'))).refused.join(),
      /More brackets are closed/,
    );
    assert.deepEqual((await applyTo(text, block('t.ts', 'f({ a: "}" });', "g('(');\n// :(\n/* { */"))).refused, []);
    assert.deepEqual(
      (await applyTo({ 't.py': 'a = 1\n' }, block('t.py', 'a = 1', 'a = "#("  # (\nb = 2'))).refused,
      [],
    );
    assert.deepEqual((await applyTo({ 't.rs': 'a();\n' }, block('t.rs', 'a();', "f::<'a>('{');"))).refused, []);
  });

  test('that writes a line a second time is refused: its quote was too short', async () =>
    assert.match(
      (await applyTo({ 't.py': 'a()\nb()\nc()\n' }, block('t.py', 'a()', 'x()\nb()'))).refused.join(),
      /writes “b\(\)” a second time: the line stands right after the place/,
    ));

  test('that writes a whole file writes it once, and all of it', async () => {
    const whole = (path: string, text: string): string => `${path}\n\`\`\`ts\n${text}\n\`\`\`\n`;
    const write = (answer: string) => applyEditAnswer(readEdits(answer, 'file'), files);
    assert.equal((await write(whole('src/a.ts', 'const a = 9;'))).texts.get('src/a.ts'), 'const a = 9;\n');
    assert.match((await write(whole('src/a.ts', 'x;') + whole('src/a.ts', 'y;'))).refused.join(), /written twice/);
    assert.match((await write(whole('src/a.ts', ''))).refused.join(), /Nothing would be left/);
    assert.match((await write(whole('src/a.ts', 'const a = 1;\nconst b = 2;'))).refused.join(), /Nothing would change/);
    assert.match((await write(whole('src/a.ts', 'const a = 1;\n// ... rest of the file'))).refused.join(), /left out/);
  });
});
