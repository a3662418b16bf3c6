/**
 * What the engine knows of a workspace, one family of languages at a time: a large corpus that is read once, and over
 * it the files that have changed since, which are few and read anew whenever one of them changes.
 */
import { runSteps, type Steps } from '../../base/steps.ts';
import { readCorpus, type Corpus, type CorpusFile } from './corpus.ts';
import type { Known } from './predictor.ts';
import { Vocabulary } from './vocabulary.ts';

export class Knowledge {
  readonly vocabulary: Vocabulary;
  readonly base: Corpus;
  readonly #changed = new Map<string, string | undefined>();
  /** The numbers that these have in the base. */
  readonly #stale = new Set<number>();
  #changedLength = 0;
  #fresh: Corpus | undefined;

  private constructor(base: Corpus, vocabulary: Vocabulary) {
    this.base = base;
    this.vocabulary = vocabulary;
  }

  static *of(files: readonly CorpusFile[]): Steps<Knowledge> {
    const vocabulary = new Vocabulary();
    return new Knowledge(yield* readCorpus(files, vocabulary), vocabulary);
  }

  static nothing(): Knowledge {
    return runSteps(Knowledge.of([]));
  }

  /** @param text what the file is now; `undefined` when it is gone */
  change(path: string, text: string | undefined): void {
    this.#changedLength += (text ?? '').length - (this.#changed.get(path) ?? '').length;
    this.#changed.set(path, text);
    const file = this.base.numberOf(path);
    if (file !== undefined) this.#stale.add(file);
    this.#fresh = undefined;
  }

  /** The base without what has changed, and what has changed. */
  get corpora(): readonly [Known, ...Known[]] {
    return [
      { corpus: this.base, isStale: (file) => this.#stale.has(file) },
      { corpus: this.#freshCorpus(), isStale: () => false },
    ];
  }

  /** So many have changed that all should be read anew. */
  get isOld(): boolean {
    return this.#changed.size > mostChanged || this.#changedLength > longestChanged;
  }

  /** In the same words and abstraction as the base. */
  #freshCorpus(): Corpus {
    if (!this.#fresh) {
      const files = [...this.#changed].flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
      this.#fresh = runSteps(readCorpus(files, this.vocabulary, this.base.abstraction));
    }
    return this.#fresh;
  }
}

/** Reading what has changed takes a moment each time that something does: some 100 ms for so much. */
const mostChanged = 200;
const longestChanged = 1_000_000;
