/** What new texts of files come to: which definitions differ, and what that is for others. */

import { emptyOutline, type Outline } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import type { Block, Dependents } from './dependents.ts';
import { symbolChanges, type SymbolChange } from './symbolChange.ts';

export async function changesOf(
  texts: ReadonlyMap<WorkspacePath, string | undefined>,
  graph: Dependents,
  readOutline: ReadOutline,
): Promise<{ readonly changes: readonly SymbolChange[]; readonly touched: readonly Block[] }> {
  const changes: SymbolChange[] = [];
  const touched: Block[] = [];
  for (const [path, text] of texts) {
    const before = { path, ...(await graph.outline(path)) };
    const after = {
      path,
      text: text ?? '',
      outline: text === undefined ? emptyOutline : await readOutline(path, text),
    };
    if (before.text === after.text && text !== undefined) continue;
    // A file that has gone was moved, and those who import it were rewritten with it.
    if (text !== undefined) changes.push(...symbolChanges(before, after));
    touched.push(...touchedBlocks(path, before, after));
  }
  return { changes, touched };
}

interface State {
  readonly text: string;
  readonly outline: Outline;
}

/** The innermost definitions that differ, old ones by their old names; '' for what stands outside of all. */
function touchedBlocks(path: WorkspacePath, before: State, after: State): Block[] {
  const [old, now] = [ownTexts(before), ownTexts(after)];
  const blocks: Block[] = [];
  for (const [symbol, { text, line }] of now) if (old.get(symbol)?.text !== text) blocks.push({ path, symbol, line });
  for (const [symbol, { line }] of old) if (!now.has(symbol)) blocks.push({ path, symbol, line });
  return blocks.length > 0 ? blocks : [{ path, symbol: '', line: 1 }];
}

/** Each definition's own text, without that of what it holds. */
function ownTexts({ text, outline }: State): Map<string, { readonly text: string; readonly line: number }> {
  const callable = outline.definitions.filter(({ kind }) => kind === 'function' || kind === 'method');
  const shown = outline.definitions.filter(
    (inner) => !callable.some((outer) => outer !== inner && outer.start <= inner.start && inner.end <= outer.end),
  );
  const found = new Map<string, { text: string; line: number }>();
  const without = (start: number, end: number, self: (typeof shown)[number] | undefined): string => {
    let own = '';
    let at = start;
    for (const inner of shown) {
      if (inner === self || inner.start < at || inner.end > end) continue;
      own += text.slice(at, inner.start);
      at = inner.end;
    }
    return (own + text.slice(at, end)).replace(/\s+/g, ' ').trim();
  };
  const outside = without(0, text.length, undefined);
  if (outside !== '') found.set('', { text: outside, line: 1 });
  for (const definition of shown) {
    const symbol = [...definition.scope, definition.name].join('.');
    const own = without(definition.start, definition.end, definition);
    const known = found.get(symbol);
    found.set(symbol, { text: known ? `${known.text}\n${own}` : own, line: known?.line ?? definition.startLine });
  }
  return found;
}
