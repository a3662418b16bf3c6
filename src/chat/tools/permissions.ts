/**
 * Whether a call may be made. Only three things count: the level of the tool, as the user's own settings have it, what
 * this conversation's user has allowed so far, and what the user answers now. Nothing that a model, a file or a tool
 * says is looked at, and nothing of it outlives the conversation.
 */

import { unlessAborted } from '../../base/abort.ts';
import { oneLine } from './bounded.ts';
import type { ToolDecision } from '../protocol.ts';
import type { ChatTool } from './tool.ts';

export interface PermissionQuestion {
  /** Of the call, as its event has it. */
  readonly id: string;
  readonly tool: string;
  readonly title: string;
  /** What exactly would be done. Text of a model: it is to be shown as plain text. */
  readonly asks: string;
  /** The answer may be for the rest of the conversation. */
  readonly mayRemember: boolean;
}

/** Asks the user. @throws the signal's reason */
export type AskPermission = (question: PermissionQuestion, signal: AbortSignal) => Promise<ToolDecision>;

/** What the user has allowed in one conversation. */
export class Grants {
  readonly #tools = new Set<string>();

  has(tool: string): boolean {
    return this.#tools.has(tool);
  }

  add(tool: string): void {
    this.#tools.add(tool);
  }
}

export type Verdict =
  { readonly kind: 'allowed' } | { readonly kind: 'ask' } | { readonly kind: 'no'; readonly why: string };

export function judgeCall({ name, title, permission }: ChatTool, grants: Grants): Verdict {
  switch (permission) {
    case 'always':
      return { kind: 'allowed' };
    case 'conversation':
      return grants.has(name) ? { kind: 'allowed' } : { kind: 'ask' };
    case 'each':
      return { kind: 'ask' };
    case 'never':
      return { kind: 'no', why: `“${oneLine(title, 60)}” is turned off in the settings.` };
  }
}

/** @returns whether the user allows it. */
export async function askUser(
  { name, title, permission }: ChatTool,
  { id, asks }: Pick<PermissionQuestion, 'id' | 'asks'>,
  grants: Grants,
  ask: AskPermission,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const mayRemember = permission === 'conversation';
  const answer = await unlessAborted(ask({ id, tool: name, title, asks, mayRemember }, signal), signal);
  signal.throwIfAborted();
  if (answer === 'conversation' && mayRemember) grants.add(name);
  return answer !== 'no';
}
