/** Small projects with a function that is slow in a known way, and tests that call it with enough. */

export interface SlowProject {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly place: { readonly path: string; readonly line: number };
  /** What the faster text has in it. */
  readonly faster: RegExp;
}

const script = (
  name: string,
  source: string,
  imported: string,
  tests: string,
  line: number,
  faster: RegExp,
): SlowProject => ({
  name,
  files: {
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    'src/code.js': source,
    'test/code.test.js': `import assert from 'node:assert/strict';\nimport test from 'node:test';\nimport { ${imported} } from '../src/code.js';\n${tests}`,
  },
  place: { path: 'src/code.js', line },
  faster,
});

const python = (
  name: string,
  source: string,
  imported: string,
  tests: string,
  line: number,
  faster: RegExp,
): SlowProject => ({
  name,
  files: {
    'code_of.py': source,
    'test_code.py': `import unittest\nfrom code_of import ${imported}\n\n\nclass CodeTest(unittest.TestCase):\n${tests.replace(/^(?=.)/gm, '    ')}`,
  },
  place: { path: 'code_of.py', line },
  faster,
});

export const slowProjects: readonly SlowProject[] = [
  script(
    'js: includes in filter',
    'export function common(a, b) {\n  return a.filter((tag) => b.includes(tag));\n}\n',
    'common',
    `const many = Array.from({ length: 500 }, (_, at) => 'tag' + at);
test('all', () => assert.equal(common(many, many.toReversed()).length, 500));
test('some', () => assert.deepEqual(common(['a', 'b'], ['b', 'c']), ['b']));
`,
    2,
    /new Set\(b\)/,
  ),
  script(
    'js: includes in a list that grows',
    'export const unique = (list) => {\n  const out = [];\n  for (const item of list) if (!out.includes(item)) out.push(item);\n  return out;\n};\n',
    'unique',
    `const many = Array.from({ length: 800 }, (_, at) => (at * 7919) % 701);
test('many', () => assert.equal(unique(many).length, 701));
test('few', () => assert.deepEqual(unique([1, 1, 2]), [1, 2]));
`,
    3,
    /outSet\.add\(item\)/,
  ),
  script(
    'js: indexOf in map',
    'export function places(words, known) {\n  return words.map((word) => known.indexOf(word));\n}\n',
    'places',
    `const known = Array.from({ length: 600 }, (_, at) => 'w' + at);
test('many', () => assert.equal(places(known.toReversed(), known)[0], 599));
test('none', () => assert.deepEqual(places(['x'], known), [-1]));
`,
    2,
    /new Map\(/,
  ),
  script(
    'js: spread in reduce',
    'export const doubled = (list) => list.reduce((all, each) => [...all, each * 2], []);\n',
    'doubled',
    `test('many', () => assert.equal(doubled(Array.from({ length: 1500 }, (_, at) => at)).length, 1500));
test('few', () => assert.deepEqual(doubled([1, 2]), [2, 4]));
`,
    1,
    /all\.push\(each \* 2\)/,
  ),
  script(
    'js: filter for the first',
    'export function firstLong(words) {\n  return words.filter((word) => word.length > 3 && word.trim() !== "")[0];\n}\n',
    'firstLong',
    `const words = Array.from({ length: 4000 }, (_, at) => 'word' + at);
test('many', () => assert.equal(firstLong(words), 'word0'));
test('few', () => assert.equal(firstLong(['a', 'long']), 'long'));
test('none', () => assert.equal(firstLong(['a']), undefined));
`,
    2,
    /\.find\(/,
  ),
  script(
    'js: the same sorted in each round',
    'export function ranks(values) {\n  const out = [];\n  for (const value of values) out.push([...values].sort((a, b) => a - b).indexOf(value));\n  return out;\n}\n',
    'ranks',
    `const values = Array.from({ length: 150 }, (_, at) => (at * 7919) % 1009);
test('many', () => assert.equal(ranks(values).length, 150));
test('few', () => assert.deepEqual(ranks([3, 1, 2]), [2, 0, 1]));
`,
    3,
    /const (?:ordered|known\w*) = /,
  ),
  python(
    'py: in a list',
    'def common(a, b):\n    return [x for x in a if x in b]\n',
    'common',
    `def test_many(self):\n    many = ["tag%d" % at for at in range(400)]\n    self.assertEqual(len(common(many, many[::-1])), 400)\n\ndef test_few(self):\n    self.assertEqual(common([1, 2], [2, 3]), [2])\n`,
    2,
    /set\(b\)/,
  ),
  python(
    'py: in a list that grows',
    'def unique(items):\n    out = []\n    for item in items:\n        if item not in out:\n            out.append(item)\n    return out\n',
    'unique',
    `def test_many(self):\n    self.assertEqual(len(unique([(at * 7919) % 401 for at in range(800)])), 401)\n\ndef test_few(self):\n    self.assertEqual(unique([1, 1, 2]), [1, 2])\n`,
    4,
    /out_set\.add\(item\)/,
  ),
  python(
    'py: sorted for the least',
    'def least(values):\n    return sorted(values)[0]\n',
    'least',
    `def test_many(self):\n    self.assertEqual(least([(at * 7919) % 10007 for at in range(10000)]), 0)\n\ndef test_few(self):\n    self.assertEqual(least([3, 1]), 1)\n`,
    2,
    /min\(values\)/,
  ),
  python(
    'py: a new list for each item',
    'def squares(values):\n    out = []\n    for value in values:\n        out = out + [value * value]\n    return out\n',
    'squares',
    `def test_many(self):\n    self.assertEqual(len(squares(list(range(1500)))), 1500)\n\ndef test_few(self):\n    self.assertEqual(squares([2, 3]), [4, 9])\n`,
    4,
    /out\.append\(/,
  ),
  python(
    'py: the same sum in each round',
    'def shares(values):\n    return [value / sum(values) for value in values]\n',
    'shares',
    `def test_many(self):\n    self.assertEqual(len(shares(list(range(1, 400)))), 399)\n\ndef test_few(self):\n    self.assertEqual(shares([1, 1]), [0.5, 0.5])\n`,
    2,
    /once_known = sum\(values\)/,
  ),
  python(
    'py: a list for its first',
    'def first_long(words):\n    return [word for word in words if len(word) > 3][0]\n',
    'first_long',
    `def test_many(self):\n    self.assertEqual(first_long(["word%d" % at for at in range(5000)]), "word0")\n\ndef test_few(self):\n    self.assertEqual(first_long(["a", "long"]), "long")\n`,
    2,
    /next\(/,
  ),
];

/** The same code in other words: what a person or a model might take for faster, and is not. */
export interface SameCode {
  readonly name: string;
  readonly project: SlowProject;
  /** A text of the file that does exactly the same work. */
  readonly texts: readonly string[];
}

export const sameCode: readonly SameCode[] = [
  {
    name: 'js',
    project: slowProjects[0]!,
    texts: [
      'export function common(a, b) {\n  return a.filter((each) => b.includes(each));\n}\n',
      'export function common(first, second) {\n  return first.filter((tag) => second.includes(tag));\n}\n',
      'export function common(a, b) {\n  return a.filter((tag) => {\n    return b.includes(tag);\n  });\n}\n',
      '// Tags of both.\nexport function common(a, b) {\n  const shared = a.filter((tag) => b.includes(tag));\n  return shared;\n}\n',
    ],
  },
  {
    name: 'py',
    project: slowProjects[6]!,
    texts: [
      'def common(a, b):\n    return [each for each in a if each in b]\n',
      'def common(first, second):\n    return [x for x in first if x in second]\n',
      'def common(a, b):\n    """Tags of both."""\n    return [\n        x\n        for x in a\n        if x in b\n    ]\n',
      'def common(a, b):\n    shared = [x for x in a if x in b]\n    return shared\n',
    ],
  },
];

/** The same, where nothing but its tests can be timed: they take long enough for that. */
export const sameTestedCode: readonly SameCode[] = [
  {
    name: 'js, by its tests',
    project: script(
      'js: timed by its tests',
      'export function common(a, b) {\n  return a.filter((tag) => b.includes(tag));\n}\n',
      'common',
      `const many = Array.from({ length: 3000 }, (_, at) => 'tag' + at);
test('many', () => {
  for (let round = 0; round < 8; round++) assert.equal(common(many, many.toReversed()).length, 3000);
});
test('few', () => assert.deepEqual(common([1, 2], [2, 3]), [2]));
`,
      2,
      /./,
    ),
    texts: sameCode[0]!.texts,
  },
  {
    name: 'py, by its tests',
    project: python(
      'py: timed by its tests',
      'def common(a, b):\n    return [x for x in a if x in b]\n',
      'common',
      `def test_many(self):\n    many = ["tag%d" % at for at in range(3000)]\n    self.assertEqual(len(common(many, many[::-1])), 3000)\n\ndef test_few(self):\n    self.assertEqual(common([1, 2], [2, 3]), [2])\n`,
      2,
      /./,
    ),
    texts: sameCode[1]!.texts,
  },
];
