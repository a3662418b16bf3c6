/** Which definition a question means, and what a definition shows of itself. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import type { SymbolRelation } from '../../retrieval/placeRequest.ts';
import type { SymbolResult } from '../../retrieval/placeRequest.ts';
import type { SearchResult } from '../../retrieval/searchRequest.ts';
import type { Definition } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import { isDeclared } from './subject.ts';
import type { Subject, SymbolSubject } from './subject.ts';
import type { Finding, Findings } from './finding.ts';
import { most } from './finding.ts';

export type OfSymbol = (subject: SymbolSubject, deps: SearchedDeps, signal: AbortSignal) => Promise<Findings>;

/** Where nothing was named, what the words describe best is taken to be meant, and that is said. */
export async function ofSymbol(
  subject: Subject,
  deps: SearchedDeps,
  signal: AbortSignal,
  then: OfSymbol,
): Promise<Findings> {
  const { symbol, how, notes } = await takenFor(subject, deps, signal);
  if (!symbol) return { how, found: [], notes };
  const findings = await then(symbol, deps, signal);
  return {
    ...findings,
    how: how === '' ? findings.how : `${how} ${findings.how}`,
    notes: [...notes, ...(findings.notes ?? [])],
  };
}

interface Taken {
  readonly symbol: SymbolSubject | undefined;
  /** '' where it was named. */
  readonly how: string;
  readonly notes: readonly string[];
}

export async function takenFor(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Taken> {
  switch (subject.kind) {
    case 'symbol':
      return { symbol: subject, how: '', notes: [] };
    case 'lines': {
      const text = await deps.files.text(subject.path);
      const { definitions: all } = await deps.readOutline(subject.path, text ?? '');
      const [inner] = all
        .filter(({ startLine, endLine }) => startLine <= subject.first && subject.last <= endLine)
        .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
      if (!inner)
        return { symbol: undefined, how: `No definition holds the selected lines of \`${subject.path}\`.`, notes: [] };
      return { symbol: symbolAt(subject.path, inner), how: '', notes: [] };
    }
    case 'file':
    case 'folder':
      return { symbol: undefined, how: `\`${subject.path}\` is no definition. Name one.`, notes: [] };
    case 'words': {
      const { results } = await deps.lookup.search({ query: subject.text, limit: 30 }, signal);
      const [best] = reranked(results, subject.text).filter(({ symbol }) => symbol !== undefined);
      const notes = missingNote(subject);
      if (best?.symbol === undefined)
        return { symbol: undefined, how: 'Nothing that is defined has these words.', notes };
      const { path, startLine, endLine, symbol, kind, score } = best;
      const definition: SymbolResult = {
        path,
        startLine,
        endLine,
        symbol,
        kind,
        score,
        reason: 'has the words of the question',
      };
      return {
        symbol: { kind: 'symbol', name: symbol, definitions: [definition] },
        how: `By its words the question seems to be about \`${symbol}\` in \`${path}\`.`,
        notes,
      };
    }
  }
}

const symbolAt = (path: WorkspacePath, { name, scope, kind, startLine, endLine }: Definition): SymbolSubject => ({
  kind: 'symbol',
  name: [...scope.slice(-1), name].join('.'),
  definitions: [{ path, startLine, endLine, symbol: name, kind, score: 1, reason: 'is selected' }],
});

export const missingNote = (subject: Subject): string[] =>
  subject.kind === 'words' && subject.missing !== undefined
    ? [`Nothing in the workspace is called \`${subject.missing}\`.`]
    : [];

export async function definitionFinding(
  result: SymbolResult,
  { files, readOutline }: SearchedDeps,
  mostLines: number,
): Promise<Finding> {
  const { path, startLine, endLine, symbol, reason, kind } = result;
  const text = await files.text(path);
  const outline = text === undefined ? undefined : await readOutline(path, text);
  const inside = outline?.definitions.filter(
    (one) => one.name === symbol && one.startLine >= startLine && one.startLine <= endLine,
  );
  const definition = inside?.[0];
  const [first, last] = definition ? [definition.startLine, definition.endLine] : [startLine, endLine];
  return {
    ...{
      path,
      first,
      last,
      reason: reason.startsWith('defines it') ? `${kind}${reason.slice('defines it'.length)}` : reason,
    },
    ...(symbol !== undefined && { symbol: definition ? [...definition.scope, definition.name].join('.') : symbol }),
    extract: { first, last: Math.min(last, first + mostLines - 1) },
    ...(definition && definition.doc !== '' && { doc: definition.doc }),
  };
}

export const requestFor = (relation: SymbolRelation, { name, definitions: [first] }: SymbolSubject, limit: number) => ({
  relation,
  name,
  limit,
  ...(first && { path: first.path }),
});

/** Words only: what the index finds, code before what is written about it. */
export async function searched(
  subject: Extract<Subject, { kind: 'words' }>,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Findings> {
  const { results, note } = await deps.lookup.search({ query: subject.text, limit: 40 }, signal);
  const found: Finding[] = [];
  for (const result of reranked(results, subject.text).slice(0, most)) {
    const { symbol, score, ...place } = result;
    found.push(
      symbol === undefined
        ? searchFinding(result)
        : await definitionFinding({ ...place, score, symbol, reason: result.kind }, deps, 12),
    );
  }
  return {
    how:
      found.length === 0
        ? 'The search found nothing that has these words, or words like them.'
        : 'Found by search, from the words of the question.',
    found,
    notes: [...missingNote(subject), ...(note === undefined ? [] : [note])],
  };
}

export const searchFinding = ({ path, startLine, endLine, symbol, kind }: SearchResult): Finding => ({
  ...{ path, first: startLine, last: endLine, reason: kind },
  ...(symbol !== undefined && { symbol }),
  extract: { first: startLine, last: Math.min(endLine, startLine + 9) },
});

/** Whoever asks where something is means the code, unless the question says otherwise. */
function reranked(results: readonly SearchResult[], question: string): SearchResult[] {
  const wantsTests = /\btest/i.test(question);
  const wantsTexts = /\b(?:readme|docs?|documentation|changelog|licen[cs]e|config(?:uration)?|package\.json)\b/i.test(
    question,
  );
  const seen = new Set<string>();
  return results
    .map((result) => {
      const { path, symbol, score } = result;
      let worth = score;
      if (!wantsTests && isTestFile(path)) worth *= 0.5;
      if (!wantsTexts && /\.(?:mdx?|txt|rst|json|ya?ml|toml|lock|html?|css|svg|xml)$/i.test(path)) worth *= 0.5;
      if (isDeclared(path)) worth *= 0.75;
      if (/(?:^|\/)(?:examples?|bench(?:marks?)?|fixtures?|demos?|scripts?)\//i.test(path)) worth *= 0.7;
      if (symbol === undefined) worth *= 0.65;
      return { result, worth };
    })
    .sort((a, b) => b.worth - a.worth)
    .map(({ result }) => result)
    .filter(({ path, symbol, startLine }) => {
      const key = `${path} ${symbol ?? startLine}`;
      return seen.has(key) ? false : seen.add(key);
    });
}
