/** Who uses something, and what it uses itself. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { SymbolResult } from '../../retrieval/placeRequest.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { isComment, isImportLine, linesImporting, linesNaming, wordPattern } from './namedInText.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import type { Subject, SymbolSubject } from './subject.ts';
import type { Finding, Findings } from './finding.ts';
import { counted } from './finding.ts';
import type { OfSymbol } from './taken.ts';
import { definitionFinding, ofSymbol, requestFor } from './taken.ts';

const usedShown = 12;

export const uses =
  (kind: 'callers' | 'usage'): OfSymbol =>
  async (symbol, deps, signal) => {
    const [definition] = symbol.definitions;
    const { results } = await deps.lookup.symbols(requestFor('callers', symbol, mostCounted), signal);
    const shown = kind === 'usage' ? 6 : usedShown;
    const found: Finding[] = [];
    for (const result of spread(results, shown)) found.push(await useFinding(result, symbol, deps));
    const named = results.length < fewUses ? await usesInText(symbol, found, deps, signal) : [];
    const files = new Set(results.map(({ path }) => path)).size;
    const count = results.length === mostCounted ? `${mostCounted} or more places` : counted(results.length, 'place');
    const graph =
      results.length === 0
        ? `The symbol graph knows no use of \`${symbol.name}\`.`
        : `By the symbol graph, \`${symbol.name}\` is used in ${count} of ${counted(files, 'file')}, those that are surest first.`;
    const text = named.length === 0 ? '' : ' Other lines have its name; whether it is this one, nobody has checked.';
    return {
      how: `${graph}${text}`,
      found: mixed(found, named).slice(0, shown),
      notes: definition ? [`It is defined in \`${definition.path}\`, line ${definition.startLine}.`] : [],
    };
  };

/** The line on which a chunk uses the name; the chunk itself where no line says it. */
export async function useFinding(
  result: SymbolResult,
  { name, definitions: [own] }: SymbolSubject,
  { files }: SearchedDeps,
): Promise<Finding> {
  const { path, startLine, endLine, symbol, reason } = result;
  const lines = (await files.text(path))?.split('\n') ?? [];
  const alias = / as `([^`]+)`/.exec(reason)?.[1];
  const wanted = wordPattern(alias ?? name.split(/::|[.#]/).at(-1)!);
  let at: number | undefined;
  for (let line = startLine; line <= Math.min(endLine, lines.length); line++) {
    const text = lines[line - 1]!;
    if (own?.path === path && line === own.startLine) continue;
    if (!wanted.test(text)) continue;
    // A use says more than the import, and code more than a comment about it.
    if (isImportLine(text) || isComment(text)) at ??= line;
    else {
      at = line;
      break;
    }
  }
  const line = at ?? startLine;
  return {
    ...{ path, first: line, last: at === undefined ? endLine : line, reason },
    ...(symbol !== undefined && { symbol }),
    extract: { first: Math.max(startLine, line - 1), last: Math.min(endLine, line + 2, Math.max(1, lines.length)) },
  };
}

const mostCounted = 40;

/** With fewer, some may have been missed: a value that is handed round is followed by no import. */
const fewUses = 5;

async function usesInText(
  { name, definitions: all }: SymbolSubject,
  known: readonly Finding[],
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Finding[]> {
  const last = name.split(/::|[.#]/).at(-1)!;
  const isKnown = (path: WorkspacePath, line: number): boolean =>
    known.some((one) => one.path === path && one.first <= line && line <= one.last) ||
    all.some((one) => one.path === path && line >= one.startLine && line <= Math.max(one.startLine, one.endLine));
  const lines = await linesNaming(last, isKnown, deps, signal);
  const others = lines.filter((one) => !one.isImport || !known.some(({ path }) => path === one.path));
  return others.map(({ path, line }) => ({
    ...{ path, first: line, last: line, reason: `names \`${last}\`` },
    extract: { first: Math.max(1, line - 1), last: line + 2 },
  }));
}

/** Code before tests, and what the graph knows before what only has the name. */
const mixed = (graph: readonly Finding[], named: readonly Finding[]): Finding[] => {
  const all = [...graph, ...named];
  return [...all.filter(({ path }) => !isTestFile(path)), ...all.filter(({ path }) => isTestFile(path))];
};

/** Not all of one file, while others have some too. */
export function spread(results: readonly SymbolResult[], count: number): SymbolResult[] {
  const seen = new Map<string, number>();
  const ranked = results.map((result, at) => {
    const before = seen.get(result.path) ?? 0;
    seen.set(result.path, before + 1);
    return { result, rank: at + (before >= 2 ? 100 : 0) };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ result }) => result);
}

