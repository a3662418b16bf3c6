/** Instructions, what a model answers, and what the files are to read then: in several languages and every edit format. */

export interface EditCase {
  readonly name: string;
  /** The file that is open, with its text. */
  readonly path: string;
  readonly before: string;
  /** Lines that are selected, from 1; `all` selects the whole file. Left out: the cursor is at the beginning. */
  readonly lines?: readonly [number, number] | 'all';
  readonly instruction: string;
  /** One for each time that the model is asked. */
  readonly answers: readonly string[];
  readonly after: string;
  /** Other files: how they read before, if they are there, and after. */
  readonly others?: Readonly<Record<string, readonly [before: string | undefined, after: string]>>;
  /** What somebody has typed at the beginning of the file, and not saved. */
  readonly unsaved?: string;
}

type Change = readonly [search: string, replace: string];

const title = 'Title: What was asked for\n\n';
const blocks = (path: string, ...changes: readonly Change[]): string =>
  title +
  changes
    .map(([search, replace]) => `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`)
    .join('\n');
const symbol = (path: string, name: string, text: string): string =>
  `${title}${path} :: ${name}\n\`\`\`\n${text}\n\`\`\`\n`;
const file = (path: string, text: string): string => `${title}${path}\n\`\`\`\n${text}\`\`\`\n`;
const diff = (path: string, body: string): string =>
  `${title}\`\`\`diff\n--- a/${path}\n+++ b/${path}\n@@ @@\n${body}\n\`\`\`\n`;
const tool = (path: string, search: string, replace: string): string =>
  `${title}${JSON.stringify({ name: 'replace_lines', arguments: { path, search, replace } })}\n`;

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

const range = `export class Range {
  readonly #low: number;
  readonly #high: number;

  constructor(low: number, high: number) {
    this.#low = low;
    this.#high = high;
  }

  contains(x: number): boolean {
    return this.#low < x && x < this.#high;
  }

  get size(): number {
    return this.#high - this.#low;
  }
}
`;
const inclusive = range.replace('this.#low < x && x < this.#high', 'this.#low <= x && x <= this.#high');
const strict = '    return this.#low < x && x < this.#high;';
const loose = '    return this.#low <= x && x <= this.#high;';

const cart = `export function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price;
  }
  return sum;
}
`;
const counted = cart.replace('item.price', 'item.price * item.count');
const addition = ['    sum += item.price;', '    sum += item.price * item.count;'] as const;

const stack = `class Stack:
    """Last in, first out."""

    def __init__(self):
        self.items = []

    def pop(self):
        return self.items.pop()

    def peek(self):
        return self.items[-1]
`;
const guarded = stack.replace(
  '        return self.items[-1]',
  '        if not self.items:\n            return None\n        return self.items[-1]',
);
const peek = '        return self.items[-1]';
const peekGuarded = '        if not self.items:\n            return None\n        return self.items[-1]';

const goMax = `package limits

// Max is the greater of two.
func Max(a, b int) int {
\tif a < b {
\t\treturn b
\t}
\treturn a
}

func double(n int) int {
\treturn n + n
}
`;
const rust = `pub struct Queue {
    items: Vec<i32>,
}

impl Queue {
    pub fn first(&self) -> i32 {
        self.items[0]
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }
}
`;
const java = `package shop;

public class Price {
    private final double net;

    public Price(double net) {
        this.net = net;
    }

    public double gross() {
        return net * 1.19;
    }

    public double net() {
        return net;
    }
}
`;
const button = `import { useState } from 'react';

export function Button({ label }: { label: string }) {
  const [count, setCount] = useState(0);
  return (
    <button onClick={() => setCount(count)}>
      {label}: {count}
    </button>
  );
}
`;

