/** The headings of a Markdown text as its definitions: each holds its section with the sections below it. */

import { LineTable } from './lineTable.ts';
import type { Definition, Outline } from './outline.ts';

interface Heading {
  readonly level: number;
  readonly title: string;
  readonly row: number;
  /** The row below it for one that is underlined. */
  readonly lastRow: number;
}

export function markdownOutline(text: string): Outline {
  const lines = new LineTable(text);
  const headings = headingsOf(lines);
  const definitions: Definition[] = [];
  const open: Heading[] = [];
  for (const [at, heading] of headings.entries()) {
    while (open.length > 0 && open.at(-1)!.level >= heading.level) open.pop();
    const next = headings.slice(at + 1).find(({ level }) => level <= heading.level);
    let lastRow = next ? next.row - 1 : lines.starts.length - 1;
    while (lastRow > heading.lastRow && lines.isBlank(lastRow)) lastRow--;
    const start = lines.start(heading.row);
    const end = lines.end(lastRow);
    definitions.push({
      name: heading.title,
      kind: 'heading',
      start,
      end,
      startLine: heading.row + 1,
      endLine: lastRow + 1,
      scope: open.map(({ title }) => title),
      signature: `${'#'.repeat(heading.level)} ${heading.title}`,
      doc: '',
      docStart: start,
      bodyStart: Math.min(end, lines.end(heading.lastRow)),
      exported: true,
    });
    open.push(heading);
  }
  return { definitions, references: [], imports: [] };
}

const underline = /^ {0,3}(=+|-+)\s*$/;
/** What a line cannot be that an underline makes a heading. */
const otherBlock = /^(?: {4}|\t| {0,3}(?:[>|]|[-+*]\s|\d+[.)]\s))/;

function headingsOf(lines: LineTable): Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  // Front matter looks like an underlined heading.
  let row = lineOf(lines, 0) === '---' ? endOfFrontMatter(lines) : 0;
  for (; row < lines.starts.length; row++) {
    const line = lineOf(lines, row);
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
      continue;
    }
    if (mark) {
      fence = mark;
      continue;
    }
    const marked = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
    if (marked) found.push({ level: marked[1]!.length, title: titleOf(marked[2] ?? ''), row, lastRow: row });
    const below = row + 1 < lines.starts.length ? underline.exec(lineOf(lines, row + 1)) : null;
    if (!marked && below && line.trim() !== '' && !otherBlock.test(line) && !underline.test(line)) {
      found.push({ level: below[1]!.startsWith('=') ? 1 : 2, title: titleOf(line), row, lastRow: row + 1 });
      row++;
    }
  }
  return found;
}

function endOfFrontMatter(lines: LineTable): number {
  for (let row = 1; row < lines.starts.length; row++) if (lineOf(lines, row) === '---') return row + 1;
  return 0;
}

const lineOf = (lines: LineTable, row: number): string => lines.text.slice(lines.start(row), lines.end(row));

/** Without links and emphasis. */
const titleOf = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]|(?<!\w)_|_(?!\w)/g, '')
    .trim();
