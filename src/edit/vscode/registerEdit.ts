import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import type { EditKind } from '../editRequest.ts';
import { registerCodeActions } from './codeActions.ts';
import { closeDraftTabs } from './draftTabs.ts';
import type { EditParts, EditUiDeps } from './editParts.ts';
import type { OfferedEdit } from './offeredActions.ts';

/** **Touchstone: Edit** from every entry. Each ends in the one review. */
export function registerEdit(deps: EditUiDeps): Disposable {
  const store = new DisposableStore();
  let loading: Promise<EditParts> | undefined;
  const parts = (): Promise<EditParts> =>
    (loading ??= import('./editParts.ts').then(({ createEditParts }) => store.add(createEditParts(deps))));
  const run = async (what: (loaded: EditParts) => Promise<void>): Promise<void> => {
    const loaded = await parts();
    await loaded.commands.atTheEdge(() => what(loaded));
  };
  const make = (kind: EditKind) => run(({ commands }) => commands.readyMade(kind));

  const table: Readonly<Record<string, (argument: unknown) => unknown>> = {
    // A key may have its instruction in its arguments: { "instruction": "add logging" }.
    'touchstone.edit': (argument) => run(({ commands }) => commands.edit(instructionIn(argument))),
    'touchstone.edit.followUp': (argument) => run(({ commands }) => commands.followUp(instructionIn(argument))),
    'touchstone.cancelEdit': () => parts().then(({ session }) => session.cancel()),
    'touchstone.edit.across': (argument) => run(({ plans }) => plans.change(instructionIn(argument))),
    'touchstone.plan.clear': () => run(({ plans }) => plans.clear()),
    'touchstone.edit.implement': () => make('implement'),
    'touchstone.edit.document': () => make('document'),
    'touchstone.edit.addTypes': () => make('addTypes'),
    'touchstone.edit.handleErrors': () => make('handleErrors'),
    'touchstone.edit.extract': () => make('extract'),
    'touchstone.edit.rename': () => make('rename'),
    'touchstone.edit.addArgument': () => make('addArgument'),
    'touchstone.edit.convert': () => make('convert'),
    'touchstone.edit.simplify': () => make('simplify'),
    'touchstone.edit.organiseImports': () => make('organiseImports'),
    'touchstone.edit.tests': () => make('tests'),
    'touchstone.edit.optimise': () => make('optimise'),
    'touchstone.edit.explain': () => run(({ commands }) => commands.explain()),
    'touchstone._offeredEdit': (argument) =>
      run(({ commands }) => {
        const offered = argument as OfferedEdit;
        return offered.kind === 'explain' ? commands.explain(offered) : commands.readyMade(offered.kind, offered);
      }),
    'touchstone._olderInstruction': () => parts().then(({ input }) => input.step(1)),
    'touchstone._newerInstruction': () => parts().then(({ input }) => input.step(-1)),
  };
  for (const [name, command] of Object.entries(table)) store.add(vscode.commands.registerCommand(name, command));
  store.add(registerCodeActions('touchstone._offeredEdit', deps.offersCodeActions));
  // What a window that was closed has left: nobody writes them any more.
  void closeDraftTabs(() => true);
  return store;
}

function instructionIn(argument: unknown): string | undefined {
  const said = typeof argument === 'object' && argument !== null && 'instruction' in argument && argument.instruction;
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined;
}
