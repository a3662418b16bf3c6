/** What an instruction means, and what may depend on it: the steps that are shown before anything is done. */
import { moveOrder } from '../exact/moveOrder.ts';
import { supposed, type Beginning } from './beginning.ts';
import type { Dependents } from './dependents.ts';
import { mayImpact } from './mayImpact.ts';
import type { PlanTexts } from './planTexts.ts';
import type { Worklist } from './worklist.ts';

/** Places that are shown before anything has changed. */
const mostExpected = 40;

export async function expectSteps(
  instruction: string,
  begin: readonly Beginning[],
  texts: PlanTexts,
  graph: Dependents,
  list: Worklist,
  signal: AbortSignal,
): Promise<void> {
  const from = moveOrder(instruction)?.from;
  if (from !== undefined && (await texts.text(from)) !== undefined) {
    const block = { path: from, symbol: '', line: 1 };
    const parent = list.add({ block, why: 'It is to be moved.', isExpected: true });
    for (const importer of await graph.importersOf(from, signal))
      if (list.steps.length < mostExpected)
        list.add({ block: importer, why: 'It imports what is to be moved.', parent, isExpected: true });
  }
  for (const block of begin) list.add({ block, why: 'The instruction is about it.', isExpected: true });
  for (const block of begin) {
    const parent = list.steps.find(({ path, symbol }) => path === block.path && symbol === block.symbol);
    for (const { why, path, symbol, line } of await mayImpact(supposed(block), graph, signal)) {
      if (list.steps.length >= mostExpected) break;
      list.add({ block: { path, symbol, line }, why: expected(why), parent, isExpected: true });
    }
  }
}

/** “It calls price, and how it is called has changed.” — not yet. */
const expected = (why: string): string => `${why.split(/,| whose /, 1)[0]!.replace(/\.$/, '')}, which may change.`;
