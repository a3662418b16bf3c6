/** Places of files as models write them into a sentence: where each stands, which file and lines it says. */

export interface WrittenPlace {
  /** In the sentence, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** What stays for a reader: the label of a link, else the words themselves. Markdown. */
  readonly label: string;
  /** As it is written; '' for a link that can lead to no file. */
  readonly path: string;
  /** From 1, inclusive. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** How it is written: a link and lines claim that something is there, a name alone may stand for a file to come. */
  readonly form: 'link' | 'lines' | 'name';
}

/** Code in back-quotes that is no place. */
export interface QuotedCode {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ReadSentence {
  readonly places: readonly WrittenPlace[];
  readonly quoted: readonly QuotedCode[];
}

export function readSentence(text: string): ReadSentence {
  const places: WrittenPlace[] = [];
  const quoted: QuotedCode[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const [found] = [linkIn(rest), spanIn(rest), linesOfIn(rest), plainIn(withoutAddresses(rest))]
      .filter((one) => one !== undefined)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    if (!found) break;
    if (found.kind === 'place') places.push({ ...found.place, start: found.start + at, end: found.end + at });
    else if (found.kind === 'quoted') quoted.push({ text: found.text, start: found.start + at, end: found.end + at });
    at += found.end;
  }
  return { places, quoted };
}

/**
 * Up to where a sentence that is not whole yet may be shown: nothing before it is part of a place, whatever follows.
 * @returns its length where all of it may
 */
export function shownUpTo(text: string): number {
  const { places } = readSentence(text);
  const tail = /\S*$/.exec(text)!.index;
  const lines =
    /\blines? (?:\d[\d\s–-]*(?:to|and|through)?\s*(?:\d+\s*)?(?:(?:of|in)(?: (?:the )?(?:file )?\S*)?)?)?$/i.exec(
      text,
    )?.index;
  return Math.min(
    text.length,
    tail,
    ...places.map(({ start }) => start),
    ...openAt(text),
    ...(lines === undefined ? [] : [lines]),
  );
}

/** A back-quote or a bracket that is not closed yet. */
function openAt(text: string): number[] {
  const plain = text.replace(/(`+)(?:(?!\1(?!`)).)+?\1(?!`)/g, (span) => 'x'.repeat(span.length));
  const tick = plain.indexOf('`');
  const closed = plain.replace(/!?\[[^[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)/g, (link) => 'x'.repeat(link.length));
  const bracket = closed.search(/!?\[(?:[^\]]*$|[^\]]*\](?:\([^)]*)?$)/);
  return [tick, bracket].filter((found) => found !== -1);
}

type Found = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'place'; readonly place: Omit<WrittenPlace, 'start' | 'end'> }
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'other' }
);

const linkForm =
  /(!?)\[((?:[^[\]\n]|\[[^[\]\n]*\])*)\]\(\s*<?([^()<>\s]*(?:\([^()\s]*\)[^()<>\s]*)*)>?(?:\s+["'(][^"')]*["')])?\s*\)/;

