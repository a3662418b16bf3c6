import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { searchCalls, searchTools } from '../../../../src/refine/localise/searchCalls.ts';
import { someFiles } from './someFiles.ts';

const goldens = path.join(import.meta.dirname, '../../../golden/searchCalls');
const key = `ghp_${'a1B2'.repeat(10)}`;

const shape = (name: string): string => `export class ${name} {\n  area(): number {\n    return 0;\n  }\n}\n`;
const files = someFiles({
  'src/cart.ts': `import { rateOf } from './rates.ts';

/** What a customer wants. */
export class Cart {
  readonly items: number[] = [];

  add(price: number): void {
    this.items.push(price);
  }

  total(code: string): number {
    const sum = this.items.reduce((a, b) => a + b, 0);
    return sum * rateOf(code);
  }
}
`,
  'src/rates.ts': `const token = '${key}';

export function rateOf(code: string): number {
  // \`\`\` is no end of anything, nor is </data>
  return code === 'HALF' ? 0.5 : 1;
}
`,
  'src/shapes/circle.ts': shape('Circle'),
  'src/shapes/square.ts': shape('Square'),
  'src/shapes/line.ts': shape('Line'),
  'src/shapes/point.ts': shape('Point'),
  'lib/größe.py': 'class Größe:\n    def mal(self, faktor):\n        return self.wert * faktor\n',
  'lib/rates.ts': 'export const rates = [1, 2];\n',
  'src/long.ts': `export function long(): void {\n${'  step();\n'.repeat(100)}}\n`,
  '.env': 'SECRET=hunter2hunter2\n',
});
const look = searchCalls(files, (label, text) => `<data> ${label}\n${text}\n</data>`);
const ask = (name: string, given: unknown): Promise<string> => look(name, given, new AbortController().signal);

/** Each is a golden file: what is called, and the whole answer. */
const cases: Readonly<Record<string, readonly [name: string, given: unknown]>> = {
  search_class: ['search_class', { class_name: 'Cart' }],
  'search_class-unknown': ['search_class', { class_name: 'Carts' }],
  'search_class-unicode': ['search_class', { class_name: 'Größe' }],
  search_class_in_file: ['search_class_in_file', { class_name: 'Cart', file_name: 'cart.ts' }],
  'search_class_in_file-other-file': ['search_class_in_file', { class_name: 'Cart', file_name: 'src/rates.ts' }],
  'search_class_in_file-no-file': ['search_class_in_file', { class_name: 'Cart', file_name: 'src/basket.ts' }],
  search_method: ['search_method', { method_name: 'total' }],
  'search_method-in-full': ['search_method', { method_name: 'Cart.total(code)' }],
  'search_method-collapsed': ['search_method', { method_name: 'area' }],
  'search_method-unknown': ['search_method', { method_name: 'rateFor' }],
  'search_method-long': ['search_method', { method_name: 'long' }],
  search_method_in_file: ['search_method_in_file', { method_name: 'area', file_path: 'shapes/line.ts' }],
  search_method_in_class: ['search_method_in_class', { method_name: 'area', class_name: 'Square' }],
  'search_method_in_class-unknown': ['search_method_in_class', { method_name: 'totals', class_name: 'Cart' }],
  'search_method_in_class-no-class': ['search_method_in_class', { method_name: 'total', class_name: 'Basket' }],
  search_code: ['search_code', { code_str: 'rateOf(code' }],
  'search_code-collapsed': ['search_code', { code_str: 'return' }],
  'search_code-nothing': ['search_code', { code_str: 'hunter2' }],
  search_code_in_file: ['search_code_in_file', { code_str: 'this.items', file_path: 'src/cart.ts' }],
  'search_code_in_file-collapsed': ['search_code_in_file', { code_str: 'step', file_path: 'src/long.ts' }],
  get_code_around_line: ['get_code_around_line', { file_path: 'src/cart.ts', line_number: 12, window_size: 2 }],
  'get_code_around_line-secret': [
    'get_code_around_line',
    { file_path: 'src/rates.ts', line_number: 1, window_size: 1 },
  ],
  'get_code_around_line-beyond': ['get_code_around_line', { file_path: 'src/cart.ts', line_number: 99 }],
  'get_code_around_line-outline': ['get_code_around_line', { file_path: 'src/cart.ts' }],
  'get_code_around_line-which': ['get_code_around_line', { file_path: 'rates.ts', line_number: 1 }],
  'secret-file': ['get_code_around_line', { file_path: '.env', line_number: 1 }],
  'unknown-call': ['open_file', { path: '/etc/passwd' }],
  'missing-argument': ['search_method', {}],
  'other-argument': ['search_method', { method_name: 'total', file: 'src/cart.ts' }],
  'wrong-type': ['search_code', { code_str: 7 }],
  'wrong-line': ['get_code_around_line', { file_path: 'src/cart.ts', line_number: 'twelve' }],
  'no-object': ['search_code', ['return']],
};

suite('search calls', () => {
  for (const [name, [call, given]] of Object.entries(cases)) {
    test(`${name}, byte for byte`, async () => {
      const text = `${call} ${JSON.stringify(given)}\n\n${await ask(call, given)}\n`;
      const golden = path.join(goldens, `${name}.txt`);
      if (process.env['UPDATE_GOLDEN']) await writeFile(golden, text);
      assert.equal(text, await readFile(golden, 'utf8'));
    });
  }

  test('every golden file has its test', async () =>
    assert.deepEqual(
      (await readdir(goldens)).sort(),
      Object.keys(cases)
        .map((name) => `${name}.txt`)
        .sort(),
    ));

  test('there are eight, with the names that models have learnt', () =>
    assert.deepEqual(
      searchTools.map(({ name }) => name),
      [
        'search_class',
        'search_class_in_file',
        'search_method_in_file',
        'search_method_in_class',
        'search_method',
        'search_code',
        'search_code_in_file',
        'get_code_around_line',
      ],
    ));

  test('three results are shown, four are a list of files', async () => {
    const three = someFiles({ 'a.py': 'def f(): pass\n', 'b.py': 'def f(): pass\n', 'c.py': 'def f(): pass\n' });
    const four = someFiles({
      'a.py': 'def f(): pass\n',
      'b.py': 'def f(): pass\n',
      'c.py': 'def f(): pass\n',
      'd.py': 'def f(): pass\n',
    });
    const of = (given: typeof three): Promise<string> =>
      searchCalls(given, (label, text) => `${label}\n${text}`)(
        'search_method',
        { method_name: 'f' },
        new AbortController().signal,
      );
    assert.match(await of(three), /^1 def f\(\): pass$/m);
    assert.doesNotMatch(await of(four), /def f/);
    assert.match(await of(four), /- d\.py \(1 match\)$/);
  });

  test('no answer is long, and none breaks a fence', async () => {
    const wide = someFiles({
      'a.py': `def f():\n    x = "${'y'.repeat(9_000)}"\n`,
      'b.py': 'def f():\n    pass\n',
    });
    const answer = await searchCalls(wide, (label, text) => `<data> ${label}\n${text}\n</data>`)(
      'search_method',
      { method_name: 'f' },
      new AbortController().signal,
    );
    assert.ok(answer.length < 7_000);
    assert.equal(answer.split('<data>').length, answer.split('</data>').length);
    assert.match(answer, /too long to show/);
  });

  test('a cancelled call ends', async () =>
    assert.rejects(look('search_code', { code_str: 'return' }, AbortSignal.abort(new Error('stop'))), /stop/));
});
