import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReviewRecord } from '../../../../src/review/node/reviewRecord.ts';
import { openReviewOf, resumedState } from '../../../../src/review/openReview.ts';
import { decide, observe, startReview, summarise } from '../../../../src/review/reviewState.ts';
import { proposalOf } from '../proposals.ts';

suite('the open review on disk', () => {
  let folder: string;
  let file: string;
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const log = { debug: say, info: say, warn: say, error: say };

  setup(() => {
    said.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'touchstone-record-'));
    file = join(folder, 'deep', 'open');
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  const first = proposalOf([{ path: 'a.ts', before: 'one\ntwo\nthree\n', after: 'ONE\ntwo\nTHREE\n' }]);
  const second = {
    ...proposalOf([
      { path: 'new.ts', before: undefined, after: 'n\n' },
      { path: 'old.ts', before: 'o\n', after: undefined },
    ]),
    id: 'p2',
  };

  test('comes back as it was left, new and deleted files included', async () => {
    const state = decide(decide(startReview(second), ['1.1'], 'rejected'), ['2.1'], 'accepted');
    await new ReviewRecord(file, log).write(openReviewOf([first, second], state));
    const left = await new ReviewRecord(file, log).read();
    assert.ok(left);
    assert.deepEqual(
      left.proposals[1]?.changes.map(({ before, after }) => [before, after]),
      [
        [undefined, 'n\n'],
        ['o\n', undefined],
      ],
    );
    const resumed = resumedState(left);
    assert.deepEqual(summarise(resumed), { hunks: 2, pending: 0, accepted: 1, rejected: 1 });
    // Somebody has brought the deleted file back meanwhile.
    assert.deepEqual(summarise(observe(resumed, 'old.ts', 'o\n')), { hunks: 2, pending: 1, accepted: 0, rejected: 1 });
  });

  test('goes when the review is over', async () => {
    const record = new ReviewRecord(file, log);
    void record.write(openReviewOf([first], startReview(first)));
    await record.write(undefined);
    assert.deepEqual(readdirSync(file), []);
    assert.equal(await record.read(), undefined);
    assert.deepEqual(said, []);
  });

  test('is dropped without its decisions', async () => {
    await new ReviewRecord(file, log).write(openReviewOf([first], startReview(first)));
    rmSync(join(file, 'decisions.json'));
    assert.equal(await new ReviewRecord(file, log).read(), undefined);
    assert.match(said.join(), /because it is damaged/);
  });

  const good = JSON.parse(JSON.stringify(openReviewOf([first], startReview(first)))) as Record<string, unknown>;
  const bad = {
    'cut off': JSON.stringify(good).slice(0, 100),
    'of another version': JSON.stringify({ ...good, version: 0 }),
    'without proposals': JSON.stringify({ ...good, proposals: [] }),
    'with a strange proposal': JSON.stringify({ ...good, proposals: [{ ...first, evidence: {} }] }),
    'with a strange change': JSON.stringify({ ...good, proposals: [{ ...first, changes: [{ path: 1 }] }] }),
    'showing nothing': JSON.stringify({ ...good, shown: 3 }),
    'with a strange decision': JSON.stringify({ ...good, decided: { '1.1': 'maybe' } }),
    null: 'null',
  };
  for (const [what, text] of Object.entries(bad))
    test(`is dropped with a reason in the log: ${what}`, async () => {
      await new ReviewRecord(file, log).write(openReviewOf([first], startReview(first)));
      writeFileSync(join(file, 'decisions.json'), JSON.stringify({ shown: 0, decided: {} }));
      writeFileSync(join(file, 'proposals.json'), text);
      assert.equal(await new ReviewRecord(file, log).read(), undefined);
      assert.match(said.join(), /is not opened again, because it (?:is damaged|was written by another version)\./);
      assert.deepEqual(readdirSync(file), []);
    });
});
