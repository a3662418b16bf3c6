/** The file at the cursor, and what is kept of it from one keystroke to the next: its tokens, its symbols. */
import { DocumentSymbols } from './documentSymbols.ts';
import { DocumentTokens } from './documentTokens.ts';
import { Predictor, type Known, type Parts } from './predictor.ts';
import type { Ranker } from './ranker.ts';
import { Sketches } from './sketch.ts';
import type { Vocabulary } from './vocabulary.ts';

interface OpenText {
  readonly path: string;
  readonly languageId: string;
  /** What stands before the token at the cursor. */
  readonly before: string;
  /** What stands below the cursor's line. */
  readonly below: string;
}

export class OpenFile {
  readonly #vocabulary: Vocabulary;
  readonly #corpora: () => readonly Known[];
  readonly #document: DocumentTokens;
  readonly #symbols: DocumentSymbols;
  readonly #sketches: Sketches;

  /** @param corpora what is read of the workspace, the largest first; what has changed since comes last */
  constructor(vocabulary: Vocabulary, corpora: () => readonly [Known, ...Known[]]) {
    // What has changed since is in the words of the rest.
    const [{ corpus }] = corpora();
    this.#vocabulary = vocabulary;
    this.#corpora = corpora;
    this.#document = new DocumentTokens(vocabulary, corpus.abstraction);
    this.#symbols = new DocumentSymbols(vocabulary);
    this.#sketches = new Sketches(vocabulary, corpus.rarity);
  }

  /** For the place at the cursor, until the file is read again. */
  predictor({ path, languageId, before, below }: OpenText, ranker: Ranker, parts: Parts): Predictor {
    const corpora = this.#corpora();
    const document = this.#document;
    document.read(before, below);
    const known = corpora.map(({ corpus }) => corpus);
    return new Predictor(path, {
      corpora,
      vocabulary: this.#vocabulary,
      ranker,
      document,
      hints: parts.symbols ? this.#symbols.hints(path, languageId, before, document, known) : undefined,
      sketches: this.#sketches,
      parts,
    });
  }
}
