import type { ChatHead, ToPage } from '../src/chat/protocol.ts';
import { shownLine } from '../src/text/shownText.ts';
import { announce, announcer } from './chat/announce.ts';
import { button } from './chat/button.ts';
import { Composer } from './chat/composer.ts';
import { ConversationList } from './chat/conversationList.ts';
import { post } from './chat/editor.ts';
import { Feed } from './chat/feed.ts';
import { PromptWindow } from './chat/promptWindow.ts';
import { welcome } from './chat/welcome.ts';
import { element } from './page/element.ts';

/** The page of the chat: shows what the extension says and passes on what the user does. It decides nothing. */
const feed = new Feed();
const composer = new Composer(() => feed.focusLast(), say);
const conversations = new ConversationList();
const prompts = new PromptWindow();
const title = element('h1', {});
const notice = element('p', { class: 'notice', hidden: '' });
const empty = element('section', { class: 'welcome', 'aria-label': 'What can be asked' });
let head: ChatHead | undefined;
/** The conversation that is open. */
let shown = '';

document.body.append(
  element(
    'header',
    {},
    title,
    button('History', () => conversations.open(), { class: 'quiet', label: 'History of conversations' }),
    button('New', () => post({ kind: 'newConversation' }), { class: 'quiet', label: 'New conversation' }),
  ),
  element('main', {}, empty, feed.element),
  notice,
  composer.element,
  conversations.element,
  prompts.element,
  announcer,
);
window.addEventListener('message', (event: MessageEvent<ToPage>) => take(event.data));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]'))
    return;
  event.preventDefault();
  if (head?.isAnswering) post({ kind: 'stop' });
  composer.focus();
});
post({ kind: 'ready' });

function take(message: ToPage): void {
  switch (message.kind) {
    case 'head':
      return setHead(message.head);
    case 'conversations':
      return conversations.show(message.query, message.rows);
    case 'opened': {
      const { conversation } = message;
      title.textContent = shownLine(conversation.title);
      // Shown before it is filled, so that its height is known.
      feed.element.hidden = conversation.total === 0;
      feed.open(conversation);
      // What is being typed is further on than what the extension has of it.
      if (conversation.id !== shown) {
        composer.setText(conversation.draft.text);
        say('');
      }
      shown = conversation.id;
      composer.setChips(conversation.draft.chips);
      return showWelcome();
    }
    case 'messages':
      return feed.add(message.conversation, message.first, message.messages);
    case 'message':
      feed.element.hidden = false;
      feed.put(message.conversation, message.at, message.message);
      return showWelcome();
    case 'streamed':
      return feed.stream(message);
    case 'mentions':
      return composer.showMentions(message.request, message.items);
    case 'chips':
      return composer.setChips(message.chips);
    case 'prompt':
      return prompts.show(message.requests);
    case 'insertText':
      return composer.insert(message.text);
    case 'focusInput':
      for (const open of [conversations, prompts]) open.element.close();
      return takeFocus();
    case 'notice':
      return say(message.text);
  }
}

/** Where nothing can be written, on what would change that. */
function takeFocus(): void {
  const isWritten = head?.folder !== undefined;
  if (isWritten) composer.focus();
  else empty.querySelector('button')?.focus();
}

function setHead(next: ChatHead): void {
  const wasAnswering = head?.isAnswering ?? false;
  head = next;
  composer.setHead(next);
  if (next.isAnswering && !wasAnswering) {
    say('');
    announce('Answering.');
  }
  showWelcome();
}

function showWelcome(): void {
  const isWanted = feed.isEmpty && head !== undefined;
  empty.hidden = !isWanted;
  if (!isWanted || !head) return;
  const key = JSON.stringify([head.model, head.folder, head.isTrusted]);
  if (empty.dataset['for'] === key) return;
  empty.dataset['for'] = key;
  empty.replaceChildren(
    ...welcome(head, (text) => {
      composer.setText(text);
      composer.focus();
      composer.insert('');
    }),
  );
}

/** Stays until the next one comes, or something else is asked. */
function say(text: string): void {
  notice.textContent = shownLine(text);
  notice.hidden = text === '';
  if (text !== '') announce(shownLine(text));
}
