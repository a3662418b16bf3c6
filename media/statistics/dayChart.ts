import type { DayRow } from '../../src/completion/protocol.ts';
import { element } from '../page/element.ts';
import { tableOf } from './table.ts';
import { longDate, number, percent, shortDate } from './words.ts';

/** Two small charts over the same days: which share was taken, and of how many. With the same as a table. */
export function dayChart(days: readonly DayRow[]): HTMLElement[] {
  const most = Math.max(1, ...days.map(({ shown }) => shown));
  const seen = days.filter(({ shown }) => shown > 0);
  const said = seen.length === 0 ? 'nothing was shown' : seen.map(sentence).join(', ');
  return [
    element(
      'div',
      { class: 'days' },
      axis('100 %', '0 %'),
      plot('rate', 100, days, `Share taken by day: ${said}.`, [rateLine(days)]),
      axis(number(most), '0'),
      plot('amount', most, days, 'How many were shown and taken by day, in the table below.', columns(days)),
      element('div', { class: 'dates', 'aria-hidden': 'true' }, ...dates(days)),
    ),
    element(
      'p',
      { class: 'legend', 'aria-hidden': 'true' },
      element('span', { class: 'key rate' }),
      'share taken',
      element('span', { class: 'key taken' }),
      'taken',
      element('span', { class: 'key shown' }),
      'shown',
    ),
    element(
      'details',
      { 'data-key': 'days' },
      element('summary', { 'data-key': 'days as a table' }, 'As a table'),
      tableOf('Suggestions by day', [...seen].reverse(), [
        { title: 'Day', text: ({ day }) => longDate(day) },
        { title: 'Shown', text: ({ shown }) => number(shown), isNumber: true },
        { title: 'Taken', text: ({ taken }) => number(taken), isNumber: true },
        { title: 'Share', text: ({ shown, taken }) => percent(taken, shown), isNumber: true },
      ]),
    ),
  ];
}

const sentence = ({ day, shown, taken }: DayRow): string => `${shortDate(day)} ${percent(taken, shown)} of ${shown}`;

function axis(top: string, bottom: string): HTMLElement {
  const ends = [top, bottom].map((text) => element('span', {}, text));
  return element('div', { class: 'axis', 'aria-hidden': 'true' }, ...ends);
}

function dates(days: readonly DayRow[]): HTMLElement[] {
  const shown = [days[0], days[Math.floor((days.length - 1) / 2)], days.at(-1)];
  return shown.flatMap((day) => (day ? [element('span', {}, shortDate(day.day))] : []));
}

/** Each day is one unit wide, and the height is `top`. Stretched to its place, so it holds no text. */
function plot(kind: string, top: number, days: readonly DayRow[], said: string, drawn: readonly SVGElement[]) {
  const frame = svg('svg', {
    ...{ class: `plot ${kind}`, viewBox: `0 0 ${days.length} ${top}`, preserveAspectRatio: 'none' },
    ...{ role: 'img', 'aria-label': said },
  });
  frame.append(line(0, 0, days.length, 0), line(0, top, days.length, top), ...drawn);
  for (const [at, day] of days.entries()) {
    const area = svg('rect', { class: 'day', x: at, y: 0, width: 1, height: top });
    const title = svg('title', {});
    title.textContent = `${longDate(day.day)}: ${number(day.shown)} shown, ${number(day.taken)} taken`;
    area.append(title);
    frame.append(area);
  }
  return frame;
}

const line = (x1: number, y1: number, x2: number, y2: number) => svg('line', { class: 'edge', x1, y1, x2, y2 });

/** A step for each day that has a share; days without suggestions are bridged. */
function rateLine(days: readonly DayRow[]): SVGElement {
  const steps = days.flatMap(({ shown, taken }, at) => {
    const y = shown === 0 ? undefined : 100 - (100 * taken) / shown;
    return y === undefined ? [] : [`${at},${y} ${at + 1},${y}`];
  });
  return svg('polyline', { class: 'rate', points: steps.join(' ') });
}

function columns(days: readonly DayRow[]): SVGElement[] {
  const top = Math.max(1, ...days.map(({ shown }) => shown));
  const column = (kind: string, at: number, height: number) =>
    svg('rect', { class: kind, x: at + 0.12, y: top - height, width: 0.76, height });
  return days.flatMap(({ shown, taken }, at) => [column('shown', at, shown), column('taken', at, taken)]);
}

function svg(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
