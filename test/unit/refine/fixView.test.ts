import assert from 'node:assert/strict';
import type { FixEvent } from '../../../src/refine/event.ts';
import {
  advance,
  answered,
  asking,
  broken,
  cancelled,
  describeEngines,
  endingEarly,
  startingView,
} from '../../../src/refine/fixView.ts';
import type { Proposal } from '../../../src/review/proposal.ts';

const counts = { generated: 400, parsed: 30, run: 29, passed: 0 };
const proposal: Proposal = {
  id: '1',
  root: '/work',
  title: '`<` becomes `<=` (src/range.ts:12)',
  changes: [],
  evidence: {
    verdict: 'verified',
    command: 'npm test',
    fixed: ['range › includes its end'],
    stillPassing: 14,
    stillFailing: [],
    flaky: [],
    candidates: counts,
    seconds: 8.25,
    warnings: ['No test that passed before runs src/range.ts:12: only the fixed tests check this change.'],
  },
};
const facts: FixEvent[] = [
  { kind: 'copied', files: 12, seconds: 0.21 },
  { kind: 'testing', command: 'npm test' },
  { kind: 'baseline', passed: 14, failed: [], flaky: ['moody'], seconds: 1 },
  {
    kind: 'localised',
    places: [{ path: 'src/range.ts', line: 12, score: 1, reasons: ['run by 1 failing test only'] }],
  },
  { kind: 'searching', counts, spent: 0.25, trying: '`<` becomes `<=` (src/range.ts:12)' },
];
const after = (...events: FixEvent[]) => events.reduce(advance, startingView);
const states = (view: ReturnType<typeof after>) => view.steps.map((step) => step.state);

suite('fixView', () => {
  test('steps are done one after another, each with what it found', () => {
    const view = after(...facts);
    assert.deepEqual(states(view), ['done', 'done', 'done', 'active']);
    assert.deepEqual(
      view.steps.map((step) => step.detail),
      ['12 files, 0.2 s', '0 failing, 14 passing, 1 flaky', '1 suspicious line', ''],
    );
  });

  test('while searching it shows how far it is', () =>
    assert.deepEqual(after(...facts).search, {
      run: 29,
      generated: 400,
      passed: 0,
      spent: 0.25,
      spending: '',
      trying: '`<` becomes `<=` (src/range.ts:12)',
      isEnding: false,
    }));

  test('a verified end shows the evidence and the warnings', () => {
    const view = after(...facts, { kind: 'finished', result: { status: 'verified', proposals: [proposal] } });
    assert.equal(view.phase, 'verified');
    assert.equal(view.search, undefined);
    assert.equal(view.summary, 'Verified · Fixes 1 test · 14 still pass · 29 candidates tried · 8 s');
    assert.deepEqual(view.evidence, ['Now passes: range › includes its end']);
    assert.deepEqual(view.warnings, proposal.evidence.warnings);
  });

  test('an end with nothing gives the reason', () => {
    const view = after(...facts, {
      kind: 'finished',
      result: { status: 'none', reason: 'All 14 tests pass.', counts },
    });
    assert.deepEqual([view.phase, view.headline], ['none', 'All 14 tests pass.']);
  });

  test('cancelling and breaking down mark the step that they hit', () => {
    assert.deepEqual(states(cancelled(after(...facts))), ['done', 'done', 'done', 'failed']);
    assert.equal(broken(after(...facts), 'The disk is full.').headline, 'The disk is full.');
  });

  test('what a model costs is said beside what was tried, and stays when a run brings no news of it', () => {
    const model = { answers: 3, inputTokens: 12_000, outputTokens: 400, mostTokens: 200_000, dollars: 0.004 };
    const searching: FixEvent = { kind: 'searching', counts, spent: 0.5, trying: '', model };
    const view = after(...facts, searching, { kind: 'searching', counts, spent: 0.6, trying: '' });
    assert.equal(view.search?.spending, '3 answers · 12,400 of 200,000 tokens · under $0.01');
  });

  test('a model that gave nothing is said once, and stays among the warnings at the end', () => {
    const trouble: FixEvent = { kind: 'modelTrouble', message: 'The endpoint refused the key.' };
    const view = after(...facts, trouble, trouble);
    assert.deepEqual(view.warnings, ['The endpoint refused the key.']);
    const end = advance(view, { kind: 'finished', result: { status: 'verified', proposals: [proposal] } });
    assert.deepEqual(end.warnings, [...proposal.evidence.warnings, 'The endpoint refused the key.']);
  });

  test('a baseline that was kept says when it was run', () => {
    const at = new Date(2026, 10, 21, 14, 2).getTime();
    const view = after(facts[0]!, facts[1]!, {
      kind: 'baseline',
      passed: 2,
      failed: [],
      flaky: [],
      seconds: 0,
      keptFrom: at,
    });
    assert.equal(view.steps[1]?.detail, '0 failing, 2 passing; run at 14:02 on this very state');
  });

  test('a question stays until it is answered or the fix ends', () => {
    const question = {
      why: 'Two patches pass and differ here.',
      code: 'round(2.5)',
      language: 'javascript',
      outcomes: [
        { text: '3', patches: ['Math.ceil'] },
        { text: '2', patches: ['a', 'b'] },
      ],
    };
    const view = asking(after(...facts), 7, question, 2, 4);
    assert.deepEqual(view.question, {
      ...{
        id: 7,
        why: question.why,
        code: 'round(2.5)',
        isTest: false,
        isAgain: false,
        count: 'Question 2 of at most 4',
      },
      outcomes: [
        { text: '3', patches: '1 patch: Math.ceil' },
        { text: '2', patches: '2 patches: a; b' },
      ],
    });
    assert.equal(answered(view).question, undefined);
    assert.equal(cancelled(view).question, undefined);
  });

  test('who has enough sees that the search is ending', () => {
    const view = endingEarly(after(...facts));
    assert.deepEqual([view.headline, view.search?.isEnding], ['Ending the search…', true]);
    assert.equal(endingEarly(startingView), startingView);
  });

  test('the engines are named', () =>
    assert.deepEqual(
      [describeEngines(undefined), describeEngines('gpt-5-mini')],
      ['Templates, offline', 'Templates and gpt-5-mini'],
    ));

  test('attempts are counted', () => {
    const node = {
      id: 1,
      source: 'embedded',
      strategy: '',
      title: '',
      place: { path: '', line: 1 },
      diff: '',
      ms: 1,
    } as const;
    const tried: FixEvent = { kind: 'tried', node: { ...node, outcome: { kind: 'refused', why: '' } } };
    assert.equal(after(...facts, tried, tried).attempts, 2);
  });
});
