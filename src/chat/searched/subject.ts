/** What a question is about: a definition, a file, a folder, or what words describe. */

import { namesIn } from '../../retrieval/graph/namedInQuery.ts';
import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { SymbolResult } from '../../retrieval/placeRequest.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { resolvePath } from '../../text/editPath.ts';
import type { Chip } from '../chatRequest.ts';
import type { SearchedDeps } from './searchedDeps.ts';

export type Subject =
  | SymbolSubject
  | { readonly kind: 'file'; readonly path: WorkspacePath }
  | { readonly kind: 'folder'; readonly path: WorkspacePath }
  | { readonly kind: 'lines'; readonly path: WorkspacePath; readonly first: number; readonly last: number }
  | { readonly kind: 'words'; readonly text: string; readonly missing?: string };

export interface SymbolSubject {
  readonly kind: 'symbol';
  /** As it was asked for; may be qualified. */
  readonly name: string;
  /** The likeliest first; at least one. */
  readonly definitions: readonly SymbolResult[];
}

const mostDefinitions = 12;

/** Of the words of a question, with its chips; `whole` where they were cut out of more. */
export async function subjectOf(
  { about, whole, chips }: { readonly about: string; readonly whole: string; readonly chips: readonly Chip[] },
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Subject> {
  const paths = await deps.files.paths();
  const quoted = [...whole.matchAll(/`([^`\n]{1,200})`/g)].map(([, inner = '']) => inner.trim());
  const fromChip = chipSubject(chips);
  const near = fromChip && 'path' in fromChip ? fromChip.path : undefined;
  let missing: string | undefined;
  // What is written as a name weighs most, whatever else stands there.
  for (const name of quoted) {
    const found = fileOf(name, paths) ?? (await symbolOf(name, near, deps, signal));
    if (found) return found;
    missing ??= name;
  }
  const plain = strippedName(about);
  if (!isPointing(about)) {
    for (const word of wordsWithDots(about)) {
      const found = fileOf(word, paths);
      if (found) return found;
    }
    for (const name of namesIn(about)) {
      const found = await symbolOf(name, near, deps, signal);
      if (found) return found;
      if (name !== about) missing ??= name;
    }
    if (plain !== undefined) {
      const found = (await symbolOf(plain, near, deps, signal)) ?? moduleOf(plain, paths, about);
      if (found) return found;
    }
  }
  if (fromChip?.kind === 'symbol') {
    const found = await symbolOf(fromChip.name, fromChip.path, deps, signal);
    if (found) return found;
  } else if (fromChip && (isPointing(about) || about === '')) return fromChip;
  return { kind: 'words', text: about === '' ? whole : about, ...(missing !== undefined && { missing }) };
}

/** “it”, “this function”: something that was named before, or that the editor shows. */
export const isPointing = (about: string): boolean =>
  /^(?:(?:it|this|that|these|those|here|them|the (?:selection|selected code))|(?:this|that|the (?:current|open|selected|above)) (?:\w+ )?(?:function|method|class|file|module|code|symbol|type|one|thing|test|place|selection|line|lines))$/i.test(
    about,
  );

type ChipSubject = Extract<Subject, { readonly path: string }> | { kind: 'symbol'; name: string; path?: string };

function chipSubject(chips: readonly Chip[]): ChipSubject | undefined {
  for (const { target } of chips) {
    switch (target.kind) {
      case 'symbol':
        return { kind: 'symbol', name: target.name, ...(target.path !== undefined && { path: target.path }) };
      case 'selection':
        return { kind: 'lines', path: target.path, first: target.first, last: target.last };
      case 'file':
      case 'folder':
        return { kind: target.kind, path: target.path };
      case 'problems':
      case 'changes':
      case 'terminal':
      case 'tests':
      case 'codebase':
      case 'picture':
    }
  }
  return undefined;
}

function fileOf(written: string, paths: readonly WorkspacePath[]): Subject | undefined {
  const path = written.replace(/^\.\//, '').replace(/:\d+(?:[-:]\d+)*$/, '');
  if (!/[./]/.test(path) || /\s/.test(path)) return undefined;
  const resolved = resolvePath(path, paths);
  if (resolved.kind === 'known') return { kind: 'file', path: resolved.path };
  if (resolved.kind === 'ambiguous') return { kind: 'file', path: shortest(resolved.paths) };
  const folder = path.replace(/\/+$/, '');
  if (path.endsWith('/') || path.includes('/'))
    if (paths.some((each) => each.startsWith(`${folder}/`))) return { kind: 'folder', path: folder };
  return undefined;
}

/** “the router module”: a file of that name, where nothing is called so. */
function moduleOf(name: string, paths: readonly WorkspacePath[], about: string): Subject | undefined {
  if (!/\b(?:file|module|folder|directory|package)\b/i.test(about) && !/^[a-z][\w-]*$/i.test(about)) return undefined;
  const wanted = name.toLowerCase();
  const named = paths.filter((path) => {
    const file = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    return file.startsWith(`${wanted}.`) && !isTestFile(path);
  });
  if (named.length > 0) return { kind: 'file', path: shortest(named) };
  const folder = paths.map((path) => path.split('/').slice(0, -1)).find((parts) => parts.includes(name));
  return folder && { kind: 'folder', path: folder.slice(0, folder.indexOf(name) + 1).join('/') };
}

const shortest = (paths: readonly string[]): string =>
  [...paths].sort(
    (a, b) => Number(isTestFile(a)) - Number(isTestFile(b)) || a.length - b.length || (a < b ? -1 : 1),
  )[0]!;

/** @param near the file from which it is seen */
async function symbolOf(
  written: string,
  near: WorkspacePath | undefined,
  { lookup }: Pick<SearchedDeps, 'lookup'>,
  signal: AbortSignal,
): Promise<SymbolSubject | undefined> {
  const name = written.replace(/\(.*\)?;?$/s, '').replace(/^(?:new|await|async|function|class|def|fn|func) /, '');
  const clean = name.replace(/^(?:this|self)\./, '').replace(/\.prototype\./, '.');
  if (!/^[\p{L}_$@][\p{L}\p{N}_$]*(?:(?:::|[.#])[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(clean)) return undefined;
  for (const candidate of [clean, lastOfName(clean)]) {
    const request = { relation: 'definitions', name: candidate, limit: mostDefinitions } as const;
    const { results } = await lookup.symbols({ ...request, ...(near !== undefined && { path: near }) }, signal);
    if (results.length > 0) return { kind: 'symbol', name: candidate, definitions: ranked(results) };
  }
  return undefined;
}

const lastOfName = (name: string): string => name.split(/::|[.#]/).at(-1)!;

/** As the index has them, but code before tests, and what is written here before what declares its types. */
const ranked = (results: readonly SymbolResult[]): SymbolResult[] =>
  results
    .map((result, at) => ({
      result,
      rank: at + (isTestFile(result.path) ? 100 : 0) + (isDeclared(result.path) ? 50 : 0),
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ result }) => result);

export const isDeclared = (path: string): boolean => /\.d\.[cm]?ts$/.test(path);

const wordsWithDots = (text: string): string[] =>
  (text.match(/[\w@./\\-]*[\w@-][./][\w@./-]*\w|[\w@.-]+\//g) ?? []).slice(0, 8);

/** `the parse function` → `parse`; `undefined` where more than a name is left. */
function strippedName(about: string): string | undefined {
  const name = about
    .replace(/^(?:(?:the|a|an|our|this|that|your|its)\s+)+/i, '')
    .replace(
      /^(?:(?:function|method|class|type|interface|constant|variable|module|file|symbol|helper|field|property|macro|struct|enum|trait|object|component|hook|exported|public|private|async|static)\s+)*(?:called\s+|named\s+)?/i,
      '',
    )
    .replace(
      /\s+(?:function|method|class|type|interface|constant|variable|module|file|symbol|helper|field|property|macro|struct|enum|trait|object|component|hook|folder|directory|package|helpers|functions|itself)$/i,
      '',
    )
    .trim();
  return /^[\p{L}_$@][\p{L}\p{N}_$]*(?:(?:::|[.#])[\p{L}_$][\p{L}\p{N}_$]*)*(?:\(\))?$/u.test(name)
    ? name.replace(/\(\)$/, '')
    : undefined;
}
