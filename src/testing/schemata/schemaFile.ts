/**
 * One file with several candidates in it, of which a number chooses one when the program runs. (Mutant schemata:
 * Untch, Offutt and Harrold, 1993, here a function at a time.) The lines of the original stay where they are: what
 * calls a copy stands on the line that opens the body, and the copies stand below everything else.
 */
import type { FunctionCopy, FunctionSite } from './functionSite.ts';

/** What the two languages write differently. */
export interface SchemaDialect {
  /** Statements that go to a copy where the number says so. */
  dispatch(calls: readonly { readonly id: number; readonly call: string }[]): string;
  /** What a file needs below its copies; empty where another file has it. */
  readonly support: string;
}

export interface CopyInFile extends FunctionCopy {
  /** Of the candidate, from 1; the same for all functions that it changes. */
  readonly id: number;
  /** Of this copy alone, in all files. */
  readonly name: string;
}

export interface SchemaFile {
  readonly text: string;
  /** Whose copy stands on a line, counted from 1; undefined for a line of the original. */
  copyAt(line: number): number | undefined;
  /** Copies of the function that is opened or declared on a line of the original: a word against the header is one against all. */
  openedAt(line: number): readonly number[];
  /** A line as it would be in the file of that candidate alone. */
  lineFor(id: number, line: number): number;
}

export function schemaFile(original: string, copies: readonly CopyInFile[], dialect: SchemaDialect): SchemaFile {
  const sites = new Map<number, { readonly site: FunctionSite; readonly own: CopyInFile[] }>();
  for (const copy of copies) {
    const known = sites.get(copy.site.start);
    if (known) known.own.push(copy);
    else sites.set(copy.site.start, { site: copy.site, own: [copy] });
  }
  let text = original;
  for (const { site, own } of [...sites.values()].sort((a, b) => b.site.start - a.site.start)) {
    const calls = own.map(({ id, name }) => ({ id, call: site.call(name) }));
    text = `${text.slice(0, site.bodyStart)} ${dialect.dispatch(calls)} ${text.slice(site.bodyStart)}`;
  }
  if (!text.endsWith('\n')) text += '\n';
  const places: { readonly from: number; readonly to: number; readonly copy: CopyInFile }[] = [];
  let line = linesOf(text);
  for (const copy of copies) {
    const declared = `${copy.site.declare(copy.name, copy.text)}\n`;
    const from = line;
    text += declared;
    line += linesOf(declared) - 1;
    places.push({ from, to: line, copy });
  }
  text += dialect.support;
  const lineAt = (offset: number): number => linesOf(original.slice(0, offset));
  return {
    text,
    copyAt: (at) => places.find(({ from, to }) => from <= at && at < to)?.copy.id,
    openedAt: (at) =>
      [...sites.values()]
        .filter(({ site }) => lineAt(site.start) <= at && at <= lineAt(site.bodyStart))
        .flatMap(({ own }) => own.map(({ id }) => id)),
    lineFor: (id, at) => {
      const own = places.filter(({ copy }) => copy.id === id);
      const within = own.find(({ from, to }) => from <= at && at < to);
      const line = within ? lineAt(within.copy.site.start) + at - within.from : at;
      // What else the candidate changes further up moves it.
      const before = own.filter(({ copy }) => lineAt(copy.site.end) < (within ? lineAt(within.copy.site.start) : at));
      return before.reduce((moved, { copy: { site, text: changed } }) => {
        return moved + linesOf(changed) - linesOf(original.slice(site.start, site.end));
      }, line);
    },
  };
}

/** A text without a line end has one. */
const linesOf = (text: string): number => text.split('\n').length;
