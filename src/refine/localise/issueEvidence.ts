/**
 * Where an issue's own words point to: the places of a stack trace in it, the symbols and files that it names, the
 * messages that the code writes, and what a search for all of it finds. Nothing needs to run for this.
 */

import { namesIn } from '../../retrieval/graph/namedInQuery.ts';
import { termsOf } from '../../retrieval/tokens.ts';
import type { Definition } from '../../syntax/outline.ts';
import type { Place, WorkspacePath } from '../../testing/report.ts';
import { stackFrames } from '../../testing/stackFrames.ts';
import { enclosing, isClassLike, isFunctionLike, nameInFull, type CodeFile, type CodeFiles } from './codeFiles.ts';
import { definitionsOf } from './definitions.ts';
import type { Evidence } from './evidence.ts';
import { isSource, type SearchIndex } from './lexicalSearch.ts';

/** A text longer than this is a log; its first part says what is wrong. */
const longestIssue = 8_000;
const mostFrames = 12;
const mostNames = 24;
const mostFound = 20;
/** Files whose every line is compared with the issue. */
const mostForMessages = 3_000;
/** A name that is defined more often says little. */
const mostDefinitions = 6;

/** Who says it, as the reasons call it. */
export type Speaker = 'the issue' | 'a failing test';

/** @param issue what a person wrote, or the names and messages of failing tests. */
export async function issueEvidence(
  issue: string,
  by: Speaker,
  files: CodeFiles,
  search: SearchIndex,
  signal: AbortSignal,
): Promise<Evidence[]> {
  const text = issue.slice(0, longestIssue);
  if (text.trim() === '') return [];
  const terms = new Set(termsOf(text));
  const frames = await framesIn(text, by, files);
  signal.throwIfAborted();
  const named = await namedIn(text, by, files, terms);
  signal.throwIfAborted();
  const messages = await messagesIn(text, by, files, signal);
  const found = await foundFor(text, by, files, search, terms, signal);
  return [...frames, ...named, ...messages, ...found];
}

/** Paths in an issue are those of another machine: what ends like a file of this workspace is that file. */
async function framesIn(text: string, by: Speaker, files: CodeFiles): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  let depth = 0;
  for (const frame of stackFrames(text, { roots: ['/'], directory: '' }).slice(0, 100)) {
    const place = placeOf(frame, files);
    if (!place || depth >= mostFrames) continue;
    const lines = (await files.text(place.path))?.split('\n').length ?? 0;
    if (place.line > lines) continue;
    depth++;
    const reason = depth === 1 ? `the stack trace in ${by} ends here` : `in the stack trace of ${by}`;
    evidence.push({ path: place.path, lines: [[place.line, 1]], score: 1 / depth, kind: 'trace', reason });
  }
  return evidence;
}

function placeOf({ path, line }: Place, files: CodeFiles): Place | undefined {
  const ending = files.paths.filter((file) => isSource(file) && (path === file || path.endsWith(`/${file}`)));
  // Of `src/a.ts` and `a.ts` the longer one has more of the path.
  const [longest] = ending.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : { path: longest, line };
}

