/** A package as the product indexes it, and a cursor in it as the product sees it. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cursorView, type CursorView } from '../../../src/retrieval/context/cursorView.ts';
import { chunkByLine, linksOf } from '../../../src/retrieval/graph/fileLinks.ts';
import { LexicalIndex } from '../../../src/retrieval/lexical.ts';
import { packLinks } from '../../../src/retrieval/graph/packedLinks.ts';
import { SymbolGraph } from '../../../src/retrieval/graph/symbolGraph.ts';
import { termsOfChunk } from '../../../src/retrieval/terms.ts';
import { bodyOf, type Chunk } from '../../../src/syntax/chunk.ts';
import type { FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import type { BenchPackage } from '../retrieval/packages.ts';

export interface ContextCorpus {
  /** Absolute path of the folder that the paths begin in. */
  readonly root: string;
  readonly sources: ReadonlyMap<string, string>;
  readonly graph: SymbolGraph;
  readonly lexical: LexicalIndex;
  readonly chunks: ReadonlyMap<string, readonly Chunk[]>;
  /** The chunk that a line of a file is in. */
  readonly chunkAt: (path: string, line: number) => number;
  readonly placeOf: (id: number) => { readonly path: string; readonly chunk: number };
  /** @param before the text of the file before the cursor: the rest of it is not looked at. */
  readonly viewAt: (path: string, before: string) => Promise<CursorView>;
}

const projectFiles = new Set(['go.mod', 'package.json', 'tsconfig.json']);

export async function readContextCorpus(
  { endings, without, language }: BenchPackage,
  folder: string,
  syntax: FileSyntaxReader,
): Promise<ContextCorpus> {
  // Python's imports begin with the name of the package's own folder.
  const isPackage = language === 'Python' && basename(folder) !== 'Lib';
  const root = isPackage ? dirname(folder) : folder;
  const sources = new Map<string, string>();
  for (const found of (await readdir(folder, { recursive: true })).sort()) {
    const inside = found.replaceAll('\\', '/');
    const isSource = endings.some((ending) => inside.endsWith(ending)) && !without?.test(inside);
    if (!isSource && !projectFiles.has(inside)) continue;
    const path = isPackage ? `${basename(folder)}/${inside}` : inside;
    const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (text !== undefined) sources.set(path, text);
  }
  const graph = new SymbolGraph();
  const lexical = new LexicalIndex();
  const chunks = new Map<string, readonly Chunk[]>();
  const places: { path: string; chunk: number }[] = [];
  for (const [path, text] of sources) {
    const read = isData(path) ? undefined : await syntax.read(path, text);
    const cut = read?.chunks ?? [];
    const links = linksOf(path, text, read?.language, read?.outline ?? noOutline, cut);
    graph.put(path, read?.language ?? '', packLinks(links));
    chunks.set(path, cut);
    cut.forEach((chunk, at) => {
      lexical.addTerms(places.length, termsOfChunk({ path, ...chunk, body: bodyOf(text, chunk) }));
      places.push({ path, chunk: at });
    });
  }
  graph.prepare();
  const byLine = new Map(Array.from(chunks, ([path, cut]) => [path, chunkByLine(cut)]));
  return {
    root,
    sources,
    graph,
    lexical,
    chunks,
    chunkAt: (path, line) => byLine.get(path)?.(line) ?? 0,
    placeOf: (id) => places[id]!,
    async viewAt(path, before) {
      const { language: id = '', outline, chunks: cut } = await syntax.read(path, before);
      const links = linksOf(path, before, id, outline, cut);
      return cursorView(graph.viewerOf(path, id, links), links, before);
    },
  };
}

/** Their grammars are not among those that the bench loads, and they define nothing. */
const isData = (path: string): boolean => /\.(?:json|mod)$/.test(path);
const noOutline = { definitions: [], references: [], imports: [] };
