import type { ChatHead, MentionItem, ToPage } from '../../src/chat/protocol.ts';
import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post } from './editor.ts';
import { MentionList, type Mention } from './mentionList.ts';
import { sizeWords } from './questionCard.ts';

type Chips = Extract<ToPage, { readonly kind: 'chips' }>['chips'];

/** Where the question is written: its chips, its text, and what is offered while one types. */
export class Composer {
  readonly element: HTMLElement;
  readonly #input = element('textarea', { 'aria-label': 'Question', rows: '3', spellcheck: 'true' });
  readonly #chips = element('ul', { class: 'chips', 'aria-label': 'What the question is about' });
  readonly #mentions: MentionList;
  readonly #send = button('Send', () => this.#sendNow(), { class: 'primary', title: 'Send (Enter)' });
  readonly #stop = button('Stop', () => post({ kind: 'stop' }), { class: 'secondary', title: 'Stop (Escape)' });
  readonly #toMessages: () => void;
  readonly #say: (text: string) => void;
  #head: ChatHead | undefined;
  #shown: Chips = [];
  #keeping: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param toMessages moves the keyboard to the last message
   * @param say shows one sentence
   */
  constructor(toMessages: () => void, say: (text: string) => void) {
    this.#toMessages = toMessages;
    this.#say = say;
    this.#mentions = new MentionList(this.#input, (item, mention) => this.#take(item, mention));
    this.element = element(
      'form',
      { class: 'composer', 'aria-label': 'Ask' },
      this.#mentions.element,
      this.#chips,
      this.#input,
      element(
        'div',
        { class: 'composerFoot' },
        button('@', () => this.#begin('@'), { class: 'quiet', label: 'Mention a file, a symbol or more' }),
        button('/', () => this.#begin('/'), { class: 'quiet', label: 'Choose a command' }),
        element('span', { class: 'space' }),
        this.#stop,
        this.#send,
      ),
    );
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.#input.addEventListener('input', () => this.#changed());
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    for (const moved of ['click', 'keyup'] as const)
      this.#input.addEventListener(moved, (event) => {
        const isForList = event instanceof KeyboardEvent && /^(Arrow(Up|Down)|Escape|Enter|Tab)$/.test(event.key);
        if (!isForList) this.#mentions.look();
      });
    this.#input.addEventListener('blur', () => this.#mentions.close());
    this.#input.addEventListener('paste', (event) => this.#takeFiles(event, event.clipboardData));
    this.element.addEventListener('dragover', (event) => event.preventDefault());
    this.element.addEventListener('drop', (event) => this.#takeFiles(event, event.dataTransfer));
    this.#chips.hidden = true;
  }

  setHead(head: ChatHead): void {
    this.#head = head;
    const hadFocus = document.activeElement === this.#stop || document.activeElement === this.#send;
    this.#stop.hidden = !head.isAnswering;
    this.#send.hidden = head.isAnswering;
    this.#input.disabled = head.folder === undefined;
    this.#send.disabled = head.folder === undefined;
    this.#input.placeholder =
      head.folder === undefined ? 'Open a folder to ask about it.' : 'Ask about the code. @ mentions, / for commands.';
    if (hadFocus) this.focus();
  }

  setText(text: string): void {
    this.#input.value = text;
    this.#fit();
  }

  /** At the cursor. */
  insert(text: string): void {
    const { selectionStart, selectionEnd } = this.#input;
    this.#input.setRangeText(text, selectionStart, selectionEnd, 'end');
    this.#changed();
  }

  setChips(chips: Chips): void {
    const at = [...this.#chips.children].findIndex((chip) => chip.contains(document.activeElement));
    const [had, has] = [this.#shown.length, chips.length];
    this.#shown = chips;
    this.#chips.hidden = has === 0;
    this.#chips.replaceChildren(...chips.map((chip) => this.#chip(chip)));
    if (at < 0) return;
    // One that was removed gives the keyboard to the next one.
    const next = this.#chips.children[Math.min(at, has - 1)];
    const wanted = next?.querySelector<HTMLElement>(has < had ? '.remove' : 'button');
    if (wanted) wanted.focus();
    else this.focus();
  }

  showMentions(request: number, items: readonly MentionItem[]): void {
    this.#mentions.show(request, items);
  }

  focus(): void {
    this.#input.focus();
  }

  get hasFocus(): boolean {
    return document.activeElement === this.#input;
  }

  #chip({ id, label, target, content }: Chips[number]): HTMLElement {
    const shown = shownLine(label);
    const remove = (): void => post({ kind: 'removeChip', chip: id });
    const size =
      content?.why !== undefined ? shownLine(content.why) : sizeWords(target.kind, content?.tokens, content?.isCut);
    const isPicture = target.kind === 'picture';
    const chip = element(
      'li',
      { class: content?.why === undefined ? 'chip' : 'chip nothing' },
      ...(isPicture
        ? [thumbnail(target, shown), element('span', { class: 'chipLabel' }, shown)]
        : [
            button(shown, () => post({ kind: 'openChip', chip: id }), {
              class: 'chipLabel',
              label: `Open ${shown}${size === '' ? '' : `, ${size}`}`,
            }),
          ]),
      element(
        'span',
        { class: 'chipSize' },
        isPicture ? `${pictureSize(target)}${content?.why === undefined ? ',' : '.'} ${size}` : size,
      ),
      button('×', remove, { class: 'remove', label: `Remove ${shown}` }),
    );
    chip.addEventListener('keydown', ({ key }) => {
      if (key === 'Delete' || key === 'Backspace') remove();
    });
    return chip;
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.#mentions.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const { value, selectionStart, selectionEnd } = this.#input;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && isPlain) {
      event.preventDefault();
      this.#sendNow();
    } else if (event.key === 'ArrowUp' && isPlain && value === '') {
      event.preventDefault();
      this.#toMessages();
    } else if (event.key === 'Backspace' && isPlain && selectionStart === 0 && selectionEnd === 0) {
      const last = this.#shown.at(-1);
      if (last) post({ kind: 'removeChip', chip: last.id });
    }
  }

  #sendNow(): void {
    const text = this.#input.value.trim();
    if (this.#head?.isAnswering || this.#head?.folder === undefined || (text === '' && this.#shown.length === 0))
      return;
    this.#mentions.close();
    clearTimeout(this.#keeping);
    post({ kind: 'send', text });
    this.setText('');
  }

  #begin(trigger: '@' | '/'): void {
    this.focus();
    if (trigger === '/') this.#input.setRangeText('/', 0, 0, 'end');
    else {
      const { value, selectionStart } = this.#input;
      const isApart = selectionStart === 0 || /\s/.test(value[selectionStart - 1] ?? '');
      this.#input.setRangeText(isApart ? '@' : ' @', selectionStart, selectionStart, 'end');
    }
    this.#changed();
  }

  #changed(): void {
    this.#fit();
    this.#mentions.look();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => post({ kind: 'draft', text: this.#input.value }), draftMs);
  }

