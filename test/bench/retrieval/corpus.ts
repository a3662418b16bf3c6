/**
 * A package as the bench searches it: every function a document with all doc comments taken out of the text, and for
 * each documented one its first sentence as the question (CodeSearchNet's protocol, Husain and others 2019).
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkText } from '../../../src/retrieval/chunkText.ts';
import { bodyOf, chunksOf, type Chunk } from '../../../src/syntax/chunk.ts';
import type { FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import type { Definition } from '../../../src/syntax/outline.ts';
import type { BenchPackage } from './packages.ts';

export interface Corpus {
  readonly files: number;
  readonly characters: number;
  readonly functions: readonly BenchFunction[];
  /** As the product cuts the files. */
  readonly chunks: readonly BenchChunk[];
  readonly questions: readonly Question[];
}

export interface BenchFunction {
  readonly whole: ChunkText;
  /** Its pieces when it is long, else itself. */
  readonly parts: readonly ChunkText[];
}

export interface BenchChunk {
  readonly text: ChunkText;
  /** Of a long definition: the same for all its parts. */
  readonly definition: string | undefined;
  /** Functions that stand in it. */
  readonly functions: readonly number[];
}

export interface Question {
  readonly text: string;
  /** Functions with just this sentence: no question could tell them apart. */
  readonly answers: readonly number[];
}

const mostQuestions = 400;

export async function readCorpus(wanted: BenchPackage, folder: string, syntax: FileSyntaxReader): Promise<Corpus> {
  const functions: BenchFunction[] = [];
  const chunks: BenchChunk[] = [];
  const answers = new Map<string, number[]>();
  const paths = (await readdir(folder, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => wanted.endings.some((ending) => path.endsWith(ending)) && !wanted.without?.test(path))
    .sort();
  let files = 0;
  let characters = 0;
  for (const path of paths) {
    const text = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const documented = (await syntax.read(path, text)).outline.definitions;
    const bare = withoutDocs(text, documented);
    const { outline, chunks: cut } = await syntax.read(path, bare);
    files++;
    characters += bare.length;
    // Taking comments out leaves the definitions as they are; where it did not, the file is not asked about.
    const same =
      documented.length === outline.definitions.length &&
      documented.every(({ name }, at) => name === outline.definitions[at]!.name);
    const numbers = new Map<number, Definition>();
    outline.definitions.forEach((definition, at) => {
      if (definition.kind !== 'function' && definition.kind !== 'method') return;
      const number = functions.length;
      numbers.set(number, definition);
      functions.push(functionOf(path, bare, definition));
      const sentence = same ? firstSentence(documented[at]!.doc) : undefined;
      if (sentence !== undefined) answers.set(sentence, [...(answers.get(sentence) ?? []), number]);
    });
    for (const chunk of cut) chunks.push(benchChunk(path, bare, chunk, numbers));
  }
  const questions = [...answers].map(([text, found]) => ({ text, answers: found }));
  return { files, characters, functions, chunks, questions: evenly(questions, mostQuestions) };
}

function withoutDocs(text: string, definitions: readonly Definition[]): string {
  const cuts: { start: number; end: number }[] = [];
  for (const { docStart, start, bodyStart, end, doc } of definitions) {
    if (docStart < start) cuts.push({ start: docStart, end: start });
    const docstring = doc === '' ? null : /^[\s:]*[rRuUbB]*("""|''')[^]*?\1/.exec(text.slice(bodyStart, end));
    // `...` keeps a body that was nothing but its docstring.
    if (docstring)
      cuts.push({ start: bodyStart + docstring[0].search(/[rRuUbB"']/), end: bodyStart + docstring[0].length });
  }
  cuts.sort((a, b) => a.start - b.start);
  let bare = '';
  let at = 0;
  for (const { start, end } of cuts) {
    if (start < at) continue;
    const comment = text.slice(start, end);
    bare += text.slice(at, start) + (/^[rRuUbB]*("""|''')/.test(comment) ? '...' : '');
    at = end;
  }
  return bare + text.slice(at);
}

function functionOf(path: string, text: string, definition: Definition): BenchFunction {
  const { name, scope, signature, start, end, bodyStart, startLine } = definition;
  const body = text.slice(start, end);
  const whole: ChunkText = { path, name, scope, signature, doc: '', body };
  const own = { ...definition, start: 0, end: end - start, docStart: 0, bodyStart: bodyStart - start, doc: '' };
  const lines = definition.endLine - startLine + 1;
  if (lines <= 60) return { whole, parts: [whole] };
  const outline = { definitions: [{ ...own, startLine: 1, endLine: lines }], references: [], imports: [] };
  return { whole, parts: chunksOf(body, outline).map((chunk) => ({ ...whole, body: bodyOf(body, chunk) })) };
}

function benchChunk(path: string, text: string, chunk: Chunk, functions: ReadonlyMap<number, Definition>): BenchChunk {
  const { name, scope, signature, doc, start, end, part, omitted } = chunk;
  const covered = [...functions].filter(
    ([, definition]) =>
      definition.start < end &&
      definition.end > start &&
      definition.bodyStart >= start &&
      !omitted.some((left) => definition.bodyStart >= left.start && definition.bodyStart < left.end),
  );
  return {
    text: { path, name, scope, signature, doc, body: bodyOf(text, chunk) },
    definition: part === 0 ? undefined : `${path} ${scope.join('.')} ${name}`,
    functions: (part > 0
      ? [...functions].filter(([, definition]) => definition.start < end && definition.end > start)
      : covered
    ).map(([number]) => number),
  };
}

/** `undefined` when it has fewer than three words that say something. */
function firstSentence(doc: string): string | undefined {
  const described = /^@[^]*?@(?:summary|description)\s+([^@]+)/.exec(doc)?.[1] ?? doc;
  const sentence = described
    .replace(/\{@\w+\s+([^}]*)\}/g, '$1')
    .split(/\n\s*\n|\n\s*@|(?<=[.!?])\s/)[0]!
    .replace(/\s+/g, ' ')
    .trim();
  const words = sentence.match(/[A-Za-z]{3,}/g) ?? [];
  return sentence.startsWith('@') || words.length < 3 ? undefined : sentence.slice(0, 400);
}

function evenly<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
}
