/** “How many files, lines, functions or tests has …”: counted in the files themselves, with what was counted. */

import { languageOf } from '../../syntax/language.ts';
import type { SymbolKind } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { codeSpan, escaped } from '../markdown.ts';
import type { SearchedDeps } from './searchedDeps.ts';

type Counted = 'files' | 'lines' | 'functions' | 'methods' | 'classes' | 'tests';

const kinds: Readonly<Record<Exclude<Counted, 'files' | 'lines'>, SymbolKind>> = {
  functions: 'function',
  methods: 'method',
  classes: 'class',
  tests: 'test',
};

/** Parsing more would take its time, and nobody asked for a wait. */
const mostParsed = 2_000;
const fillers = new Set(
  'are is there do does has have i we it in of the this workspace project repository code folder file directory under inside all contain contains here'.split(
    ' ',
  ),
);

/** @returns Markdown; `undefined` for every question that is not wholly understood. */
export async function counted(
  text: string,
  { files, readOutline }: Pick<SearchedDeps, 'files' | 'readOutline'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [, asked] = /^\s*how many\s+(.+?)[\s?.!]*$/is.exec(text) ?? [];
  if (asked === undefined || asked.length > 300) return undefined;
  const all = await files.paths();
  const question = understood(asked, all);
  if (!question) return undefined;
  const { what, place, language } = question;
  const inside = all.filter(
    (path) =>
      (place === undefined || path === place || path.startsWith(`${place}/`)) &&
      (language === undefined || languageOf(path) === language),
  );
  const where = [
    ...(language === undefined ? [] : [`written in ${escaped(language)}`]),
    place === undefined ? 'in the workspace' : `in ${codeSpan(place)}`,
  ].join(' ');
  if (what !== 'files' && what !== 'lines' && inside.length > mostParsed)
    return `There are ${inside.length} files ${where}, too many to parse for a count. Name a folder.\n\n`;
  const count = await countIn(inside, what, { files, readOutline }, signal);
  const amount = `**${count.toLocaleString('en')} ${count === 1 ? singular[what] : what}**`;
  const from = what === 'files' ? '' : `, in ${inside.length} ${inside.length === 1 ? 'file' : 'files'}`;
  const note = what in kinds ? ' Definitions are those that the syntax of each file shows.' : '';
  return `${amount} ${where}${from}.\n\n${scopeNote}${note}\n\n`;
}

const singular: Readonly<Record<Counted, string>> = {
  ...{ files: 'file', lines: 'line', functions: 'function', methods: 'method', classes: 'class', tests: 'test' },
};

const scopeNote =
  'Counted are text files as the editor has them; what git ignores, what is very large and what holds secrets is left out.';

interface CountQuestion {
  readonly what: Counted;
  readonly place?: WorkspacePath;
  readonly language?: string;
}

function understood(asked: string, all: readonly WorkspacePath[]): CountQuestion | undefined {
  let what: Counted | undefined;
  let [place, language]: [string | undefined, string | undefined] = [undefined, undefined];
  const known = new Set<string | undefined>(all.map((path) => languageOf(path)));
  for (const written of asked.split(/\s+/)) {
    const word = written.replace(/^[`'"“]+|[`'"”,]+$/g, '').replace(/^\.\/|\/$/g, '');
    const lower = word.toLowerCase();
    if (what === undefined && isCounted(lower)) what = lower;
    else if (place === undefined && all.some((path) => path === word || path.startsWith(`${word}/`))) place = word;
    else if (language === undefined && known.has(lower)) language = lower;
    else if (!fillers.has(lower)) return undefined;
  }
  return what && { what, ...(place !== undefined && { place }), ...(language !== undefined && { language }) };
}

const isCounted = (word: string): word is Counted => word === 'files' || word === 'lines' || Object.hasOwn(kinds, word);

async function countIn(
  paths: readonly WorkspacePath[],
  what: Counted,
  { files, readOutline }: Pick<SearchedDeps, 'files' | 'readOutline'>,
  signal: AbortSignal,
): Promise<number> {
  if (what === 'files') return paths.length;
  let count = 0;
  for (const path of paths) {
    signal.throwIfAborted();
    const text = await files.text(path);
    if (text === undefined) continue;
    if (what === 'lines') count += text.split(/\r\n|\r|\n/).length - (/[\r\n]$|^$/.test(text) ? 1 : 0);
    else count += (await readOutline(path, text)).definitions.filter(({ kind }) => kind === kinds[what]).length;
  }
  return count;
}
