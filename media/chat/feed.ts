import type { MessageView, OpenConversation, ToPage } from '../../src/chat/protocol.ts';
import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { announce } from './announce.ts';
import { AnswerCard } from './answerCard.ts';
import { button } from './button.ts';
import { post } from './editor.ts';
import { QuestionCard } from './questionCard.ts';
import { when } from './words.ts';

/**
 * The messages of a conversation. Every one has its place, and only those near what can be seen are drawn, so that
 * hundreds cost as much as ten. A streamed answer is drawn once a frame at most.
 */
export class Feed {
  readonly element = element('div', { class: 'feed', role: 'feed', 'aria-label': 'Conversation' });
  readonly #slots: Slot[] = [];
  readonly #near: IntersectionObserver;
  #conversation = '';
  #current = -1;
  #wanted: { first: number; last: number } | undefined;
  #isFrameAsked = false;
  #atEnd = true;

  constructor() {
    this.#near = new IntersectionObserver((entries) => this.#moved(entries), {
      root: this.element,
      rootMargin: '1200px 0px',
    });
    this.element.addEventListener('scroll', () => this.#noteEnd(), { passive: true });
    this.element.addEventListener('click', (event) => this.#clicked(event));
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focusin', ({ target }) => {
      const at = this.#slots.findIndex(({ article }) => target instanceof Node && article.contains(target));
      if (at >= 0) this.#setCurrent(at);
    });
    new ResizeObserver(() => this.#follow()).observe(this.element);
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  open({ id, total, first, messages }: OpenConversation): void {
    const isSame = id === this.#conversation;
    const focused = this.element.contains(document.activeElement) ? this.#current : -1;
    this.#near.disconnect();
    this.#conversation = id;
    this.#wanted = undefined;
    this.#slots.length = 0;
    for (let at = 0; at < total; at++) this.#slots.push(new Slot(messages[at - first]));
    this.element.replaceChildren(...this.#slots.map(({ article }) => article));
    this.#count();
    this.#current = -1;
    this.#setCurrent(isSame && focused >= 0 ? Math.min(focused, total - 1) : total - 1);
    // What is seen first is there at once; the rest comes as it comes near.
    for (let at = total - 1, height = 0; at >= 0 && height < this.element.clientHeight + 200; at--) {
      const slot = this.#slots[at]!;
      slot.fill();
      height += slot.article.offsetHeight || 60;
    }
    this.#atEnd = true;
    this.#follow();
    for (const { article } of this.#slots) this.#near.observe(article);
    if (focused >= 0) this.#slots[this.#current]?.article.focus({ preventScroll: true });
  }

  /** Messages that were asked for. */
  add(conversation: string, first: number, messages: readonly MessageView[]): void {
    if (conversation !== this.#conversation) return;
    this.#wanted = undefined;
    messages.forEach((message, at) => {
      const slot = this.#slots[first + at];
      slot?.set(message);
      if (slot?.isNear) slot.fill();
    });
    this.#count();
    this.#follow();
  }

  put(conversation: string, at: number, message: MessageView): void {
    if (conversation !== this.#conversation) return;
    while (this.#slots.length <= at) {
      const slot = new Slot(undefined);
      this.#slots.push(slot);
      this.element.append(slot.article);
      this.#near.observe(slot.article);
    }
    const slot = this.#slots[at]!;
    slot.set(message);
    slot.fill();
    this.#count();
    if (at === this.#slots.length - 1) {
      if (message.role === 'user') this.#atEnd = true;
      if (!this.element.contains(document.activeElement)) this.#setCurrent(at);
    }
    this.#follow();
  }

  stream(piece: Extract<ToPage, { readonly kind: 'streamed' }>): void {
    if (piece.conversation !== this.#conversation) return;
    const at = this.#slots.findLastIndex(({ message }) => message?.id === piece.message);
    const slot = this.#slots[at];
    if (!slot) return;
    if (!slot.take(piece)) {
      post({ kind: 'loadMessages', conversation: this.#conversation, first: at, count: 1 });
      return;
    }
    this.#askFrame();
  }

  focusLast(): void {
    this.#focus(this.#slots.length - 1);
  }

  #askFrame(): void {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    const draw = (): void => {
      this.#isFrameAsked = false;
      for (const slot of this.#slots) slot.draw();
      this.#follow();
    };
    // A page that nobody sees has no frames.
    if (document.hidden) setTimeout(draw, hiddenMs);
    else requestAnimationFrame(draw);
  }

  #noteEnd(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  /** Who reads further up is left there. What was found is read from its beginning, while words are followed to their end. */
  #follow(): void {
    if (!this.#atEnd) return;
    const { message, article } = this.#slots.at(-1) ?? {};
    const isFound = message?.role === 'assistant' && message.model === undefined;
    const end = this.element.scrollHeight - this.element.clientHeight;
    this.element.scrollTop = isFound && article ? Math.min(end, this.#topOf(article)) : end;
  }

  #topOf(article: HTMLElement): number {
    return this.element.scrollTop + article.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const at = Number((target as HTMLElement).dataset['at']);
      const slot = this.#slots[at];
      if (slot?.article !== target) continue;
      slot.isNear = isIntersecting;
      if (!isIntersecting) slot.empty();
      else if (!slot.fill()) this.#want(at);
    }
    this.#follow();
  }

  #want(at: number): void {
    if (this.#wanted) {
      this.#wanted.first = Math.min(this.#wanted.first, at);
      this.#wanted.last = Math.max(this.#wanted.last, at);
      return;
    }
    const wanted = { first: at, last: at };
    this.#wanted = wanted;
    queueMicrotask(() => {
      const { first, last } = wanted;
      this.#wanted = undefined;
      post({ kind: 'loadMessages', conversation: this.#conversation, first, count: last - first + 1 });
    });
  }

  #count(): void {
    this.#slots.forEach(({ article }, at) => {
      article.dataset['at'] = String(at);
      article.setAttribute('aria-posinset', String(at + 1));
      article.setAttribute('aria-setsize', String(this.#slots.length));
    });
  }

  #setCurrent(at: number): void {
    if (at === this.#current) return;
    this.#slots[this.#current]?.setCurrent(false);
    this.#current = at;
    this.#slots[at]?.setCurrent(true);
  }

  #focus(at: number): void {
    const slot = this.#slots[Math.max(0, Math.min(at, this.#slots.length - 1))];
    if (!slot) return;
    slot.isNear = true;
    if (!slot.fill()) this.#want(this.#slots.indexOf(slot));
    slot.article.focus({ preventScroll: true });
    slot.article.scrollIntoView({ block: 'nearest' });
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isArticle = document.activeElement?.tagName === 'ARTICLE';
    const to = { PageUp: -1, PageDown: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (to === undefined || (!isArticle && !event.key.startsWith('Page'))) return;
    const { article } = this.#slots[this.#current] ?? {};
    // A message that is higher than the window is read before the next one comes.
    if (article && event.key.startsWith('Arrow') && this.#scrolls(article, to)) return event.preventDefault();
    event.preventDefault();
    this.#focus(this.#current + to);
  }

  #scrolls(article: HTMLElement, to: number): boolean {
    const [inner, outer] = [article.getBoundingClientRect(), this.element.getBoundingClientRect()];
    const hidden = to > 0 ? inner.bottom - outer.bottom : outer.top - inner.top;
    if (hidden <= 8) return false;
    this.element.scrollBy({ top: to * Math.min(hidden + 8, 80) });
    return true;
  }

  #clicked(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    event.preventDefault();
    // The editor would open it too.
    event.stopPropagation();
    const address = link.getAttribute('href') ?? '';
    const message = link.closest('article')?.dataset['message'] ?? '';
    const place = /^#place-(\d+)$/.exec(address)?.[1];
    if (place !== undefined) post({ kind: 'openPlace', message, number: Number(place) });
    else if (/^https?:\/\//i.test(address)) post({ kind: 'openLink', address });
  }
}

const nearEnd = 48;
const hiddenMs = 250;

/** The place of one message: empty with a height, or drawn. */
class Slot {
  readonly article = element('article', { tabindex: '-1' });
  message: MessageView | undefined;
  /** It can be seen, or soon. */
  isNear = false;
  #card: AnswerCard | QuestionCard | undefined;
  #sequence = 0;
  #height: number | undefined;

  constructor(message: MessageView | undefined) {
    if (message) this.set(message);
    else this.#reserve();
  }

  set(message: MessageView): void {
    const wasDrawn = this.#card !== undefined;
    this.message = message;
    this.#sequence = message.role === 'assistant' ? message.sequence : 0;
    this.article.dataset['message'] = message.id;
    this.article.className = message.role === 'user' ? 'asked' : 'answered';
    this.article.setAttribute('aria-label', message.role === 'user' ? 'You' : 'Touchstone');
    this.#card = undefined;
    if (wasDrawn) this.fill();
    else this.#reserve();
  }

  /** @returns false when the message is not there yet. */
  fill(): boolean {
    const { message } = this;
    if (!message) return false;
    if (this.#card) return true;
    const card = message.role === 'user' ? new QuestionCard(message) : new AnswerCard(message);
    this.#card = card;
    this.article.style.height = '';
    this.article.replaceChildren(head(message), card.element, actions(message, card));
    this.#busy();
    return true;
  }

  empty(): void {
    const isHeld =
      this.article.contains(document.activeElement) || this.article.querySelector('textarea, details[open]');
    if (!this.#card || isHeld || (this.#card instanceof AnswerCard && this.#card.isMaking)) return;
    // What was streamed into the card is not in the message that it began with: it is asked for again.
    if (this.message?.role === 'assistant' && this.#sequence !== this.message.sequence) return;
    this.#height = this.article.offsetHeight;
    this.#card = undefined;
    this.#reserve();
  }

  /** @returns false when something between was lost. */
  take({ sequence, changes }: Extract<ToPage, { readonly kind: 'streamed' }>): boolean {
    if (sequence <= this.#sequence) return true;
    if (sequence !== this.#sequence + 1) return false;
    this.fill();
    this.#sequence = sequence;
    const card = this.#card;
    if (!(card instanceof AnswerCard)) return true;
    const wasMaking = card.isMaking;
    for (const change of changes) card.take(change);
    if (wasMaking && !card.isMaking) {
      card.draw();
      this.#busy();
      announce(card.spoken());
    }
    return true;
  }

  draw(): void {
    if (this.#card instanceof AnswerCard) this.#card.draw();
  }

  setCurrent(isCurrent: boolean): void {
    this.article.tabIndex = isCurrent ? 0 : -1;
    this.article.classList.toggle('current', isCurrent);
  }

  #busy(): void {
    const isMaking = this.#card instanceof AnswerCard && this.#card.isMaking;
    this.article.classList.toggle('making', isMaking);
    this.article.setAttribute('aria-busy', String(isMaking));
  }

  #reserve(): void {
    this.article.replaceChildren();
    this.article.style.height = `${this.#height ?? estimate(this.message)}px`;
  }
}

function head(message: MessageView): HTMLElement {
  const who = message.role === 'user' ? 'You' : 'Touchstone';
  const how = message.role === 'assistant' ? (message.model ?? 'by search') : '';
  return element(
    'div',
    { class: 'head' },
    element('span', { class: 'who' }, who),
    element('span', { class: 'how' }, shownLine(how)),
    element('span', { class: 'time' }, when(message.at, Date.now())),
  );
}

function actions(message: MessageView, card: AnswerCard | QuestionCard): HTMLElement {
  return element(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Of this message' },
    ...card.buttons(),
    ...branchButtons(message),
  );
}

/** Other questions and answers in the same place. */
function branchButtons({ id, branches }: MessageView): HTMLElement[] {
  if (branches.length < 2) return [];
  const at = branches.indexOf(id);
  const to = (text: string, label: string, place: number): HTMLElement => {
    const target = branches[place];
    const made = button(
      text,
      () => {
        if (target !== undefined) post({ kind: 'chooseBranch', message: target });
      },
      { class: 'quiet', label },
    );
    if (target === undefined) made.disabled = true;
    return made;
  };
  return [
    to('‹', 'Show the earlier version', at - 1),
    element('span', { class: 'branch' }, `${at + 1} of ${branches.length}`),
    to('›', 'Show the later version', at + 1),
  ];
}

function estimate(message: MessageView | undefined): number {
  if (!message) return 120;
  const text =
    message.role === 'user'
      ? message.text.length
      : message.answer.parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : 80), 0);
  return 64 + Math.ceil(text / 50) * 20;
}
