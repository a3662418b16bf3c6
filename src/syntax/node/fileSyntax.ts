import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser, Query } from 'web-tree-sitter';
import type { Language, Tree } from 'web-tree-sitter';
import type { Disposable } from '../../base/dispose.ts';
import { TouchstoneError } from '../../base/errors.ts';
import { chunksOf, plainChunks, type Chunk } from '../chunk.ts';
import { indexedLanguageOf, type GrammarId } from '../grammars.ts';
import { markdownOutline } from '../markdown.ts';
import { emptyOutline, type Outline } from '../outline.ts';
import type { Capture, QueryMatch } from '../queryMatch.ts';
import { readOutline } from '../readOutline.ts';
import { unbreakable, type Borders } from '../rows.ts';
import { depthsOf } from './depths.ts';
import { loadGrammar } from './grammar.ts';
import { longText, parseInSlices, turn } from './parseInSlices.ts';

/** What an index takes from a file: its outline and its chunks, read with the language's own grammar. */
export interface FileSyntax {
  /** `undefined`: not one of those that are read by their syntax. */
  readonly language: string | undefined;
  readonly outline: Outline;
  readonly chunks: readonly Chunk[];
}

export interface FileSyntaxReader extends Disposable {
  /** Never fails because of the text: what has no grammar, or takes too long to parse, is cut at its blank lines. */
  read(path: string, text: string): Promise<FileSyntax>;
}

interface Options {
  /** Absolute path of the folder with the grammars' `.wasm` files. */
  readonly grammars: string;
  /** Absolute path of the folder with the query files. */
  readonly queries: string;
  /** How long parsing a file, and then asking it, may take each. Source that people write takes a tenth of it at most. */
  readonly limitMilliseconds?: number;
}

interface Loaded extends Queries {
  readonly language: Language;
}

/**
 * What a pattern begins at the root is looked for to the end of the file, and at every node in between. So those are
 * asked for by themselves, of the root alone, which takes a hundredth of the time.
 */
interface Queries {
  readonly anywhere: Query;
  readonly top: Query;
}

export function createFileSyntax({ grammars, queries, limitMilliseconds = 2000 }: Options): FileSyntaxReader {
  const loaded = new Map<GrammarId, Promise<Loaded>>();
  let parser: Parser | undefined;
  let disposed = false;

  const languageOf = (id: GrammarId): Promise<Loaded> => {
    let language = loaded.get(id);
    if (!language) {
      language = load(grammars, queries, id);
      // A failed load is tried again by the next call.
      language.catch(() => loaded.delete(id));
      loaded.set(id, language);
    }
    return language;
  };

  return {
    async read(path, text) {
      const id = indexedLanguageOf(path, text);
      if (id === undefined) return { language: undefined, outline: emptyOutline, chunks: plainChunks(text) };
      if (id === 'markdown') {
        const outline = markdownOutline(text);
        return { language: id, outline, chunks: chunksOf(text, outline) };
      }
      const { language, ...asked } = await languageOf(id);
      if (disposed) throw new Error('the syntax reader is disposed');
      const isLong = text.length > longText;
      parser ??= new Parser();
      const tree = isLong
        ? await parseInSlices(language, text, limitMilliseconds)
        : parse(parser.setLanguage(language), text, limitMilliseconds);
      try {
        if (isLong) await turn();
        if (disposed) throw new Error('the syntax reader is disposed');
        const outline = tree && outlineOf(id, text, tree, asked, limitMilliseconds);
        if (isLong) await turn();
        if (!outline) return { language: id, outline: emptyOutline, chunks: plainChunks(text) };
        const borders: Borders = (first, last) => {
          const depths = depthsOf(tree, first, last);
          return (row) => depths[row - first] ?? unbreakable;
        };
        return { language: id, outline, chunks: chunksOf(text, outline, borders) };
      } finally {
        tree?.delete();
      }
    },
    dispose() {
      disposed = true;
      parser?.delete();
      for (const language of loaded.values()) void language.then(forget).catch(() => undefined);
      loaded.clear();
    },
  };
}

async function load(grammars: string, queries: string, id: GrammarId): Promise<Loaded> {
  const [language, sources] = await Promise.all([loadGrammar(grammars, id), querySources(queries, id)]);
  return {
    language,
    anywhere: new Query(language, sources.map(([anywhere]) => anywhere).join('\n')),
    top: new Query(language, sources.map(([, top]) => top).join('\n')),
  };
}

function forget({ anywhere, top }: Queries): void {
  anywhere.delete();
  top.delete();
}

const topMark = '\n; At the top of a file only:\n';

/** The two parts of a query file after those of the files that its first line says it inherits. */
async function querySources(folder: string, name: string): Promise<(readonly [anywhere: string, top: string])[]> {
  const file = join(folder, `${name}.scm`);
  const own = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TouchstoneError(
      `The queries could not be read from ${file}`,
      'Reinstall the extension; its files seem to be incomplete.',
      { cause },
    );
  });
  const inherited = /^; inherits: (.+)/.exec(own)?.[1]?.trim().split(/\s+/) ?? [];
  const sources = await Promise.all(inherited.map((one) => querySources(folder, one)));
  const [anywhere = '', top = ''] = own.split(topMark);
  return [...sources.flat(), [anywhere, top]];
}

function parse(parser: Parser, text: string, limit: number): Tree | undefined {
  const until = performance.now() + limit;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree) return tree;
  // Else the next parse would go on with this one.
  parser.reset();
  return undefined;
}

function outlineOf(id: GrammarId, text: string, tree: Tree, asked: Queries, limit: number): Outline | undefined {
  const until = performance.now() + limit;
  let late = false;
  const progressCallback = (): boolean => {
    late ||= performance.now() > until;
    return late;
  };
  const anywhere = asked.anywhere.matches(tree.rootNode, { progressCallback });
  const top = asked.top.matches(tree.rootNode, { progressCallback, maxStartDepth: 0 });
  if (late) return undefined;
  return readOutline(id, text, plain([anywhere, top], [0, asked.anywhere.patternCount()]));
}

/** Nodes as plain spans, one match at a time: nodes die with their tree. */
function* plain(found: readonly ReturnType<Query['matches']>[], before: readonly number[]): Generator<QueryMatch> {
  for (const [at, matches] of found.entries()) {
    for (const { patternIndex, captures } of matches) {
      const spans: Capture[] = [];
      for (const { name, node } of captures) {
        // Those are for the query's own conditions.
        if (!name.startsWith('_')) spans.push({ name, start: node.startIndex, end: node.endIndex });
      }
      yield { pattern: before[at]! + patternIndex, captures: spans };
    }
  }
}
