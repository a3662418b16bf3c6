import assert from 'node:assert/strict';
import type { FixEvent } from '../../../src/refine/event.ts';
import { advance, broken, cancelled, startingView } from '../../../src/refine/fixView.ts';
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
      trying: '`<` becomes `<=` (src/range.ts:12)',
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
});
