import assert from 'node:assert/strict';
import { streamOf } from '../../../src/base/stream.ts';

const never = new AbortController().signal;

suite('streamOf', () => {
  test('gives every fact in order, also those that came before anyone read', async () => {
    const seen: number[] = [];
    const stream = streamOf<number>(async (emit) => {
      emit(1);
      emit(2);
      await Promise.resolve();
      emit(3);
    }, never);
    for await (const fact of stream) seen.push(fact);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  test('throws what the work threw, after the facts before it', async () => {
    const seen: string[] = [];
    const stream = streamOf<string>(async (emit) => {
      emit('copied');
      throw new Error('disk full');
    }, never);
    await assert.rejects(async () => {
      for await (const fact of stream) seen.push(fact);
    }, /disk full/);
    assert.deepEqual(seen, ['copied']);
  });

  test('leaving the loop stops the work before going on', async () => {
    let stopped = false;
    const stream = streamOf<number>(async (emit, signal) => {
      emit(1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      stopped = true;
    }, never);
    for await (const fact of stream) if (fact === 1) break;
    assert.equal(stopped, true);
  });
});
