import assert from 'node:assert/strict';
import type { ChatEvent, RunRecord } from '../../../src/chat/chatEvent.ts';
import { withCheckedPlaces } from '../../../src/chat/citations.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../syntax/installedGrammars.ts';

const cart = `import { round } from './money.ts';

/** What is in it costs so much. */
export function totalOf(items: Item[]): number {
  let sum = 0;
  for (const { price, count } of items) sum += price * count;
  return round(sum);
}

export class Cart {
  readonly items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  remove(name: string): void {
    const at = this.items.findIndex((item) => item.name === name);
    if (at !== -1) this.items.splice(at, 1);
  }
}
`;
const money = `export const round = (sum: number): number => Math.round(sum * 100) / 100;

export function format(sum: number, currency = 'EUR'): string {
  return \`\${round(sum).toFixed(2)} \${currency}\`;
}
`;
const texts: Readonly<Record<string, string>> = {
  'src/cart.ts': cart,
  'src/money.ts': money,
  'test/cart.test.ts': "import { totalOf } from '../src/cart.ts';\n\ntest('adds up', () => totalOf([]));\n",
  'docs/Über uns.md': '# Über uns\n\nWir.\n',
  'src/deep/index.ts': 'export const deep = 1;\n',
  'lib/index.ts': 'export const flat = 2;\nexport const other = 3;\n',
};

