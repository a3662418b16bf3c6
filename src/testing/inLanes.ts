import type { ShadowWorkspace } from './shadow.ts';

/** Does something for each item, in as many copies at once as there are; the results in the items' order. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: readonly ShadowWorkspace[],
  work: (item: Item, lane: ShadowWorkspace) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const left = items.entries();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const [at, item] of left) {
        signal.throwIfAborted();
        results.set(at, await work(item, lane));
      }
    }),
  );
  return items.map((_item, at) => results.get(at)!);
}