export const editCases: readonly EditCase[] = [
  {
    ...{ name: 'TypeScript, a block', path: 'a/range.ts', before: range, lines: [10, 12], after: inclusive },
    ...{ instruction: 'Include both ends.', answers: [blocks('a/range.ts', [strict, loose])] },
  },
  {
    ...{ name: 'TypeScript, two blocks', path: 'a/both.ts', before: range, instruction: 'Both ends count.' },
    answers: [
      blocks(
        'a/both.ts',
        [strict, loose],
        ['    return this.#high - this.#low;', '    return this.#high - this.#low + 1;'],
      ),
    ],
    after: inclusive.replace('this.#high - this.#low;', 'this.#high - this.#low + 1;'),
  },
  {
    ...{ name: 'TypeScript, a method by its name', path: 'a/method.ts', before: range, lines: [10, 12] },
    instruction: 'Include both ends.',
    answers: [symbol('a/method.ts', 'Range.contains', `contains(x: number): boolean {\n${loose.slice(2)}\n}`)],
    after: inclusive,
  },
  {
    ...{ name: 'TypeScript, a diff', path: 'a/diff.ts', before: range, lines: [11, 11], after: inclusive },
    instruction: 'Include both ends.',
    answers: [diff('a/diff.ts', `   contains(x: number): boolean {\n-${strict}\n+${loose}\n   }`)],
  },
  {
    ...{ name: 'TypeScript, a function call', path: 'a/tool.ts', before: range, lines: [11, 11], after: inclusive },
    ...{ instruction: 'Include both ends.', answers: [tool('a/tool.ts', strict, loose)] },
  },
  {
    ...{ name: 'TypeScript, the whole file', path: 'a/whole.ts', before: range, lines: 'all', after: inclusive },
    ...{ instruction: 'Include both ends.', answers: [file('a/whole.ts', inclusive)] },
  },
  {
    ...{ name: 'TSX, a block', path: 'ui/button.tsx', before: button, instruction: 'Count each click.' },
    lines: [6, 6],
    answers: [
      blocks('ui/button.tsx', [
        '    <button onClick={() => setCount(count)}>',
        '    <button onClick={() => setCount(count + 1)}>',
      ]),
    ],
    after: button.replace('setCount(count)', 'setCount(count + 1)'),
  },
  {
    ...{ name: 'TSX, a diff', path: 'ui/diff.tsx', before: button, instruction: 'Disable it at ten.' },
    lines: [5, 9],
    answers: [
      diff(
        'ui/diff.tsx',
        '   return (\n-    <button onClick={() => setCount(count)}>\n+    <button disabled={count >= 10} onClick={() => setCount(count)}>\n       {label}: {count}',
      ),
    ],
    after: button.replace('<button onClick', '<button disabled={count >= 10} onClick'),
  },
  {
    ...{ name: 'CRLF, a block', path: 'crlf/cart.js', before: crlf(cart), after: crlf(counted), lines: [4, 4] },
    ...{ instruction: 'Multiply by the count.', answers: [blocks('crlf/cart.js', addition)] },
  },
  {
    ...{ name: 'CRLF, a diff', path: 'crlf/diff.js', before: crlf(cart), after: crlf(counted), lines: [4, 4] },
    instruction: 'Multiply by the count.',
    answers: [diff('crlf/diff.js', `   for (const item of items) {\n-${addition[0]}\n+${addition[1]}\n   }`)],
  },
  {
    ...{ name: 'CRLF, a function call', path: 'crlf/tool.js', before: crlf(cart), after: crlf(counted), lines: [4, 4] },
    ...{ instruction: 'Multiply by the count.', answers: [tool('crlf/tool.js', ...addition)] },
  },
  {
    ...{ name: 'CRLF, the whole file', path: 'crlf/whole.js', before: crlf(cart), after: crlf(counted), lines: 'all' },
    ...{ instruction: 'Multiply by the count.', answers: [file('crlf/whole.js', counted)] },
  },
  {
    ...{ name: 'CRLF, a function by its name', path: 'crlf/symbol.js', before: crlf(cart), after: crlf(counted) },
    ...{ lines: [1, 7], instruction: 'Multiply by the count.' },
    answers: [symbol('crlf/symbol.js', 'total', counted.trimEnd())],
  },
  {
    name: 'tabs, quoted with blanks',
    path: 'tabs/cart.js',
    before: cart.replaceAll('  ', '\t'),
    ...{ lines: [4, 4], instruction: 'Multiply by the count.', answers: [blocks('tabs/cart.js', addition)] },
    after: counted.replaceAll('  ', '\t'),
  },
  {
    ...{ name: 'Python, a block', path: 'py/stack.py', before: stack, lines: [10, 11], after: guarded },
    ...{ instruction: 'None when it is empty.', answers: [blocks('py/stack.py', [peek, peekGuarded])] },
  },
  {
    ...{ name: 'Python, a method by its name', path: 'py/method.py', before: stack, lines: [10, 11], after: guarded },
    instruction: 'None when it is empty.',
    answers: [symbol('py/method.py', 'Stack.peek', `    def peek(self):\n${peekGuarded}`)],
  },
  {
    ...{ name: 'Python, a diff', path: 'py/diff.py', before: stack, lines: [10, 11], after: guarded },
    instruction: 'None when it is empty.',
    answers: [
      diff('py/diff.py', `     def peek(self):\n+        if not self.items:\n+            return None\n ${peek}`),
    ],
  },
  {
    ...{ name: 'Python, the whole file', path: 'py/whole.py', before: stack, lines: 'all', after: guarded },
    ...{ instruction: 'None when it is empty.', answers: [file('py/whole.py', guarded)] },
  },
  {
    ...{ name: 'Python, quoted without its indentation', path: 'py/shifted.py', before: stack, lines: [10, 11] },
    instruction: 'None when it is empty.',
    answers: [
      blocks('py/shifted.py', ['return self.items[-1]', 'if not self.items:\n    return None\nreturn self.items[-1]']),
    ],
    after: guarded,
  },
  {
    name: 'Python, names and text beyond ASCII',
    path: 'py/größe.py',
    before: 'größe = 3\n\n\ndef grüße(wer):\n    return f"Grüß Gott, {wer} 👋🏽"\n',
    ...{ lines: [4, 5], instruction: 'Say it in Japanese.' },
    answers: [blocks('py/größe.py', ['    return f"Grüß Gott, {wer} 👋🏽"', '    return f"こんにちは、{wer} 👋🏽"'])],
    after: 'größe = 3\n\n\ndef grüße(wer):\n    return f"こんにちは、{wer} 👋🏽"\n',
  },
  {
    ...{ name: 'Go, a block', path: 'go/limits.go', before: goMax, lines: [11, 13], instruction: 'Multiply.' },
    answers: [blocks('go/limits.go', ['\treturn n + n', '\treturn 2 * n'])],
    after: goMax.replace('n + n', '2 * n'),
  },
  {
    ...{ name: 'Go, a function by its name', path: 'go/symbol.go', before: goMax, lines: [4, 9] },
    instruction: 'Use the built-in one.',
    answers: [symbol('go/symbol.go', 'Max', 'func Max(a, b int) int {\n\treturn max(a, b)\n}')],
    after: goMax.replace('\tif a < b {\n\t\treturn b\n\t}\n\treturn a\n', '\treturn max(a, b)\n'),
  },
  {
    ...{ name: 'Go, a diff', path: 'go/diff.go', before: goMax, lines: [5, 5], instruction: 'Write b > a.' },
    answers: [diff('go/diff.go', ' func Max(a, b int) int {\n-\tif a < b {\n+\tif b > a {\n \t\treturn b')],
    after: goMax.replace('a < b', 'b > a'),
  },
  {
    ...{ name: 'Rust, a block', path: 'rs/queue.rs', before: rust, lines: [6, 8] },
    instruction: 'Return an option.',
    answers: [
      blocks(
        'rs/queue.rs',
        ['    pub fn first(&self) -> i32 {', '    pub fn first(&self) -> Option<i32> {'],
        ['        self.items[0]', '        self.items.first().copied()'],
      ),
    ],
    after: rust.replace('-> i32', '-> Option<i32>').replace('self.items[0]', 'self.items.first().copied()'),
  },
  {
    ...{ name: 'Rust, a method by its name', path: 'rs/symbol.rs', before: rust, lines: [10, 12] },
    instruction: 'Count as u32.',
    answers: [symbol('rs/symbol.rs', 'Queue.len', 'pub fn len(&self) -> u32 {\n    self.items.len() as u32\n}')],
    after: rust.replace('-> usize', '-> u32').replace('self.items.len()', 'self.items.len() as u32'),
  },
  {
    ...{ name: 'Rust, a function call', path: 'rs/tool.rs', before: rust, lines: [2, 2], instruction: 'Wider items.' },
    answers: [tool('rs/tool.rs', '    items: Vec<i32>,', '    items: Vec<i64>,')],
    after: rust.replace('Vec<i32>', 'Vec<i64>'),
  },
  {
    ...{ name: 'Java, a block', path: 'java/Price.java', before: java, lines: [10, 12], instruction: 'Tax is 20 %.' },
    answers: [blocks('java/Price.java', ['        return net * 1.19;', '        return net * 1.2;'])],
    after: java.replace('1.19', '1.2'),
  },
  {
    ...{ name: 'Java, a method by its name', path: 'java/Named.java', before: java.replace('Price', 'Named') },
    ...{ lines: [10, 12], instruction: 'Tax is 20 %.' },
    answers: [
      symbol('java/Named.java', 'Named.gross', '    public double gross() {\n        return net * 1.2;\n    }'),
    ],
    after: java.replace('Price', 'Named').replace('1.19', '1.2'),
  },
  {
    ...{ name: 'Java, a diff', path: 'java/Diff.java', before: java, lines: [10, 12], instruction: 'Tax is 20 %.' },
    answers: [
      diff(
        'java/Diff.java',
        '     public double gross() {\n-        return net * 1.19;\n+        return net * 1.2;\n     }',
      ),
    ],
    after: java.replace('1.19', '1.2'),
  },
  {
    ...{ name: 'JSON, a block', path: 'data/shop.json', before: '{\n  "name": "shop",\n  "open": false\n}\n' },
    ...{ lines: [3, 3], instruction: 'Open it.' },
    answers: [blocks('data/shop.json', ['  "open": false', '  "open": true'])],
    after: '{\n  "name": "shop",\n  "open": true\n}\n',
  },
  {
    ...{
      name: 'CSS, a block',
      path: 'ui/shop.css',
      before: '.cart {\n  color: red;\n}\n\n.total {\n  color: red;\n}\n',
    },
    ...{ lines: [5, 7], instruction: 'The total is green.' },
    answers: [blocks('ui/shop.css', ['.total {\n  color: red;', '.total {\n  color: green;'])],
    after: '.cart {\n  color: red;\n}\n\n.total {\n  color: green;\n}\n',
  },
  {
    ...{ name: 'Markdown, a block', path: 'docs/shop.md', before: '# 店\n\n開店時間は九時です。\n' },
    ...{ lines: [3, 3], instruction: 'Ten o’clock.' },
    answers: [blocks('docs/shop.md', ['開店時間は九時です。', '開店時間は十時です。'])],
    after: '# 店\n\n開店時間は十時です。\n',
  },
  {
    name: 'HTML, a diff',
    path: 'ui/shop.html',
    before: '<!doctype html>\n<title>Shop</title>\n<ul>\n  <li>Tea</li>\n</ul>\n',
    ...{ lines: [3, 5], instruction: 'Sell coffee too.' },
    answers: [diff('ui/shop.html', ' <ul>\n   <li>Tea</li>\n+  <li>Coffee</li>\n </ul>')],
    after: '<!doctype html>\n<title>Shop</title>\n<ul>\n  <li>Tea</li>\n  <li>Coffee</li>\n</ul>\n',
  },
  {
    ...{ name: 'YAML, a function call', path: 'data/shop.yaml', before: 'shop:\n  open: 9\n  close: 18\n' },
    ...{ lines: [2, 3], instruction: 'Close at 20.' },
    answers: [tool('data/shop.yaml', '  close: 18', '  close: 20')],
    after: 'shop:\n  open: 9\n  close: 20\n',
  },
  {
    ...{ name: 'two files', path: 'two/a.js', before: 'export const rate = 19;\n', lines: [1, 1] },
    instruction: 'Let the rate be a fraction.',
    answers: [
      blocks('two/a.js', ['export const rate = 19;', 'export const rate = 0.19;']) +
        blocks('two/b.js', ['export const tax = (n) => (n * rate) / 100;', 'export const tax = (n) => n * rate;']),
    ],
    after: 'export const rate = 0.19;\n',
    others: {
      'two/b.js': [
        "import { rate } from './a.js';\nexport const tax = (n) => (n * rate) / 100;\n",
        "import { rate } from './a.js';\nexport const tax = (n) => n * rate;\n",
      ],
    },
  },
  {
    ...{ name: 'a new file', path: 'new/a.js', before: 'export const rate = 19;\n', lines: [1, 1] },
    instruction: 'Move the rate to rates.js.',
    answers: [
      blocks('new/a.js', ['export const rate = 19;', "export { rate } from './rates.js';"]) +
        blocks('new/rates.js', ['', 'export const rate = 19;']),
    ],
    after: "export { rate } from './rates.js';\n",
    others: { 'new/rates.js': [undefined, 'export const rate = 19;\n'] },
  },
  {
    ...{ name: 'an answer that fits nowhere, and then one that does', path: 'again/range.ts', before: range },
    ...{ lines: [10, 12], instruction: 'Include both ends.', after: inclusive },
    answers: [
      blocks('again/range.ts', ['  return a < b;', '  return a <= b;']),
      blocks('again/range.ts', [strict, loose]),
    ],
  },
  {
    ...{ name: 'an answer that leaves code out, and then one that does not', path: 'again/stack.py', before: stack },
    ...{ lines: 'all', instruction: 'None when it is empty.', after: guarded },
    answers: [
      file(
        'again/stack.py',
        `class Stack:\n    # ... rest of the code unchanged ...\n\n    def peek(self):\n${peekGuarded}\n`,
      ),
      file('again/stack.py', guarded),
    ],
  },
  {
    ...{ name: 'what is typed and not saved', path: 'dirty/cart.js', before: cart, lines: [5, 5] },
    unsaved: '// mine, not saved\n',
    ...{ instruction: 'Multiply by the count.', answers: [blocks('dirty/cart.js', addition)] },
    after: `// mine, not saved\n${counted}`,
  },
  {
    ...{ name: 'a last line without a break', path: 'end/rate.py', before: 'def rate():\n    return 19' },
    ...{ lines: [2, 2], instruction: 'As a fraction.' },
    answers: [blocks('end/rate.py', ['    return 19', '    return 0.19'])],
    after: 'def rate():\n    return 0.19',
  },
];
