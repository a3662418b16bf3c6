import assert from 'node:assert/strict';
import type { EditEvent } from '../../../src/edit/editEvent.ts';
import { FormatCount, readFormatRecord, type FormatRecord } from '../../../src/edit/formatRecord.ts';
import type { EditFormat } from '../../../src/text/modelEdit.ts';

const asked = (format: EditFormat, attempt: 1 | 2 = 1): EditEvent => ({
  ...{ kind: 'asked', attempt, format, promptTokens: 100, rules: [], shown: [] },
});
const refused: EditEvent = { kind: 'refused', reasons: ['It is not there.'] };
const finished: EditEvent = { kind: 'finished', result: { status: 'none', reason: '', next: '' } };

function after(events: readonly EditEvent[], record: FormatRecord = {}): FormatRecord {
  const count = new FormatCount();
  for (const event of events) count.note(event);
  return count.addTo(record);
}

suite('what a model’s edits came to in each format', () => {
  test('an answer that could be used is one applied', () =>
    assert.deepEqual(after([asked('blocks'), finished]), { blocks: { applied: 1, refused: 0 } }));

  test('one that was sent back counts against its format, and the second for it', () =>
    assert.deepEqual(after([asked('diff'), refused, asked('diff', 2), finished]), {
      diff: { applied: 1, refused: 1 },
    }));

  test('two that could not be used', () =>
    assert.deepEqual(after([asked('file'), refused, asked('file', 2), refused, finished]), {
      file: { applied: 0, refused: 2 },
    }));

  test('an answer that was broken off says nothing', () => assert.deepEqual(after([asked('blocks')]), {}));

  test('without a model the record is the same one', () => {
    const record = { blocks: { applied: 3, refused: 1 } };
    assert.equal(after([{ kind: 'exact', title: 'Rename' }, finished], record), record);
  });

  test('older answers fade', () =>
    assert.deepEqual(after([asked('blocks'), finished], { blocks: { applied: 40, refused: 20 } }), {
      blocks: { applied: 21, refused: 10 },
    }));

  test('what was stored by something else is left out', () =>
    assert.deepEqual(
      readFormatRecord({
        blocks: { applied: 2, refused: 0 },
        diff: { applied: -1, refused: 0 },
        file: 'many',
        poem: { applied: 1, refused: 1 },
      }),
      { blocks: { applied: 2, refused: 0 } },
    ));

  test('nothing was stored', () => {
    for (const stored of [undefined, null, 3, 'x', []]) assert.deepEqual(readFormatRecord(stored), {});
  });
});
