import type { MentionItem } from '../../src/chat/protocol.ts';
import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { announce } from './announce.ts';
import { post } from './editor.ts';

/** What is being typed behind an `@`, or behind a `/` at the start, and where it stands in the text. */
export interface Mention {
  readonly trigger: '@' | '/';
  readonly query: string;
  readonly start: number;
  readonly end: number;
}

function mentionAt(text: string, caret: number): Mention | undefined {
  const before = text.slice(0, caret);
  const command = /^\s*\/([\p{L}\p{N}._-]*)$/u.exec(before)?.[1];
  if (command !== undefined) return { trigger: '/', query: command, start: caret - command.length - 1, end: caret };
  const query = /(?:^|[\s(])@([^\s@]{0,200})$/.exec(before)?.[1];
  return query === undefined ? undefined : { trigger: '@', query, start: caret - query.length - 1, end: caret };
}

/** The list under the cursor of the question. The keyboard stays in the question. */
export class MentionList {
  readonly element = element('ul', { class: 'mentions', role: 'listbox', id: 'mentions', 'aria-label': 'Mentions' });
  readonly #input: HTMLTextAreaElement;
  readonly #take: (item: MentionItem, mention: Mention) => void;
  #items: readonly MentionItem[] = [];
  #at = 0;
  #mention: Mention | undefined;
  #request = 0;

  constructor(input: HTMLTextAreaElement, take: (item: MentionItem, mention: Mention) => void) {
    this.#input = input;
    this.#take = take;
    this.element.hidden = true;
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-haspopup', 'listbox');
    // A click must not take the keyboard away.
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
    this.element.addEventListener('click', ({ target }) => {
      const row = target instanceof Element ? target.closest('li') : null;
      const item = this.#items[Number(row?.dataset['at'] ?? -1)];
      if (item) this.#choose(item);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** The text or the cursor has moved. */
  look(): void {
    const { value, selectionStart, selectionEnd } = this.#input;
    const mention = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : undefined;
    if (!mention) return this.close();
    if (this.#mention?.query === mention.query && this.#mention.start === mention.start) return;
    this.#mention = mention;
    post({ kind: 'completeMention', request: ++this.#request, trigger: mention.trigger, query: mention.query });
  }

  show(request: number, items: readonly MentionItem[]): void {
    if (request !== this.#request || !this.#mention) return;
    this.#items = items;
    this.#at = 0;
    if (items.length === 0) return this.#hide();
    this.element.hidden = false;
    this.#input.setAttribute('aria-controls', 'mentions');
    this.element.replaceChildren(
      ...items.map(({ label, detail }, at) =>
        element(
          'li',
          { role: 'option', id: `mention-${at}`, 'data-at': String(at), 'aria-selected': 'false' },
          element('span', { class: 'mentionLabel' }, shownLine(label)),
          element('span', { class: 'mentionDetail' }, shownLine(detail)),
        ),
      ),
    );
    this.#select(0);
    announce(`${items.length} to choose from. ${shownLine(items[0]?.label ?? '')}`);
  }

  /** @returns whether the key was for the list. */
  key(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    const item = this.#items[this.#at];
    switch (event.key) {
      case 'ArrowDown':
        this.#select((this.#at + 1) % this.#items.length);
        return true;
      case 'ArrowUp':
        this.#select((this.#at + this.#items.length - 1) % this.#items.length);
        return true;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || !item) return false;
        this.#choose(item);
        return true;
      case 'Escape':
        this.#hide();
        return true;
      default:
        return false;
    }
  }

  close(): void {
    this.#mention = undefined;
    this.#request++;
    this.#hide();
  }

  #choose(item: MentionItem): void {
    const mention = this.#mention;
    this.close();
    if (mention) this.#take(item, mention);
  }

  #select(at: number): void {
    this.#at = at;
    for (const [place, row] of [...this.element.children].entries())
      row.setAttribute('aria-selected', String(place === at));
    this.element.children[at]?.scrollIntoView({ block: 'nearest' });
    this.#input.setAttribute('aria-activedescendant', `mention-${at}`);
  }

  #hide(): void {
    this.element.hidden = true;
    this.#input.removeAttribute('aria-activedescendant');
    this.#input.removeAttribute('aria-controls');
  }
}