/** What a definition uses of the workspace, or what a file imports. */
export async function dependencies(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (subject.kind === 'file') {
    const { results, why } = await deps.lookup.symbols({ relation: 'imports', path: subject.path, limit: 30 }, signal);
    const outside = await packagesOf(subject.path, results, deps);
    return {
      how:
        results.length === 0
          ? (why ?? `\`${subject.path}\` imports no file of the workspace.`)
          : `\`${subject.path}\` imports from ${counted(results.length, 'file')} of the workspace.`,
      found: results.map(({ path, startLine, endLine, reason }) => ({ path, first: startLine, last: endLine, reason })),
      notes: outside,
    };
  }
  return ofSymbol(subject, deps, signal, usedBy);
}

async function packagesOf(
  path: WorkspacePath,
  inside: readonly SymbolResult[],
  { files, readOutline }: SearchedDeps,
): Promise<string[]> {
  const { imports } = await readOutline(path, (await files.text(path)) ?? '');
  const names = [...new Set(imports.map(({ module }) => module))].filter((module) => !/^[./]/.test(module));
  const stems = inside.map(({ path: one }) => one.slice(one.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  const outside = names.filter((module) => !stems.includes(module.split(/[./:]/).at(-1) ?? ''));
  return outside.length === 0
    ? []
    : [
        `From outside the workspace it imports ${outside
          .slice(0, 12)
          .map((name) => `\`${name}\``)
          .join(', ')}.`,
      ];
}

const usedBy: OfSymbol = async (symbol, deps, signal) => {
  const [definition] = symbol.definitions;
  if (!definition) return { how: '', found: [] };
  const { path } = definition;
  const text = (await deps.files.text(path)) ?? '';
  const outline = await deps.readOutline(path, text);
  const own = outline.definitions.find(
    (one) =>
      one.name === definition.symbol && one.startLine >= definition.startLine && one.startLine <= definition.endLine,
  );
  const [first, last] = own ? [own.startLine, own.endLine] : [definition.startLine, definition.endLine];
  const names = new Map<string, number>();
  for (const { name, line, kind } of outline.references)
    if (
      line >= first &&
      line <= last &&
      name !== definition.symbol &&
      (kind === 'call' || kind === 'type' || kind === 'name')
    )
      names.set(name, (names.get(name) ?? 0) + (kind === 'call' ? 2 : 1));
  const found: Finding[] = [];
  for (const [name] of [...names].sort((a, b) => b[1] - a[1]).slice(0, 40)) {
    signal.throwIfAborted();
    const { results } = await deps.lookup.symbols({ relation: 'definitions', name, path, limit: 1 }, signal);
    const [result] = results;
    // What only has the same name somewhere is not what is meant here.
    if (!result || /one of|only one/.test(result.reason)) continue;
    if (result.path === path && result.startLine >= first && result.endLine <= last) continue;
    const found1 = await definitionFinding(result, deps, 4);
    if (!found.some((one) => one.path === found1.path && one.first === found1.first)) found.push(found1);
    if (found.length === usedShown) break;
  }
  return {
    how:
      found.length === 0
        ? `\`${symbol.name}\` uses nothing else of the workspace, as far as its imports tell.`
        : `What \`${symbol.name}\` uses of the workspace, by its imports and its own file.`,
    found,
    notes: [`It is defined in \`${path}\`, line ${first}.`],
  };
};

export async function dependents(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (subject.kind !== 'file') return ofSymbol(subject, deps, signal, uses('callers'));
  const { path: wanted } = subject;
  const { results } = await deps.lookup.symbols({ relation: 'importers', path: wanted, limit: 30 }, signal);
  const known = results.map(({ path, startLine, reason }) => importFinding(path, startLine, reason));
  const others = results.length < fewUses ? await linesImporting(wanted, deps, signal) : [];
  const named = others
    .filter(({ path }) => !results.some((one) => one.path === path))
    .map(({ path, line }) => importFinding(path, line, 'takes it in by its path'));
  const found = mixed(known, named);
  return {
    how:
      found.length === 0
        ? `No file that is known imports \`${wanted}\`.`
        : `${found.length === 1 ? 'One file imports' : `${found.length} files import`} \`${wanted}\`, by the symbol graph and the text.`,
    found,
  };
}

const importFinding = (path: WorkspacePath, line: number, reason: string): Finding => ({
  ...{ path, first: line, last: line, reason },
  extract: { first: line, last: line },
});
