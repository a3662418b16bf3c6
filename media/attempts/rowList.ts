import { codeSpans, visible } from '../page/codeBlock.ts';
import { element } from '../page/element.ts';
import { drawnWords, duration, groupSummary, outcomeMark, outcomeWord, placeName, rankOf } from './attempt.ts';
import { moveBy, type Row } from './rows.ts';

export interface RowListEvents {
  readonly onChoose: (row: Row, byUser: boolean) => void;
  readonly onTurn: (row: Row, isOpen: boolean) => void;
  readonly onEnter: () => void;
}

/**
 * Rows of a tree, of which only those in sight are in the page: thousands cost no more than a screenful. The list has
 * the focus and says which row is the active one, as the editor's own lists do.
 */
export class RowList {
  readonly element = element('div', { class: 'rows', role: 'tree', tabindex: '0', 'aria-label': 'Attempts' });
  readonly #space = element('div', { class: 'space', role: 'presentation' });
  readonly #events: RowListEvents;
  #rows: readonly Row[] = [];
  #chosen: string | undefined;
  #drawn = '';

  constructor(events: RowListEvents) {
    this.#events = events;
    this.element.append(this.#space);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** What is looked at stays where it is, whatever has come above it; at the top the best is looked at. */
  show(rows: readonly Row[]): void {
    const { scrollTop } = this.element;
    const anchor = scrollTop > 0 ? this.#anchor(scrollTop) : undefined;
    this.#rows = rows;
    this.#drawn = '';
    this.#space.style.setProperty('height', `${rows.length * rowHeight}px`);
    const at = anchor ? rows.findIndex(({ key }) => key === anchor.key) : -1;
    if (anchor && at >= 0 && at !== anchor.at) this.element.scrollTop = scrollTop + (at - anchor.at) * rowHeight;
    this.#draw();
  }

  /** The chosen row where it is in sight, else the first that is. */
  #anchor(scrollTop: number): { readonly key: string; readonly at: number } | undefined {
    const first = Math.ceil(scrollTop / rowHeight);
    const last = Math.floor((scrollTop + this.element.clientHeight) / rowHeight) - 1;
    const chosen = this.#at;
    const at = first <= chosen && chosen <= last ? chosen : first;
    const row = this.#rows[at];
    return row && { key: row.key, at };
  }

  /** Brings the chosen row into sight. */
  reveal(): void {
    const at = this.#at;
    if (at >= 0) this.#scrollTo(at);
    this.#draw();
  }

  choose(key: string | undefined): void {
    if (key === undefined) {
      this.#chosen = undefined;
      return;
    }
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at >= 0) this.#go(at, false);
  }

  /** The key of the row that is chosen. */
  get chosen(): string | undefined {
    return this.#chosen;
  }

