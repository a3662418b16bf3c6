/**
 * What the engine knows of a workspace, one family of languages at a time: a large corpus that is read once, and over
 * it the files that have changed since, which are few and read anew whenever one of them changes.
 */
import { Corpus, type CorpusFile } from './corpus.ts';
import { Vocabulary } from './vocabulary.ts';

export class Knowledge {
  readonly vocabulary = new Vocabulary();
  readonly #changed = new Map<string, string | undefined>();
  #base: Corpus;
  #fresh: Corpus | undefined;

  constructor(files: readonly CorpusFile[]) {
    this.#base = new Corpus(files, this.vocabulary);
  }

  get base(): Corpus {
    return this.#base;
  }

  /** The files that have changed; in the same words and abstraction as the base. */
  get fresh(): Corpus {
    this.#fresh ??= new Corpus(
      [...this.#changed].flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }])),
      this.vocabulary,
      this.#base.abstraction,
    );
    return this.#fresh;
  }

  /** @param text what the file is now; `undefined` when it is gone */
  change(path: string, text: string | undefined): void {
    this.#changed.set(path, text);
    this.#fresh = undefined;
  }

  isStale(path: string): boolean {
    return this.#changed.has(path);
  }

  /** So many have changed that all should be read anew. */
  get isOld(): boolean {
    return this.#changed.size > mostChanged;
  }
}

const mostChanged = 200;
