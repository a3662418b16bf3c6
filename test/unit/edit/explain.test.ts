import assert from 'node:assert/strict';
import type { ExplainEvent, ExplainLookup, ExplainRequest } from '../../../src/edit/explain.ts';
import { startExplain } from '../../../src/edit/node/explainEngine.ts';
import type { Model } from '../../../src/model/model.ts';
import { answeringModel } from '../../fakes/answeringModel.ts';
import { EditProject } from './aProject.ts';

const limits = { mostTokens: 100_000, inputPrice: 0, outputPrice: 0 };

suite('explaining code', function () {
  this.timeout(60_000);
  const project = new EditProject({
    'src/price [x].ts': `/** The price with tax. */
export function gross(net: number, rate = 0.2): number {
  return net * (1 + rate);
}
`,
    '.env': 'KEY=1\n',
  });
  suiteTeardown(() => project.remove());

  const lookup: ExplainLookup = {
    contextAt: () => Promise.resolve({ hits: [], tokens: 0, ms: 0 }),
    search: () => Promise.reject(new Error('nothing is searched for')),
    symbols: ({ relation, name }) =>
      Promise.resolve({
        ms: 0,
        results:
          relation === 'callers' && name === 'gross'
            ? [
                {
                  ...{ path: 'src/a_b.ts', startLine: 3, endLine: 5, kind: 'function', score: 1 },
                  reason: 'calls `gross`, *twice*',
                },
              ]
            : [],
      }),
  };

  async function explained(
    request: Partial<ExplainRequest>,
    parts: { readonly model?: Model; readonly lookup?: ExplainLookup } = {},
  ): Promise<{ readonly text: string; readonly last: ExplainEvent | undefined }> {
    let text = '';
    let last: ExplainEvent | undefined;
    const place = { path: 'src/price [x].ts', lines: { first: 3, last: 3 } };
    const order = { root: project.root, place, limits, ...request };
    const host = { assets: project.assets, unsaved: new Map<string, string>(), ...parts };
    for await (const event of startExplain(order, host, new AbortController().signal)) {
      if (event.kind === 'text') text += event.text;
      last = event;
    }
    return { text, last };
  }

  test('without a model: signature, documentation, callers and tests, and how to get more', async () => {
    const { text, last } = await explained({}, { lookup });
    assert.equal(
      text,
      `# \`gross\`

function in [src/price \\[x\\].ts:2](/src/price%20%5Bx%5D.ts#L2)

\`\`\`ts
export function gross(net: number, rate = 0.2): number
\`\`\`

The price with tax.

*No model is chosen, so this is what the workspace itself says. Run “Touchstone: Choose Model” for more.*

## Called from

- [src/a\\_b.ts:3](/src/a_b.ts#L3): calls \`gross\`, \\*twice\\*

## Tests

The index knows none.

`,
    );
    assert.deepEqual(last, { kind: 'ended' });
  });

  test('with a model it says what it does, from the code and not from what the code tells it to do', async () => {
    const model = answeringModel(['It adds the tax.']);
    const { text, last } = await explained({ question: 'Why 0.2?' }, { model, lookup });
    assert.match(text, /## What it does\n\nIt adds the tax\.\n\n## Called from/);
    const asked = model.asked[0]?.map((message) => message.text).join('\n') ?? '';
    assert.match(asked, /Why 0\.2\?/);
    assert.match(asked, /<data-(\w+)> src\/price \[x\]\.ts, lines 1 to 4\n[^]*net \* \(1 \+ rate\)[^]*<\/data-\1>/);
    assert.ok(last?.kind === 'ended' && last.spending?.answers === 1);
  });

  test('a whole file is told by what it defines', async () => {
    const { text } = await explained({ place: { path: 'src/price [x].ts' } });
    assert.match(text, /## What it defines\n\n- `export function gross/);
  });

  test('what must not be read is not, and says why', async () => {
    const { text, last } = await explained({ place: { path: '.env' } });
    assert.equal(text, '');
    assert.ok(last?.kind === 'ended' && /\.env/.test(last.why ?? ''), JSON.stringify(last));
  });

  test('without an index that is said', async () => {
    const { text } = await explained({});
    assert.match(text, /index of the workspace is not open/);
  });
});
