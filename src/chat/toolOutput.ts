/**
 * What code that a model wrote has left in files, as far as it is shown: plots as pictures, data as short tables. Nothing
 * in it can run: a picture is an `<img>`, which loads and runs nothing, and one that could keep a window busy is left out.
 */

export type ToolOutput =
  | { readonly kind: 'picture'; readonly name: string; readonly mime: PictureKind; readonly base64: string }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Rows that are not among them. */
      readonly left: number;
    };

type PictureKind = 'image/png' | 'image/svg+xml';

/** Of one file, in bytes. */
export const mostOutputBytes = 1_000_000;
const mostSvgBytes = 400_000;
const mostPixels = 25_000_000;
const mostRows = 20;
const mostColumns = 8;
const mostCell = 80;

/** @returns a sentence where it is not shown */
export function outputOf(name: string, bytes: Uint8Array): ToolOutput | string {
  const ending = /\.(png|svg|csv|json)$/i.exec(name)?.[1]?.toLowerCase();
  if (bytes.length > mostOutputBytes) return `${name} is larger than ${mostOutputBytes / 1e6} MB.`;
  switch (ending) {
    case 'png':
      return pictureOf(name, 'image/png', bytes);
    case 'svg':
      return pictureOf(name, 'image/svg+xml', bytes);
    case 'csv':
      return tableOf(name, csvRows(textOf(bytes)));
    case 'json':
      return jsonTable(name, textOf(bytes));
    default:
      return `${name} is no PNG, SVG, CSV or JSON.`;
  }
}

/** As it was kept. `undefined`: it is not what it should be. */
export function readOutput(value: unknown): ToolOutput | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string')
    return undefined;
  const { name } = value;
  if ('base64' in value && typeof value.base64 === 'string' && 'mime' in value) {
    const mime = value.mime === 'image/png' || value.mime === 'image/svg+xml' ? value.mime : undefined;
    const bytes = fromBase64(value.base64);
    const read = mime && bytes ? pictureOf(name, mime, bytes) : undefined;
    return typeof read === 'object' ? read : undefined;
  }
  if (!('header' in value && isTexts(value.header) && 'rows' in value && Array.isArray(value.rows))) return undefined;
  const left = 'left' in value && typeof value.left === 'number' ? value.left : 0;
  return { ...shortTable(name, [value.header, ...value.rows.filter(isTexts)]), left };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function pictureOf(name: string, mime: PictureKind, bytes: Uint8Array): ToolOutput | string {
  const why = mime === 'image/png' ? whyNoPng(bytes) : whyNoSvg(bytes);
  return why === undefined ? { kind: 'picture', name, mime, base64: toBase64(bytes) } : `${name} ${why}.`;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function whyNoPng(bytes: Uint8Array): string | undefined {
  if (bytes.length < 33 || signature.some((byte, at) => bytes[at] !== byte)) return 'is no PNG';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = view.getUint32(16) * view.getUint32(20);
  return pixels > 0 && pixels <= mostPixels ? undefined : 'has too many pixels';
}

/** What runs, loads, or multiplies what is drawn. An `<img>` runs and loads nothing of it anyway. */
const unwanted =
  /<\s*(?:[\w.-]+:)?(script|foreignObject|iframe|object|embed|filter|pattern|mask|animate\w*|set)\b|<!ENTITY|<!DOCTYPE[^>]*\[|<\?xml-stylesheet/i;
const drawnAlone = new Set(['path', 'circle', 'rect', 'line', 'polygon', 'polyline', 'ellipse', 'text']);

function whyNoSvg(bytes: Uint8Array): string | undefined {
  if (bytes.length > mostSvgBytes) return `is larger than ${mostSvgBytes / 1000} kB: write a PNG`;
  const text = textOf(bytes);
  if (!/<svg\b[^>]*\bxmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/.test(text))
    return 'is no SVG with the attribute xmlns="http://www.w3.org/2000/svg"';
  const found = unwanted.exec(text);
  if (found)
    return `has ${(found[1] ?? 'a declaration of its own').toLowerCase()} in it, so it is not shown: write a PNG`;
  return whyUsed(text.replaceAll(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/g, ''));
}

const startTag = /<(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g;
const attribute = /\s(?:[\w.-]+:)?(id|href)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** A figure that is used in figures that are used is drawn a million times by a few lines. */
function whyUsed(text: string): string | undefined {
  const tags = [...text.matchAll(startTag)];
  if (tags.length !== text.match(/<[^/?!]/g)?.length) return 'is not well formed';
  const used = new Set<string>();
  const groups = new Set<string>();
  for (const [, tag = '', attributes = ''] of tags)
    for (const [, name, twice, once] of attributes.matchAll(attribute)) {
      const value = (twice ?? once ?? '').trim();
      if (name === 'href' && tag === 'use') used.add(value.replace(/^#/, ''));
      if (name === 'id' && !drawnAlone.has(tag)) groups.add(value);
    }
  // With a sign in other words a name could be hidden.
  const isDoubtful =
    [...used, ...groups].some((name) => name.includes('&')) || [...used].some((name) => groups.has(name));
  return isDoubtful ? 'uses whole groups again and again, so it is not shown: write a PNG' : undefined;
}

function jsonTable(name: string, text: string): ToolOutput | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${name} is not valid JSON.`;
  }
  if (!Array.isArray(value))
    return typeof value === 'object' && value !== null
      ? tableOf(name, [['name', 'value'], ...Object.entries(value).map(([key, one]) => [key, cellOf(one)])])
      : tableOf(name, [['value'], [cellOf(value)]]);
  const rows: readonly unknown[] = value;
  if (rows.every((row) => Array.isArray(row)))
    return tableOf(
      name,
      rows.map((row) => (row as unknown[]).map(cellOf)),
    );
  const fields = [...new Set(rows.flatMap((row) => (isFields(row) ? Object.keys(row) : [])))];
  if (fields.length === 0) return tableOf(name, [['value'], ...rows.map((row) => [cellOf(row)])]);
  return tableOf(name, [fields, ...rows.map((row) => fields.map((field) => cellOf(isFields(row) ? row[field] : row)))]);
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cellOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

function tableOf(name: string, rows: readonly (readonly string[])[]): ToolOutput | string {
  return rows.length === 0 ? `${name} is empty.` : shortTable(name, rows);
}

function shortTable(
  name: string,
  rows: readonly (readonly string[])[],
): Extract<ToolOutput, { readonly kind: 'table' }> {
  const [header = [], ...all] = rows.map((row) => row.slice(0, mostColumns).map((cell) => cell.slice(0, mostCell)));
  return { kind: 'table', name, header, rows: all.slice(0, mostRows), left: Math.max(0, all.length - mostRows) };
}

/** RFC 4180: a cell in quotes may hold commas, line breaks and doubled quotes. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
};

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
