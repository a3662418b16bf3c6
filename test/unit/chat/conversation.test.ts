import assert from 'node:assert/strict';
import { emptyAnswer, withEvent, type Answer } from '../../../src/chat/answerParts.ts';
import type { ChatEvent } from '../../../src/chat/chatEvent.ts';
import { splitCommand } from '../../../src/chat/chatRequest.ts';
import {
  append,
  branchesAt,
  chooseBranch,
  newConversation,
  pathTo,
  rename,
  withAnswer,
  type Conversation,
  type Message,
} from '../../../src/chat/conversation.ts';
import { conversationText, readConversation } from '../../../src/chat/conversationFile.ts';
import { conversationMarkdown } from '../../../src/chat/conversationMarkdown.ts';
import { extractOf, searchText } from '../../../src/chat/conversationSearch.ts';
import { mergeConversations } from '../../../src/chat/mergeConversations.ts';

const asked = (id: string, text: string, at: number, parent?: string): Message => ({
  ...{ role: 'user', id, at, text, chips: [] },
  ...(parent !== undefined && { parent }),
});
const said = (id: string, parent: string, at: number, answer: Answer = emptyAnswer): Message => ({
  ...{ role: 'assistant', id, parent, at, answer },
});
const answerOf = (...events: ChatEvent[]): Answer =>
  events.reduce((answer, event) => withEvent(answer, event).answer, emptyAnswer);
const whole = answerOf(
  { kind: 'text', delta: 'It is in ' },
  { kind: 'citation', number: 1, place: { path: 'src/Über uns.ts', lines: { first: 3, last: 5 } } },
  { kind: 'text', delta: '[`a`](#place-1).' },
  { kind: 'tool', id: 't', name: 'run_tests', arguments: '{}', state: 'running' },
  {
    ...{
      kind: 'tool',
      id: 't',
      name: 'run_tests',
      arguments: '{}',
      state: 'done',
      summary: '3 passed',
      detail: 'long',
    },
    run: { command: 'npm test', passed: 3, failed: 0, skipped: 1, isWhole: true },
  },
  { kind: 'dropped', what: 'src/b.ts:9', why: 'There is no file src/b.ts in the workspace.' },
  { kind: 'proposal', id: 'p', title: 'Rounds', files: ['src/a.ts'], hunks: 2 },
  { kind: 'usage', promptTokens: 10, answerTokens: 5, cost: 0.01 },
  { kind: 'ended', reason: 'limit', error: { cause: 'It is long.', next: 'Ask for the rest.' } },
);

const talk = (): Conversation =>
  [
    asked('q1', 'Where is `total`?', 1),
    said('a1', 'q1', 2),
    asked('q2', 'And the tax?', 3, 'a1'),
    said('a2', 'q2', 4),
    asked('q2b', 'And the VAT?', 5, 'a1'),
    said('a2b', 'q2b', 6),
    said('a2c', 'q2b', 7, whole),
  ].reduce(append, newConversation('c', 0));
const ids = (messages: readonly Message[]): string[] => messages.map(({ id }) => id);

