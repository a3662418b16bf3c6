import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import type { Log } from '../../base/log.ts';
import { unsavedIn } from '../../base/vscode/folderFiles.ts';
import type { Status } from '../../base/vscode/status.ts';
import type { Model } from '../../model/model.ts';
import type { SpendingLimits } from '../../model/spending.ts';
import type { Review } from '../../review/vscode/register.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { EditKind, EditPlace } from '../editRequest.ts';
import type { ExplainLookup } from '../explain.ts';
import { FormatCount, readFormatRecord } from '../formatRecord.ts';
import { editInWorker, explainInWorker, type WorkerHost } from '../node/editInWorker.ts';
import { rulesFor } from '../../testing/rulesFiles.ts';
import type { ApprovedChecks } from './approveChecks.ts';
import { InstructionInput } from './askInstruction.ts';
import { EditCommands } from './editCommands.ts';
import { EditSession, type EditRun } from './editSession.ts';
import type { EditTarget } from './editTarget.ts';
import { ExplainPages } from './explainPage.ts';
import { PlanCommand } from './planCommand.ts';

export interface EditUiDeps {
  readonly log: Log;
  readonly status: Status;
  readonly review: Pick<Review, 'open' | 'shown'>;
  /** Of all workspaces: what models do well. */
  readonly globalState: vscode.Memento;
  /** Of this workspace: what was asked for before. */
  readonly state: vscode.Memento;
  /** The bundled `editWorker.js`. */
  readonly script: URL;
  /** The model that is asked for edits. */
  readonly model: () => Model | undefined;
  readonly limits: (folder: vscode.WorkspaceFolder) => SpendingLimits;
  readonly hostOf: (
    folder: vscode.WorkspaceFolder,
    unsaved: ReadonlyMap<WorkspacePath, string>,
  ) => Pick<WorkerHost, 'assets' | 'environment' | 'allowed' | 'sandbox' | 'storage' | 'unsaved' | 'log'>;
  /** What the folder's index knows; undefined while there is none. */
  readonly lookupOf: (folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<ExplainLookup | undefined>;
  /** The setting `touchstone.edit.codeActions`. */
  readonly offersCodeActions: (file: vscode.Uri) => boolean;
  /** What may be run for a check; undefined when the user leaves. */
  readonly approveChecks: (
    folder: vscode.WorkspaceFolder,
    near: WorkspacePath | undefined,
    kind: EditKind | undefined,
    signal: AbortSignal,
  ) => Promise<ApprovedChecks | undefined>;
}

/** What stands behind the commands: loaded when one of them is first run. */
export interface EditParts extends Disposable {
  readonly input: InstructionInput;
  readonly session: EditSession;
  readonly commands: EditCommands;
  readonly plans: PlanCommand;
}

export function createEditParts(deps: EditUiDeps): EditParts {
  const { log, status, review, state } = deps;
  const store = new DisposableStore();
  const input = store.add(new InstructionInput(state));
  const pages = store.add(new ExplainPages(log));
  const session: EditSession = store.add(
    new EditSession({
      ...{ log, status },
      approveChecks: deps.approveChecks,
      openReview: (proposals, options) => review.open(proposals, options),
      runEdit: (run, signal) => runEdit(run, deps, signal),
      onNone: (order, result) => commands.sayNone(order, result),
    }),
  );
  const commands = new EditCommands({
    ...{ log, session, input },
    planAgain: (...asked) => plans.again(...asked),
    shownReview: () => review.shown,
    hasModel: () => modelFor(deps) !== undefined,
    rulesAt: rulesAt,
    explain: (about, { folder }, place, question) =>
      pages.show(about, (signal) => explain(folder, place, question, deps, signal)),
  });
  const plans: PlanCommand = store.add(
    new PlanCommand({
      input,
      hasModel: () => modelFor(deps) !== undefined,
      start: (order, listen) => session.start(order, listen),
      look: (folder, request, signal) => {
        const runs = { commands: [], whyNoOther: 'A look at what may have to change runs nothing.' };
        const looked = { ...request, tests: { kind: 'none' } } as const;
        return runEdit({ folder, request: looked, unsaved: unsavedIn(folder), runs }, deps, signal);
      },
      openReview: (proposals, options) => review.open(proposals, options),
    }),
  );
  return { input, session, commands, plans, dispose: () => store.dispose() };
}

/** What a workspace configures is not to decide where its code is sent before it is trusted. */
const modelFor = ({ model }: EditUiDeps): Model | undefined => (vscode.workspace.isTrusted ? model() : undefined);

function rulesAt({ folder, path }: EditTarget): Promise<readonly string[]> {
  const text = async (file: WorkspacePath): Promise<string | undefined> => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, file)));
    } catch {
      return undefined;
    }
  };
  return rulesFor(path, { text }).then((rules) => rules.map((rule) => rule.path));
}

async function* explain(
  folder: vscode.WorkspaceFolder,
  place: EditPlace,
  question: string | undefined,
  deps: EditUiDeps,
  signal: AbortSignal,
): ReturnType<typeof explainInWorker> {
  const model = modelFor(deps);
  const lookup = await deps.lookupOf(folder, signal);
  const host: WorkerHost = {
    ...deps.hostOf(folder, unsavedIn(folder)),
    runs: { commands: [], whyNoOther: 'An explanation runs nothing.' },
    ...(model && { model }),
    ...(lookup && { lookup }),
  };
  const limits = deps.limits(folder);
  const order = { root: folder.uri.fsPath, place, limits, ...(question !== undefined && { question }) };
  yield* explainInWorker(deps.script, order, host, signal);
}

/** The engine in its worker, with the model, the index, and how that model has done so far. */
async function* runEdit(
  { folder, request, given, unsaved, runs }: EditRun,
  deps: EditUiDeps,
  signal: AbortSignal,
): ReturnType<typeof editInWorker> {
  const model = modelFor(deps);
  const lookup = await deps.lookupOf(folder, signal);
  const key = model && `touchstone.editFormats:${model.provider}:${model.name}`;
  const record = readFormatRecord(key && deps.globalState.get(key));
  const count = new FormatCount();
  const host: WorkerHost = {
    ...deps.hostOf(folder, unsaved),
    runs,
    formatRecord: record,
    ...(model && { model }),
    ...(lookup && { lookup }),
    ...(given && { given }),
  };
  const order = { ...request, root: folder.uri.fsPath, limits: deps.limits(folder) };
  try {
    for await (const event of editInWorker(deps.script, order, host, signal)) {
      count.note(event);
      yield event;
    }
  } finally {
    const after = count.addTo(record);
    if (key && after !== record) await deps.globalState.update(key, after);
  }
}
