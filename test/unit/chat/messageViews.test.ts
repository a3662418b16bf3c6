import assert from 'node:assert/strict';
import { emptyAnswer } from '../../../src/chat/answerParts.ts';
import { append, newConversation, type Conversation, type Message } from '../../../src/chat/conversation.ts';
import { loadedViews, messageView, openedView, type Making } from '../../../src/chat/messageViews.ts';

const idle: Making = { made: undefined, hasPrompt: () => false };
const draft = { text: 'half a ques', chips: [] };

/** `turns` questions, each with its answer: q0, a0, q1, … */
function talk(turns: number): Conversation {
  let conversation = newConversation('c', 0);
  for (let turn = 0; turn < turns; turn++) {
    const parent = turn === 0 ? {} : { parent: `a${turn - 1}` };
    const target = { kind: 'file', path: 'src/a.ts' } as const;
    const chips = [{ id: 'x', label: 'a.ts', target, content: { text: 'secret();', tokens: 3, isCut: false } }];
    const asked: Message = { role: 'user', id: `q${turn}`, at: turn, text: 'Why?', chips, ...parent };
    const said: Message = {
      ...{ role: 'assistant', id: `a${turn}`, parent: asked.id, at: turn, model: 'scripted', answer: emptyAnswer },
    };
    conversation = append(append(conversation, asked), said);
  }
  return conversation;
}

suite('messages as the page shows them', () => {
  test('the last ones come first, the others when they are asked for', () => {
    const { total, first, messages } = openedView(talk(100), draft, idle);
    assert.deepEqual([total, first, messages.length, messages.at(-1)?.id], [200, 170, 30, 'a99']);
    const loaded = loadedViews(talk(100), { first: 10, count: 3 }, idle);
    assert.deepEqual([loaded.first, loaded.messages.map(({ id }) => id)], [10, ['q5', 'a5', 'q6']]);
    assert.equal(loadedViews(talk(200), { first: -5, count: 10_000 }, idle).messages.length, 200);
    assert.deepEqual(loadedViews(talk(1), { first: 99, count: 1 }, idle), { first: 2, messages: [] });
  });

  test('what a chip holds stays with the host', () => {
    const shown = openedView(talk(1), draft, idle);
    assert.doesNotMatch(JSON.stringify(shown), /secret/);
    assert.deepEqual(shown.messages[0]?.role === 'user' && shown.messages[0].chips, [
      { id: 'x', kind: 'file', label: 'a.ts', tokens: 3, isCut: false },
    ]);
    assert.deepEqual(shown.draft, draft);
  });

  test('an answer without an end was stopped, unless it is being made', () => {
    const conversation = talk(1);
    const said = conversation.messages[1]!;
    const view = messageView(conversation, said, idle);
    assert.deepEqual(view.role === 'assistant' && [view.answer.ended, view.sequence, view.hasPrompt], [
      { reason: 'stopped' },
      0,
      false,
    ]);
    const making = { ...idle, made: { message: 'a0', answer: emptyAnswer, sequence: 7 } };
    const made = messageView(conversation, said, making);
    assert.deepEqual(made.role === 'assistant' && [made.answer.ended, made.sequence, made.hasPrompt], [
      undefined,
      7,
      true,
    ]);
  });
});
