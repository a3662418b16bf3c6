import { TouchstoneError } from '../base/errors.ts';
import { redact } from '../safety/redaction.ts';

/** An issue as it was pasted or read from a file, made fit to be searched for and to be sent to a model. */
export interface IssueText {
  readonly text: string;
  /** What was left out, as sentences; '' when nothing was. */
  readonly note: string;
}

/** Enough for any report of a bug; a log of a whole run is none. */
export const mostIssueCharacters = 20_000;

/**
 * @param literals secrets known by their value.
 * @throws TouchstoneError when there is no text in it.
 */
export function readIssueText(raw: string, literals: readonly string[] = []): IssueText {
  if (raw.slice(0, 8_000).includes('\0'))
    throw new TouchstoneError('That is not a text.', 'Choose the issue as plain text or Markdown.');
  const plain = raw
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    // What a terminal colours its output with, and other marks that nobody reads.
    .replace(controls, '')
    .trim();
  if (plain === '')
    throw new TouchstoneError('There is no text in it.', 'Copy or save the text of the issue, and try again.');
  const clean = redact(plain, literals);
  const notes = clean === plain ? [] : ['Secrets were taken out.'];
  // Telling characters apart takes time: a short text needs it not.
  const characters = clean.length <= mostIssueCharacters ? [] : [...segments(clean)];
  if (characters.length <= mostIssueCharacters) return { text: clean, note: notes.join(' ') };
  // What is wrong stands at the start, what was printed last at the end.
  const head = characters.slice(0, mostIssueCharacters * 0.8).join('');
  const tail = characters.slice(-mostIssueCharacters * 0.2).join('');
  const left = (characters.length - mostIssueCharacters).toLocaleString('en-US');
  return {
    text: `${head}\n[…]\n${tail}`,
    note: [...notes, `The text is long: ${left} characters in its middle were left out.`].join(' '),
  };
}

/** "“Totals are off by one cent when…”": one line of an issue for a title. */
export function issueTitle(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  const characters = [...segments(line.replace(/^[#>*\s-]+/, '').trim())];
  return characters.length > 80 ? `${characters.slice(0, 79).join('').trimEnd()}…` : characters.join('');
}

/** Sequences that colour a terminal's output, and control characters but for tabs and line breaks. */
const controls = /\p{Cc}\[[0-9;?]*[A-Za-z]|[^\P{Cc}\t\n]/gu;

/** Characters as a person counts them, so that none is cut in two. */
function* segments(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) yield segment;
}
