import assert from 'node:assert/strict';
import { planAccept, viewFile } from '../../../src/review/fileView.ts';
import { openReviewOf, resumedState } from '../../../src/review/openReview.ts';
import {
  acceptedIds,
  decide,
  editHunk,
  expect,
  isDone,
  observe,
  pendingBeside,
  pendingIds,
  startReview,
  summarise,
  type ReviewState,
} from '../../../src/review/reviewState.ts';
import { proposalOf } from './proposals.ts';

const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n';
const after = 'ONE\ntwo\nthree\nfour\nfive\nSIX\nseven\neight\nnine\n';
const start = () =>
  startReview(
    proposalOf([
      { path: 'src/a.ts', before, after },
      { path: 'src/b.ts', before: 'x\r\n', after: 'y\r\n' },
    ]),
  );

suite('review state', () => {
  test('starts with every hunk of every file pending', () => {
    assert.deepEqual(pendingIds(start()), ['1.1', '1.2', '1.3', '2.1']);
    assert.deepEqual(summarise(start()), { hunks: 4, pending: 4, accepted: 0, rejected: 0 });
  });

  test('leaves out files in which an editor would see no change', () =>
    assert.deepEqual(startReview(proposalOf([{ path: 'a', before: '\uFEFFx\r\n', after: 'x\n' }])).files, []));

  test('is done when each hunk is decided', () => {
    const some = decide(start(), ['1.1', '1.3'], 'accepted');
    assert.equal(isDone(some), false);
    const all = decide(some, ['1.2', '2.1'], 'rejected');
    assert.equal(isDone(all), true);
    assert.deepEqual(summarise(all), { hunks: 4, pending: 0, accepted: 2, rejected: 2 });
  });

  test('goes from pending hunk to pending hunk, round the ends', () => {
    const state = decide(start(), ['1.2'], 'rejected');
    assert.equal(pendingBeside(state, '1.1', 1), '1.3');
    assert.equal(pendingBeside(state, '1.3', -1), '1.1');
    assert.equal(pendingBeside(state, '2.1', 1), '1.1');
    assert.equal(pendingBeside(state, '1.1', -1), '2.1');
    assert.equal(pendingBeside(state, undefined, 1), '1.1');
    assert.equal(pendingBeside(state, undefined, -1), '2.1');
    assert.equal(pendingBeside(decide(state, ['1.1', '1.3', '2.1'], 'rejected'), '1.1', 1), undefined);
    assert.equal(pendingBeside(state, '1.1', 1, new Set(['1.1', '1.3'])), '2.1');
    assert.equal(pendingBeside(state, '1.1', 1, new Set(['1.1', '1.3', '2.1'])), undefined);
  });
});

suite('the two sides of a diff', () => {
  test('differ by the pending hunks alone', () => {
    const state = decide(decide(start(), ['1.1'], 'accepted'), ['1.3'], 'rejected');
    const current = before.replace('one', 'ONE');
    const view = viewFile(state.files[0]!, current);
    assert.equal(view.left, current);
    assert.equal(view.right, current.replace('six', 'SIX'));
    assert.deepEqual(
      view.shown.map(({ id, hunk }) => [id, hunk.oldStart, hunk.newStart]),
      [['1.2', 6, 6]],
    );
  });

  test('follow what the user writes meanwhile', () => {
    const current = `zero\n${before}`;
    const view = viewFile(start().files[0]!, current);
    assert.equal(view.right, `zero\n${after}`);
    assert.deepEqual(view.stuck, []);
  });

  test('say which hunk no longer fits', () => {
    const view = viewFile(start().files[0]!, before.replace('one', 'uno'));
    assert.deepEqual(view.stuck, ['1.1']);
    assert.deepEqual(
      view.shown.map((each) => each.id),
      ['1.2', '1.3'],
    );
  });
});

