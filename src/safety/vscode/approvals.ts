import type { Memento } from 'vscode';
import type { Approvals } from '../commandPolicy.ts';

const KEY = 'touchstone.approvedCommands';

/**
 * Remembers approvals in the editor's own state for the workspace: no file of the workspace can add one.
 * The exact line and folder are what was approved; anything else asks again.
 */
export function workspaceApprovals(state: Memento): Approvals {
  const read = (): readonly string[] => state.get<readonly string[]>(KEY, []);
  return {
    get: (line, directory) => read().includes(key(line, directory)),
    set: async (line, directory) => {
      const approved = new Set(read()).add(key(line, directory));
      await state.update(KEY, [...approved]);
    },
  };
}

function key(line: string, directory: string): string {
  return JSON.stringify([line, directory]);
}
