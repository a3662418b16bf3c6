import assert from 'node:assert/strict';
import { gatherEvidence, type GatherInput } from '../../../../src/refine/localise/gather.ts';
import type { CodeFiles } from '../../../../src/refine/localise/codeFiles.ts';
import { localise } from '../../../../src/refine/localise.ts';
import { someFiles } from './someFiles.ts';

const files = someFiles({
  'src/cart.ts': `export class Cart {
  total(): number {
    return 1;
  }

  // The price of sending it.
  shippingOf(weight: number): number {
    return weight > 10 ? 5 : 3;
  }
}
`,
  'src/parse.ts': `export function parseAmount(text: string): number {
  if (!/^\\d+$/.test(text)) throw new Error(\`Not an amount of money: \${text}\`);
  return Number(text);
}
`,
  'src/deep/parse.ts': 'export const parsed = 1;\n',
  'test/cart.test.ts': "test('shippingOf', () => {});\n",
  'README.md': 'Shipping, shipping, shipping.\n',
});
const { signal } = new AbortController();
const gathered = (input: Partial<GatherInput>, of: CodeFiles = files) =>
  gatherEvidence({ failing: [], files: of, ...input }, signal);
/** `kind path:first-last: reason` */
const said = async (input: Partial<GatherInput>, kind: string): Promise<string[]> =>
  (await gathered(input))
    .filter((each) => each.kind === kind)
    .map(({ path, lines, reason }) => `${path}:${lines[0]?.[0]}-${lines.at(-1)?.[0]}: ${reason}`);

suite('what an issue points to', () => {
  test('names in code marks, in camel case, and with their class', async () => {
    assert.deepEqual(await said({ issue: 'Since yesterday `shippingOf` is wrong.' }, 'named'), [
      'src/cart.ts:7-8: “Cart.shippingOf” is named by the issue',
    ]);
    assert.deepEqual(await said({ issue: 'See Cart.total, it is 0.' }, 'named'), [
      'src/cart.ts:1-8: “Cart” is named by the issue',
      'src/cart.ts:2-3: “Cart.total” is named by the issue',
    ]);
  });

  test('a file by the end of its path', async () =>
    assert.deepEqual(await said({ issue: 'There is something wrong in deep/parse.ts' }, 'named'), [
      'src/deep/parse.ts:1-1: the issue names this file',
    ]));

  test('the stack trace of another machine, innermost first', async () =>
    assert.deepEqual(
      await said(
        {
          issue:
            'It crashed:\n\n    at parseAmount (/home/ann/shop/src/parse.ts:2:40)\n    at Cart.total (/home/ann/shop/src/cart.ts:3:12)\n    at run (/home/ann/shop/node_modules/x/y.js:1:1)\n',
        },
        'trace',
      ),
      ['src/parse.ts:2-2: the stack trace in the issue ends here', 'src/cart.ts:3-3: in the stack trace of the issue'],
    ));

  test('a message that the code writes, up to its placeholder', async () =>
    assert.deepEqual(await said({ issue: 'I typed 3.50 and got "not an  amount of money: 3.50"' }, 'message'), [
      'src/parse.ts:1-2: writes “Not an amount of money:”, as the issue says',
    ]));

  test('a search for its words finds code and neither tests nor prose', async () => {
    const [first, ...others] = await said({ issue: 'Sending a heavy weight costs too little shipping' }, 'search');
    assert.match(first ?? '', /^src\/cart\.ts:.*search result 1 for the words of the issue$/);
    assert.ok(others.every((each) => each.startsWith('src/')));
  });

  test('the index is asked first, and the files themselves where it has nothing', async () => {
    const asked: string[] = [];
    const search = (found: number) => (query: string) => {
      asked.push(query);
      return Promise.resolve([{ path: 'src/deep/parse.ts', startLine: 1, endLine: 1, score: 2 }].slice(0, found));
    };
    assert.deepEqual(await said({ issue: 'shipping', search: search(1) }, 'search'), [
      'src/deep/parse.ts:1-1: search result 1 for the words of the issue',
    ]);
    assert.ok((await said({ issue: 'shipping', search: search(0) }, 'search')).length > 0);
    assert.deepEqual(asked, ['shipping', 'shipping']);
  });

  test('the names and messages of failing tests speak too, a diagnostic marks its function', async () => {
    const failing = [
      { id: 'a', name: 'shippingOf is dear', outcome: 'failed', durationMs: 1, failure: { message: 'x', frames: [] } },
    ] as const;
    assert.deepEqual(await said({ failing }, 'named'), [
      'src/cart.ts:7-8: “Cart.shippingOf” is named by a failing test',
    ]);
    const diagnostics = [{ path: 'src/parse.ts', line: 3, message: 'Type error\nmore' }];
    assert.deepEqual(await said({ diagnostics }, 'diagnostic'), ['src/parse.ts:1-3: reported there: Type error']);
    assert.deepEqual(await said({ recent: [{ path: 'src/parse.ts', line: 2 }] }, 'recent'), [
      'src/parse.ts:2-2: changed lately',
    ]);
  });

  test('nothing, only signs, a whole log, another script', async () => {
    assert.deepEqual(await gathered({ issue: '' }), []);
    assert.deepEqual(await gathered({ issue: '?!' }), []);
    await gathered({ issue: 'line of a log\n'.repeat(100_000) });
    await gathered({ issue: '金額が間違っています' });
    assert.deepEqual(await gathered({ issue: 'shippingOf' }, someFiles({})), []);
  });

  test('from an issue alone comes a ranked list with reasons', async () => {
    const issue = 'A parcel of 12 kg: `shippingOf` gives 5, it should be 6.';
    const { places } = localise({
      issue,
      failing: [],
      coverage: [],
      files: files.paths,
      evidence: await gathered({ issue }),
    });
    assert.deepEqual([places[0]?.path, places[0]?.line, places[0]?.score], ['src/cart.ts', 7, 1]);
    assert.ok(places.every((place) => place.score <= 1 && place.reasons.length > 0));
  });
});