suite('accepting', () => {
  test('plans all hunks or none', () => {
    const file = start().files[0]!;
    const plan = planAccept(file, before, ['1.1', '1.2', '1.3']);
    assert.equal(plan.kind === 'edits' && plan.after, after);
    assert.deepEqual(planAccept(file, before.replace('six', '6'), ['1.1', '1.2']), { kind: 'refused', reason: 'gone' });
  });

  test('cannot choose between two places', () =>
    assert.deepEqual(planAccept(start().files[0]!, before + before, ['1.2']), {
      kind: 'refused',
      reason: 'ambiguous',
    }));

  test('is seen in the text, and so are undo and redo', () => {
    let state = accept(start(), before, ['1.2']);
    const accepted = before.replace('six', 'SIX');
    state = observe(state, 'src/a.ts', accepted);
    assert.deepEqual(acceptedIds(state.files[0]!), ['1.2']);
    state = observe(state, 'src/a.ts', before);
    assert.deepEqual(acceptedIds(state.files[0]!), []);
    state = observe(state, 'src/a.ts', accepted);
    assert.deepEqual(acceptedIds(state.files[0]!), ['1.2']);
  });

  test('of all hunks at once is undone at once', () => {
    const ids = ['1.1', '1.2', '1.3'];
    const state = observe(accept(start(), before, ids), 'src/a.ts', after);
    assert.deepEqual(acceptedIds(state.files[0]!), ids);
    assert.deepEqual(acceptedIds(observe(state, 'src/a.ts', before).files[0]!), []);
  });

  test('is seen undone among edits of the user', () => {
    const state = observe(accept(start(), before, ['1.2']), 'src/a.ts', before.replace('six', 'SIX'));
    const edited = `zero\n${before}`;
    assert.deepEqual(acceptedIds(observe(state, 'src/a.ts', edited.replace('six', 'SIX')).files[0]!), ['1.2']);
    assert.deepEqual(acceptedIds(observe(state, 'src/a.ts', edited).files[0]!), []);
  });

  test('stands while the user rewrites what was accepted', () => {
    const state = observe(accept(start(), before, ['1.2']), 'src/a.ts', before.replace('six', 'SIX'));
    assert.deepEqual(acceptedIds(observe(state, 'src/a.ts', before.replace('six', 'Six!')).files[0]!), ['1.2']);
  });

  test('does not bring a rejected hunk back when another is undone', () => {
    const state = accept(decide(start(), ['1.1'], 'rejected'), before, ['1.2']);
    const undone = observe(observe(state, 'src/a.ts', before.replace('six', 'SIX')), 'src/a.ts', before);
    assert.deepEqual(pendingIds(undone), ['1.2', '1.3', '2.1']);
  });
});

suite('a hunk that the user edits', () => {
  test('is accepted as it was edited, and those after it still fit', () => {
    const edited = editHunk(start(), '1.1', 'UNO\nDUE');
    const file = edited.files[0]!;
    assert.equal(viewFile(file, before).right, after.replace('ONE', 'UNO\nDUE'));
    assert.deepEqual(
      viewFile(file, before).shown.map(({ hunk }) => hunk.newStart),
      [1, 7, 10],
    );
    const plan = planAccept(file, before, ['1.1', '1.2', '1.3']);
    assert.equal(plan.kind === 'edits' && plan.after, after.replace('ONE', 'UNO\nDUE'));
  });

  test('may become nothing, and a new file another one', () => {
    assert.equal(viewFile(editHunk(start(), '1.1', '').files[0]!, before).right, after.replace('ONE\n', ''));
    const created = startReview(proposalOf([{ path: 'n.ts', before: undefined, after: 'a\n' }]));
    assert.deepEqual(planAccept(editHunk(created, '1.1', 'b\r\nc').files[0]!, undefined, ['1.1']), {
      kind: 'create',
      after: 'b\nc\n',
    });
  });

  test('is not edited once it is decided, nor by saving what it was, nor where a file is deleted', () => {
    const decided = decide(start(), ['1.1'], 'rejected');
    assert.equal(editHunk(decided, '1.1', 'x'), decided);
    const state = start();
    assert.equal(editHunk(state, '1.1', 'ONE\n'), state);
    const deleted = startReview(proposalOf([{ path: 'o.ts', before: 'a\n', after: undefined }]));
    assert.equal(editHunk(deleted, '1.1', 'x'), deleted);
  });

  test('is still edited after a reload', () => {
    const state = editHunk(decide(start(), ['1.2'], 'rejected'), '1.1', 'UNO\n');
    const left = JSON.parse(JSON.stringify(openReviewOf([state.proposal], state))) as ReturnType<typeof openReviewOf>;
    assert.equal(viewFile(resumedState(left).files[0]!, before).right, `UNO${before.slice(3)}nine\n`);
  });
});

/** What the editor's side does: remember the text before and after, then make it so. */
function accept(state: ReviewState, current: string, ids: string[]): ReviewState {
  const file = state.files[0]!;
  const plan = planAccept(file, current, ids);
  assert.equal(plan.kind, 'edits');
  const known = expect(state, file.path, current, acceptedIds(file));
  return plan.kind === 'edits' ? expect(known, file.path, plan.after, [...acceptedIds(file), ...ids]) : known;
}
