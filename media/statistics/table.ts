import { element } from '../page/element.ts';

/** A table whose rows may have a bar: the chart and what a screen reader says are the same thing. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Numbers stand on the right. */
  readonly isNumber?: true;
}

export interface Bar<Row> {
  /** From 0 to 1. */
  readonly share: (row: Row) => number;
  /** A class for its colour. */
  readonly colour: (row: Row) => string;
}

/** @param columns the first one names the row. The bar stands after it. */
export function tableOf<Row>(
  name: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  bar?: Bar<Row>,
): HTMLElement {
  const cellClass = ({ isNumber }: Column<Row>): Record<string, string> => (isNumber ? { class: 'number' } : {});
  const heads = columns.map((column) => element('th', { scope: 'col', ...cellClass(column) }, column.title));
  // Sighted readers see the bar, everybody else has the numbers.
  if (bar) heads.splice(1, 0, element('td', { class: 'bar', 'aria-hidden': 'true' }));
  const body = rows.map((row) => {
    const cells: HTMLElement[] = columns.map((column, at) => {
      const text = column.text(row);
      return at === 0 ? element('th', { scope: 'row' }, text) : element('td', cellClass(column), text);
    });
    if (bar) cells.splice(1, 0, barCell(bar.share(row), bar.colour(row)));
    return element('tr', {}, ...cells);
  });
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, name),
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...body),
  );
}

function barCell(share: number, colour: string): HTMLElement {
  const filled = element('span', { class: `filled ${colour}` });
  filled.style.setProperty('--share', String(Math.min(1, Math.max(0, share))));
  return element('td', { class: 'bar', 'aria-hidden': 'true' }, element('span', { class: 'track' }, filled));
}
