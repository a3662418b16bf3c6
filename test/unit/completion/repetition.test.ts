import assert from 'node:assert/strict';
import { runaway } from '../../../src/completion/repetition.ts';
import { siteAt } from '../../../src/completion/site.ts';

/** Deterministic, so that a failure can be looked at again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

interface Sample {
  readonly name: string;
  readonly language: string;
  readonly before: string;
  readonly text: string;
}

const words = 'alpha beta gamma delta width height colour order price tax user item total count index'.split(' ');

function times(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}

/** Circles that models fall into. */
function runaways(seed: number): readonly Sample[] {
  const random = randomFrom(seed);
  const pick = () => words[Math.floor(random() * words.length)] ?? 'item';
  const [a, b, c] = [pick(), pick(), pick()];
  const rounds = 4 + Math.floor(random() * 6);
  return [
    {
      name: 'one line',
      language: 'typescript',
      before: 'function f() {\n  ',
      text: times(rounds, () => `console.log(${a});\n  `),
    },
    {
      name: 'two lines',
      language: 'python',
      before: 'def f():\n    ',
      text: times(rounds, () => `${a} = ${b}.next()\n    print(${a})\n    `),
    },
    {
      name: 'a block',
      language: 'typescript',
      before: 'function f() {\n  ',
      text: times(rounds, () => `if (${a}) {\n    return ${b};\n  }\n  if (${c}) {\n    return ${a};\n  }\n  `),
    },
    {
      name: 'counting',
      language: 'python',
      before: 'x = 1\n',
      text: times(rounds + 6, (at) => `${a}_${at} = ${at}\n`),
    },
    { name: 'a comment', language: 'go', before: 'func f() {\n', text: times(rounds, () => `\t// ${a} the ${b}\n`) },
    {
      name: 'within a line',
      language: 'typescript',
      before: 'const a = ',
      text: times(rounds + 20, () => `${a}.${b}.`),
    },
    { name: 'arguments', language: 'python', before: 'f(', text: times(rounds + 20, () => `${a}, `) },
    {
      name: 'a function',
      language: 'python',
      before: 'import os\n',
      text: times(rounds, () => `def ${a}(self):\n    ${b} = self.${c}\n    self.${a} = ${b}\n    return ${b}\n\n`),
    },
    { name: 'words', language: 'typescript', before: '// ', text: times(rounds + 10, () => `the ${a} of the ${b} `) },
    {
      name: 'an import',
      language: 'typescript',
      before: 'export {};\n',
      text: times(rounds, () => `import { ${a} } from './${a}.ts';\n`),
    },
  ];
}

