import type { WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import type { ContextPlace, ContextProvider } from '../context.ts';
import type { ContextPiece } from '../suggestion.ts';

/** Of the prompt; what does not fit is left out there. */
const tokenBudget = 600;
const mostPieces = 6;

/** What the workspace index knows about a place: definitions of what is used there, and code like it. */
export function indexContext(index: Pick<WorkspaceIndex, 'contextAt'>): ContextProvider {
  return {
    async pieces(place: ContextPlace, signal: AbortSignal): Promise<readonly ContextPiece[]> {
      const { line, column } = positionOf(place.text, place.offset);
      const request = { path: place.path, line, column, text: place.text, limit: mostPieces, tokenBudget };
      const { hits } = await index.contextAt(request, signal);
      return hits.map(({ path, text, form }) => ({
        kind: form === 'whole' ? 'retrieved' : 'definition',
        path,
        text,
      }));
    },
  };
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
