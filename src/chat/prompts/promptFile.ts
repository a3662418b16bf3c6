/** A prompt that is kept as a file and asked by its name: a head, and Markdown with variables and mentions. */

import type { PromptFault } from './promptFault.ts';
import { readFront } from './promptFront.ts';
import { readPieces, type PromptPiece } from './promptPieces.ts';

export interface PromptFile {
  readonly description: string;
  readonly argumentHint: string;
  readonly pieces: readonly PromptPiece[];
  /** It is not used while there is one. In the order of the lines. */
  readonly faults: readonly PromptFault[];
}

export function readPromptFile(text: string): PromptFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const front = readFront(lines);
  const { pieces, faults } = readPieces(lines.slice(front.end), front.end + 1);
  const { description, argumentHint } = front;
  return { description, argumentHint, pieces, faults: [...front.faults, ...faults] };
}

/** Below the folder of the workspace; where two have the same name, the first one is meant. */
export const promptFolders = ['.touchstone/prompts', '.github/prompts'] as const;

export const promptEnding = '.prompt.md';

/** `undefined` for what is not one of them. @param fileName without its folder */
export function promptName(fileName: string): string | undefined {
  if (!fileName.endsWith(promptEnding)) return undefined;
  const name = fileName.slice(0, -promptEnding.length).trim().replaceAll(/\s+/g, '-');
  return isPromptName(name) ? name : undefined;
}

export const isPromptName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,60}$/u.test(name);

/** `/name and what is written behind it`; `undefined` where nothing of the kind stands at the beginning. */
export function promptCall(written: string): { readonly name: string; readonly given: string } | undefined {
  const [, name, given = ''] = /^\s*\/(\S+)(?:\s+([\s\S]*))?$/.exec(written) ?? [];
  return name !== undefined && isPromptName(name) ? { name, given: given.trim() } : undefined;
}