/** Addresses outside stay as they are: the panel asks before it opens one. */
function linkIn(text: string): Found | undefined {
  const found = linkForm.exec(text);
  if (!found) return undefined;
  const [whole, , label = '', target = ''] = found;
  const at = { start: found.index, end: found.index + whole.length };
  if (/^(?:https?|mailto):/i.test(target)) return { kind: 'other', ...at };
  const place = targetOf(target);
  const shown = label.trim() === '' ? target.replace(/[\\`[\]]/g, '') : label;
  return { kind: 'place', ...at, place: { label: shown, form: 'link', ...place } };
}

function targetOf(target: string): Pick<WrittenPlace, 'path' | 'lines'> {
  const plain = decoded(target.replace(/^file:\/\//i, ''));
  if (/^[a-z][a-z0-9+.-]+:(?!\d)/i.test(plain) || plain.startsWith('#')) return { path: '' };
  const { path, lines } = splitLines(plain);
  return { path, ...(lines && { lines }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const afterwards = String.raw`(?:,? (?:(?:on|at|around|near) )?\(?(?:lines?|L\.?) ?(\d+)(?:(?: ?[-–—] ?| to | and | through )L?(\d+))?\)?| \(:?(\d+)(?:[-–](\d+))?\))`;
const afterwardsForm = new RegExp(`^${afterwards}`, 'i');

function spanIn(text: string): Found | undefined {
  const found = /(?<!`)(`+)(?!`)((?:(?!\1(?!`)).)+?)\1(?!`)/s.exec(text);
  if (!found) return undefined;
  const [whole, , inner = ''] = found;
  const [start, end] = [found.index, found.index + whole.length];
  const written = inner.trim();
  const { path, lines } = splitLines(written);
  if (!isPath(path)) return { kind: 'quoted', text: written, start, end };
  if (lines) return { kind: 'place', start, end, place: { path, lines, label: whole, form: 'lines' } };
  return withAfterwards(text, { start, end }, path);
}

function withAfterwards(text: string, { start, end }: { start: number; end: number }, path: string): Found {
  const after = afterwardsForm.exec(text.slice(end));
  const [, first, last, only, onlyLast] = after ?? [];
  const lines = linesFrom(first ?? only, last ?? onlyLast);
  // “(line 12)” closes what it opens.
  const stop = after && lines ? end + after[0].length : end;
  const label = text.slice(start, stop);
  return {
    kind: 'place',
    start,
    end: stop,
    place: { path, ...(lines && { lines }), label, form: lines ? 'lines' : 'name' },
  };
}

/** `lines 12 to 20 of src/a.ts` */
function linesOfIn(text: string): Found | undefined {
  const found =
    /\blines? (\d+)(?:(?: ?[-–—] ?| to | and | through )(\d+))? (?:of|in) (?:the )?(?:file )?(`?)([\w@.+~/\\()[\]-]*[\w)\]])\3/i.exec(
      text,
    );
  if (!found) return undefined;
  const [whole, first, last, , path = ''] = found;
  const lines = linesFrom(first, last);
  if (!lines || !isPath(path)) return undefined;
  return {
    ...{ kind: 'place', start: found.index, end: found.index + whole.length },
    place: { path, lines, label: whole, form: 'lines' },
  };
}

/** Of the same length: what stands in an address is no path of the workspace. */
const withoutAddresses = (text: string): string =>
  text.includes('://')
    ? text.replace(/\b[a-z][a-z0-9+.-]{0,20}:\/\/\S*/gi, (address) => ' '.repeat(address.length))
    : text;

/** Not in the middle of a word. */
const plainForm =
  /(?<![\w@/\\:.`[(-])(?:\/|\.{1,2}\/)?(?:[\w@.+~-]+[/\\])*[\w@.+~-]*\.[A-Za-z]\w{0,11}\b(?:(?::\d+(?:[-–:]\d+)*)|#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)?/;
const inBrackets =
  /(?<=[([])(?:\/|\.{1,2}\/)?(?:[\w@.+~-]+[/\\])*[\w@.+~-]*\.[A-Za-z]\w{0,11}\b(?:(?::\d+(?:[-–:]\d+)*)|#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)?/;

function plainIn(text: string): Found | undefined {
  const [found] = [plainForm.exec(text), inBrackets.exec(text)]
    .filter((one) => one !== null)
    .sort((a, b) => a.index - b.index);
  if (!found) return undefined;
  const [whole] = found;
  const [start, end] = [found.index, found.index + whole.length];
  const { path, lines } = splitLines(whole);
  if (!isPath(path)) return { kind: 'other', start, end };
  if (lines) return { kind: 'place', start, end, place: { path, lines, label: whole, form: 'lines' } };
  return withAfterwards(text, { start, end }, path);
}

/** `a.ts:12`, `a.ts:12-20`, `a.ts:12:5`, `a.ts#L12-L20` */
function splitLines(written: string): Pick<WrittenPlace, 'path' | 'lines'> {
  const found =
    /^(.+?):L?(\d+)(?:[-–]L?(\d+)|:\d+(?:[-–]\d+(?::\d+)?)?)?$/.exec(written) ??
    /^(.+?)#L?(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?$/.exec(written);
  const [, path = written, first, last] = found ?? [];
  const lines = linesFrom(first, last);
  return lines ? { path, lines } : { path: written };
}

function linesFrom(first: string | undefined, last: string | undefined): WrittenPlace['lines'] {
  if (first === undefined || first.length > 7 || (last?.length ?? 0) > 7) return undefined;
  const [from, to] = [Number(first), Number(last ?? first)];
  return { first: from, last: Math.max(from, to) };
}

/** Whether it could be a file: it has an ending or a folder, and nothing that code has and names of files have not. */
function isPath(text: string): boolean {
  if (
    text === '' ||
    text.length > 300 ||
    /[\s<>|?*"'`;=,{}$&]|\(\)|^\d+(?:\.\d+)*$|^\.|^@?[\w-]+\/[\w.-]+@\d/.test(text.replace(/^\.{1,2}\//, ''))
  )
    return false;
  return (
    /[^/\\.]\.[A-Za-z]\w{0,11}$/.test(text) ||
    /^(?:[\w@.+~()[\]-]+[/\\])*(?:Makefile|Dockerfile|Rakefile|Gemfile|LICENSE)$/.test(text)
  );
}
