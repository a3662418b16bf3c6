import type { ToPage } from '../../src/chat/protocol.ts';
import { shownLine, shownText } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { announce } from './announce.ts';
import { AnswerText } from './answerText.ts';
import { button } from './button.ts';
import { post, type Answer, type AnswerPart, type AnswerView, type CitedPlace, type ProposalPart } from './editor.ts';
import { stateWords, toolCard } from './toolCard.ts';
import { counted, spending } from './words.ts';

type AnswerChange = Extract<ToPage, { readonly kind: 'streamed' }>['changes'][number];

/** An answer, from its first word to its last. */
export class AnswerCard {
  readonly element = element('div', { class: 'answer' });
  readonly #message: string;
  readonly #hasPrompt: boolean;
  readonly #parts = element('div', { class: 'parts' });
  readonly #status = element('p', { class: 'status' });
  readonly #foot = element('div', { class: 'foot' });
  readonly #drawn: (AnswerText | HTMLElement)[] = [];
  readonly #grown = new Set<AnswerText>();
  #places: CitedPlace[];
  #facts: Omit<Answer, 'parts' | 'places'>;

  constructor({ id, answer, hasPrompt }: AnswerView) {
    this.#message = id;
    this.#hasPrompt = hasPrompt;
    this.#places = [...answer.places];
    this.#facts = answer;
    this.element.append(this.#parts, this.#status, this.#foot);
    answer.parts.forEach((part, at) => this.#put(at, part));
    this.draw();
    if (answer.ended) this.#end();
    this.#drawFacts();
  }

  get isMaking(): boolean {
    return this.#facts.ended === undefined;
  }

  /** What is new; drawn with the next `draw`. */
  take(change: AnswerChange): void {
    switch (change.kind) {
      case 'grown': {
        const text = this.#drawn[change.at];
        if (!(text instanceof AnswerText)) return;
        text.push(change.delta);
        this.#grown.add(text);
        return;
      }
      case 'part':
        this.#status.textContent = '';
        return this.#put(change.at, change.part);
      case 'place':
        this.#places[change.number - 1] = change.place;
        return;
      case 'status':
        this.#status.textContent = shownLine(change.text);
        announce(shownLine(change.text));
        return;
      case 'facts':
        this.#facts = change.answer;
        if (change.answer.ended) this.#end();
        return this.#drawFacts();
    }
  }

  draw(): void {
    for (const text of this.#grown) text.draw();
    this.#grown.clear();
  }

  #put(at: number, part: AnswerPart): void {
    if (part.kind === 'text') {
      // What stands before it is whole.
      const text = new AnswerText(this.#message, (within) => this.#decorate(within));
      text.push(part.text);
      this.#grown.add(text);
      return this.#place(at, text, text.element);
    }
    const before = this.#drawn[at];
    const old = before instanceof AnswerText ? undefined : before;
    const hadFocus = old?.contains(document.activeElement) ?? false;
    const made =
      part.kind === 'tool'
        ? toolCard(this.#message, part, old?.querySelector('details')?.open ?? false)
        : proposalCard(part);
    this.#place(at, made, made);
    if (hadFocus) made.querySelector<HTMLElement>('summary, button')?.focus({ preventScroll: true });
    if (part.kind === 'tool') announce(`${shownLine(part.name)}: ${stateWords(part.state)}`);
  }

  #place(at: number, drawn: AnswerText | HTMLElement, made: HTMLElement): void {
    const old = this.#drawn[at];
    this.#drawn[at] = drawn;
    if (old) (old instanceof AnswerText ? old.element : old).replaceWith(made);
    else this.#parts.append(made);
  }

  #end(): void {
    this.draw();
    for (const text of this.#drawn) if (text instanceof AnswerText) text.end();
    this.#status.textContent = '';
  }

  /** A link says where it leads, whatever its words are. */
  #decorate(within: ParentNode): void {
    for (const link of within.querySelectorAll<HTMLAnchorElement>('a[href^="#place-"]')) {
      const place = this.#places[Number(link.getAttribute('href')?.slice('#place-'.length)) - 1];
      if (!place) {
        link.replaceWith(...link.childNodes);
        continue;
      }
      const where = placeWords(place);
      link.title = `Open ${where}`;
      link.className = 'place';
      const name = shownLine(place.path.split('/').at(-1) ?? place.path);
      if (!link.textContent.includes(name)) link.after(element('span', { class: 'address' }, ` (${where})`));
    }
  }

  #drawFacts(): void {
    const { dropped, unproven, usage, ended } = this.#facts;
    const made: Node[] = [];
    if (dropped.length > 0)
      made.push(
        noteList(`${counted(dropped.length, 'place')} it named could not be found, so there is no link`, dropped),
      );
    if (unproven.length > 0)
      made.push(noteList(`${counted(unproven.length, 'statement')} about tests without a run`, unproven));
    if (ended?.reason === 'stopped') made.push(element('p', { class: 'note' }, 'Stopped here.'));
    if (ended?.error)
      made.push(
        element(
          'div',
          { class: ended.reason === 'failed' ? 'trouble' : 'note' },
          element('p', {}, shownText(ended.error.cause)),
          element('p', {}, shownText(ended.error.next)),
        ),
      );
    if (usage) made.push(element('p', { class: 'usage' }, spending(usage)));
    this.#foot.replaceChildren(...made);
  }

  /** Its own buttons, beside those that every message has. */
  buttons(): HTMLElement[] {
    const message = this.#message;
    return [
      button('Copy', () => this.#copy(), { class: 'quiet', label: 'Copy the answer' }),
      button('Regenerate', () => post({ kind: 'regenerate', message }), {
        class: 'quiet',
        title: 'Answer once more; this answer stays beside the new one',
      }),
      ...(this.#hasPrompt
        ? [
            button('Show Prompt', () => post({ kind: 'showPrompt', message }), {
              class: 'quiet',
              title: 'All that was sent to the model',
            }),
          ]
        : []),
    ];
  }

  /** What is read aloud at its end. */
  spoken(): string {
    const { error } = this.#facts.ended ?? {};
    const said = [this.#parts.textContent.trim(), error ? `${error.cause} ${error.next}` : ''];
    return `Answer: ${said.filter(Boolean).join(' ')}`;
  }

  #copy(): void {
    post({ kind: 'copyCode', text: this.#parts.innerText });
    announce('Copied.');
  }
}

function placeWords({ path, lines }: CitedPlace): string {
  const shown = shownLine(path);
  if (!lines) return shown;
  return lines.first === lines.last ? `${shown}:${lines.first}` : `${shown}:${lines.first}-${lines.last}`;
}

function proposalCard({ id, title, files, hunks }: ProposalPart): HTMLElement {
  return element(
    'div',
    { class: 'proposal' },
    element('p', {}, shownLine(title)),
    element('p', { class: 'note' }, `${counted(hunks, 'hunk')} in ${files.map(shownLine).join(', ')}`),
    button('Review It', () => post({ kind: 'openProposal', proposal: id }), {
      class: 'primary',
      label: `Review: ${shownLine(title)}`,
    }),
  );
}

function noteList(title: string, rows: readonly { readonly what: string; readonly why: string }[]): HTMLElement {
  return element(
    'details',
    { class: 'note' },
    element('summary', {}, title),
    element(
      'ul',
      {},
      ...rows.map(({ what, why }) => element('li', {}, element('code', {}, shownLine(what)), ` ${shownLine(why)}`)),
    ),
  );
}
