import { commentedPieces, type Fill, type FillPiece } from './completionFill.ts';
import { fimFormats, type FimFamily, type FimFormat } from './fimFormat.ts';

/** The prompt in the words of a family. Without pieces it is the plain form, which every model knows best. */
export function fimPrompt(fill: Fill, family: FimFamily): string {
  const format = fimFormats[family];
  const safe = neutralised(fill, format.control);
  if (safe.pieces.length === 0) return aroundHole(safe.prefix, safe.suffix, format);
  return withPieces(safe, format);
}

/** The prefix with the pieces in it, for an endpoint that puts the control tokens around it itself. */
export function prefixWithPieces(fill: Fill, family: FimFamily | undefined): string {
  const format = family === undefined ? undefined : fimFormats[family];
  if (fill.pieces.length === 0) return fill.prefix;
  return insidePrefix(fill, format?.pieces.kind === 'headed' ? format.pieces.header : undefined);
}

/** No text of the user's may read as a control token: one blank makes it ordinary text to the model. */
export function neutralised(fill: Fill, control: readonly string[]): Fill {
  const plain = (text: string): string => neutralise(text, control);
  return {
    ...fill,
    prefix: plain(fill.prefix),
    suffix: plain(fill.suffix),
    path: plain(oneLine(fill.path)),
    repository: plain(oneLine(fill.repository)),
    pieces: fill.pieces.map(({ path, text }) => ({ path: plain(oneLine(path)), text: plain(text) })),
  };
}

/** The control tokens of every family, for an endpoint that does not say which model it has. */
export const everyControlToken: readonly string[] = [
  ...new Set(Object.values(fimFormats).flatMap(({ control }) => control)),
];

function neutralise(text: string, control: readonly string[]): string {
  let clean = text;
  for (const token of control)
    if (clean.includes(token)) clean = clean.replaceAll(token, `${token.slice(0, 1)} ${token.slice(1)}`);
  return clean;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function aroundHole(prefix: string, suffix: string, { before, order }: FimFormat): string {
  switch (order) {
    case 'psm':
      return `${before.prefix}${prefix}${before.suffix}${suffix}${before.middle}`;
    case 'spm':
      return `${before.suffix}${suffix}${before.prefix}${prefix}${before.middle}`;
  }
}

function withPieces(fill: Fill, format: FimFormat): string {
  const { pieces, path, prefix, suffix } = fill;
  const form = format.pieces;
  switch (form.kind) {
    case 'repository': {
      const file = (piece: FillPiece): string => `${form.file}${piece.path}\n${endedText(piece.text)}`;
      const hole = aroundHole(prefix, suffix, format);
      return `${form.name}${fill.repository}\n${pieces.map(file).join('')}${form.file}${path}\n${hole}`;
    }
    case 'separated': {
      const file = (piece: FillPiece): string => `${piece.path}\n${piece.text}${form.separator}`;
      return `${pieces.map(file).join('')}${path}\n${aroundHole(prefix, suffix, format)}`;
    }
    case 'headed':
      return aroundHole(insidePrefix(fill, form.header), suffix, format);
    case 'underPath': {
      const { open, close } = fill.comment;
      const under = (at: string): string => `${open}${at}${close}\n`;
      const files = pieces.map((piece) => `${under(piece.path)}${endedText(piece.text)}`).join('');
      return aroundHole(`${files}${under(path)}${prefix}`, suffix, format);
    }
    case 'commented':
      return aroundHole(insidePrefix(fill, undefined), suffix, format);
  }
}

function insidePrefix({ pieces, path, prefix, comment }: Fill, header: string | undefined): string {
  if (header === undefined) return `${commentedPieces(pieces, path, comment)}${prefix}`;
  const files = pieces.map((piece) => `${header}${piece.path}\n${endedText(piece.text)}`).join('');
  return `${files}${header}${path}\n${prefix}`;
}

function endedText(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
