/** Where to look for what a checker or a test says: the definition that its innermost place in the workspace stands in. */

import type { Fault } from '../checkChange.ts';
import { blockAt, type Block, type Dependents } from './dependents.ts';
import type { PlanTexts } from './planTexts.ts';

/** The innermost first; none for what lies outside of the workspace's files. */
export async function faultPlaces({ frames }: Fault, texts: PlanTexts, graph: Dependents): Promise<Block[]> {
  const blocks = new Map<string, Block>();
  for (const { path, line } of frames) {
    if ((await texts.text(path)) === undefined) continue;
    const { text, outline } = await graph.outline(path);
    const block = blockAt(outline, offsetOf(text, line));
    const symbol = block ? [...block.scope, block.name].join('.') : '';
    const key = `${path}\0${symbol}`;
    if (!blocks.has(key)) blocks.set(key, { path, symbol, line });
  }
  return [...blocks.values()];
}

/** Of the first sign of a line, which counts from 1. */
function offsetOf(text: string, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left--) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
