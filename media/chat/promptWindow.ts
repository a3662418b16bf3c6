import type { ToPage } from '../../src/chat/protocol.ts';
import { shownText } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { counted } from './words.ts';

type Requests = Extract<ToPage, { readonly kind: 'prompt' }>['requests'];

/** Everything that was sent to the model for one answer, word by word, as it was sent. */
export class PromptWindow {
  readonly element = element('dialog', { class: 'over', 'aria-label': 'What was sent' });

  show(requests: Requests): void {
    const close = button('Close', () => this.element.close(), { class: 'secondary' });
    this.element.replaceChildren(
      element('div', { class: 'overHead' }, element('h2', {}, 'What was sent'), close),
      element(
        'p',
        { class: 'note' },
        requests.length === 0
          ? 'Nothing is kept of it: it was sent before this window was opened, or nothing was sent.'
          : `${counted(requests.length, 'request')}. Secrets were taken out before anything left this machine.`,
      ),
      ...requests.flatMap((messages, at) => [
        ...(requests.length > 1 ? [element('h3', {}, `Request ${at + 1}`)] : []),
        ...messages.flatMap((message) => [
          element('h4', {}, message.role),
          element('pre', { tabindex: '0', role: 'region', 'aria-label': message.role }, shownText(wordsOf(message))),
        ]),
      ]),
    );
    if (!this.element.open) this.element.showModal();
    close.focus();
  }
}

/** Its text, and the calls that it asks for or answers. */
function wordsOf(message: Requests[number][number]): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  const more = calls.map((call) => JSON.stringify(call, undefined, 2));
  return [message.text, ...more].filter(Boolean).join('\n');
}
