import { shownLine, shownText } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post, type QuestionView } from './editor.ts';
import { tokens } from './words.ts';

/** A question as it was asked, which can be asked again in other words. */
export class QuestionCard {
  readonly element = element('div', { class: 'question' });
  readonly #view: QuestionView;

  constructor(view: QuestionView) {
    this.#view = view;
    this.#show();
  }

  buttons(): HTMLElement[] {
    return [button('Edit', () => this.#edit(), { class: 'quiet', label: 'Edit and send again' })];
  }

  #show(): void {
    const { text, command, chips } = this.#view;
    const said = command === undefined ? text : `/${command} ${text}`;
    this.element.replaceChildren(
      element('p', { class: 'said' }, shownText(said)),
      ...(chips.length === 0
        ? []
        : [
            element(
              'ul',
              { class: 'chips', 'aria-label': 'About' },
              ...chips.map(({ label, kind, tokens: size, isCut, why }) =>
                element(
                  'li',
                  { class: 'chip' },
                  element('span', { class: 'chipLabel' }, shownLine(label)),
                  element('span', { class: 'chipSize' }, shownLine(why ?? sizeWords(kind, size, isCut))),
                ),
              ),
            ),
          ]),
    );
  }

  #edit(): void {
    const { id, text, command } = this.#view;
    const input = element('textarea', { 'aria-label': 'The question in other words', rows: '3' });
    input.value = command === undefined ? text : `/${command} ${text}`;
    const stop = (): void => {
      this.#show();
      this.element.closest<HTMLElement>('article')?.focus({ preventScroll: true });
    };
    const send = (): void => {
      const asked = input.value.trim();
      if (asked === '') return;
      stop();
      post({ kind: 'editAndSend', message: id, text: asked });
    };
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Escape') stop();
      else if (event.key === 'Enter' && !event.shiftKey) send();
      else return event.stopPropagation();
      event.preventDefault();
      event.stopPropagation();
    });
    this.element.replaceChildren(
      input,
      element(
        'div',
        { class: 'buttons' },
        button('Send', send, { class: 'primary' }),
        button('Cancel', stop, { class: 'secondary' }),
      ),
    );
    input.focus();
    input.select();
  }
}

export function sizeWords(kind: string, size: number | undefined, isCut: boolean | undefined): string {
  if (kind === 'codebase') return '';
  if (size === undefined) return 'reading…';
  return isCut ? `${tokens(size)}, cut` : tokens(size);
}
