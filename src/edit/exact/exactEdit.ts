/** What can be done without a model, by the syntax tree alone: exactly, or with the reason why not. */

import type { EditRequest } from '../editRequest.ts';
import { addArgument } from './addArgument.ts';
import { compiledArgument } from './compiled/compiledArgument.ts';
import { documentDefinitions } from './document.ts';
import type { ExactDeps, ExactEdit } from './exactDeps.ts';
import { exactOrder } from './exactOrder.ts';
import { extractCode } from './extract/extract.ts';
import { moveModule } from './moveModule.ts';
import { organiseImports } from './organiseImports.ts';
import { renameSymbol } from './rename.ts';

/** `undefined`: not something that can be done so. */
export async function exactEdit(
  request: EditRequest,
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit | undefined> {
  const order = exactOrder(request.instruction, request.kind);
  switch (order?.kind) {
    case undefined:
      return undefined;
    case 'move':
      return moveModule(order, deps, signal);
    case 'rename':
      return renameSymbol(order, request.place, deps, signal);
    case 'extract':
      return extractCode(order, request.place, deps, signal);
    case 'addArgument':
      return (
        (await compiledArgument(order, request.place, deps, signal)) ??
        (await addArgument(order, request.place, deps, signal))
      );
    case 'organiseImports':
      return organiseImports(request.place, deps);
    case 'document':
      return deps.hasModel ? undefined : documentDefinitions(request.place, deps);
  }
}
