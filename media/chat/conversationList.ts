import type { ConversationRow } from '../../src/chat/protocol.ts';
import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post } from './editor.ts';
import { when } from './words.ts';

/** The conversations so far, in a window over the page: search, open, rename, export, delete. */
export class ConversationList {
  readonly element: HTMLDialogElement;
  readonly #search = element('input', { type: 'search', 'aria-label': 'Search conversations', placeholder: 'Search' });
  readonly #rows = element('ul', { class: 'conversations' });
  readonly #none = element('p', { class: 'note' });
  #asked = '';

  constructor() {
    this.element = element(
      'dialog',
      { class: 'over', 'aria-label': 'Conversations' },
      element(
        'div',
        { class: 'overHead' },
        element('h2', {}, 'Conversations'),
        button('Close', () => this.element.close(), { class: 'secondary' }),
      ),
      this.#search,
      this.#rows,
      this.#none,
    );
    this.#search.addEventListener('input', () => this.#ask());
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  open(): void {
    this.#search.value = '';
    this.#ask();
    this.element.showModal();
    this.#search.focus();
  }

  show(query: string, rows: readonly ConversationRow[]): void {
    if (query !== this.#asked || !this.element.open) return;
    // A title that is being changed is not taken away.
    if (this.#rows.querySelector('input')) return;
    const at = [...this.#rows.children].findIndex((row) => row.contains(document.activeElement));
    this.#rows.replaceChildren(...rows.map((row) => this.#row(row)));
    this.#none.textContent =
      rows.length > 0 ? '' : query === '' ? 'Nothing was asked yet.' : 'No conversation has these words.';
    if (at >= 0) this.#focus(Math.min(at, rows.length - 1));
  }

  #ask(): void {
    this.#asked = this.#search.value.trim();
    post({ kind: 'searchConversations', query: this.#asked });
  }

  #row({ id, title, updatedAt, extract }: ConversationRow): HTMLElement {
    const shown = shownLine(title);
    const name = button(
      shown,
      () => {
        this.element.close();
        post({ kind: 'openConversation', conversation: id });
      },
      { class: 'link title' },
    );
    const row = element(
      'li',
      {},
      element('div', { class: 'rowHead' }, name, element('span', { class: 'time' }, when(updatedAt, Date.now()))),
      ...(extract === '' ? [] : [element('p', { class: 'note' }, shownLine(extract))]),
      element(
        'div',
        { class: 'rowActions' },
        button('Rename', () => this.#rename(row, name, id, title), { class: 'quiet', label: `Rename “${shown}”` }),
        button('Export', () => post({ kind: 'exportConversation', conversation: id }), {
          class: 'quiet',
          label: `Export “${shown}” as Markdown`,
        }),
        button('Delete', () => post({ kind: 'deleteConversation', conversation: id }), {
          class: 'quiet',
          label: `Delete “${shown}”`,
        }),
      ),
    );
    return row;
  }

  #rename(row: HTMLElement, name: HTMLElement, id: string, title: string): void {
    const input = element('input', { type: 'text', 'aria-label': 'New title' });
    input.value = title;
    let isDone = false;
    const end = (isTaken: boolean): void => {
      if (isDone) return;
      isDone = true;
      const next = input.value.trim();
      input.replaceWith(name);
      row.querySelector<HTMLElement>('.title')?.focus();
      if (isTaken && next !== '' && next !== title) post({ kind: 'renameConversation', conversation: id, title: next });
    };
    input.addEventListener('keydown', (event) => {
      if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
      event.preventDefault();
      event.stopPropagation();
      end(event.key === 'Enter');
    });
    input.addEventListener('blur', () => end(true));
    name.replaceWith(input);
    input.focus();
    input.select();
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const at = [...this.#rows.children].findIndex((row) => row.contains(document.activeElement));
    event.preventDefault();
    if (at + step < 0) this.#search.focus();
    else this.#focus(Math.min(at + step, this.#rows.children.length - 1));
  }

  #focus(at: number): void {
    const title = this.#rows.children[at]?.querySelector<HTMLElement>('.title');
    if (title) title.focus();
    else this.#search.focus();
  }
}
