/** All the tools that a host can offer to a model, with the levels of the user's settings. */

import { lookTools } from './lookTools.ts';
import { proposeTool } from './proposeTool.ts';
import { runTools, type RunPermissions } from './runTools.ts';
import type { ChatTool } from './tool.ts';
import type { ToolWorld } from './toolWorld.ts';

/** @param further tools of servers that the user has added: a name that is taken is not theirs. */
export function chatTools(
  world: ToolWorld,
  permissions: RunPermissions,
  further: readonly ChatTool[] = [],
): readonly ChatTool[] {
  const own = [...lookTools(world), ...proposeTool(world), ...runTools(world, permissions)];
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...further.filter(({ name }) => !names.has(name))].filter(({ permission }) => permission !== 'never');
}
