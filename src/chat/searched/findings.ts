/** What the index and the files know of a subject, for each kind of question: places, the best first, and how they were found. */

import type { QuestionKind } from './question.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import type { Subject } from './subject.ts';
import type { Finding, Findings } from './finding.ts';
import { most } from './finding.ts';
import { definitionFinding, ofSymbol, requestFor, searched, takenFor } from './taken.ts';
import { dependencies, dependents, useFinding, uses } from './findUses.ts';
import { implementers, members, outlineOf } from './findMembers.ts';
import { tests } from './findTests.ts';
import { changes, problems } from './findChanges.ts';

export async function findingsOf(
  kind: QuestionKind,
  subject: Subject,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Findings> {
  switch (kind) {
    case 'problems':
      return problems(subject, deps, signal);
    case 'changes':
      return changes(subject, deps, signal);
    case 'where':
    case 'explain':
      return subject.kind === 'words' ? searched(subject, deps, signal) : definitions(kind, subject, deps, signal);
    case 'outline':
      return subject.kind === 'symbol' ? members(subject, deps, signal) : outlineOf(subject, deps, signal);
    case 'members':
      return subject.kind === 'file' ? outlineOf(subject, deps, signal) : ofSymbol(subject, deps, signal, members);
    case 'dependencies':
      return dependencies(subject, deps, signal);
    case 'dependents':
      return dependents(subject, deps, signal);
    case 'callers':
    case 'usage':
      return subject.kind === 'file' ? dependents(subject, deps, signal) : ofSymbol(subject, deps, signal, uses(kind));
    case 'implementers':
      return ofSymbol(subject, deps, signal, implementers);
    case 'tests':
      return tests(subject, deps, signal);
  }
}

/** Definitions first, then the file itself; and of what was asked by name, what else has its words. */
async function definitions(
  kind: 'where' | 'explain',
  subject: Exclude<Subject, { kind: 'words' }>,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Findings> {
  if (subject.kind === 'file' || subject.kind === 'folder') return outlineOf(subject, deps, signal);
  const { symbol, how, notes } = await takenFor(subject, deps, signal);
  if (!symbol) return { how, found: [], notes };
  const found: Finding[] = [];
  for (const result of symbol.definitions.slice(0, most))
    found.push(await definitionFinding(result, deps, kind === 'explain' ? 40 : 12));
  const others = found.length === 1 ? 'It is defined once' : `It is defined in ${found.length} places`;
  const direct = `${others}, by the outlines of the files.`;
  if (kind === 'where') return { how: direct, found, notes };
  const { results } = await deps.lookup.symbols(requestFor('callers', symbol, 4), signal);
  for (const result of results.slice(0, 3)) found.push(await useFinding(result, symbol, deps));
  return { how: direct, found, notes };
}
