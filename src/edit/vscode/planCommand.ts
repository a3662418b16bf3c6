import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import type { Asked, Proposal } from '../../review/proposal.ts';
import type { EditEvent } from '../editEvent.ts';
import type { EditRequest } from '../editRequest.ts';
import { partialProposal, stoppedSteps } from '../plan/partial.ts';
import type { Plan } from '../plan/plan.ts';
import type { InstructionInput } from './askInstruction.ts';
import { askedOf, type EditOrder, type EditSession } from './editSession.ts';
import { PlanView } from './planView.ts';

export interface PlanDeps {
  readonly input: InstructionInput;
  readonly hasModel: () => boolean;
  readonly start: EditSession['start'];
  /** What may have to change: nothing is run, and nothing changes. */
  readonly look: (
    folder: vscode.WorkspaceFolder,
    request: Pick<EditRequest, 'instruction' | 'across' | 'place'>,
    signal: AbortSignal,
  ) => AsyncIterable<EditEvent>;
  readonly openReview: (proposals: readonly [Proposal], options: { readonly replaces?: string }) => Promise<void>;
}

/** **Change Across Files…**: an instruction, the places that it may concern as a tree, and the plan worked off. */
export class PlanCommand implements Disposable {
  readonly #deps: PlanDeps;
  readonly #store = new DisposableStore();
  readonly #view = this.#store.add(new PlanView());

  constructor(deps: PlanDeps) {
    this.#deps = deps;
  }

  dispose(): void {
    this.#store.dispose();
  }

  clear(): Promise<void> {
    return this.#view.clear();
  }

  /** @param given it stands in a key's arguments already */
  async change(given?: string): Promise<void> {
    const folder = await chosenFolder();
    if (!folder) return;
    const instruction = given ?? (await this.#ask());
    if (instruction === undefined) return;
    const request = { instruction };
    if (!(await this.#looksRight(folder, request))) return;
    await this.#run({ folder, about: instruction, request: { ...request, across: 'run' } });
  }

  /**
   * A further instruction about a change across files that is in review, and stays there until its successor is made.
   * @param diff what is pending of it
   */
  async again(
    folder: vscode.WorkspaceFolder,
    { id, asked }: Proposal & { readonly asked: Asked },
    instruction: string,
    diff: string,
  ): Promise<void> {
    const earlier = [...asked.earlier, { instruction: asked.instruction, diff }];
    // Each place is worked on by itself, and is told all that is wanted.
    const whole = [...earlier, { instruction }].map((turn) => turn.instruction).join('\n');
    await this.#view.clear();
    await this.#run({
      folder,
      about: instruction,
      request: { instruction: whole, earlier, across: 'run' },
      asked: { instruction, earlier, across: true },
      replaces: id,
    });
  }

  async #run(order: EditOrder): Promise<void> {
    const { folder, about, replaces } = order;
    const started = performance.now();
    let latest: Plan | undefined;
    const result = await this.#deps.start(order, (event) => {
      if (event.kind !== 'plan') return;
      latest = event.plan;
      void this.#view.show(folder, event.plan);
    });
    if (result?.plan) return this.#view.show(folder, result.plan);
    if (!latest) return;
    // It was stopped: what the steps before have made is kept, and what is left is told.
    await this.#view.show(folder, { steps: stoppedSteps(latest.steps) });
    const seconds = (performance.now() - started) / 1000;
    const partial = partialProposal(folder.uri.fsPath, about, latest, seconds);
    const options = replaces === undefined ? {} : { replaces };
    if (partial) await this.#deps.openReview([{ ...partial, asked: askedOf(order) }], options);
  }

  #ask(): Promise<string | undefined> {
    const hasModel = this.#deps.hasModel();
    return this.#deps.input.ask({
      title: 'Change across files',
      placeholder: hasModel
        ? 'Give `price` a second parameter `currency`, which every caller passes'
        : 'rename total to sum, move src/a.ts to src/b/a.ts …',
      ...(!hasModel && {
        prompt:
          'No model is chosen, so only what can be done exactly is done: “Touchstone: Choose Model” for the rest.',
      }),
      whyNotEmpty: 'Say what is to be changed.',
    });
  }

  /** Shows what may have to change, before anything does. @returns whether the user wants it */
  async #looksRight(folder: vscode.WorkspaceFolder, request: Pick<EditRequest, 'instruction'>): Promise<boolean> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: 'Touchstone: looking for what may have to change',
      cancellable: true,
    };
    await this.#view.clear();
    const plan = await vscode.window.withProgress(options, async (_progress, token) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort());
      try {
        let found: Plan | undefined;
        for await (const event of this.#deps.look(folder, { ...request, across: 'plan' }, stop.signal)) {
          stop.signal.throwIfAborted();
          if (event.kind === 'plan') found = event.plan;
        }
        return found;
      } catch (error) {
        if (isAbort(error, stop.signal)) return undefined;
        throw error;
      } finally {
        listening.dispose();
      }
    });
    if (!plan) return false;
    await this.#view.show(folder, plan);
    await this.#view.reveal();
    const count = plan.steps.length;
    const places = count === 0 ? undefined : count === 1 ? '1 place' : `${count} places`;
    const go = {
      label: '$(play) Change them',
      description: places === undefined ? 'where it begins is found on the way' : `${places} may have to change`,
    };
    const leave = { label: '$(close) Leave it as it is' };
    const title = places === undefined ? 'Change across files' : `Change across files: ${places} in the side bar`;
    const chosen = await vscode.window.showQuickPick([go, leave], { title, ignoreFocusOut: true });
    if (chosen !== go) await this.#view.clear();
    return chosen === go;
  }
}

/** The folder of what is being looked at; where nothing tells it, the user. */
async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new TouchstoneError('No folder is open.', 'Open the folder of your project.');
  const uri = vscode.window.activeTextEditor?.document.uri;
  const active = uri && folders.find((folder) => pathIn(folder, uri) !== undefined);
  return active ?? (folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick());
}