  get #at(): number {
    return this.#rows.findIndex((row) => row.key === this.#chosen);
  }

  #go(at: number, byUser: boolean): void {
    const row = this.#rows[at];
    if (!row) return;
    this.#chosen = row.key;
    this.#scrollTo(at);
    this.#drawn = '';
    this.#draw();
    this.#events.onChoose(row, byUser);
  }

  #scrollTo(at: number): void {
    const top = at * rowHeight;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.element.scrollTop = top + rowHeight - clientHeight;
  }

  #turn(at: number): void {
    const row = this.#rows[at];
    if (row?.isOpen !== undefined) this.#events.onTurn(row, !row.isOpen);
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#at;
    const row = this.#rows[at];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (row?.kind === 'group') this.#turn(at);
      else this.#events.onEnter();
      return;
    }
    const page = Math.max(1, Math.floor(this.element.clientHeight / rowHeight) - 1);
    // Nothing is chosen yet, or it has gone: any key begins at the top.
    const move = at < 0 ? moveBy('Home', this.#rows, 0, page) : moveBy(event.key, this.#rows, at, page);
    if (!move) return;
    event.preventDefault();
    if (move.kind === 'to') this.#go(move.at, true);
    else this.#turn(move.at);
  }

  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const at = Number(target?.closest('[role=treeitem]')?.getAttribute('data-at') ?? -1);
    const row = this.#rows[at];
    if (!row) return;
    if (target?.closest('.twistie') || row.kind === 'group') this.#turn(at);
    this.#go(
      this.#rows.findIndex(({ key }) => key === row.key),
      true,
    );
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
    const last = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / rowHeight) + spare);
    const wanted = `${first} ${last}`;
    if (this.#drawn === wanted) return;
    this.#drawn = wanted;
    const active = this.#at;
    const made: HTMLElement[] = [];
    for (let at = first; at < last; at++) {
      const row = this.#rows[at];
      if (row) made.push(rowElement(row, at, at === active));
    }
    // What a screen reader is told of is in the page even when it was scrolled away.
    const chosen = this.#rows[active];
    if (chosen && (active < first || active >= last)) made.push(rowElement(chosen, active, true));
    this.#space.replaceChildren(...made);
    if (chosen) this.element.setAttribute('aria-activedescendant', rowId(active));
    else this.element.removeAttribute('aria-activedescendant');
  }
}

/** In CSS pixels, as in the style sheet. */
const rowHeight = 22;
/** Rows drawn beyond what is in sight. */
const spare = 12;

const rowId = (at: number): string => `row-${at}`;

function rowElement(row: Row, at: number, isChosen: boolean): HTMLElement {
  const { level, position, siblings, isOpen } = row;
  const twistie = element('span', { class: 'twistie', 'aria-hidden': 'true' }, isOpen === undefined ? '' : '›');
  const made = element(
    'div',
    {
      role: 'treeitem',
      id: rowId(at),
      'data-at': String(at),
      'data-rank': String(row.kind === 'group' ? Math.min(...row.attempts.map(rankOf)) : rankOf(row.attempt)),
      class: row.kind,
      'aria-level': String(level),
      'aria-posinset': String(position),
      'aria-setsize': String(siblings),
      'aria-selected': String(isChosen),
      'aria-label': spoken(row),
      ...(isOpen !== undefined && { 'aria-expanded': String(isOpen) }),
    },
    twistie,
    ...content(row),
  );
  made.style.setProperty('--level', String(level - 1));
  made.style.setProperty('top', `${at * rowHeight}px`);
  return made;
}

function content(row: Row): HTMLElement[] {
  if (row.kind === 'group') {
    // Of a long path the end is what tells places apart.
    const [folder, name] = /^(.*\/)?([^/]+:\d+)$/.exec(row.label)?.slice(1) ?? ['', row.label];
    return [
      element('span', { class: 'label', title: row.label }, visible(name ?? row.label)),
      ...(folder ? [element('span', { class: 'folder' }, visible(folder.replace(/\/$/, '')))] : []),
      element('span', { class: 'note' }, groupSummary(row.attempts)),
    ];
  }
  const { attempt } = row;
  return [
    element('span', { class: 'mark', 'aria-hidden': 'true' }, outcomeMark(attempt)),
    element('span', { class: 'label', title: attempt.title.replaceAll('`', '') }, ...codeSpans(attempt.title)),
    element('span', { class: 'note' }, noteOf(row)),
  ];
}

function noteOf({ attempt, level, drawn }: Row & { kind: 'attempt' }): string {
  const { ms } = attempt;
  const where = level === 1 ? placeName(attempt) : '';
  return [outcomeWord(attempt), drawnWords(drawn), where, ms > 0 ? duration(ms) : ''].filter(Boolean).join(' · ');
}

function spoken(row: Row): string {
  if (row.kind === 'group') return `${row.label}, ${groupSummary(row.attempts)}`;
  return `${row.attempt.title.replaceAll('`', '')}, ${noteOf(row)}`;
}