suite('places in an answer', () => {
  let syntax: FileSyntaxReader;
  suiteSetup(() => (syntax = createFileSyntax({ grammars, queries })));
  suiteTeardown(() => syntax.dispose());

  interface Checked {
    readonly text: string;
    readonly places: readonly string[];
    readonly dropped: readonly string[];
    readonly unproven: number;
    readonly deltas: readonly string[];
  }

  async function check(answer: string, runs: readonly RunRecord[] = [], piece = 7): Promise<Checked> {
    async function* events(): AsyncGenerator<ChatEvent, void> {
      for (let at = 0; at < answer.length; at += piece)
        yield await Promise.resolve({ kind: 'text' as const, delta: answer.slice(at, at + piece) });
      yield { kind: 'ended', reason: 'complete' };
    }
    const deps = {
      files: { paths: () => Promise.resolve(Object.keys(texts)), text: (path: string) => Promise.resolve(texts[path]) },
      readOutline: async (path: string, text: string) => (await syntax.read(path, text)).outline,
    };
    const told: ChatEvent[] = [];
    for await (const event of withCheckedPlaces(events(), runs, deps)) told.push(event);
    const deltas = told.flatMap((event) => (event.kind === 'text' ? [event.delta] : []));
    return {
      text: deltas.join(''),
      deltas,
      places: told.flatMap((event) =>
        event.kind === 'citation'
          ? [`${event.place.path}${event.place.lines ? `:${event.place.lines.first}-${event.place.lines.last}` : ''}`]
          : [],
      ),
      dropped: told.flatMap((event) => (event.kind === 'dropped' ? [event.what] : [])),
      unproven: told.filter(({ kind }) => kind === 'unproven').length,
    };
  }

  test('what is there becomes a link, whichever way it is written', async () => {
    for (const written of [
      'src/cart.ts:4',
      '`src/cart.ts:4`',
      'src/cart.ts#L4',
      '[the sum](src/cart.ts#L4)',
      '[src/cart.ts](src/cart.ts:4)',
      '`src/cart.ts` (line 4)',
      '`src/cart.ts`, line 4',
      'line 4 of src/cart.ts',
      './src/cart.ts:4:17',
      '**src/cart.ts:4**',
      '(src/cart.ts:4)',
      '/home/me/shop/src/cart.ts:4',
    ]) {
      const { places, dropped, text } = await check(`It is summed up in ${written} for all items.\n`);
      assert.deepEqual({ written, places, dropped }, { written, places: ['src/cart.ts:4-4'], dropped: [] });
      assert.match(text, /\[[^\]]+\]\(#place-1\)/);
    }
  });

  test('what is not there keeps its words and loses its link', async () => {
    for (const written of [
      'src/basket.ts:4',
      '`src/cart.ts:400`',
      '[the sum](src/sum.ts#L4)',
      '`payTaxes` (src/cart.ts:4)',
      '`src/checkout/index.ts` (line 4)',
      '[run](command:workbench.action.terminal.new)',
      '[first](#place-1)',
    ]) {
      const { places, dropped, text } = await check(`It is summed up in ${written} for all items.\n`);
      assert.deepEqual({ written, places, dropped: dropped.length }, { written, places: [], dropped: 1 });
      assert.doesNotMatch(text, /\]\(/);
    }
  });

  test('a line that is a little off is put right, in the words too', async () => {
    const { places, text } = await check('`totalOf` (src/cart.ts:9) rounds what it has summed up.\n');
    assert.deepEqual(places, ['src/cart.ts:4-4']);
    assert.equal(text, '`totalOf` ([src/cart.ts:4](#place-1)) rounds what it has summed up.\n');
  });

  test('a name in no quotes is looked for as well', async () => {
    assert.deepEqual((await check('See remove() of src/cart.ts for that.')).places, ['src/cart.ts:17-17']);
    assert.deepEqual((await check('See refund() of src/cart.ts for that.')).dropped, ['src/cart.ts']);
  });

  test('the function around the line is what is meant too', async () => {
    assert.deepEqual((await check('`Cart` pushes it (`src/cart.ts:14`).')).places, ['src/cart.ts:14-14']);
  });

  test('of files that are called alike the one that has it', async () => {
    assert.deepEqual((await check('`flat` is set at `index.ts:1`.')).places, ['lib/index.ts:1-1']);
  });

  test('what is proposed need not be there, and an address outside is left alone', async () => {
    for (const said of [
      'Add a new file `src/tax.ts` for it.',
      'You could create src/tax.ts and call `taxOf` there.',
      'See [the manual](https://example.org/a.html:4) or https://example.org/src/cart.ts:4 first.',
      'Version 1.2.3, e.g. node.js 20.10, uses a.b and `x.y` at 10:30.',
      'The server at localhost:3000 or example.com:8080 answers.',
    ])
      assert.deepEqual(
        { said, ...(await check(said)) },
        { said, text: said, places: [], dropped: [], unproven: 0, deltas: (await check(said)).deltas },
      );
  });

  test('code is left as it is', async () => {
    const answer =
      'Do this:\n\n```ts\n// src/none.ts:1\nimport a from "src/none.ts:12";\n```\nDone in src/money.ts:3.\n';
    const { text, dropped, places } = await check(answer);
    assert.deepEqual({ dropped, places }, { dropped: [], places: ['src/money.ts:3-3'] });
    assert.equal(text, answer.replace('src/money.ts:3', '[src/money.ts:3](#place-1)'));
  });

  test('pieces of any size come to the same, and text waits only for a place', async () => {
    const answer =
      'One `totalOf` here. See `src/cart.ts:4`, or [x](src/none.ts:1).\n\n- a\n- `b` in src/money.ts:1\n```\nx\n```\n';
    const whole = (await check(answer, [], 1_000)).text;
    for (const piece of [1, 2, 3, 5, 11]) assert.equal((await check(answer, [], piece)).text, whole);
    const prose = 'Nothing here names a file, so each word is shown as soon as the next one begins to come in';
    const { deltas } = await check(prose, [], 1);
    assert.ok(deltas.length > 12, deltas.join('|'));
  });

  test('that tests pass is said by whoever has seen it', async () => {
    const passed: RunRecord = { command: 'npm test', passed: 4, failed: 0, skipped: 0, isWhole: true };
    const claim = 'I changed it. All tests pass now.\n';
    assert.equal((await check(claim, [passed])).text, claim);
    const { text, unproven } = await check(claim);
    assert.equal(unproven, 1);
    assert.equal(text, 'I changed it. All tests pass now. *(not proven: no test was run in this conversation)*\n');
    assert.match((await check(claim, [{ ...passed, failed: 2 }])).text, /2 tests failed/);
    assert.match((await check(claim, [{ ...passed, isWhole: false }])).text, /did not come to its end/);
    for (const other of [
      'Run the tests to see whether they pass.',
      'If the tests pass, commit it.',
      'The tests should pass.',
      'Do the tests pass?',
      'The test passes a number to `totalOf`.',
    ])
      assert.equal((await check(other)).unproven, 0, other);
  });

  test('of a hundred answers with three fabricated places in ten, every one of those is dropped and no other', async () => {
    let [seed, fabricated, right] = [7, 0, 0];
    const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
    const forms = [
      (name: string, path: string, line: number) => `\`${name}\` is defined in ${path}:${line}.`,
      (name: string, path: string, line: number) => `In \`${path}:${line}\`, \`${name}\` does the work.`,
      (name: string, path: string, line: number) => `Look at [\`${name}\`](${path}#L${line}) for it.`,
      (name: string, path: string, line: number) => `It is done by \`${name}\` (${path}, line ${line}).`,
      (name: string, path: string, line: number) =>
        `- \`${name}()\` in \`${path}\` (line ${line}): what one sees first`,
    ];
    const known = [
      ['totalOf', 'src/cart.ts', 4],
      ['add', 'src/cart.ts', 13],
      ['remove', 'src/cart.ts', 17],
      ['Cart', 'src/cart.ts', 10],
      ['round', 'src/money.ts', 1],
      ['format', 'src/money.ts', 3],
    ] as const;
    for (let number = 0; number < 100; number++) {
      const lines: string[] = [];
      let [wrong, good] = [0, 0];
      for (let at = 0; at < 10; at++) {
        const [name, path, line] = pick(known);
        const form = pick(forms);
        if (at % 10 < 3) {
          wrong++;
          const made = [
            () => form(name, pick(['src/order.ts', 'lib/cart.ts', 'src/cart/total.ts', 'src/money.js']), line),
            () => form(name, path, line + 200 + random(50)),
            () => form(pick(['refundAll', 'applyDiscount', 'CartItem', 'taxRate']), path, line),
          ];
          lines.push(pick(made)());
        } else {
          good++;
          // A model is often off by a line or two.
          lines.push(form(name, path, Math.max(1, line + random(3) - 1)));
        }
      }
      const order = lines.map((line) => [random(1_000), line] as const).sort((a, b) => a[0] - b[0]);
      const { dropped, text } = await check(`Here is how.\n\n${order.map(([, line]) => line).join('\n')}\n`, [], 13);
      assert.equal(dropped.length, wrong, order.map(([, line]) => line).join('\n') + dropped.join('\n'));
      assert.equal(text.match(/\]\(#place-\d+\)/g)?.length, good, text);
      fabricated += wrong;
      right += good;
    }
    assert.deepEqual({ fabricated, right }, { fabricated: 300, right: 700 });
  });
});
