import { realpath } from 'node:fs/promises';
import type { TestCommand, TestTree } from '../testCommand.ts';
import { runOrder, type RunHost } from './runOrder.ts';
import type { WarmRuns } from './warmRuns.ts';

/**
 * Starts what the short runs of a command in a tree will use while something else goes on there, so that the first of
 * them does not wait for it. Does nothing where runs start their own processes.
 */
export type GetReady = (tree: TestTree, command: TestCommand, signal: AbortSignal) => Promise<void>;

export function createGetReady(deps: RunHost & { readonly warm: WarmRuns }): GetReady {
  return async (tree, command, signal) => {
    const root = await realpath(tree.root);
    const shared = await deps.warm.folderOf(root, command.framework, tree.scratch);
    if (shared === undefined) return;
    const request = { command, coverage: false, limitMs: 0 };
    const { plan, order } = await runOrder(deps, tree, request, { root, folder: shared, shared });
    await deps.warm.begin(root, { ...order, line: plan.line }, signal);
  };
}
