/** All the tools that a host can offer to a model, with the levels of the user's settings. */

import { codeTools } from './codeTool.ts';
import { lookTools } from './lookTools.ts';
import { proposeTool } from './proposeTool.ts';
import { runTools, type RunPermissions } from './runTools.ts';
import type { ChatTool, Permission } from './tool.ts';
import type { ToolWorld } from './toolWorld.ts';

export interface ToolPermissions extends RunPermissions {
  readonly runCode: Permission;
}

/** @param further tools of servers that the user has added: a name that is taken is not theirs. */
export function chatTools(
  world: ToolWorld,
  permissions: ToolPermissions,
  further: readonly ChatTool[] = [],
): readonly ChatTool[] {
  const own = [
    ...lookTools(world),
    ...proposeTool(world),
    ...runTools(world, permissions),
    ...codeTools(world, permissions.runCode),
  ];
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...further.filter(({ name }) => !names.has(name))].filter(({ permission }) => permission !== 'never');
}
