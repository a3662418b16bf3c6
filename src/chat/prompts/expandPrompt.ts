import type { ChipTarget } from '../questionParts.ts';
import type { PromptFile } from './promptFile.ts';
import type { MentionWord, PromptPiece, PromptVariable } from './promptPieces.ts';

/** What a prompt file is used on. Paths are those of the workspace. */
export interface PromptScope {
  /** Absolute. */
  readonly folder: string;
  /** The file that is open; `undefined` where none of the folder is. */
  readonly file: string | undefined;
  readonly selection: Extract<ChipTarget, { readonly kind: 'selection' }> | undefined;
  /** Whether a path that is written behind an @ is there. */
  readonly has: (path: string) => boolean;
}

export interface PromptInput {
  readonly name: string;
  readonly placeholder: string;
}

export type Expanded =
  | { readonly kind: 'expanded'; readonly text: string; readonly targets: readonly ChipTarget[] }
  /** Something that it wants is not there. */
  | { readonly kind: 'missing'; readonly line: number; readonly message: string; readonly next: string };

/** In the order in which they are asked. */
export function inputsOf({ pieces }: Pick<PromptFile, 'pieces'>): PromptInput[] {
  const inputs = new Map<string, PromptInput>();
  for (const piece of pieces) {
    if (piece.kind !== 'input') continue;
    const known = inputs.get(piece.name);
    if (!known?.placeholder) inputs.set(piece.name, { name: piece.name, placeholder: piece.placeholder });
  }
  return [...inputs.values()];
}

/**
 * The question that a prompt file stands for. Nothing that was read is put into it: what is selected goes as an
 * attachment, which is told apart from the user's words on its way.
 * @param given what was written behind its name; it goes to the end where nothing asks for it
 */
export function expandPrompt(
  prompt: Pick<PromptFile, 'pieces'>,
  scope: PromptScope,
  inputs: ReadonlyMap<string, string>,
  given: string,
): Expanded {
  const targets = new Map<string, ChipTarget>();
  const attach = (target: ChipTarget): void => void targets.set(JSON.stringify(target), target);
  let text = '';
  for (const piece of prompt.pieces) {
    if (piece.kind === 'variable') {
      const value = valueOf(piece.name, scope);
      if (value === undefined) return { kind: 'missing', line: piece.line, ...wanted(piece.name) };
      if (piece.name === 'selection' && scope.selection) attach(scope.selection);
      text += value;
    } else {
      const target = piece.kind === 'mention' ? targetOf(piece, scope) : undefined;
      if (target) attach(target);
      text += textOf(piece, inputs);
    }
  }
  const end = inputs.size === 0 && given !== '' ? `\n\n${given}` : '';
  return { kind: 'expanded', text: (text.trim() + end).trim(), targets: [...targets.values()] };
}

function textOf(
  piece: Exclude<PromptPiece, { readonly kind: 'variable' }>,
  inputs: ReadonlyMap<string, string>,
): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'input':
      return inputs.get(piece.name) ?? '';
    case 'mention':
      return piece.written;
  }
}

function valueOf(name: PromptVariable, { folder, file, selection }: PromptScope): string | undefined {
  switch (name) {
    case 'selection':
      return selection && `${selection.path}:${selection.first}-${selection.last}`;
    case 'file':
      return file;
    case 'fileName':
      return file?.slice(file.lastIndexOf('/') + 1);
    case 'fileDirectory':
      return file === undefined ? undefined : file.slice(0, Math.max(0, file.lastIndexOf('/'))) || '.';
    case 'workspaceFolder':
      return folder;
  }
}

const wanted = (name: PromptVariable): { readonly message: string; readonly next: string } =>
  name === 'selection'
    ? {
        message: 'It wants a selection, and nothing is selected.',
        next: 'Select code in the editor and send it again.',
      }
    : {
        message: 'It wants the file that is open, and none is.',
        next: 'Open a file of the workspace and send it again.',
      };

function targetOf(
  { what, about }: { readonly what: MentionWord; readonly about: string },
  scope: PromptScope,
): ChipTarget | undefined {
  const named = about.replaceAll(/\$\{(?:file|relativeFile)\}/g, () => scope.file ?? '').replace(/\/$/, '');
  switch (what) {
    case 'path':
      return scope.has(named) ? { kind: 'file', path: named } : undefined;
    case 'file':
    case 'folder':
      return { kind: what, path: named };
    case 'symbol':
      return { kind: 'symbol', name: named };
    case 'selection':
      return scope.selection;
    case 'problems':
    case 'changes':
    case 'tests':
    case 'codebase':
      return { kind: what };
  }
}
