import assert from 'node:assert/strict';
import { gatherContext, type ContextProvider } from '../../../src/completion/context.ts';
import type { ContextKind, ContextPiece } from '../../../src/completion/suggestion.ts';
import { contextStillFits } from '../../../src/completion/promptWindow.ts';
import { systemClock } from '../../../src/model/node/clock.ts';

const signal = new AbortController().signal;
const place = { path: 'src/a.ts', languageId: 'typescript', text: 'text', offset: 4 };
const piece = (kind: ContextKind, path: string): ContextPiece => ({ kind, path, text: `of ${path}` });
const brings = (...pieces: readonly ContextPiece[]): ContextProvider => ({ pieces: () => Promise.resolve(pieces) });
const gather = (...providers: readonly ContextProvider[]) =>
  gatherContext(providers, place, { clock: systemClock, limitMs: 20 }, signal);

suite('gathering context', () => {
  test('in turns, the best of each first', async () => {
    const first = brings(piece('definition', 'a1'), piece('definition', 'a2'));
    const { pieces, isWhole } = await gather(first, brings(piece('neighbour', 'b1')));
    assert.deepEqual(
      pieces.map(({ path }) => path),
      ['a1', 'b1', 'a2'],
    );
    assert.equal(isWhole, true);
  });

  test('who is late or fails brings nothing, and that is known', async () => {
    const late: ContextProvider = { pieces: () => new Promise(() => {}) };
    const broken: ContextProvider = { pieces: () => Promise.reject(new Error('broken')) };
    for (const other of [late, broken]) {
      const { pieces, isWhole } = await gather(other, brings(piece('definition', 'b')));
      assert.deepEqual([pieces.length, isWhole], [1, false]);
    }
  });

  test('what was gathered without somebody is gathered again soon', () => {
    const held = { path: 'a', line: 1, at: 0 };
    assert.equal(contextStillFits({ ...held, isWhole: true }, { ...held, at: 5_000 }), true);
    assert.equal(contextStillFits({ ...held, isWhole: false }, { ...held, at: 5_000 }), false);
    assert.equal(contextStillFits({ ...held, isWhole: true }, { ...held, line: 40 }), false);
  });

  test('of the file itself only what the prompt does not have anyway', async () => {
    const own = (['definition', 'neighbour', 'recentEdit', 'diagnostic'] as const).map((kind) =>
      piece(kind, place.path),
    );
    const { pieces } = await gather(brings(...own));
    assert.deepEqual(
      pieces.map(({ kind }) => kind),
      ['recentEdit', 'diagnostic'],
    );
  });

  test('nothing of a file of secrets, and nothing empty, whoever brings it', async () => {
    const { pieces } = await gather(
      brings(piece('recentEdit', 'conf/.env'), { kind: 'neighbour', path: 'b', text: ' \n' }),
    );
    assert.deepEqual(pieces, []);
  });
});
