import assert from 'node:assert/strict';
import { viewFile } from '../../../src/review/fileView.ts';
import type { Proposal } from '../../../src/review/proposal.ts';
import { decide, startReview, type ReviewState } from '../../../src/review/reviewState.ts';
import { progress, reviewTree, type ReviewNode } from '../../../src/review/reviewTree.ts';
import { proposalOf } from './proposals.ts';

const before = 'one\ntwo\nthree\nfour\n';
const proposal = proposalOf([{ path: 'src/a.ts', before, after: 'ONE\ntwo\nthree\n' }], { warnings: ['Careful.'] });

suite('the review in the side bar', () => {
  test('shows the proposal, its hunks and its evidence', () =>
    assert.deepEqual(outline(startReview(proposal)), [
      'Use <= in isWithin (verified by 16 tests)',
      '  a.ts (src)',
      '    Line 1 (ONE)',
      '    Line 4 (remove four)',
      '  Evidence (Verified)',
      '    Careful.',
      '    2 tests fixed',
      '      range › includes both ends',
      '      range › includes the end',
      '    14 still pass',
      '    npm test',
      '    37 candidates tried',
      '    8 s',
    ]));

  test('says in words what was decided, and what no longer fits', () => {
    const state = decide(startReview(proposal), ['1.2'], 'rejected');
    assert.deepEqual(outline(state, 'uno\ntwo\nthree\nfour\n').slice(2, 4), [
      '    Line 1 (no longer fits · ONE)',
      '    Line 4 (rejected · remove four)',
    ]);
  });

  test('speaks the status that others see as an icon', () => {
    const [root] = reviewTree(startReview(proposal), [proposal], (file) => viewFile(file, before));
    const file = root?.children[0];
    assert.deepEqual(
      [root?.spoken, file?.spoken, file?.children[0]?.spoken],
      ['Use <= in isWithin, verified by 16 tests, 2 of 2 hunks pending', 'src/a.ts, 2 pending', 'Line 1, pending: ONE'],
    );
  });

  test('offers the other proposals', () => {
    const other = { ...proposal, id: 'p2', title: 'Another way' };
    assert.deepEqual(outline(startReview(proposal), before, [proposal, other]).slice(-2), [
      'Other patches (1)',
      '  Another way (verified by 16 tests)',
    ]);
  });

  test('quotes the code in a title, without backticks', () => {
    const titled = { ...proposal, title: '`<` becomes `<=` in `a < b`' };
    const [root, others] = reviewTree(startReview(titled), [titled, { ...titled, id: 'p2' }], (file) =>
      viewFile(file, before),
    );
    for (const node of [root, others?.children[0]]) {
      assert.equal(node?.label, '“<” becomes “<=” in “a < b”');
      assert.doesNotMatch(node.spoken, /`/);
    }
  });

  test('sums up how far it has come', () => {
    const state = startReview(proposal);
    const rejected = decide(state, ['1.1', '1.2'], 'rejected');
    assert.deepEqual(
      [progress(state), progress(rejected), progress(decide(rejected, ['1.1'], 'accepted'))],
      ['2 of 2 hunks pending', 'nothing was changed', '1 accepted, 1 rejected'],
    );
  });
});

function outline(state: ReviewState, current = before, proposals: readonly Proposal[] = [state.proposal]): string[] {
  const lines = (node: ReviewNode, indent: string): string[] => [
    `${indent}${node.label}${node.description === '' ? '' : ` (${node.description})`}`,
    ...node.children.flatMap((child) => lines(child, `${indent}  `)),
  ];
  return reviewTree(state, proposals, (file) => viewFile(file, current)).flatMap((node) => lines(node, ''));
}
