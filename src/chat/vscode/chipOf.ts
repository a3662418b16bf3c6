import path from 'node:path';
import type { Chip, ChipTarget } from '../chatRequest.ts';
import { newConversationId } from '../node/conversationStore.ts';

/** As it is shown before anybody has looked. */
export function chipOf(target: ChipTarget): Chip {
  return { id: newConversationId(), label: labelOf(target), target };
}

function labelOf(target: ChipTarget): string {
  switch (target.kind) {
    case 'file':
      return path.posix.basename(target.path);
    case 'folder':
      return `${path.posix.basename(target.path)}/`;
    case 'symbol':
      return target.name;
    case 'selection':
      return `${path.posix.basename(target.path)}:${target.first}-${target.last}`;
    case 'problems':
    case 'changes':
    case 'terminal':
    case 'tests':
    case 'codebase':
    case 'picture':
      return `@${target.kind}`;
  }
}
