import type { FromSearchPage, SearchHead, ToSearchPage } from '../src/refine/protocol.ts';
import { isPassed, isPromising, rankOf, type Attempt } from './attempts/attempt.ts';
import { detailOf } from './attempts/detail.ts';
import { RowList } from './attempts/rowList.ts';
import { rowsOf, type Filter, type Grouping, type Row } from './attempts/rows.ts';
import { element } from './page/element.ts';

/** The page of a search: every attempt as a tree, and beside it what the chosen one changed and what came of it. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromSearchPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

/** What stays when the page was out of sight. */
interface PageState {
  readonly filter: Filter;
  readonly grouping: Grouping;
}

const editor = acquireVsCodeApi();
let { filter, grouping }: PageState = editor.getState() ?? { filter: 'all', grouping: 'place' };
let opened = new Map<string, boolean>();
let attempts: Attempt[] = [];
let byId = new Map<number, Attempt>();
let rows: readonly Row[] = [];
/** Until the user has chosen a row, the best so far is looked at. */
let isOwnChoice = false;
let isDue = false;

const title = element('h1', {}, 'Search');
const status = element('p', { class: 'status', role: 'status' });
const empty = element('p', { class: 'empty' });
const detail = element('section', { class: 'detail', 'aria-label': 'The chosen attempt', tabindex: '-1' });
const list = new RowList({
  onChoose: (row, byUser) => {
    isOwnChoice ||= byUser;
    showRow(row);
  },
  onTurn: (row, isOpen) => {
    opened.set(row.key, isOpen);
    refresh();
  },
  // From the tree to what it says, and back with Escape.
  onEnter: () => (detail.querySelector<HTMLElement>('button') ?? detail).focus(),
});

const filters = choice<Filter>('Show', filter, [
  ['all', 'All'],
  ['promising', 'Promising'],
  ['passed', 'Passed'],
]);
const groupings = choice<Grouping>('Group by', grouping, [
  ['place', 'Place'],
  ['strategy', 'Idea'],
  ['none', 'Order'],
]);

document.body.append(
  element('header', {}, title, status, element('div', { class: 'controls' }, filters.element, groupings.element)),
  element('main', {}, element('div', { class: 'side' }, list.element, empty), detail),
);
filters.onChange((value) => look({ filter: value, grouping }));
groupings.onChange((value) => look({ filter, grouping: value }));
detail.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') list.element.focus();
});
window.addEventListener('message', (event: MessageEvent<ToSearchPage>) => take(event.data));
editor.postMessage({ kind: 'ready' });

function take(message: ToSearchPage): void {
  switch (message.kind) {
    case 'search':
      attempts = [];
      byId = new Map();
      opened = new Map();
      isOwnChoice = false;
      list.choose(undefined);
      detail.replaceChildren();
      head(message.head);
      return add(message.attempts);
    case 'head':
      return head(message.head);
    case 'tried':
      return add(message.attempts);
  }
}

function head({ title: text, status: how, isRunning }: SearchHead): void {
  title.textContent = text;
  status.textContent = how;
  document.body.dataset['running'] = String(isRunning);
}

/** They come in any order; the tree has them in that of their making, parents first. */
function add(more: readonly Attempt[]): void {
  for (const attempt of more) if (!byId.has(attempt.id)) attempts.push(attempt);
  for (const attempt of more) byId.set(attempt.id, attempt);
  if (isDue) return;
  isDue = true;
  // However many come, they are laid out once a frame.
  requestAnimationFrame(() => {
    isDue = false;
    attempts.sort((a, b) => a.id - b.id);
    refresh();
  });
}

function look(next: PageState): void {
  ({ filter, grouping } = next);
  editor.setState(next);
  refresh();
  list.reveal();
}

function refresh(): void {
  rows = rowsOf(attempts, { filter, grouping, opened });
  filters.count({
    all: attempts.length,
    promising: attempts.filter(isPromising).length,
    passed: attempts.filter(isPassed).length,
  });
  list.show(rows);
  list.element.hidden = rows.length === 0;
  empty.hidden = rows.length > 0;
  empty.textContent = whyEmpty();
  if (isOwnChoice) return;
  const best = rows.find((row) => row.kind === 'attempt');
  const chosen = rows.find(({ key }) => key === list.chosen);
  if (best && (chosen?.kind !== 'attempt' || rankOf(best.attempt) < rankOf(chosen.attempt))) list.choose(best.key);
}

function whyEmpty(): string {
  if (attempts.length > 0) {
    return filter === 'passed'
      ? 'No attempt has passed every test.'
      : 'No attempt has made a failing test pass. “All” shows them.';
  }
  return document.body.dataset['running'] === 'true' ? 'No patch has been tried yet.' : 'No patch was tried.';
}

function showRow(row: Row): void {
  const attempt = row.kind === 'attempt' ? row.attempt : undefined;
  const found = (id: number | undefined): Attempt | undefined => (id === undefined ? undefined : byId.get(id));
  const made = detailOf(
    row,
    { parent: found(attempt?.parent), same: found(attempt?.sameAs) },
    {
      onOpen: (place) => editor.postMessage({ kind: 'open', ...place }),
      onCopy: (text) => editor.postMessage({ kind: 'copy', text }),
      onGoTo: (id) => goTo(id),
    },
  );
  detail.replaceChildren(...made);
  detail.scrollTop = 0;
}

/** Opens what it is in, and takes a filter off that hides it. */
function goTo(id: number): void {
  if (!rows.some((row) => row.kind === 'attempt' && row.attempt.id === id)) {
    filters.set('all');
    for (const row of rows) if (row.kind === 'group') opened.set(row.key, true);
    look({ filter: 'all', grouping });
    for (const each of attempts) opened.set(`attempt ${each.id}`, true);
    refresh();
  }
  isOwnChoice = true;
  list.choose(`attempt ${id}`);
  list.element.focus();
}

interface Choice<Value extends string> {
  readonly element: HTMLElement;
  onChange(listener: (value: Value) => void): void;
  set(value: Value): void;
  /** How many rows each of them has. */
  count(counts: Readonly<Record<Value, number>>): void;
}

function choice<Value extends string>(
  name: string,
  chosen: Value,
  options: readonly (readonly [Value, string])[],
): Choice<Value> {
  const made = options.map(([value, text]) => {
    const input = element('input', { type: 'radio', name, value });
    input.checked = value === chosen;
    const label = element('span', {}, text);
    return { value, text, input, label };
  });
  return {
    element: element(
      'fieldset',
      {},
      element('legend', {}, name),
      ...made.map(({ input, label }) => element('label', {}, input, label)),
    ),
    onChange(listener) {
      for (const { input, value } of made) input.addEventListener('change', () => listener(value));
    },
    set(value) {
      for (const one of made) one.input.checked = one.value === value;
    },
    count(counts) {
      for (const { value, text, label } of made) label.textContent = `${text} (${counts[value]})`;
    },
  };
}