/** Text that repeats its form because it is a table. */
function tables(seed: number): readonly Sample[] {
  const random = randomFrom(seed);
  const pick = () => words[Math.floor(random() * words.length)] ?? 'item';
  const number = (below = 1000) => Math.floor(random() * below);
  const rows = 6 + number(14);
  const hex = () => `0x${number(65536).toString(16).padStart(4, '0')}`;
  const named = (at: number) => `${pick()}${String.fromCharCode(65 + (at % 26))}`;
  return [
    {
      name: 'rows of numbers',
      language: 'typescript',
      before: 'const rows = [\n',
      text: times(rows, () => `  [${number()}, ${number()}, ${number()}],\n`),
    },
    {
      name: 'zeros',
      language: 'python',
      before: 'grid = [\n',
      text: times(rows, () => '    [0, 0, 0, 0, 0, 0, 0, 0],\n'),
    },
    {
      name: 'objects',
      language: 'typescript',
      before: 'const items = [\n',
      text: times(rows, (at) => `  { name: '${named(at)}', price: ${number()}, stock: ${number(9)} },\n`),
    },
    {
      name: 'an enum',
      language: 'typescript',
      before: 'enum Kind {\n',
      text: times(rows, (at) => `  ${named(at)} = ${at},\n`),
    },
    {
      name: 'numbered members',
      language: 'typescript',
      before: 'export enum Pin {\n',
      text: times(rows, (at) => `  Pin${at} = ${at},\n`),
    },
    {
      name: 'imports',
      language: 'typescript',
      before: '',
      text: times(rows, (at) => `import { ${named(at)} } from './${pick()}${at}.ts';\n`),
    },
    {
      name: 'cases',
      language: 'typescript',
      before: 'switch (kind) {\n',
      text: times(rows, (at) => `  case ${at}:\n    return '${named(at)}';\n`),
    },
    {
      name: 'assertions',
      language: 'typescript',
      before: "test('fib', () => {\n",
      text: times(rows, (at) => `  assert.equal(fib(${at}), ${number(200)});\n`),
    },
    {
      name: 'a struct',
      language: 'go',
      before: 'type Row struct {\n',
      text: times(rows, (at) => `\t${named(at).replace(/^./, (first) => first.toUpperCase())} float64\n`),
    },
    {
      name: 'a map',
      language: 'go',
      before: 'var codes = map[string]int{\n',
      text: times(rows, (at) => `\t"${named(at)}": ${hex()},\n`),
    },
    {
      name: 'bytes',
      language: 'c',
      before: 'static const uint16_t table[] = {\n',
      text: times(rows, () => `    ${hex()}, ${hex()}, ${hex()}, ${hex()},\n`),
    },
    { name: 'a byte row', language: 'c', before: 'static const int zeros[] = {', text: times(rows * 3, () => '0, ') },
    {
      name: 'rules',
      language: 'css',
      before: '',
      text: times(rows, (at) => `.${named(at)} {\n  color: #${hex().slice(2)}00;\n  margin: ${number(20)}px;\n}\n`),
    },
    {
      name: 'inserts',
      language: 'sql',
      before: '',
      text: times(rows, (at) => `INSERT INTO item VALUES (${at}, '${named(at)}', ${number()});\n`),
    },
    {
      name: 'assignments',
      language: 'python',
      before: 'class A:\n    def __init__(self):\n',
      text: times(rows, (at) => `        self.${named(at)} = ${named(at + 3)}\n`),
    },
    {
      name: 'JSON',
      language: 'json',
      before: '{\n  "list": [\n',
      text: times(rows, (at) => `    { "id": ${at}, "name": "${named(at)}" },\n`),
    },
    {
      name: 'identity',
      language: 'python',
      before: 'eye = [\n',
      text: times(
        rows,
        (at) => `    [${Array.from({ length: rows }, (_, col) => (col === at ? 1 : 0)).join(', ')}],\n`,
      ),
    },
    {
      name: 'a numbered list that the user has begun',
      language: 'python',
      before: 'x = load()\nrow_1 = x[1]\nrow_2 = x[2]\nrow_3 = x[3]\n',
      text: times(rows, (at) => `row_${at + 4} = x[${at + 4}]\n`),
    },
    {
      name: 'a pipeline',
      language: 'typescript',
      before: 'const result = value\n',
      text: times(rows, (at) => `  .${named(at)}((x) => x.${pick()})\n`),
    },
    {
      name: 'getters',
      language: 'java',
      before: 'class A {\n',
      text: times(rows, (at) => `  int get${named(at)}() {\n    return ${named(at)};\n  }\n\n`),
    },
  ];
}

/** As a stream: judged at every fifth character. */
function cutOf({ language, before, text }: Sample): number | undefined {
  const site = siteAt(before, before.length, language);
  for (let length = 5; length <= text.length; length += 5) {
    const end = runaway(text.slice(0, length), site);
    if (end !== undefined) return end;
  }
  return undefined;
}

suite('going round in circles', () => {
  const seeds = Array.from({ length: 12 }, (_, at) => at * 7919 + 1);

  test('is cut after the first round, in nine of ten at least', () => {
    const samples = seeds.flatMap(runaways);
    const missed = samples.filter((sample) => {
      const end = cutOf(sample);
      return end === undefined || end > sample.text.length / 2;
    });
    assert.ok(missed.length <= samples.length * 0.1, missed.map(({ name }) => name).join(', '));
  });

  test('is not seen in a table, in 98 of 100 at least', () => {
    const samples = seeds.flatMap(tables);
    const cut = samples.filter((sample) => cutOf(sample) !== undefined);
    assert.ok(
      cut.length < samples.length * 0.02,
      `${cut.length} of ${samples.length}: ${cut.map(({ name }) => name).join(', ')}`,
    );
  });
});
