import assert from 'node:assert/strict';
import { planAccept, viewFile } from '../../../src/review/fileView.ts';
import { openReviewOf, resumedState } from '../../../src/review/openReview.ts';
import {
  acceptedIds,
  decide,
  expect,
  observe,
  pendingIds,
  startReview,
  type FileText,
  type ReviewState,
} from '../../../src/review/reviewState.ts';
import { applyHunks } from '../../../src/text/hunk.ts';
import { editorText } from '../../../src/text/lines.ts';
import { proposalOf } from './proposals.ts';

/** 200 changes of several hunks, with twins, blank lines, mixed line breaks, and files that come and go. */
const diffs = Array.from({ length: 200 }, (_, seed) => changeOf(randomOf(seed + 1)));

suite('whatever is accepted', () => {
  test('all of it is the proposal, none of it the original', () => {
    for (const [at, { before, after }] of diffs.entries()) {
      const state = start(at);
      const all = pendingIds(state);
      assert.equal(acceptAll(state, text(before), all).text, text(after), `diff ${at}`);
      const rejected = decide(state, all, 'rejected');
      const file = rejected.files[0];
      if (file) assert.equal(viewFile(file, text(before)).right, text(before) ?? '');
    }
  });

  test('any part of it, in any order, one by one or at once, gives the same bytes', () => {
    for (const [at, { before }] of diffs.entries()) {
      const random = randomOf(at + 1000);
      const ids = pendingIds(start(at)).filter(() => random() < 0.6);
      const atOnce = acceptAll(start(at), text(before), ids);
      for (let order = 0; order < 3; order++) {
        let step = { state: start(at), text: text(before) };
        for (const id of shuffled(ids, random)) step = acceptAll(step.state, step.text, [id]);
        assert.equal(step.text, atOnce.text, `diff ${at}`);
        assert.deepEqual([...acceptedOf(step.state)].sort(), [...ids].sort());
        // Rejecting the rest changes nothing, and a reload finds it all as it was left.
        const done = decide(step.state, pendingIds(step.state), 'rejected');
        const [file] = done.files;
        if (!file) continue;
        assert.equal(viewFile(file, step.text).right, step.text ?? '');
        const left = JSON.parse(JSON.stringify(openReviewOf([done.proposal], done))) as ReturnType<typeof openReviewOf>;
        const resumed = observe(resumedState(left), file.path, step.text);
        assert.deepEqual(
          resumed.files[0]?.hunks.map((hunk) => hunk.status),
          file.hunks.map((hunk) => hunk.status),
        );
      }
    }
  });

  test('undone step by step it is the original again, and every hunk is pending', () => {
    for (const [at, { before }] of diffs.entries()) {
      const texts: FileText[] = [text(before)];
      let step = { state: start(at), text: text(before) };
      for (const id of shuffled(pendingIds(step.state), randomOf(at + 2000))) {
        step = acceptAll(step.state, step.text, [id]);
        texts.push(step.text);
      }
      const path = step.state.files[0]?.path ?? '';
      const undone = texts.reverse().reduce((state, each) => observe(state, path, each), step.state);
      assert.deepEqual(acceptedOf(undone), [], `diff ${at}`);
    }
  });
});

suite('typing while a review is open', () => {
  test('is never lost, wherever and whenever it comes, whatever is accepted between', () => {
    let refused = 0;
    let accepted = 0;
    for (const [at, { before, after }] of diffs.entries()) {
      if (before === undefined || after === undefined) continue;
      const random = randomOf(at + 3000);
      let { state, text: current } = { state: start(at), text: editorText(before) };
      const path = state.files[0]?.path ?? '';
      let typed = '';
      for (let key = 0; key < 24; key++) {
        const pending = pendingIds(state);
        const id = pending[Math.floor(random() * pending.length)];
        if (id !== undefined && random() < 0.35) {
          const file = state.files[0]!;
          const plan = planAccept(file, current, [id]);
          if (plan.kind === 'refused') refused++;
          if (plan.kind !== 'edits') continue;
          accepted++;
          state = expect(state, path, plan.after, [...acceptedIds(file), id]);
          current = plan.after;
        } else {
          // Letters of a script of their own, so that they are told from what the file has.
          const char = String.fromCharCode(0x10a0 + (key % 38));
          const place = Math.floor(random() * (current.length + 1));
          current = current.slice(0, place) + (random() < 0.2 ? `${char}\n` : char) + current.slice(place);
          typed += char;
        }
        state = observe(state, path, current);
        const file = state.files[0];
        if (file)
          assert.equal(lettersOf(viewFile(file, current).right), [...typed].sort().join(''), `diff ${at}, the diff`);
        assert.equal(lettersOf(current), [...typed].sort().join(''), `diff ${at}`);
      }
    }
    assert.ok(accepted > 300 && refused > 100, `${accepted} accepted, ${refused} refused`);
  });
});

function start(at: number): ReviewState {
  const { before, after } = diffs[at]!;
  return startReview(proposalOf([{ path: 'src/a.ts', before, after }]));
}

function text(value: string | undefined): FileText {
  return value === undefined ? undefined : editorText(value);
}

/** What the editor's side does: remember the text before and after, make it so, and look. */
function acceptAll(
  state: ReviewState,
  current: FileText,
  ids: readonly string[],
): { state: ReviewState; text: FileText } {
  const [file] = state.files;
  if (!file || ids.length === 0) return { state, text: current };
  const plan = planAccept(file, current, ids);
  assert.ok(plan.kind !== 'refused', JSON.stringify(plan));
  if (plan.kind === 'edits') assert.equal(applyHunks(current ?? '', plan.hunks), plan.after);
  const known = expect(expect(state, file.path, current, acceptedIds(file)), file.path, plan.after, [
    ...acceptedIds(file),
    ...ids,
  ]);
  return { state: observe(known, file.path, plan.after), text: plan.after };
}

const acceptedOf = (state: ReviewState): string[] => state.files.flatMap(acceptedIds);

const lettersOf = (value: string): string =>
  [...value]
    .filter((char) => char >= '\u10a0' && char <= '\u10c5')
    .sort()
    .join('');

/** The same sequence each time. */
function randomOf(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function shuffled<Each>(list: readonly Each[], random: () => number): Each[] {
  return list
    .map((each) => ({ each, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ each }) => each);
}

function changeOf(random: () => number): { before: string | undefined; after: string | undefined } {
  const words = ['a', 'return x;', '}', '', '  call(1);', 'if (y) {', 'const z = 2;', 'ünï = "🙂";', '}\r'];
  const line = (): string => words[Math.floor(random() * words.length)]!;
  const lines = Array.from({ length: 3 + Math.floor(random() * 60) }, (_, i) =>
    random() < 0.5 ? line() : `line ${i}`,
  );
  const ending = random() < 0.3 ? '' : '\n';
  const before = lines.join('\n') + ending;
  const kind = random();
  if (kind < 0.05) return { before: undefined, after: before };
  if (kind < 0.1) return { before, after: undefined };
  const now: string[] = [];
  for (const each of lines) {
    const what = random();
    if (what < 0.08) continue;
    if (what < 0.16) now.push(line(), each);
    else now.push(what < 0.26 ? `${each} // changed` : each);
  }
  return { before, after: now.join('\n') + (random() < 0.1 ? '' : ending) };
}