/** Symbols and files. A name in code marks is meant as one; so is what no prose would write like that. */
async function namedIn(text: string, by: Speaker, files: CodeFiles, terms: ReadonlySet<string>): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const sources = files.paths.filter(isSource);
  const names = new Map<string, number>();
  const marked = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(
    ([, code = '']) => code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [],
  );
  for (const name of marked) names.set(name, 1);
  for (const name of namesIn(text)) for (const part of name.split(/::|[.#]/)) if (part.length > 2) names.set(part, 1);
  // A plain word that is the very name of a class or a function may be meant so.
  for (const word of text.match(/[\p{L}_$][\p{L}\p{N}_$]{3,}/gu) ?? []) {
    if (!names.has(word)) names.set(word, /^\p{Lu}/u.test(word) ? 0.5 : 0.4);
  }
  let left = mostNames;
  for (const [name, weight] of [...names].sort((a, b) => b[1] - a[1])) {
    if (left === 0) break;
    const found = await definitionsOf(files, name, (each) => isFunctionLike(each) || isClassLike(each), sources);
    if (found.length === 0 || found.length > mostDefinitions) continue;
    left--;
    for (const { path, file, definition } of found) {
      // A class is named where one of its methods is at fault: it says less about each line.
      const share = isClassLike(definition) ? 0.4 : 1;
      const reason = `“${nameInFull(definition)}” is named by ${by}`;
      evidence.push({
        path,
        lines: linesOf(file, definition, terms),
        score: (weight * share) / Math.sqrt(found.length),
        kind: 'named',
        reason,
      });
    }
  }
  const words = new Set(text.match(/[\w./\\-]+\.\w+/g)?.map((word) => word.replaceAll('\\', '/')) ?? []);
  for (const path of sources) {
    const said = [...words].some((word) => path === word || path.endsWith(`/${word}`) || word.endsWith(`/${path}`));
    const file = said ? await files.file(path) : undefined;
    if (!file) continue;
    const lines = linesOf(file, { startLine: 1, endLine: file.text.split('\n').length }, terms);
    evidence.push({ path, lines, score: 0.5, kind: 'named', reason: `${by} names this file` });
  }
  return evidence;
}

/** Text literals of the code that stand in the issue: an error's words lead to where it is thrown. */
async function messagesIn(text: string, by: Speaker, files: CodeFiles, signal: AbortSignal): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const said = squeezed(text);
  for (const path of files.paths.filter(isSource).slice(0, mostForMessages)) {
    signal.throwIfAborted();
    const lines = (await files.text(path))?.split('\n') ?? [];
    for (const [at, line] of lines.entries()) {
      if (line.length > 1_000) continue;
      const quoted = longestQuoted(line, said);
      if (quoted === undefined) continue;
      const file = await files.file(path);
      const inside = file && enclosing(file.outline, at + 1);
      const around = file && inside ? linesOf(file, inside, new Set()) : [];
      evidence.push({
        path,
        // What decides that the message is written stands around it.
        lines: [...around.map(([each]): [number, number] => [each, each === at + 1 ? 1 : 0.6]), [at + 1, 1]],
        score: Math.min(1, 0.4 + quoted.length / 60),
        kind: 'message',
        reason: `writes “${quoted.length > 60 ? `${quoted.slice(0, 57)}…` : quoted}”, as ${by} says`,
      });
    }
  }
  return evidence.sort((a, b) => b.score - a.score).slice(0, mostFound);
}

/** The longest stretch of a text literal without placeholders that is said; two words at least. */
function longestQuoted(line: string, said: string): string | undefined {
  let longest: string | undefined;
  for (const [, , literal = ''] of line.matchAll(/(["'`])((?:(?!\1)[^\\]|\\.){8,}?)\1/g)) {
    for (const piece of literal.split(/\$\{[^}]*\}|\{[^}]*\}|%[sdifv]|\\[ntr]/)) {
      const plain = squeezed(piece);
      if (plain.length >= 10 && /\S\s+\S/.test(plain) && said.includes(plain) && plain.length > (longest?.length ?? 0))
        longest = piece.trim();
    }
  }
  return longest;
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

async function foundFor(
  text: string,
  by: Speaker,
  files: CodeFiles,
  search: SearchIndex,
  terms: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  const hits = (await search(text, 2 * mostFound, signal)).filter(({ path }) => isSource(path)).slice(0, mostFound);
  const best = hits[0]?.score ?? 1;
  for (const [at, hit] of hits.entries()) {
    const file = await files.file(hit.path);
    if (!file) continue;
    evidence.push({
      path: hit.path,
      lines: linesOf(file, hit, terms),
      score: best > 0 ? hit.score / best : 1 / (at + 1),
      kind: 'search',
      reason: `search result ${at + 1} for the words of ${by}`,
    });
  }
  return evidence;
}

/** The lines of code between two, each by how many of the issue's words stand on it. */
export function linesOf(
  { path, text }: CodeFile,
  { startLine, endLine }: Pick<Definition, 'startLine' | 'endLine'>,
  terms: ReadonlySet<string>,
): [number, number][] {
  const lines = text.split('\n');
  const found: [number, number][] = [];
  for (let line = startLine; line <= Math.min(endLine, lines.length); line++) {
    const code = lines[line - 1] ?? '';
    if (!canBeWrong(code, path)) continue;
    const shared = new Set(termsOf(code).filter((term) => terms.has(term))).size;
    found.push([line, 0.7 + 0.3 * Math.min(1, shared / 3)]);
  }
  return found;
}

/** Not blank, no comment, not brackets alone. A comment's middle that looks like code does no harm. */
function canBeWrong(code: string, path: WorkspacePath): boolean {
  const plain = code.trim();
  if (!/[\p{L}\p{N}]/u.test(plain)) return false;
  return !(path.endsWith('.py') ? /^#|^"""|^'''/ : /^(?:\/\/|\/\*|\*)/).test(plain);
}