suite('a conversation', () => {
  test('is called after its first question, and keeps the branch that was led on last', () => {
    const conversation = talk();
    assert.equal(conversation.title, 'Where is `total`?');
    assert.deepEqual(ids(pathTo(conversation)), ['q1', 'a1', 'q2b', 'a2c']);
    assert.deepEqual(ids(branchesAt(conversation, 'q2')), ['q2', 'q2b']);
    assert.deepEqual(ids(branchesAt(conversation, 'a2b')), ['a2b', 'a2c']);
    assert.deepEqual(ids(pathTo(chooseBranch(conversation, 'q2'))), ['q1', 'a1', 'q2', 'a2']);
    assert.deepEqual(ids(pathTo(chooseBranch(chooseBranch(conversation, 'q2'), 'q2b'))), ['q1', 'a1', 'q2b', 'a2c']);
    assert.equal(chooseBranch(conversation, 'nobody').leaf, 'a2c');
  });

  test('a title is one short line, whatever was written', () => {
    assert.equal(rename(talk(), ' \u202e\n ').title, 'Where is `total`?');
    assert.equal(rename(talk(), 'a\u202eb\nc').title, 'a b c');
    assert.ok(append(newConversation('c', 0), asked('q', '🙂'.repeat(200), 1)).title.length <= 80);
  });

  test('is read as it was written', () => {
    const conversation = talk();
    assert.deepEqual(readConversation(conversationText(conversation)), { conversation, lost: 0 });
  });

  test('what is damaged costs itself and nothing else', () => {
    const lines = conversationText(talk()).split('\n');
    const broken = [
      ...lines.slice(0, 3),
      lines[3]!.slice(0, 20),
      ...lines.slice(4, -2),
      lines.at(-2)!.slice(0, -9),
    ].join('\n');
    const read = readConversation(broken);
    assert.equal(read?.lost, 2);
    assert.deepEqual(ids(read.conversation.messages), ['q1', 'a1', 'a2', 'q2b', 'a2b']);
    assert.equal(read.conversation.leaf, 'a2b');
    assert.equal(readConversation(['x', ...lines.slice(1)].join('\n'))?.conversation.messages.length, 7);
    for (const nothing of ['', '\n', 'null', '[]', '{"a":1'.repeat(3)])
      assert.equal(readConversation(nothing)?.conversation.messages.length ?? 0, 0);
  });

  test('of what grows too long the oldest messages lose what was attached, then themselves', () => {
    const chip = {
      id: 'f',
      label: 'a.ts',
      target: { kind: 'file', path: 'a.ts' },
      content: { text: 'x'.repeat(5_000), tokens: 9, isCut: false },
    } as const;
    const long = [
      { ...asked('q1', 'one', 1), chips: [chip] } as Message,
      { ...asked('q2', 'two', 2, 'q1'), chips: [chip] } as Message,
    ].reduce(append, newConversation('c', 0));
    const read = readConversation(conversationText(long, 6_000))?.conversation.messages;
    assert.deepEqual(
      read?.map((message) => message.role === 'user' && message.chips[0]?.content?.text.length),
      [0, 5_000],
    );
    assert.deepEqual(ids(readConversation(conversationText(long, 400))!.conversation.messages), ['q2']);
  });

  test('two windows that led on the same one lose nothing', () => {
    const before = append(newConversation('c', 0), asked('q', 'Where?', 1));
    const ours = append(before, said('a', 'q', 5));
    const theirs = append(append(before, said('a', 'q', 2, whole)), asked('z', 'Why?', 3, 'a'));
    const merged = mergeConversations(ours, theirs);
    assert.deepEqual(ids(merged.messages), ['q', 'a', 'z']);
    assert.equal(merged.messages[1]?.role === 'assistant' && merged.messages[1].answer, whole);
    assert.equal(merged.leaf, 'a');
  });

  test('an answer that goes on changes nothing else', () => {
    const conversation = withAnswer(talk(), 'a2', whole, 9);
    assert.equal(conversation.leaf, 'a2c');
    assert.equal(conversation.updatedAt, 9);
  });

  test('is exported with its places as links, and says what was dropped', () => {
    const text = conversationMarkdown(talk());
    assert.match(text, /It is in \[`a`\]\(src\/%C3%9Cber%20uns\.ts#L3-L5\)\./);
    assert.match(text, /One place that it named does not exist/);
    assert.match(text, /It is long\. Ask for the rest\./);
    assert.match(text, /^# Where is \\`total\\`\?/);
  });

  test('is found by its words', () => {
    const conversation = talk();
    const known = { title: conversation.title, text: searchText(conversation) };
    assert.equal(extractOf(known, 'TOTAL'), '');
    assert.match(extractOf(known, 'where vat') ?? '', /VAT/);
    assert.equal(extractOf(known, 'where banana'), undefined);
  });
});

suite('a command in a question', () => {
  test('is the first word behind a slash, where there is such a command', () => {
    assert.deepEqual(splitCommand('/search  where is it'), { command: 'search', text: 'where is it' });
    assert.deepEqual(splitCommand('/explain'), { command: 'explain', text: '' });
    assert.deepEqual(splitCommand('/usr/bin is a folder'), { text: '/usr/bin is a folder' });
    assert.deepEqual(splitCommand('/constructor x'), { text: '/constructor x' });
  });
});
