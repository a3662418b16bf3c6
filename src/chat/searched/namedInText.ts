/** Where a name or a file is named in the text, for what no symbol graph can follow: values that are handed round, `require(…).name`. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { SearchedDeps } from './searchedDeps.ts';

export interface NamedLine {
  readonly path: WorkspacePath;
  readonly line: number;
  /** It only takes the name in. */
  readonly isImport: boolean;
}

/** Chunks that are looked through: the index has them by their words, so nothing else is read. */
const mostChunks = 60;
const mostOfFile = 3;

/** @param skip a line that is known already; @param wanted what a line must have, where the name alone is not enough */
export async function linesNaming(
  name: string,
  skip: (path: WorkspacePath, line: number) => boolean,
  { lookup, files }: SearchedDeps,
  signal: AbortSignal,
  wanted = wordPattern(name),
): Promise<NamedLine[]> {
  const { results } = await lookup.search({ query: name, limit: mostChunks, isCode: true }, signal);
  const paths = [...new Set(results.map(({ path }) => path))];
  const found: NamedLine[] = [];
  for (const path of [...paths.filter((one) => !isTestFile(one)), ...paths.filter(isTestFile)]) {
    signal.throwIfAborted();
    const lines = (await files.text(path))?.split('\n') ?? [];
    const own: NamedLine[] = [];
    const imported: NamedLine[] = [];
    for (const [at, text] of lines.entries()) {
      if (!wanted.test(text) || isComment(text) || skip(path, at + 1)) continue;
      const isImport = isImportLine(text);
      (isImport ? imported : own).push({ path, line: at + 1, isImport });
      if (own.length === mostOfFile) break;
    }
    found.push(...(own.length > 0 ? own : imported.slice(0, 1)));
  }
  return found;
}

/** Lines that take in a file by its path: `require('./utils').x`, `import … from '../lib/utils'`. */
export async function linesImporting(
  wanted: WorkspacePath,
  { lookup, files }: SearchedDeps,
  signal: AbortSignal,
): Promise<NamedLine[]> {
  const stem = wanted.replace(/\.\w+$/, '').replace(/\/(?:index|__init__|mod)$/, '');
  const name = stem.slice(stem.lastIndexOf('/') + 1);
  const { results } = await lookup.search({ query: `require import ${name}`, limit: mostChunks, isCode: true }, signal);
  const found: NamedLine[] = [];
  for (const path of new Set(results.map((result) => result.path))) {
    signal.throwIfAborted();
    if (path === wanted) continue;
    const lines = (await files.text(path))?.split('\n') ?? [];
    const at = lines.findIndex((line) => {
      const module = isImportLine(line) ? /['"](\.{1,2}\/[^'"]*|\.{1,2})['"]/.exec(line)?.[1] : undefined;
      return (
        module !== undefined &&
        joined(path, module)
          .replace(/\.\w+$/, '')
          .replace(/\/index$/, '') === stem
      );
    });
    if (at !== -1) found.push({ path, line: at + 1, isImport: true });
  }
  return found;
}

/** `./utils` as `lib/app.js` means it: `lib/utils`. */
function joined(from: WorkspacePath, module: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of module.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

export const isImportLine = (line: string): boolean =>
  /^\s*(?:import\b|from\b.*\bimport\b|use\b|#include\b|(?:export )?(?:\*|\{.*\}) from\b|\} from\b)|\brequire\(/.test(
    line,
  );

export const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*|#(?!\w*include)|--)/.test(line);

/** The name alone, not as a part of another. */
export const wordPattern = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_$])`, 'u');
