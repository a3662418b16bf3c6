import type {
  FromPage,
  GroupRow,
  OfferCounts,
  StatisticsRange,
  StatisticsView,
  Times,
  ToPage,
} from '../src/completion/protocol.ts';
import { element } from './page/element.ts';
import { askToClear } from './statistics/clearDialog.ts';
import { dayChart } from './statistics/dayChart.ts';
import { tableOf, type Column } from './statistics/table.ts';
import { after, bound, counted, longDate, number, percent, time } from './statistics/words.ts';

/** The page of completion statistics: lays out what the extension has summed up. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();
const ranges: readonly (readonly [StatisticsRange, string])[] = [
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  ['all', 'All'],
];

/** A part of the page. It is painted anew only when its own content changes, so that no focus is lost. */
interface Part {
  readonly element: HTMLElement;
  readonly paint: (view: StatisticsView) => readonly Node[];
}

const parts: readonly Part[] = [
  { element: element('p', { class: 'since', role: 'status' }), paint: since },
  { element: element('dl', { class: 'tiles' }), paint: tiles },
  part('How many you have taken', 'wide', ({ totals, days }) => (totals.shown === 0 ? [] : dayChart(days))),
  part('What became of them', '', ({ totals }) => (totals.shown + totals.glimpsed === 0 ? [] : outcomeTable(totals))),
  part('What is left of what you accepted', '', keptTable),
  part('How long you waited for them', '', ({ engine, pause }) => (engine.count === 0 ? [] : latency(engine, pause))),
  part('How sure it was', '', surenessTable),
  part('By language', 'wide', ({ languages }) => groupTable('Suggestions by language', 'Language', languages)),
  part('By source', 'wide', ({ sources }) => groupTable('Suggestions by source', 'Source', sources)),
  part('By occasion', 'wide', ({ triggers }) => groupTable('Suggestions by occasion', 'Occasion', triggers)),
  part('Why nothing was shown', 'wide', withheldTable),
  part('What has been learnt about you', 'wide', learntTable),
];
const painted = new Map<Part, string>();
const rangeInputs = ranges.map(rangeInput);

document.body.append(
  element(
    'header',
    {},
    element('h1', {}, 'Completion Statistics'),
    element(
      'p',
      { class: 'promise' },
      'Counted and kept on this machine only: nothing of this is ever sent anywhere. It holds numbers, dates, languages, the names of models and Touchstone’s own reasons, and neither code nor the names of files.',
    ),
    element(
      'div',
      { class: 'controls' },
      element(
        'fieldset',
        {},
        element('legend', { class: 'unseen' }, 'Days to show'),
        ...rangeInputs.map(({ label }) => label),
      ),
      button('Export as JSON…', () => editor.postMessage({ kind: 'export' })),
      button('Clear…', () => askToClear((forgetsLearning) => editor.postMessage({ kind: 'clear', forgetsLearning }))),
    ),
  ),
  element('main', {}, ...parts.map((one) => one.element)),
);
window.addEventListener('message', (event: MessageEvent<ToPage>) => render(event.data.view));
editor.postMessage({ kind: 'ready' });

function render(view: StatisticsView): void {
  for (const { input, range } of rangeInputs) input.checked = range === view.range;
  for (const one of parts) {
    const made = one.paint(view);
    const next = made.map((piece) => (piece instanceof Element ? piece.outerHTML : piece.textContent)).join('\n');
    one.element.hidden = made.length === 0;
    if (painted.get(one) === next) continue;
    painted.set(one, next);
    replaceContent(one.element, made);
  }
}

