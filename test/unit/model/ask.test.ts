import assert from 'node:assert/strict';
import { ask } from '../../../src/model/ask.ts';
import type { ChatPart, Model } from '../../../src/model/model.ts';
import { Spending } from '../../../src/model/spending.ts';

const saying = (...pieces: string[]): Model => ({
  name: 'scripted',
  provider: 'here',
  capabilities: () => Promise.reject(new Error('nobody asks')),
  async *chat(): AsyncIterable<ChatPart> {
    await Promise.resolve();
    for (const text of pieces) yield { kind: 'text', text };
    yield { kind: 'end', reason: 'stop' };
  },
});

async function asked(...pieces: string[]): Promise<{ text: string | undefined; heard: string[] }> {
  const heard: string[] = [];
  const spending = new Spending({ mostTokens: 0, inputPrice: 0, outputPrice: 0 });
  const options = { temperature: 0, answerTokens: 1000, onText: (piece: string) => void heard.push(piece) };
  const answer = await ask(saying(...pieces), [], options, spending, new AbortController().signal);
  return { text: answer?.text, heard };
}

suite('Asking a model', () => {
  test('passes an answer on as it comes', async () =>
    assert.deepEqual(await asked('one', ' two'), { text: 'one two', heard: ['one', ' two'] }));

  test('keeps to itself what the model thinks aloud first, wherever the pieces are cut', async () => {
    const whole = '<think>first a <draft></think>\n\nthe answer';
    for (let at = 1; at < whole.length; at++) {
      const { text, heard } = await asked(whole.slice(0, at), whole.slice(at));
      assert.equal(text, 'the answer');
      assert.equal(heard.join(''), 'the answer');
    }
  });

  test('has no answer when it only thought, and code that begins with a bracket is one', async () => {
    assert.equal((await asked('<think>for', 'ever')).text, '');
    assert.equal((await asked('<', 't')).text, '<t');
    assert.equal((await asked('<template>', '</template>')).text, '<template></template>');
  });
});
