/**
 * Whether a place that an answer names is there: the file, its lines, and what is said to stand in them. A line that is
 * a little off is put right; a place that is not there is nobody's.
 */

import type { Definition } from '../syntax/outline.ts';
import type { ReadOutline, WorkspaceTexts } from '../testing/workspaceTexts.ts';
import { resolvePath } from '../text/editPath.ts';
import type { CitedPlace } from './chatEvent.ts';
import type { QuotedCode, ReadSentence, WrittenPlace } from './writtenPlaces.ts';

export interface PlaceDeps {
  readonly files: Pick<WorkspaceTexts, 'paths' | 'text'>;
  readonly readOutline: ReadOutline;
}

export type CheckedPlace =
  | { readonly kind: 'there'; readonly place: CitedPlace }
  /** Not a place: an address, the name of a package, a file that is yet to be made. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'fabricated';
      /** A whole sentence. */
      readonly why: string;
    };

interface Claims {
  /** Names and code that are said to stand there; one of them does. */
  readonly said: readonly string[];
  /** Said of this place for sure, not only in the same sentence. */
  readonly isDirect: boolean;
}

/** How far from its line something may be that is meant there. */
const near = 20;

export async function checkPlace(
  written: WrittenPlace,
  text: string,
  sentence: ReadSentence,
  deps: PlaceDeps,
): Promise<CheckedPlace> {
  const isIdea = ideas.test(text.replace(/`[^`]*`|[\p{L}\p{N}_$.]+\(\)/gu, ''));
  if (written.path === '') return { kind: 'fabricated', why: 'The link leads to nothing in the workspace.' };
  const paths = await deps.files.paths();
  const candidates = pathsOf(written.path, paths);
  if (candidates.length === 0) {
    const isKnownKind = paths.some((path) => endingOf(path) === endingOf(written.path));
    const isClaim = written.form !== 'name' || (isSaidToBe(written, text) && !isIdea);
    if (!isClaim || (!isKnownKind && written.form !== 'link' && !/[/\\]/.test(written.path))) return { kind: 'none' };
    return { kind: 'fabricated', why: `There is no file ${written.path} in the workspace.` };
  }
  const claims = isIdea ? { said: [], isDirect: false } : claimsAbout(written, text, sentence);
  let why = '';
  for (const path of candidates) {
    const checked = await checkIn(path, written, claims, deps);
    if (checked.kind !== 'fabricated') return checked;
    why = checked.why;
  }
  return { kind: 'fabricated', why };
}

/** Sentences about what could be there do not say that it is. */
const ideas =
  /\b(?:add|adding|create|creating|insert|introduce|introducing|rename|renaming|replace|replacing|should|could|would|might|new|instead|propose|suggest|let's|you can|want to|remove|delete|move)\b/i;

const endingOf = (path: string): string => /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? path;

/** In `src/a.ts`, see `src/a.ts`: said of something that is. */
function isSaidToBe({ start }: WrittenPlace, text: string): boolean {
  return /\b(?:in|at|of|from|see|file|inside|by|defined|declared|implemented|located|lives)(?: the)?(?: file)? ?[(*_]*$/i.test(
    text.slice(Math.max(0, start - 40), start),
  );
}

function pathsOf(written: string, paths: readonly string[]): readonly string[] {
  const resolved = resolvePath(written, paths);
  switch (resolved.kind) {
    case 'known':
      return [resolved.path];
    case 'unknown':
      return [];
    case 'ambiguous':
      return [...resolved.paths].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  }
}

async function checkIn(
  path: string,
  { lines }: WrittenPlace,
  { said: claims, isDirect }: Claims,
  { files, readOutline }: PlaceDeps,
): Promise<CheckedPlace> {
  const text = await files.text(path);
  if (text === undefined) return { kind: 'fabricated', why: `${path} is no text that may be read.` };
  const rows = text.split('\n');
  if (rows.length > 1 && rows.at(-1) === '') rows.pop();
  if (lines && (lines.first < 1 || lines.first > rows.length))
    return { kind: 'fabricated', why: `${path} has no line ${lines.first}: it has ${rows.length}.` };
  const inFile = lines && { first: lines.first, last: Math.min(lines.last, rows.length) };
  if (claims.length === 0) return there(path, inFile);
  if (inFile && claims.some((claim) => isIn(rows.slice(inFile.first - 1, inFile.last).join('\n'), claim)))
    return there(path, inFile);
  const { definitions } = await readOutline(path, text);
  if (inFile && claims.some((claim) => enclosing(definitions, inFile).some((one) => isNameOf(one, claim))))
    return there(path, inFile);
  // The claim is right and its line is not: what it says is looked for.
  for (const claim of claims) {
    const found = nearest(
      definitions.filter((one) => isNameOf(one, claim)),
      inFile?.first ?? 1,
    );
    if (found) {
      const last = inFile && inFile.last > inFile.first ? found.endLine : found.startLine;
      return there(path, { first: found.startLine, last });
    }
  }
  for (const claim of claims) {
    const at = lineNear(rows, claim, inFile?.first);
    if (at === undefined) continue;
    return there(path, inFile ? { first: at, last: at + inFile.last - inFile.first } : undefined, rows.length);
  }
  // What is only said in the same sentence need not be said of a file as a whole.
  if (!inFile && !isDirect) return there(path, undefined);
  const [claim = ''] = claims;
  return {
    kind: 'fabricated',
    why: inFile ? `${path} has no “${claim}” at line ${inFile.first} or near it.` : `${path} has no “${claim}”.`,
  };
}

function there(path: string, lines: CitedPlace['lines'], most = Infinity): CheckedPlace {
  return {
    kind: 'there',
    place: { path, ...(lines && { lines: { first: lines.first, last: Math.min(lines.last, most) } }) },
  };
}

const enclosing = (definitions: readonly Definition[], { first, last }: { first: number; last: number }) =>
  definitions.filter(({ startLine, endLine }) => startLine <= first && last <= endLine);

const isNameOf = ({ name, scope }: Definition, claim: string): boolean => {
  const parts = nameParts(claim);
  return (
    parts !== undefined &&
    parts.at(-1) === name &&
    (parts.length < 2 || scope.length === 0 || scope.includes(parts.at(-2)!))
  );
};

/** `Ledger.add()` → Ledger, add; `undefined` for what is no name. */
function nameParts(claim: string): string[] | undefined {
  const name = claim
    .replace(/^(?:new|await|async|function|class|def|fn|func|const|let|var|interface|type) /, '')
    .replace(/\([^()]*\)$/, '');
  return /^[\p{L}_$@#][\p{L}\p{N}_$]*(?:(?:::|\.|#|->)[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(name)
    ? name.split(/::|->|[.#]/).filter(Boolean)
    : undefined;
}

const nearest = (definitions: readonly Definition[], line: number): Definition | undefined =>
  [...definitions].sort((a, b) => Math.abs(a.startLine - line) - Math.abs(b.startLine - line))[0];

/** @param line where none is given, anywhere in the file */
function lineNear(rows: readonly string[], claim: string, line: number | undefined): number | undefined {
  const most = line === undefined ? rows.length : near;
  for (let away = 0; away <= most; away++)
    for (const at of [(line ?? 1) - away, (line ?? 1) + away])
      if (at >= 1 && at <= rows.length && isIn(rows[at - 1]!, claim)) return at;
  return undefined;
}

/** A name as a word; of code, its text whatever its blanks, or nearly all of its names. */
function isIn(text: string, claim: string): boolean {
  const name = nameParts(claim)?.at(-1);
  if (name !== undefined) return hasWord(text, name);
  const squeezed = (code: string): string => code.replace(/\s+|[;…]/g, '').replace(/["']/g, '"');
  if (squeezed(text).includes(squeezed(claim))) return true;
  const words = [...new Set(claim.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [])];
  return words.length > 0 && words.filter((word) => hasWord(text, word)).length * 3 >= words.length * 2;
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const isWhole =
      !/[\p{L}\p{N}_$]$/u.test(text.slice(Math.max(0, at - 2), at)) &&
      !/^[\p{L}\p{N}_$]/u.test(text.slice(at + word.length, at + word.length + 2));
    if (isWhole) return true;
  }
  return false;
}

/**
 * What is said to stand at a place: code in back-quotes that stands right before it, else any between the place before
 * it and the one after it.
 */
function claimsAbout(written: WrittenPlace, text: string, { places, quoted }: ReadSentence): Claims {
  const at = places.indexOf(written);
  const from = places[at - 1]?.end ?? 0;
  const to = places[at + 1]?.start ?? text.length;
  const between = quoted.filter(({ start, end }) => start >= from && end <= to);
  const label = written.form === 'link' ? spansOf(written.label) : [];
  const beside = between.findLast(
    ({ end }) => end <= written.start && beforePlace.test(text.slice(end, written.start)),
  );
  const meant: readonly Pick<QuotedCode, 'text'>[] = label.length > 0 ? label : beside ? [beside] : between;
  const claims = meant.map(({ text: claim }) => claim).filter(saysSomething);
  // “in foo() of a.ts” without back-quotes.
  const called = /\b([\p{L}_$][\p{L}\p{N}_$.]*)\(\) (?:of|in|from) (?:the )?(?:file )?[(*_]*$/u.exec(
    text.slice(0, written.start),
  )?.[1];
  return {
    said: called === undefined ? claims : [called, ...claims],
    isDirect: called !== undefined || label.length > 0 || beside !== undefined,
  };
}

/** Between a name and where it is: “(”, “ in ”, “ is defined at ”. */
const beforePlace =
  /^(?:\(\))?[*_]*(?:(?:,| is| are| was|,? which is|,? as)? ?(?:defined|declared|implemented|found|located)? ?(?:in|at|of|from|on|near)|,?)? ?(?:the )?(?:file )?[([*_—–:-]*\s*$/i;

function spansOf(label: string): Pick<QuotedCode, 'text'>[] {
  return [...label.matchAll(/`([^`]+)`/g)]
    .map(([, text = '']) => ({ text }))
    .filter(({ text }) => !/[/\\]|\.\w{1,5}(?::\d+.*)?$/.test(text));
}

/** Words of every language and single signs are everywhere, so they say nothing about a place. */
const saysSomething = (claim: string): boolean =>
  claim.length >= 2 &&
  claim.length <= 400 &&
  /[\p{L}_$]{2}/u.test(claim) &&
  !/^(?:true|false|null|undefined|none|nil|self|this|void|string|number|boolean|int|float|bool|str|any|object|array|function|class|const|let|var|return|async|await|import|export|throw|try|catch|if|else|for|while|npm|node|git|TODO|todo|Error|Promise|\d+|-{1,2}[\w-]+|npm .*|npx .*|git .*|node .*)$/i.test(
    claim,
  );
