/**
 * The facts of a run that did not pass: what the next attempt has to know and cannot guess. Everything is read from
 * results, files and traces; nothing is asked of a model. What is in a fact is redacted already.
 */

import { redact } from '../../safety/redaction.ts';
import type { Definition } from '../../syntax/outline.ts';
import type { Place, TestResult } from '../../testing/report.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { Trace } from '../../testing/trace.ts';
import type { SuspiciousPlace } from '../event.ts';
import { enclosing, isClassLike, isFunctionLike, type CodeFile, type CodeFiles } from '../localise/codeFiles.ts';
import { definitionsOf } from '../localise/definitions.ts';
import type { CodeLines, Fact } from './fact.ts';
import { failureWords } from './failureWords.ts';

export interface FactsInput {
  /** What failed in the run that the facts are about. */
  readonly failing: readonly TestResult[];
  /** Most suspicious first. */
  readonly places: readonly SuspiciousPlace[];
  readonly files: CodeFiles;
  readonly traces: readonly { readonly test: TestResult; readonly traces: readonly Trace[] }[];
}

/** Failures in other words than these are seldom of another fault. */
const mostFailures = 6;
const mostFrames = 3;
const mostSuspects = 8;
const mostDefinitions = 6;
const around = 5;
/** A definition or a test that is longer is shown from its start. */
const longestCode = 40;

/** All facts, the most telling kinds first; `mostTelling` keeps to a budget. */
export async function factsOf(input: FactsInput, signal: AbortSignal): Promise<Fact[]> {
  const facts: Fact[] = [];
  facts.push(...failures(input.failing));
  facts.push(...(await traced(input)));
  for (const test of unlike(input.failing)) {
    signal.throwIfAborted();
    facts.push(...(await framesOf(test, input.files)));
    const source = await testSource(test, input.files);
    if (source) facts.push(source);
  }
  signal.throwIfAborted();
  facts.push(...(await definitionsUsed(input)));
  facts.push(...(await suspects(input)));
  return facts;
}

/** One fact for each way of failing. */
function failures(failing: readonly TestResult[]): Fact[] {
  const bySentence = new Map<string, { tests: string[]; text: string }>();
  for (const { name, failure } of failing) {
    const text = redact(failure?.message ?? '');
    const same = bySentence.get(text);
    if (same) same.tests.push(name);
    else if (bySentence.size < mostFailures) bySentence.set(text, { tests: [name], text });
  }
  return Array.from(bySentence.values(), ({ tests, text }): Fact => {
    const { type, assertion, ...words } = failureWords(text);
    return assertion
      ? { kind: 'assertion', tests, ...words }
      : { kind: 'exception', tests, type, message: words.message };
  });
}

/** A test of each way of failing: their sources and frames say the same otherwise. */
function unlike(failing: readonly TestResult[]): TestResult[] {
  const seen = new Set<string>();
  return failing.filter(({ failure }) => {
    const key = `${failure?.message}\0${failure?.frames.map(({ path, line }) => `${path}:${line}`).join()}`;
    return seen.size < mostFailures && !seen.has(key) && seen.add(key);
  });
}

async function framesOf(test: TestResult, files: CodeFiles): Promise<Fact[]> {
  const facts: Fact[] = [];
  // The test's own frame is in its source.
  for (const place of (test.failure?.frames ?? []).filter(({ path }) => !isTestPath(path)).slice(0, mostFrames)) {
    const lines = await linesAround(place, files);
    if (lines) facts.push({ kind: 'frame', test: test.name, place, ...lines });
  }
  return facts;
}

async function linesAround({ path, line }: Place, files: CodeFiles): Promise<CodeLines | undefined> {
  const file = await files.file(path);
  if (!file) return undefined;
  const lines = file.text.split('\n');
  if (line > lines.length) return undefined;
  const inside = enclosing(file.outline, line);
  const from = Math.max(1, line - around, inside && inside.startLine > line - around ? inside.startLine : 1);
  const to = Math.min(
    lines.length,
    line + around,
    inside && inside.endLine < line + around ? inside.endLine : Infinity,
  );
  return { startLine: from, lines: clean(lines.slice(from - 1, to)), marked: line };
}

async function testSource(test: TestResult, files: CodeFiles): Promise<Fact | undefined> {
  const path = test.file ?? test.failure?.frames.find((frame) => isTestPath(frame.path))?.path;
  const file = path === undefined ? undefined : await files.file(path);
  if (!file || path === undefined) return undefined;
  const frame = test.failure?.frames.find((each) => each.path === path);
  const found =
    testNamed(file, test.name) ?? (frame && enclosing(file.outline, frame.line)) ?? calledWithName(file, test.name);
  if (!found) return undefined;
  const inside = frame && found.startLine <= frame.line && frame.line <= found.endLine;
  return { kind: 'testSource', test: test.name, path, ...codeOf(file, found, inside ? frame.line : undefined) };
}

