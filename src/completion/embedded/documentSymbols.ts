/** What scope and symbols say in the open file: kept from one keystroke to the next, and only new lines are read. */
import { importsIn, type FileImport } from '../imports.ts';
import { parameterStyleOf, type Corpus } from './corpus.ts';
import { DeclarationReader, Declarations, wordsOf, type Words } from './declarations.ts';
import type { DocumentTokens } from './documentTokens.ts';
import { SymbolHints } from './hints.ts';
import { filesOfModule } from './moduleFiles.ts';
import { scopeAtEnd } from './scope.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Imports stand at the top. */
const longestHead = 8000;

export class DocumentSymbols {
  readonly #vocabulary: Vocabulary;
  readonly #words: Words;
  #declarations = new Declarations();
  #reader: DeclarationReader;
  #restarts = -1;
  #readTo = 0;
  #head = '';
  #imports: readonly FileImport[] = [];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#words = wordsOf(vocabulary);
    this.#reader = new DeclarationReader(vocabulary, this.#declarations);
  }

  /**
   * At the end of what stands before the cursor.
   * @param text of the file
   */
  hints(
    path: string,
    languageId: string,
    text: string,
    document: DocumentTokens,
    corpora: readonly Corpus[],
  ): SymbolHints {
    this.#readLines(path, document);
    const head = text.slice(0, longestHead);
    if (head !== this.#head) {
      this.#head = head;
      this.#imports = importsIn(head, languageId);
    }
    const { stream, blanks } = document;
    const exportsOf = (module: string): readonly number[] => {
      // What has changed since is known best.
      for (const corpus of corpora.toReversed()) {
        const files = filesOfModule(module, path, corpus);
        if (files.length > 0) return files.flatMap((file) => corpus.declarations.topLevel.get(file) ?? []);
      }
      return [];
    };
    const reach = {
      scope: scopeAtEnd(stream.tokens, blanks, this.#words, parameterStyleOf(path)),
      declarations: [this.#declarations, ...corpora.map(({ declarations }) => declarations).toReversed()],
      imports: this.#imports,
      exportsOf,
      stream,
    };
    return new SymbolHints(reach, this.#vocabulary, this.#words);
  }

  #readLines(path: string, document: DocumentTokens): void {
    const { stream, blanks, restarts, lineTokens } = document;
    if (restarts !== this.#restarts) {
      this.#declarations = new Declarations();
      this.#reader = new DeclarationReader(this.#vocabulary, this.#declarations);
      this.#restarts = restarts;
      this.#readTo = 0;
    }
    this.#readTo = this.#reader.lines(stream.tokens, blanks, this.#readTo, lineTokens, parameterStyleOf(path));
  }
}
