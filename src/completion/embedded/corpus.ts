/** What the engine has read of the workspace: its files as one stream, and that stream sorted by context. */
import type { Steps } from '../../base/steps.ts';
import { ownUnitOf } from '../site.ts';
import { Abstraction } from './abstraction.ts';
import { Contexts } from './contexts.ts';
import { DeclarationReader, Declarations, type ParameterStyle } from './declarations.ts';
import { familyOf } from './family.ts';
import { lex } from './lexer.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

export interface CorpusFile {
  /** From the workspace's top, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Corpus {
  readonly tokens: Int32Array;
  /** How many blanks stand before each token. */
  readonly blanks: Uint8Array;
  readonly contexts: Contexts;
  /** The same stream without local names. */
  readonly abstract: Int32Array;
  readonly abstractContexts: Contexts;
  readonly abstraction: Abstraction;
  /** By token, from 0 for what every file has to 1 for what hardly one has. */
  readonly rarity: Float32Array;
  /** One step of indentation, as most files have it. */
  readonly indentUnit: string | undefined;
  readonly declarations: Declarations;
  /** The number of the file that a position is in. */
  readonly fileOf: (position: number) => number;
  /** The number of a path; undefined for one that was not read. */
  readonly numberOf: (path: string) => number | undefined;
  /** By file, the number of its folder. */
  readonly folders: Int32Array;
  readonly folderNumber: (folder: string) => number | undefined;
}

/** With its slash at the end; '' for the workspace's top. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** @param abstraction which names are common, where a larger corpus has said so already */
export function* readCorpus(
  files: readonly CorpusFile[],
  vocabulary: Vocabulary,
  abstraction?: Abstraction,
): Steps<Corpus> {
  const starts = new Int32Array(files.length);
  const stream = new GrowingArray();
  const blanks = new GrowingArray();
  const filesOf = new GrowingArray();
  const lastFile = new GrowingArray();
  for (const [file, { text }] of files.entries()) {
    starts[file] = stream.length;
    stream.push(fileStart);
    blanks.push(0);
    const lexed = lex(text);
    for (const [at, one] of lexed.texts.entries()) {
      const token = vocabulary.number(one);
      stream.push(token);
      blanks.push(lexed.blanks[at]!);
      if (lastFile.get(token) === file + 1) continue;
      lastFile.set(token, file + 1);
      filesOf.set(token, filesOf.get(token) + 1);
    }
    yield;
  }
  const tokens = stream.done();
  const fileCounts = filesOf.done();
  const words = abstraction ?? new Abstraction(vocabulary, commonTokens(fileCounts, files.length));
  const blanksBefore = Uint8Array.from(blanks.done());
  const declarations = yield* declarationsOf(files, starts, tokens, blanksBefore, vocabulary);
  const abstract = yield* words.stream(tokens);
  const numbers = new Map(files.map(({ path }, at) => [path, at]));
  const folderNumbers = new Map<string, number>();
  const folders = Int32Array.from(files, ({ path }) => {
    const folder = folderOf(path);
    const known = folderNumbers.get(folder) ?? folderNumbers.size;
    folderNumbers.set(folder, known);
    return known;
  });
  return {
    tokens,
    blanks: blanksBefore,
    declarations,
    contexts: yield* Contexts.of(tokens),
    abstract,
    abstractContexts: yield* Contexts.of(abstract),
    abstraction: words,
    rarity: rarityOf(fileCounts, files.length),
    indentUnit: usualUnit(files),
    fileOf: fileFinder(starts, tokens.length),
    numberOf: (path) => numbers.get(path),
    folders,
    folderNumber: (folder) => folderNumbers.get(folder),
  };
}

function* declarationsOf(
  files: readonly CorpusFile[],
  starts: Int32Array,
  tokens: Int32Array,
  blanks: Uint8Array,
  vocabulary: Vocabulary,
): Steps<Declarations> {
  const declarations = new Declarations();
  const reader = new DeclarationReader(vocabulary, declarations);
  for (const [file, { path }] of files.entries()) {
    reader.startFile(file);
    reader.lines(tokens, blanks, starts[file]!, starts[file + 1] ?? tokens.length, parameterStyleOf(path));
    yield;
  }
  return declarations;
}

/** Java and C write a type first and the name of its thing then. */
export const parameterStyleOf = (path: string): ParameterStyle =>
  ['java', 'c', 'cs'].includes(familyOf(path)) ? 'name last' : 'name first';

function usualUnit(files: readonly CorpusFile[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { text } of files.slice(0, enoughForUnit)) {
    const unit = ownUnitOf(text, 0);
    if (unit !== undefined) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

const enoughForUnit = 50;

/** The file at every so many positions is known, and that of any is a few steps away. */
function fileFinder(starts: Int32Array, count: number): (position: number) => number {
  const known = new Int32Array((count >> fileStep) + 1);
  for (let file = 0, at = 0; at < known.length; at++) {
    while (file + 1 < starts.length && starts[file + 1]! <= at << fileStep) file++;
    known[at] = file;
  }
  return (position) => {
    let file = known[position >> fileStep]!;
    while (file + 1 < starts.length && starts[file + 1]! <= position) file++;
    return file;
  };
}

const fileStep = 8;

/** Names in so many files are the language's, a library's or the project's own, and stay what they are. */
const commonShare = 0.03;
const commonFiles = 4;

function commonTokens(filesOf: Int32Array, files: number): Uint8Array {
  const enough = Math.max(commonFiles, files * commonShare);
  return Uint8Array.from(filesOf, (count) => (count >= enough ? 1 : 0));
}

function rarityOf(filesOf: Int32Array, files: number): Float32Array {
  const most = Math.log(files + 1);
  return Float32Array.from(filesOf, (count) => Math.max(leastRarity, 1 - Math.log(count + 1) / Math.max(1, most)));
}

const leastRarity = 0.02;

class GrowingArray {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    this.set(this.length, value);
  }

  get(at: number): number {
    return at < this.length ? this.#values[at]! : 0;
  }

  set(at: number, value: number): void {
    if (at >= this.#values.length) {
      const larger = new Int32Array(Math.max(at + 1, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  done(): Int32Array {
    return this.#values.slice(0, this.length);
  }
}
