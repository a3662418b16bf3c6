/** What the engine has read of the workspace: its files as one stream, and that stream sorted by context. */
import { Abstraction } from './abstraction.ts';
import { Contexts } from './contexts.ts';
import { lex } from './lexer.ts';
import { fileStart, type Vocabulary } from './vocabulary.ts';

export interface CorpusFile {
  /** From the workspace's top, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export class Corpus {
  readonly paths: readonly string[];
  readonly tokens: Int32Array;
  /** How many blanks stand before each token. */
  readonly blanks: Uint8Array;
  readonly contexts: Contexts;
  /** The same stream without local names. */
  readonly abstract: Int32Array;
  readonly abstractContexts: Contexts;
  readonly abstraction: Abstraction;
  readonly #starts: Int32Array;
  /** The file at every so many positions, from which that of any is a few steps away. */
  readonly #fileAt: Int32Array;

  /** @param abstraction which names are common, where a larger corpus has said so already */
  constructor(files: readonly CorpusFile[], vocabulary: Vocabulary, abstraction?: Abstraction) {
    this.paths = files.map(({ path }) => path);
    this.#starts = new Int32Array(files.length);
    const tokens = new GrowingArray();
    const blanks = new GrowingArray();
    const filesOf = new GrowingArray();
    const lastFile = new GrowingArray();
    for (const [file, { text }] of files.entries()) {
      this.#starts[file] = tokens.length;
      tokens.push(fileStart);
      blanks.push(0);
      const lexed = lex(text);
      for (const [at, one] of lexed.texts.entries()) {
        const token = vocabulary.number(one);
        tokens.push(token);
        blanks.push(lexed.blanks[at]!);
        if (lastFile.get(token) === file + 1) continue;
        lastFile.set(token, file + 1);
        filesOf.set(token, filesOf.get(token) + 1);
      }
    }
    this.tokens = tokens.done();
    this.blanks = Uint8Array.from(blanks.done());
    this.abstraction = abstraction ?? new Abstraction(vocabulary, commonTokens(filesOf.done(), files.length));
    this.abstract = this.abstraction.stream(this.tokens);
    this.contexts = new Contexts(this.tokens);
    this.abstractContexts = new Contexts(this.abstract);
    this.#fileAt = new Int32Array((this.tokens.length >> fileStep) + 1);
    for (let file = 0, at = 0; at < this.#fileAt.length; at++) {
      while (file + 1 < files.length && this.#starts[file + 1]! <= at << fileStep) file++;
      this.#fileAt[at] = file;
    }
  }

  /** The number of the file that a position is in. */
  fileOf(position: number): number {
    let file = this.#fileAt[position >> fileStep]!;
    while (file + 1 < this.#starts.length && this.#starts[file + 1]! <= position) file++;
    return file;
  }
}

const fileStep = 8;

/** Names in so many files are the language's, a library's or the project's own, and stay what they are. */
const commonShare = 0.03;
const commonFiles = 4;

function commonTokens(filesOf: Int32Array, files: number): Uint8Array {
  const enough = Math.max(commonFiles, files * commonShare);
  return Uint8Array.from(filesOf, (count) => (count >= enough ? 1 : 0));
}

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
