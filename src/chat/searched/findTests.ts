/** Which tests have to do with something. Nothing is run for it. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import type { Subject, SymbolSubject } from './subject.ts';
import type { Finding, Findings } from './finding.ts';
import { most } from './finding.ts';
import { requestFor, searchFinding, takenFor } from './taken.ts';
import { spread, useFinding } from './findUses.ts';
import { outlineOf } from './findMembers.ts';

export async function tests(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (subject.kind === 'folder') return outlineOf(subject, deps, signal);
  if (subject.kind === 'file')
    return testsOf({ relation: 'tests', path: subject.path, limit: most }, subject.path, undefined, deps, signal);
  const { symbol, how, notes } = await takenFor(subject, deps, signal);
  const words = subject.kind === 'words' ? await searchedTests(subject.text, deps, signal) : [];
  if (!symbol) return { how: words.length > 0 ? 'Tests that have these words, by search.' : how, found: words, notes };
  const findings = await testsOf(requestFor('tests', symbol, most), symbol.name, symbol, deps, signal);
  // What a test is called by its words may be the better answer, where nothing was named.
  if (subject.kind === 'words' && words.length > 0)
    return {
      how: 'Tests that have these words, by search.',
      found: [...words, ...findings.found].slice(0, most),
      notes,
    };
  const [definition] = symbol.definitions;
  if (findings.found.length > 0 || !definition)
    return { ...findings, how: [how, findings.how].filter(Boolean).join(' '), notes };
  const ofFile = await testsOf(
    { relation: 'tests', path: definition.path, limit: most },
    definition.path,
    undefined,
    deps,
    signal,
  );
  if (ofFile.found.length === 0) return { ...findings, notes };
  return { ...ofFile, how: `No test names \`${symbol.name}\`; these are of its file, by the symbol graph.`, notes };
}

async function testsOf(
  request: Parameters<SearchedDeps['lookup']['symbols']>[0],
  name: string,
  symbol: SymbolSubject | undefined,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Findings> {
  const { results, why } = await deps.lookup.symbols(request, signal);
  const found: Finding[] = [];
  for (const result of spread(results, most))
    found.push(
      symbol
        ? await useFinding(result, symbol, deps)
        : {
            path: result.path,
            first: result.startLine,
            last: result.endLine,
            reason: result.reason,
            ...(result.symbol !== undefined && { symbol: result.symbol }),
          },
    );
  return {
    how:
      results.length === 0
        ? (why ?? `No test uses \`${name}\`.`)
        : `Tests that use \`${name}\`, by the symbol graph. None of them was run for this.`,
    found,
  };
}

async function searchedTests(query: string, deps: SearchedDeps, signal: AbortSignal): Promise<Finding[]> {
  const { results } = await deps.lookup.search({ query: `${query} test`, limit: 40 }, signal);
  return results
    .filter(({ path }) => isTestFile(path))
    .slice(0, most)
    .map(searchFinding);
}
