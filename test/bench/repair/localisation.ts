/** How well a fault is found: by the tests before anything is tried, and by the words of its report alone. */

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { localise } from '../../../src/refine/localise.ts';
import { openCodeFiles, type CodeFiles } from '../../../src/refine/localise/codeFiles.ts';
import { gatherEvidence } from '../../../src/refine/localise/gather.ts';
import { suspiciousFunctions } from '../../../src/refine/localise/suspiciousFunctions.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../../src/syntax/node/fileSyntax.ts';
import type { Outline } from '../../../src/syntax/outline.ts';
import { rankOf, type Ranks, type SuspectedLine } from './score.ts';

/** Not the program's own. */
const NOT_SOURCE = new Set(['.git', 'node_modules', '__pycache__', '.pytest_cache', 'target', 'build', '.gradle']);

export interface Localisation {
  /** @param suspected most suspicious first */
  ranks(directory: string, suspected: readonly SuspectedLine[], fault: Fault): Promise<Ranks>;
  /** Where the fault stands when only its report is known. */
  ranksByText(directory: string, issue: string, fault: Fault): Promise<Ranks>;
  dispose(): void;
}

export interface Fault {
  readonly path: string;
  /** Any of them is a right answer. */
  readonly lines: ReadonlySet<number>;
}

/** @param headless the build whose grammars are used */
export function openLocalisation(headless: string): Localisation {
  const assets = dirname(headless);
  const syntax = createFileSyntax({ grammars: join(assets, 'grammars'), queries: join(assets, 'queries') });
  return {
    ranks: async (directory, suspected, fault) => ranksIn(await openFolder(directory, syntax), suspected, fault),
    async ranksByText(directory, issue, fault) {
      const files = await openFolder(directory, syntax);
      const { signal } = new AbortController();
      const evidence = await gatherEvidence({ issue, failing: [], files }, signal);
      const { places } = localise({ issue, failing: [], coverage: [], files: files.paths, evidence });
      return ranksIn(files, places, fault);
    },
    dispose: () => syntax.dispose(),
  };
}

async function openFolder(directory: string, syntax: FileSyntaxReader): Promise<CodeFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.split(sep).some((name) => NOT_SOURCE.has(name)));
  return openCodeFiles(
    paths,
    (path) => readFile(join(directory, path), 'utf8'),
    (path, text) => syntax.read(path, text),
  );
}

async function ranksIn(files: CodeFiles, suspected: readonly SuspectedLine[], fault: Fault): Promise<Ranks> {
  const outlines = new Map<string, Outline>();
  for (const path of new Set(suspected.map((place) => place.path))) {
    const file = await files.file(path);
    if (file) outlines.set(path, file.outline);
  }
  // A list without scores is in order all the same.
  const places = suspected.map((place, at) => ({ ...place, score: place.score ?? 1 / (at + 1), reasons: [] }));
  const functions = suspiciousFunctions(places, outlines);
  const index = functions.findIndex(
    ({ path, startLine, endLine }) =>
      path === fault.path && [...fault.lines].some((line) => startLine <= line && line <= endLine),
  );
  return { line: rankOf(suspected, fault.path, fault.lines), function: index < 0 ? undefined : index + 1 };
}