/** A test's names are joined by ` › `; parameters in brackets are no part of the function's name. */
function testNamed({ outline }: CodeFile, name: string): Definition | undefined {
  const own = (name.split(/ [›»] /).at(-1) ?? name).replace(/\[.*\]$|\(\)$/, '').trim();
  const found = outline.definitions.filter((definition) => isFunctionLike(definition) && definition.name === own);
  if (found.length < 2) return found[0];
  return found.find(({ scope }) => scope.some((outer) => name.includes(outer))) ?? found[0];
}

/** `test('rounds half up', () => {…})` where the outline does not know the call: from there to the line that closes it. */
function calledWithName({ text }: CodeFile, name: string): Pick<Definition, 'startLine' | 'endLine'> | undefined {
  const own = name.split(/ [›»] /).at(-1) ?? name;
  const lines = text.split('\n');
  const start = own.length < 3 ? -1 : lines.findIndex((line) => line.includes(own));
  if (start < 0) return undefined;
  const indent = /^\s*/.exec(lines[start]!)![0].length;
  let end = start;
  for (let at = start + 1; at < Math.min(lines.length, start + longestCode); at++) {
    if (lines[at]!.trim() === '') continue;
    const here = /^\s*/.exec(lines[at]!)![0].length;
    if (here < indent) break;
    if (here === indent) {
      if (/^\s*[)}\]]/.test(lines[at]!)) end = at;
      break;
    }
    end = at;
  }
  return { startLine: start + 1, endLine: end + 1 };
}

async function traced({ traces, files }: FactsInput): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const { test, traces: ofTest } of traces) {
    for (const { place, times, hits } of ofTest) {
      const code = (await lineAt(place, files)) ?? '';
      const shown = hits.map(({ hit, values }) => ({
        hit,
        values: values.map(({ name, value }) => ({ name, value: redact(value) })),
      }));
      facts.push({ kind: 'traced', test: test.name, place, code, times, hits: shown });
    }
  }
  return facts;
}

/** What the most suspicious lines call or name, where another file defines it. */
async function definitionsUsed({ places, files }: FactsInput): Promise<Fact[]> {
  const facts: Fact[] = [];
  const seen = new Set<string>();
  for (const place of places.slice(0, mostSuspects)) {
    const file = await files.file(place.path);
    if (!file) continue;
    const own = new Set(file.outline.definitions.map(({ name }) => name));
    const used = file.outline.references.filter(({ line, name }) => line === place.line && !own.has(name));
    for (const { name } of used) {
      if (seen.has(name) || facts.length >= mostDefinitions) continue;
      seen.add(name);
      const found = (await definitionsOf(files, name, (each) => isFunctionLike(each) || isClassLike(each))).filter(
        ({ path }) => path !== place.path && !isTestPath(path),
      );
      const [only] = found;
      // Of several with the same name nobody knows which is meant.
      if (!only || found.length > 2) continue;
      const usedAt = { path: place.path, line: place.line };
      facts.push({ kind: 'definition', name, path: only.path, usedAt, ...codeOf(only.file, only.definition) });
    }
  }
  return facts;
}

async function suspects({ places, files }: FactsInput): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const { path, line, reasons } of places.slice(0, mostSuspects)) {
    const code = await lineAt({ path, line }, files);
    if (code !== undefined) facts.push({ kind: 'suspect', place: { path, line }, code, reasons });
  }
  return facts;
}

async function lineAt({ path, line }: Place, files: CodeFiles): Promise<string | undefined> {
  const text = await files.text(path);
  const code = text?.split('\n')[line - 1];
  return code === undefined ? undefined : redact(code);
}

function codeOf(
  { text }: CodeFile,
  { startLine, endLine }: Pick<Definition, 'startLine' | 'endLine'>,
  marked?: number,
): CodeLines {
  const last = Math.min(endLine, startLine + longestCode - 1);
  const lines = clean(text.split('\n').slice(startLine - 1, last));
  return { startLine, lines, ...(marked !== undefined && marked <= last && { marked }) };
}

/** Redacted as one text, since some secrets take several lines. */
function clean(lines: readonly string[]): string[] {
  return redact(lines.join('\n')).replaceAll('\r', '').split('\n');
}
