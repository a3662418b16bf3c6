/** Questions about names and places as the command line has them: its options, its lines of JSON, and how answers look. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type {
  ContextReply,
  ContextRequest,
  FoundPlace,
  SymbolRelation,
  SymbolReply,
  SymbolRequest,
} from '../placeRequest.ts';
import type { WorkspaceIndex } from './workspaceIndex.ts';

export const placeUsage = `  --definitions NAME    where NAME is defined; qualified names too, as in Ledger.add
  --members NAME        what the type NAME has
  --callers NAME        where NAME is used, if that one is meant there
  --implementers NAME   what extends or implements NAME
  --tests NAME|FILE     tests that use NAME, or that are of FILE
  --importers FILE, --imports FILE, --outline FILE
                        which files import FILE, which it imports, what it defines
  --from FILE           a name is meant as FILE sees it, through its imports
  --context FILE:LINE:COLUMN
                        what helps to write at this place, each with its reason
  --tokens N            the most tokens that the texts of --context may have
`;

const relations = [
  ...(['definitions', 'members', 'callers', 'implementers', 'tests'] as const),
  ...(['importers', 'imports', 'outline'] as const),
] satisfies readonly SymbolRelation[];
const ofFiles: ReadonlySet<SymbolRelation> = new Set(['importers', 'imports', 'outline']);

export const placeFlags = {
  ...(Object.fromEntries(relations.map((relation) => [relation, { type: 'string' }])) as Record<
    SymbolRelation,
    { type: 'string' }
  >),
  from: { type: 'string' },
  context: { type: 'string' },
  tokens: { type: 'string' },
} as const;

export type PlaceQuestion =
  | { readonly kind: 'symbols'; readonly request: SymbolRequest }
  | { readonly kind: 'context'; readonly request: ContextRequest };

/** @returns one for each option that asks something; `undefined` stands for one that cannot be read. */
export function placeQuestions(
  workspace: string,
  values: Readonly<Record<string, unknown>>,
  limit: number,
): (PlaceQuestion | undefined)[] {
  const text = (name: string): string | undefined =>
    typeof values[name] === 'string' && values[name] !== '' ? values[name] : undefined;
  const from = text('from');
  const questions: (PlaceQuestion | undefined)[] = relations.flatMap((relation) => {
    const about = text(relation);
    if (about === undefined) return values[relation] === undefined ? [] : [undefined];
    const isFile = ofFiles.has(relation) || (relation === 'tests' && existsSync(path.resolve(workspace, about)));
    const where = isFile ? about : from;
    const request: SymbolRequest = {
      relation,
      limit,
      ...(!isFile && { name: about }),
      ...(where !== undefined && { path: inside(workspace, where) }),
    };
    return [{ kind: 'symbols', request }];
  });
  const place = text('context');
  if (place !== undefined) questions.push(contextQuestion(workspace, place, limit, text('tokens')));
  return questions;
}

function contextQuestion(
  workspace: string,
  place: string,
  limit: number,
  tokens: string | undefined,
): PlaceQuestion | undefined {
  const [, file, line, column = '1'] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place) ?? [];
  const budget = tokens === undefined ? undefined : Number(tokens);
  if (file === undefined || (budget !== undefined && !isCount(budget))) return undefined;
  return contextRequest(workspace, { file, line: Number(line), column: Number(column), limit, tokens: budget });
}

/** Of a line of JSON: `{"file", "line", "column"}`, with `text` for what is not saved and `tokens` for a budget. */
export function contextRequest(
  workspace: string,
  { file, line, column, text, limit, tokens }: Readonly<Record<string, unknown>>,
): PlaceQuestion | undefined {
  if (typeof file !== 'string' || !isCount(line) || !isCount(column)) return undefined;
  if ((text !== undefined && typeof text !== 'string') || (tokens !== undefined && !isCount(tokens))) return undefined;
  return {
    kind: 'context',
    request: {
      path: inside(workspace, file),
      line,
      column,
      ...(text !== undefined && { text }),
      ...(isCount(limit) && { limit }),
      ...(tokens !== undefined && { tokenBudget: tokens }),
    },
  };
}

export const answerPlace = (
  index: Pick<WorkspaceIndex, 'symbols' | 'contextAt'>,
  question: PlaceQuestion,
  signal: AbortSignal,
): Promise<SymbolReply | ContextReply> =>
  question.kind === 'symbols' ? index.symbols(question.request, signal) : index.contextAt(question.request, signal);

/** The same form as the results of a search, with a reason for each. */
export function placeJson(reply: SymbolReply | ContextReply): object {
  const results = 'hits' in reply ? reply.hits : reply.results;
  return {
    results: results.map(({ score, ...result }) => ({ ...result, score: Number(score.toFixed(4)) })),
    ...('hits' in reply && { tokens: reply.tokens }),
    ms: Number(reply.ms.toFixed(2)),
    ...(reply.why !== undefined && { why: reply.why }),
  };
}

export function placeText(reply: SymbolReply | ContextReply): string {
  const results: readonly (FoundPlace & { readonly reason: string })[] = 'hits' in reply ? reply.hits : reply.results;
  if (results.length === 0) return 'Nothing was found.\n';
  return results
    .map(
      ({ path: place, startLine, endLine, kind, symbol, reason }) =>
        `${place}:${startLine}-${endLine}  ${kind}${symbol === undefined ? '' : ` ${symbol}`}  (${reason})\n`,
    )
    .join('');
}

/** As the index calls it: relative to the workspace, with `/`. */
function inside(workspace: string, file: string): string {
  return path.relative(workspace, path.resolve(workspace, file)).replaceAll(path.sep, '/');
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;