/** What was unfolded stays unfolded, and what had the keyboard keeps it. */
function replaceContent(within: HTMLElement, made: readonly Node[]): void {
  const unfolded = [...within.querySelectorAll('details[open]')].map((one) => one.getAttribute('data-key'));
  const key = within.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : undefined;
  within.replaceChildren(...made);
  for (const one of within.querySelectorAll('details')) one.open = unfolded.includes(one.getAttribute('data-key'));
  if (key) within.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function part(title: string, width: string, paint: (view: StatisticsView) => readonly Node[]): Part {
  return {
    element: element('section', { class: width }),
    paint: (view) => {
      const made = paint(view);
      return made.length === 0 ? [] : [element('h2', {}, title), ...made];
    },
  };
}

function since({ isEmpty, since: first, totals, range }: StatisticsView): Node[] {
  if (first === '')
    return [
      document.createTextNode(
        'Nothing is counted yet. Type in a file, and come back when some suggestions were shown.',
      ),
    ];
  const days = range === 'all' ? 'since then' : `in the last ${range} days`;
  const what = isEmpty ? `nothing ${days}` : `${counted(totals.shown, 'suggestion')} shown ${days}`;
  return [document.createTextNode(`Counted since ${longDate(first)}: ${what}.`)];
}

function tiles({ totals, kept, engine, withheldTotal }: StatisticsView): Node[] {
  if (totals.shown + totals.glimpsed + withheldTotal === 0) return [];
  const last = kept.at(-1);
  const rows: [string, string, string][] = [
    ['Taken', percent(totals.taken, totals.shown), `${number(totals.taken)} of ${number(totals.shown)} shown`],
    ['Characters accepted', number(totals.charactersAccepted), `of ${number(totals.charactersShown)} shown`],
    [
      'Still there after 10 min',
      last ? percent(last.kept, last.measured) : '–',
      last && last.measured > 0 ? `of ${counted(last.measured, 'character')}` : 'not known yet',
    ],
    [
      'Answer, without the pause',
      time(engine.p50),
      engine.p95 === undefined ? '' : `95 of 100 under ${time(engine.p95)}`,
    ],
  ];
  return rows.map(([name, value, detail]) =>
    element(
      'div',
      {},
      element('dt', {}, name),
      element('dd', { class: 'value' }, value),
      element('dd', { class: 'detail' }, detail),
    ),
  );
}

function outcomeTable(totals: OfferCounts): Node[] {
  const rows = [
    { name: 'Accepted as a whole', count: totals.accepted, colour: 'taken' },
    { name: 'Accepted in part', count: totals.partlyAccepted, colour: 'taken' },
    { name: 'Typed by yourself', count: totals.typedThrough, colour: 'typed' },
    { name: 'Dismissed', count: totals.dismissed, colour: 'refused' },
    { name: 'Something else typed', count: totals.replaced, colour: 'refused' },
  ];
  const table = tableOf(
    'Outcomes of the suggestions shown',
    rows,
    [
      { title: 'Outcome', text: ({ name }) => name },
      { title: 'Suggestions', text: ({ count }) => number(count), isNumber: true },
      { title: 'Share', text: ({ count }) => percent(count, totals.shown), isNumber: true },
    ],
    { share: ({ count }) => count / Math.max(1, totals.shown), colour: ({ colour }) => colour },
  );
  const glimpsed = `${counted(totals.glimpsed, 'more suggestion')} ${totals.glimpsed === 1 ? 'was' : 'were'} gone within 0.3 s, before anybody could read ${totals.glimpsed === 1 ? 'it' : 'them'}.`;
  return totals.glimpsed === 0 ? [table] : [table, element('p', { class: 'note' }, glimpsed)];
}

function keptTable({ kept }: StatisticsView): Node[] {
  if ((kept[0]?.measured ?? 0) === 0) return [];
  const unknown = Math.max(...kept.map((row) => row.unknown));
  const table = tableOf(
    'Accepted characters that are still there',
    kept,
    [
      { title: 'When', text: ({ afterSeconds }) => after(afterSeconds) },
      { title: 'Looked for', text: ({ measured }) => number(measured), isNumber: true },
      { title: 'Found', text: (row) => number(row.kept), isNumber: true },
      { title: 'Share', text: (row) => percent(row.kept, row.measured), isNumber: true },
    ],
    { share: (row) => row.kept / Math.max(1, row.measured), colour: () => 'taken' },
  );
  const note = `Characters, counted by whole words. ${unknown > 0 ? `Of ${number(unknown)} nobody can know: their files were closed unsaved, or rewritten by something else.` : ''}`;
  return [table, element('p', { class: 'note' }, note.trim())];
}

function latency(engine: Times, pause: Times): Node[] {
  const most = Math.max(1, ...engine.bars.map(({ count }) => count));
  const table = tableOf(
    'Time from the question to the answer, without the pause',
    engine.bars,
    [
      {
        title: 'Took',
        text: ({ fromMs, toMs }) => {
          if (toMs === undefined) return `${bound(fromMs)} and more`;
          return fromMs === 0 ? 'Under 1 ms' : `${bound(fromMs)} to ${bound(toMs)}`;
        },
      },
      { title: 'Suggestions', text: ({ count }) => number(count), isNumber: true },
      { title: 'Share', text: ({ count }) => percent(count, engine.count), isNumber: true },
    ],
    { share: ({ count }) => count / most, colour: () => 'typed' },
  );
  const half = `Half of the answers took ${time(engine.p50)} at most, 95 of 100 took ${time(engine.p95)} at most.`;
  const waited =
    pause.count === 0
      ? 'No pause in your typing was waited for.'
      : `For ${number(pause.count)} of them Touchstone first waited for a pause in your typing, half of the time ${time(pause.p50)} at most; that is not counted here.`;
  return [table, element('p', { class: 'note' }, `${half} ${waited}`)];
}

function groupTable(name: string, of: string, rows: readonly GroupRow[]): Node[] {
  if (rows.length === 0) return [];
  const columns: Column<GroupRow>[] = [
    { title: of, text: (row) => row.name },
    { title: 'Taken', text: ({ taken, shown }) => percent(taken, shown), isNumber: true },
    { title: 'Shown', text: ({ shown }) => number(shown), isNumber: true },
    { title: 'Characters accepted', text: (row) => number(row.charactersAccepted), isNumber: true },
    {
      title: 'Left after 10 min',
      text: ({ keptShare }) => (keptShare === undefined ? '–' : percent(keptShare, 1)),
      isNumber: true,
    },
    { title: 'Answer (median)', text: ({ p50 }) => time(p50), isNumber: true },
  ];
  if (rows.some(({ withheld }) => withheld !== undefined))
    columns.push({ title: 'Nothing shown', text: ({ withheld }) => number(withheld ?? 0), isNumber: true });
  const share = ({ taken, shown }: GroupRow): number => taken / Math.max(1, shown);
  return [scrolling(name, tableOf(name, rows, columns, { share, colour: () => 'taken' }))];
}

/** More reasons than anybody reads; the rest is in the export. */
const mostReasons = 15;

function withheldTable({ withheld, withheldTotal }: StatisticsView): Node[] {
  if (withheldTotal === 0) return [];
  const most = Math.max(1, ...withheld.map(({ typing, invoke }) => typing + invoke));
  const table = tableOf(
    'Why nothing was shown',
    withheld.slice(0, mostReasons),
    [
      { title: 'Reason', text: ({ reason }) => reason },
      { title: 'Stage', text: ({ stage }) => stage },
      { title: 'While typing', text: ({ typing }) => number(typing), isNumber: true },
      { title: 'Asked by key', text: ({ invoke }) => number(invoke), isNumber: true },
      { title: 'Share', text: ({ typing, invoke }) => percent(typing + invoke, withheldTotal), isNumber: true },
    ],
    { share: ({ typing, invoke }) => (typing + invoke) / most, colour: () => 'typed' },
  );
  const left = withheld.length - mostReasons;
  const made = [scrolling('Why nothing was shown', table)];
  return left <= 0
    ? made
    : [
        ...made,
        element('p', { class: 'note' }, `${counted(left, 'rarer reason')} ${left === 1 ? 'is' : 'are'} in the export.`),
      ];
}

function surenessTable({ sureness }: StatisticsView): Node[] {
  if (sureness.length === 0) return [];
  const table = tableOf(
    'How often suggestions were taken, by how sure their source was',
    sureness,
    [
      { title: 'Sure', text: ({ from, to }) => `${Math.round(from * 100)} to ${Math.round(to * 100)} %` },
      { title: 'Taken', text: ({ taken, shown }) => percent(taken, shown), isNumber: true },
      { title: 'Shown', text: ({ shown }) => number(shown), isNumber: true },
    ],
    { share: ({ taken, shown }) => taken / Math.max(1, shown), colour: () => 'taken' },
  );
  return [table, element('p', { class: 'note' }, 'What is surer should be taken more often.')];
}

function learntTable({ learnt }: StatisticsView): Node[] {
  if (learnt.length === 0) return [];
  const table = tableOf(
    'What has been learnt about you, by language',
    learnt,
    [
      { title: 'Language', text: ({ language }) => language },
      { title: 'Taken', text: ({ taken, outcomes }) => `${number(taken)} of ${number(outcomes)}`, isNumber: true },
      { title: 'So', text: ({ effect }) => effect },
    ],
    { share: ({ taken, outcomes }) => taken / Math.max(1, outcomes), colour: () => 'taken' },
  );
  const note = 'The latest suggestions that you have answered, from which Touchstone learns which ones to keep back.';
  return [scrolling('What has been learnt about you', table), element('p', { class: 'note' }, note)];
}

/** What is too wide for a narrow window moves by keyboard too. */
function scrolling(name: string, table: HTMLElement): HTMLElement {
  return element(
    'div',
    { class: 'scrolling', role: 'region', 'aria-label': name, tabindex: '0', 'data-key': name },
    table,
  );
}

function rangeInput([range, text]: (typeof ranges)[number]) {
  const input = element('input', { type: 'radio', name: 'range', value: String(range) });
  input.addEventListener('change', () => editor.postMessage({ kind: 'range', range }));
  return { range, input, label: element('label', {}, input, element('span', {}, text)) };
}

function button(text: string, click: () => void): HTMLElement {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', click);
  return made;
}