  #fit(): void {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight + 2, Math.max(80, window.innerHeight * 0.4))}px`;
  }

  #take(item: MentionItem, { start, end }: Mention): void {
    // `@file:` wants a name behind it.
    const goesOn = item.insert.endsWith(':');
    if (item.kind !== 'command' && !goesOn) post({ kind: 'addChip', item });
    this.#input.setRangeText(goesOn || item.insert === '' ? item.insert : `${item.insert} `, start, end, 'end');
    this.#changed();
  }

  #takeFiles(event: Event, data: DataTransfer | null): void {
    const addresses = ['application/vnd.code.uri-list', 'text/uri-list']
      .flatMap((type) => (data?.getData(type) ?? '').split(/\r?\n/))
      .filter((line) => /^[a-z][\w+.-]*:\/\//i.test(line) && !/^https?:/i.test(line));
    const files = [...(data?.files ?? [])];
    if (addresses.length === 0 && files.length === 0) return;
    event.preventDefault();
    if (addresses.length > 0) return post({ kind: 'addFiles', addresses: [...new Set(addresses)] });
    const pictures = files.filter(({ type }) => type.startsWith('image/'));
    for (const picture of pictures.slice(0, mostAtOnce)) this.#read(picture);
    if (pictures.length === 0)
      this.#say(
        'Of what lies outside of this window only pictures can be attached. Files of the workspace can: drag them from the Explorer with Shift held, or mention them with @.',
      );
  }

  #read(file: File): void {
    if (file.size > mostBytes)
      return this.#say(`${file.name} is too large to be attached. Cut out or scale down what matters.`);
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const base64 = typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '';
      post({ kind: 'addPicture', name: file.name, base64 });
    });
    reader.addEventListener('error', () => this.#say(`${file.name} could not be read. Save it and drop it again.`));
    reader.readAsDataURL(file);
  }
}

const draftMs = 300;

/** The extension says it exactly; more is not even read. */
const mostBytes = 20_000_000;
const mostAtOnce = 10;

type PictureTarget = Extract<Chips[number]['target'], { readonly kind: 'picture' }>;

/** From the bytes at hand alone, whose kind and letters the extension has made. */
function thumbnail({ mime, base64 }: PictureTarget, name: string): HTMLElement {
  const isShown = /^image\/(?:png|jpeg|gif|webp)$/.test(mime) && /^[A-Za-z0-9+/]+=*$/.test(base64);
  return isShown
    ? element('img', { class: 'thumbnail', alt: name, src: `data:${mime};base64,${base64}` })
    : element('span', { class: 'thumbnail' });
}

const pictureSize = ({ width, height, size }: PictureTarget): string =>
  `${width} × ${height}, ${Math.max(1, Math.round(size / 1000)).toLocaleString('en')} kB`;
