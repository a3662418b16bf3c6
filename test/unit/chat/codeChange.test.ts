import assert from 'node:assert/strict';
import { codeChange } from '../../../src/chat/codeChange.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../syntax/installedGrammars.ts';

const money = `import { round } from './round.ts';

/** An amount. */
export function parseAmount(text: string): number {
  return Number(text);
}

// Two of them.
export const sum = (a: number, b: number): number => a + b;

export class Purse {
  add(amount: number): void {
    this.total += amount;
  }
}

export class Ledger {
  add(amount: number): void {
    this.all.push(amount);
  }
}
`;

suite('code of an answer', () => {
  let syntax: FileSyntaxReader;
  suiteSetup(() => (syntax = createFileSyntax({ grammars, queries })));
  suiteTeardown(() => syntax.dispose());

  /** The file as it would be; «» stand around what is selected, » alone is a cursor. */
  async function apply(code: string, marked: string, path = 'src/money.ts'): Promise<string> {
    const text = marked.replace(/[«»]/g, '');
    const end = marked.replace('«', '').indexOf('»');
    const start = marked.includes('«') ? marked.indexOf('«') : end;
    const shown = { path, text, start: Math.max(0, start), end: Math.max(0, end) };
    const change = await codeChange(code, shown, world({ [path]: text }));
    assert.equal(change.before, change.path === path ? text : undefined);
    return change.after ?? '';
  }

  const world = (texts: Readonly<Record<string, string>>): Parameters<typeof codeChange>[2] => ({
    files: {
      paths: () => Promise.resolve(Object.keys(texts)),
      text: (path) => Promise.resolve(texts[path]),
      whyNot: () => undefined,
    },
    readOutline: async (path, text) => (await syntax.read(path, text)).outline,
  });

  const documented = `/**
 * Reads an amount.
 */
export function parseAmount(text: string): number {
  return Number(text);
}
`;
  const withDoc = money.replace('/** An amount. */', '/**\n * Reads an amount.\n */');

  test('a definition with its comment stands for the one that is there with its comment', async () => {
    assert.equal(await apply(documented, money), withDoc);
  });

  test('… also when that one is selected, whole, in part, or with the comment', async () => {
    const own = 'export function parseAmount(text: string): number {\n  return Number(text);\n}';
    assert.ok(money.includes(own));
    assert.equal(await apply(documented, money.replace(own, `«${own}»`)), withDoc);
    assert.equal(
      await apply(documented, money.replace('  return Number(text);\n', '«  return Number(text);\n»')),
      withDoc,
    );
    assert.equal(
      await apply(
        documented,
        money.replace(`/** An amount. */\n${own}\n`, (it) => `«${it}»`),
      ),
      withDoc,
    );
  });

  test('without a comment of its own it keeps the one that is there', async () => {
    const after = await apply('export function parseAmount(text: string): number {\n  return +text;\n}', money);
    assert.equal(after, money.replace('return Number(text)', 'return +text'));
  });

  test('several definitions each find their own, and what is new goes with the one before', async () => {
    const code = `export const sum = (a: number, b: number): number => b + a;

export const twice = (a: number): number => a + a;

export class Purse {
}
`;
    const after = await apply(code, money);
    assert.match(
      after,
      /\/\/ Two of them\.\nexport const sum = .* => b \+ a;\n\nexport const twice = .*;\n\nexport class Purse \{\n\}\n\nexport class Ledger/,
    );
  });

  test('imports that it begins with are added once, to the imports', async () => {
    const code = `import { round } from './round.ts';\nimport { cents } from './cents.ts';\n\n${documented}`;
    assert.equal(await apply(code, money), `import { cents } from './cents.ts';\n${withDoc}`);
  });

  test('a method without its class is the one where the cursor is, as deep as that one', async () => {
    const code = 'add(amount: number): void {\n  this.total -= amount;\n}';
    const at = money.replace('this.total +=', '»this.total +=');
    assert.equal(await apply(code, at), money.replace('this.total += amount', 'this.total -= amount'));
    await assert.rejects(apply(code, money), /defines “add” 2 times: Purse\.add at line 12, Ledger\.add at line 18/);
  });

  test('lines for selected lines are as deep as those were', async () => {
    const after = await apply(
      'const all = [text];\nreturn all.length;',
      money.replace('  return Number(text);\n', '«  return Number(text);\n»'),
    );
    assert.equal(after, money.replace('  return Number(text);\n', '  const all = [text];\n  return all.length;\n'));
    const within = await apply('parse(text)', money.replace('Number(text)', '«Number(text)»'));
    assert.equal(within, money.replace('Number(text)', 'parse(text)'));
  });

  test('a selection that holds more than the definition is replaced as it is', async () => {
    const marked = `«${money.slice(0, money.indexOf('export class Purse'))}»${money.slice(money.indexOf('export class Purse'))}`;
    assert.equal(
      await apply(documented, marked),
      `${documented.trimEnd()}\n\n${money.slice(money.indexOf('export class Purse'))}`,
    );
  });

  test('what is new goes behind the line of the cursor', async () => {
    assert.equal(
      await apply('export const one = 1;', "import a from 'a';»\n\nb();\n"),
      "import a from 'a';\nexport const one = 1;\n\nb();\n",
    );
    assert.equal(await apply('go();', 'if (a) {\r\n  stay();»\r\n}\r\n'), 'if (a) {\r\n  stay();\r\n  go();\r\n}\r\n');
    assert.equal(await apply('go();', '»'), '\ngo();');
  });

  test('a first line that names a file is not code, and says where it belongs', async () => {
    assert.equal(await apply(`// src/money.ts\n${documented}`, money), withDoc);
    assert.equal(await apply(`// money.ts\n\n${documented}`, money), withDoc);
    const other = world({ 'src/money.ts': money, 'src/b.ts': 'b();\n' });
    const b = { path: 'src/b.ts', text: 'b();\n', start: 0, end: 4 };
    assert.deepEqual(await codeChange(`// src/money.ts\n${documented}`, b, other), {
      ...{ path: 'src/money.ts', before: money, after: withDoc },
    });
    assert.deepEqual(await codeChange('# tools/new.py\nprint(1)\n', b, other), {
      ...{ path: 'tools/new.py', before: undefined, after: 'print(1)\n' },
    });
    await assert.rejects(
      codeChange('// src/money.ts\nextra();', b, other),
      /is for src\/money\.ts and repeats nothing/,
    );
    await assert.rejects(codeChange('// app/.env.local\nA=1', b, other), /\.env/);
    const tool = await codeChange('// Node.js\nc();', { ...b, end: 0 }, other);
    assert.deepEqual([tool.path, tool.after], ['src/b.ts', 'b();\n// Node.js\nc();\n']);
    const outside = await codeChange('// ../../etc/hosts.txt\nb();c();', b, other);
    assert.deepEqual([outside.path, outside.after], ['src/b.ts', '// ../../etc/hosts.txt\nb();c();\n']);
  });

  test('Python, Go, Rust and Java', async () => {
    const python =
      '# How much.\ndef total(items):\n    return sum(items)\n\n\nclass Cart:\n    def add(self, item):\n        self.items += [item]\n';
    assert.equal(
      await apply('# What it costs.\ndef total(items):\n    return 0\n', python, 'cart.py'),
      python.replace('How much', 'What it costs').replace('sum(items)', '0'),
    );
    assert.equal(
      await apply('def add(self, item):\n    self.items.append(item)\n', python, 'cart.py'),
      python.replace('self.items += [item]', 'self.items.append(item)'),
    );
    const go = 'package a\n\n// Add adds.\nfunc (c *Cart) Add(n int) {\n\tc.n += n\n}\n';
    assert.equal(
      await apply('// Add takes one in.\nfunc (c *Cart) Add(n int) {\n\tc.n -= n\n}\n', go, 'a.go'),
      go.replace('Add adds', 'Add takes one in').replace('+=', '-='),
    );
    const rust = 'impl Cart {\n    /// Adds.\n    pub fn add(&mut self, n: u32) {\n        self.n += n;\n    }\n}\n';
    assert.equal(
      await apply('/// Takes it in.\npub fn add(&mut self, n: u32) {\n    self.n -= n;\n}\n', rust, 'a.rs'),
      rust.replace('Adds', 'Takes it in').replace('+=', '-='),
    );
    const java =
      'class Cart {\n    /** Adds. */\n    void add(int n) {\n        this.n += n;\n    }\n\n    void add(long n) {\n        this.n += n;\n    }\n}\n';
    assert.equal(
      await apply(
        '/** Takes it in. */\nvoid add(int n) {\n    this.n -= n;\n}\n',
        java.replace('int n', '»int n'),
        'Cart.java',
      ),
      java.replace('Adds', 'Takes it in').replace('+=', '-='),
    );
  });
});
