import assert from 'node:assert/strict';
import { openBench } from '../../../fakes/modelBench.ts';
import type { RequestBody } from '../../../fakes/openaiProtocol.ts';
import { lookFirst, type LookDeps } from '../../../../src/refine/model/lookFirst.ts';
import { Spending, type ModelSpending } from '../../../../src/model/spending.ts';
import { someFiles } from '../localise/someFiles.ts';

const functions = Array.from({ length: 8 }, (_, at) => `export function step${at}() {\n  return ${at};\n}\n`).join('');
const files = someFiles({ 'src/steps.ts': functions });
const place = (line: number, score: number) => ({ path: 'src/steps.ts', line, score, reasons: ['run'] });
const spread = [2, 5, 8, 11, 14, 17, 20, 23].map((line) => place(line, 0.9));
const sharp = spread.map((each, at) => ({ ...each, score: 1 / (at + 1) }));
const { signal } = new AbortController();

/** The model names `step7` at once. */
async function looked(
  deps: Partial<LookDeps>,
  mostTokens = 0,
): Promise<{ first: string | undefined; asked: number; spent: ModelSpending }> {
  const isQuestion = (body: unknown): boolean => JSON.stringify(body ?? '').includes('You find the place');
  const answer = { locations: [{ file: 'src/steps.ts', method: 'step7', line: 23, reason: 'seven is wrong' }] };
  const bench = await openBench({
    toolCalls: (body: RequestBody) => [
      {
        id: '1',
        name: isQuestion(body) ? 'report_locations' : 'probed',
        arguments: JSON.stringify(isQuestion(body) ? answer : {}),
      },
    ],
  });
  try {
    const spending = new Spending({ mostTokens, inputPrice: 0, outputPrice: 0 });
    const places = await lookFirst(
      {
        model: bench.model(),
        issue: 'The last step is wrong.',
        failing: [],
        traces: Promise.resolve([]),
        places: spread,
        hasCoverage: true,
        files,
        ...deps,
      },
      spending,
      signal,
    );
    const asked = bench.server.requests.filter(({ body }) => isQuestion(body)).length;
    const [first] = places ?? [];
    return { first: first && `${first.path}:${first.line} ${first.reasons[0]}`, asked, spent: spending.shown };
  } finally {
    await bench.dispose();
  }
}

suite('A model looks first', () => {
  test('where what the failing tests ran is spread over many functions', async () => {
    const { first, asked, spent } = await looked({});
    assert.equal(first, 'src/steps.ts:23 a model points here: seven is wrong');
    assert.equal(asked, 1);
    assert.ok(spent.answers === 1 && spent.inputTokens > 0);
  });

  test('where no run told which lines they came by', async () =>
    assert.equal(
      (await looked({ hasCoverage: false, places: [] })).first,
      'src/steps.ts:23 a model points here: seven is wrong',
    ));

  test('and asks nothing where the tests point to few, or where there is no budget for it', async () => {
    const clear = await looked({ places: sharp });
    assert.deepEqual([clear.first, clear.asked, clear.spent.answers], [undefined, 0, 0]);
    assert.equal((await looked({}, 5_000)).asked, 0);
  });
});
