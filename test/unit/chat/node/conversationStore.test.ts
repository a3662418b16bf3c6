import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { append, newConversation, type Conversation } from '../../../../src/chat/conversation.ts';
import { createConversationStore, newConversationId } from '../../../../src/chat/node/conversationStore.ts';
import { silentLog } from '../../../fakes/silentLog.ts';

const signal = new AbortController().signal;

suite('conversations on disk', () => {
  let folder: string;
  setup(() => (folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'touchstone-chat-')), 'chat')));
  teardown(() => rmSync(path.dirname(folder), { recursive: true, force: true }));
  const open = (most?: number) =>
    createConversationStore({ folder, log: silentLog, ...(most !== undefined && { most }) });
  const about = (text: string, at: number, id = newConversationId()): Conversation =>
    append(newConversation(id, at), { role: 'user', id: `q${at}`, at, text, chips: [] });

  test('are listed newest first, found by words, and read again by another window', async () => {
    const store = open();
    const [one, two] = [about('Where is the tax?', 1), about('Why is it slow?', 2)];
    await store.save(one);
    await store.save(two);
    const other = open();
    assert.deepEqual(
      (await other.list('', signal)).map(({ title }) => title),
      ['Why is it slow?', 'Where is the tax?'],
    );
    assert.deepEqual(
      (await other.list('TAX', signal)).map(({ id }) => id),
      [one.id],
    );
    assert.deepEqual(await other.read(one.id), one);
    assert.equal(await other.read('../../etc/passwd'), undefined);
  });

  test('of two windows that lead on the same one both messages stay, and what was deleted stays deleted', async () => {
    const [here, there] = [open(), open()];
    const first = about('Where?', 1);
    await here.save(first);
    await there.read(first.id);
    await there.save(append(first, { role: 'user', id: 'b', at: 3, text: 'There', chips: [] }));
    const merged = await here.save(append(first, { role: 'user', id: 'a', at: 2, text: 'Here', chips: [] }));
    assert.deepEqual(
      merged?.messages.map(({ id }) => id),
      ['q1', 'b', 'a'],
    );
    await there.delete(first.id);
    assert.equal(await here.save(first), undefined);
    assert.deepEqual(await here.list('', signal), []);
  });

  test('a file that was cut off gives what is whole, and one that is none is not listed', async () => {
    const store = open();
    const one = append(about('Where?', 1), { role: 'user', id: 'b', at: 2, text: 'There and there', chips: [] });
    await store.save(one);
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    truncateSync(path.join(folder, file), 190);
    writeFileSync(path.join(folder, 'x.chat.jsonl'), '\0\0\0');
    assert.deepEqual(
      (await open().read(one.id))?.messages.map(({ id }) => id),
      ['q1'],
    );
    assert.equal((await open().list('', signal)).length, 1);
  });

  test('drafts are kept beside them', async () => {
    const store = open();
    const chips = [{ id: 'c', label: 'a.ts', target: { kind: 'file', path: 'a.ts' } } as const];
    await store.saveDraft('d', { text: 'half a', chips });
    assert.deepEqual(await open().readDraft('d'), { text: 'half a', chips });
    await store.saveDraft('d', { text: '', chips: [] });
    assert.deepEqual(await store.readDraft('d'), { text: '', chips: [] });
    assert.deepEqual(await store.list('', signal), []);
  });

  test('are bounded: the oldest goes', async () => {
    const store = open(2);
    for (const at of [1, 2, 3]) await store.save(about(`Question ${at}`, at));
    assert.equal((await store.list('', signal)).length, 2);
  });

  test('a folder that cannot be written is said, with what to do', async () => {
    writeFileSync(path.dirname(folder) + '/blocked', '');
    const store = createConversationStore({ folder: `${path.dirname(folder)}/blocked/chat`, log: silentLog });
    await assert.rejects(store.save(about('Where?', 1)), { name: 'TouchstoneError', message: /cannot be kept/ });
    assert.deepEqual(await store.list('', signal), []);
  });
});
