/**
 * Parses a long text with turns of the event loop between: who waits for the tree can be told to stop, and others
 * have their turn.
 */
import { Parser, type Language, type Tree } from 'web-tree-sitter';

/** What takes longer than a few hundredths of a second, in UTF-16 units. */
export const longText = 40_000;
const sliceMs = 20;

/** @param mostMs of parsing, turns of others not counted. @returns undefined where that was not enough. */
export async function parseInSlices(language: Language, text: string, mostMs = Infinity): Promise<Tree | undefined> {
  // Of its own: a parser that stands still in one text cannot begin another.
  const parser = new Parser().setLanguage(language);
  try {
    for (let leftMs = mostMs; leftMs > 0;) {
      const from = performance.now();
      const until = from + Math.min(sliceMs, leftMs);
      // What is not finished is gone on with by the next call.
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
      if (tree) return tree;
      leftMs -= performance.now() - from;
      await turn();
    }
    return undefined;
  } finally {
    parser.delete();
  }
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
