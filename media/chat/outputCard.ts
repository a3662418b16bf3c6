import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import type { ToolPart } from './editor.ts';
import { counted } from './words.ts';

type Output = NonNullable<ToolPart['outputs']>[number];

/** A plot or a table that a tool made. A picture is only ever an `<img>` of its own bytes, in which nothing runs or loads. */
export function outputCard(output: Output): HTMLElement {
  const name = shownLine(output.name);
  const caption = element('figcaption', {}, name);
  if (output.kind === 'table') return element('figure', { class: 'output' }, table(output), caption);
  const { mime, base64 } = output;
  const isPicture = /^image\/(?:png|svg\+xml)$/.test(mime) && /^[A-Za-z0-9+/]+=*$/.test(base64);
  if (!isPicture) return element('figure', { class: 'output' }, caption);
  const picture = element('img', { src: `data:${mime};base64,${base64}`, alt: `Picture ${name}` });
  return element('figure', { class: 'output' }, picture, caption);
}

function table({ name, header, rows, left }: Extract<Output, { readonly kind: 'table' }>): HTMLElement {
  const row = (tag: 'th' | 'td', cells: readonly string[]): HTMLElement =>
    element('tr', {}, ...cells.map((cell) => element(tag, {}, shownLine(cell))));
  const made = element(
    'table',
    {},
    element('thead', {}, row('th', header)),
    element('tbody', {}, ...rows.map((cells) => row('td', cells))),
  );
  const more = left > 0 ? [element('p', { class: 'note' }, `and ${counted(left, 'more row')}`)] : [];
  return element(
    'div',
    { class: 'outputTable', tabindex: '0', role: 'region', 'aria-label': shownLine(name) },
    made,
    ...more,
  );
}
