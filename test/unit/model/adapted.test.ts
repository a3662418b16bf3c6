import assert from 'node:assert/strict';
import { limitAnswer, unlessStalled } from '../../../src/model/adapted.ts';
import { AnswerStalled } from '../../../src/model/errors.ts';
import type { ChatPart } from '../../../src/model/model.ts';
import { collect, never, textOf } from '../../fakes/modelBench.ts';

async function* answer(...texts: readonly string[]): AsyncGenerator<ChatPart> {
  for (const text of texts) yield await Promise.resolve({ kind: 'text', text } as const);
  yield { kind: 'end', reason: 'stop' };
}

suite('limits for a source without its own', () => {
  for (const [title, texts, limits, shown, reason] of [
    ['without limits all passes', ['a', 'b'], {}, 'ab', 'stop'],
    ['a stop text ends it and is not shown', ['one\ntwo'], { stop: ['\n'] }, 'one', 'stop'],
    ['a stop text in two pieces', ['one<', 'end>two'], { stop: ['<end>'] }, 'one', 'stop'],
    ['the beginning of a stop text alone is shown', ['one<e', 'xtra'], { stop: ['<end>'] }, 'one<extra', 'stop'],
    ['the earliest of several', ['a;b.c'], { stop: ['.', ';'] }, 'a', 'stop'],
    ['its length', ['abcdef', 'ghijkl'], { maxTokens: 2 }, 'abcdefgh', 'length'],
  ] as const)
    test(title, async () => {
      const { parts } = await collect(limitAnswer(answer(...texts), limits));
      assert.equal(textOf(parts), shown);
      assert.deepEqual(parts.at(-1), { kind: 'end', reason });
      assert.equal(parts.filter(({ kind }) => kind === 'end').length, 1);
    });

  test('silence ends in a named error after what arrived', async () => {
    async function* hanging(): AsyncGenerator<string> {
      yield 'one';
      await new Promise(() => {});
    }
    const { parts, error } = await collect(unlessStalled(hanging(), { where: 'x', timeoutMs: 200 }, never));
    assert.deepEqual(parts, ['one']);
    assert.ok(error instanceof AnswerStalled);
    assert.match(error.message, /in the middle/);
  });
});
