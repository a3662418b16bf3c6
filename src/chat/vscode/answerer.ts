import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { pathIn, unsavedIn } from '../../base/vscode/folderFiles.ts';
import type { Log } from '../../base/log.ts';
import type { Model } from '../../model/model.ts';
import type { SpendingLimits } from '../../model/spending.ts';
import type { FileChange, Proposal } from '../../review/proposal.ts';
import { pendingIds, startReview } from '../../review/reviewState.ts';
import type { Review } from '../../review/vscode/register.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../syntax/node/fileSyntax.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { rulesFor } from '../../testing/rulesFiles.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import { askModel } from '../asked/askModel.ts';
import type { ChatEvent } from '../chatEvent.ts';
import type { TurnRequest } from '../chatRequest.ts';
import { gitHistory } from '../node/gitHistory.ts';
import { openToolWorld, type OpenToolWorld, type ToolHost } from '../node/toolHost.ts';
import { answer } from '../answer.ts';
import { writeMessage, type WrittenMessage } from '../commit/writeMessage.ts';
import { changeCommands } from '../node/changeCommands.ts';
import { readStagedChange } from '../node/stagedChange.ts';
import type { ReviewFinding } from '../review/finding.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { chatTools, type ToolPermissions } from '../tools/chatTools.ts';
import type { McpServers } from '../node/mcpServers.ts';
import { Grants } from '../tools/permissions.ts';
import type { ChatTool } from '../tools/tool.ts';
import type { Problem } from '../tools/toolWorld.ts';
import { untested } from './applyCode.ts';
import type { Turn } from './chatSession.ts';

/** What answering takes of the rest of the product, as functions. */
export interface AnswererDeps {
  readonly log: Log;
  /** Absolute path of the built grammars and queries. */
  readonly assets: string;
  readonly model: () => Model | undefined;
  readonly limits: (folder: vscode.WorkspaceFolder) => SpendingLimits;
  /** What the folder's index knows; undefined while there is none. */
  readonly lookupOf: (folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<ChatLookup | undefined>;
  readonly review: Pick<Review, 'open' | 'shown'>;
  /** How processes are started for a folder. */
  readonly hostOf: (
    folder: vscode.WorkspaceFolder,
    unsaved: ReadonlyMap<WorkspacePath, string>,
  ) => Pick<ToolHost, 'assets' | 'environment' | 'allowed' | 'sandbox' | 'storage' | 'unsaved'>;
  /** Asks the user for a command that was not approved before; undefined when the user leaves. */
  readonly chooseTestCommand: (
    folder: vscode.WorkspaceFolder,
    near: WorkspacePath | undefined,
    signal: AbortSignal,
  ) => Promise<TestCommand | undefined>;
  /** What the settings let a model do, and which servers the user has added. */
  readonly toolSettings: () => {
    readonly permissions: ToolPermissions;
    readonly servers: Readonly<Record<string, unknown>>;
  };
  /** Of this extension, for servers that are told who asks. */
  readonly version: string;
  /** Begins a fix of what is said to be wrong: what comes of it goes to review. */
  readonly startFix: (folder: vscode.WorkspaceFolder, text: string) => void;
  /** Begins an edit: the same. */
  readonly startEdit: (instruction: string) => void;
}

/** Shows what a review has found at its lines, in place of what the last one has. */
type ShowFindings = (folder: vscode.WorkspaceFolder, findings: readonly ReviewFinding[]) => void;

const noModel =
  'No model is chosen, so this was found by search. “Touchstone: Choose Model” adds one, which answers in words.';
const noModelHere = 'No model is chosen. “Touchstone: Choose Model” adds one, which looks at what the change means.';
const noTrust =
  'This workspace is in Restricted Mode, so no model is asked: this was found by search. Trust the workspace to be answered in words.';

/** Answers questions of the chat with all that the editor has. */
export class Answerer implements Disposable {
  readonly #deps: AnswererDeps;
  readonly #note: (proposal: Proposal) => void;
  readonly #showFindings: ShowFindings;
  /** By conversation: what its user has allowed. */
  readonly #grants = new Map<string, Grants>();
  #syntax: FileSyntaxReader | undefined;
  #servers: McpServers | undefined;

  /** @param note hears of each proposal before it is shown */
  constructor(deps: AnswererDeps, note: (proposal: Proposal) => void, showFindings: ShowFindings) {
    this.#deps = deps;
    this.#note = note;
    this.#showFindings = showFindings;
  }

  readonly readOutline: ReadOutline = async (file, text) => {
    const { assets } = this.#deps;
    this.#syntax ??= createFileSyntax({
      grammars: path.join(assets, 'grammars'),
      queries: path.join(assets, 'queries'),
    });
    return (await this.#syntax.read(file, text)).outline;
  };

  async *answer(folder: vscode.WorkspaceFolder, turn: Turn, signal: AbortSignal): AsyncGenerator<ChatEvent, void> {
    const { startFix, startEdit } = this.#deps;
    const request: TurnRequest = { ...turn.request, root: folder.uri.fsPath };
    const { command, text } = request;
    if ((command === 'fix' || command === 'edit') && text !== '') {
      if (command === 'fix') startFix(folder, text);
      else startEdit(text);
      const where = command === 'fix' ? 'The Fix view shows how it goes' : 'The status bar shows how it goes';
      yield {
        kind: 'text',
        delta: `${where}, and what comes of it opens in review. Nothing is changed before you accept it.`,
      };
      yield { kind: 'ended', reason: 'complete' };
      return;
    }
    const isTrusted = vscode.workspace.isTrusted;
    const world = await this.openWorld(folder, signal);
    const { lookup } = world;
    const model = isTrusted && command !== 'search' ? this.#deps.model() : undefined;
    try {
      yield* answer(
        request,
        {
          files: world.files,
          searched: {
            files: world.files,
            readOutline: world.readOutline,
            lookup: lookup ?? nothingIndexed,
            ...(isTrusted && { history: gitHistory(folder.uri.fsPath) }),
            problems: () => Promise.resolve(problemsOf(folder, undefined).filter(isSerious)),
            ...(!this.#deps.model() && { noModel: isTrusted ? noModel : noTrust }),
          },
          ...(isTrusted && { commands: this.#commands(folder, model, world) }),
          ...(model && { ask: (asked, stop) => this.#ask(asked, folder, model, turn, world, stop) }),
        },
        signal,
      );
    } finally {
      world.dispose();
    }
  }

  #commands(folder: vscode.WorkspaceFolder, model: Model | undefined, world: OpenToolWorld) {
    return changeCommands({
      ...{ root: folder.uri.fsPath, files: world.files, readOutline: world.readOutline },
      lookup: world.lookup ?? nothingIndexed,
      ...(model ? { asking: { model, limits: this.#deps.limits(folder) } } : { noModel: noModelHere }),
      problems: () => Promise.resolve(problemsOf(folder, undefined).filter(isSerious)),
      show: (findings) => this.#showFindings(folder, findings),
      alsoAt: '“Touchstone: Write Commit Message” puts one into the box of the Source Control view.',
    });
  }

  /** A message for what is staged, or for all that differs; undefined where nothing does. */
  async commitMessage(
    folder: vscode.WorkspaceFolder,
    isAll: boolean,
    signal: AbortSignal,
  ): Promise<WrittenMessage | undefined> {
    const files = openWorkspaceFiles(folder.uri.fsPath, unsavedIn(folder));
    const change = await readStagedChange(folder.uri.fsPath, isAll, files, signal);
    const model = this.#deps.model();
    const asking = model && { model, limits: this.#deps.limits(folder) };
    const { readOutline } = this;
    return change && writeMessage(change, '', { readOutline, ...(asking && { asking }) }, signal);
  }

  /** What tools see of a folder and may do in it. Whoever opens it disposes it. */
  async openWorld(folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<OpenToolWorld> {
    const lookup = await this.#deps.lookupOf(folder, signal);
    return openToolWorld({
      ...this.#deps.hostOf(folder, unsavedIn(folder)),
      root: folder.uri.fsPath,
      runsNothing: !vscode.workspace.isTrusted,
      problems: (of) => Promise.resolve(problemsOf(folder, of)),
      propose: (change) => this.#propose(folder, change),
      testCommand: async (near, stop) =>
        (await this.#deps.chooseTestCommand(folder, near, stop)) ?? 'The user did not choose a command for the tests.',
      ...(lookup && { lookup }),
    });
  }

  dispose(): void {
    this.#syntax?.dispose();
    this.#servers?.dispose();
  }

  async *#ask(
    request: TurnRequest,
    folder: vscode.WorkspaceFolder,
    model: Model,
    turn: Turn,
    world: OpenToolWorld,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent, void> {
    const { tools, problems } = await this.#serverTools(folder, signal);
    for (const text of problems) yield { kind: 'status', text };
    yield* askModel(request, this.#askDeps(folder, model, turn, world, tools), signal);
  }

  /** Nothing of it is loaded before the user adds a server. */
  async #serverTools(folder: vscode.WorkspaceFolder, signal: AbortSignal) {
    const { servers } = this.#deps.toolSettings();
    if (!this.#servers && Object.keys(servers).length === 0) return { tools: [], problems: [] };
    const { log, version } = this.#deps;
    const { environment } = this.#deps.hostOf(folder, new Map());
    const { McpServers } = await import('../node/mcpServers.ts');
    this.#servers ??= new McpServers({ environment, folder: folder.uri.fsPath, version, log });
    return this.#servers.tools(servers, signal);
  }

  #askDeps(
    folder: vscode.WorkspaceFolder,
    model: Model,
    turn: Turn,
    world: OpenToolWorld,
    further: readonly ChatTool[],
  ) {
    const grants = this.#grants.get(turn.conversation) ?? new Grants();
    this.#grants.set(turn.conversation, grants);
    return {
      ...{ model, grants, askPermission: turn.ask, files: world.files },
      tools: chatTools(world, this.#deps.toolSettings().permissions, further),
      limits: this.#deps.limits(folder),
      rules: (near: WorkspacePath | undefined) => rulesFor(near, world.files),
      ...(world.lookup && { lookup: world.lookup }),
    };
  }

  async #propose(
    folder: vscode.WorkspaceFolder,
    { title, changes }: { readonly title: string; readonly changes: readonly FileChange[] },
  ) {
    const proposal = untested(folder, title, changes);
    this.#note(proposal);
    const hunks = pendingIds(startReview(proposal)).length;
    // Not awaited: a review that is still pending asks the user first, and the model need not wait for that.
    this.#deps.review.open([proposal]).catch((error: unknown) => this.#deps.log.warn(String(error)));
    return { id: proposal.id, title, files: changes.map((change) => change.path), hunks };
  }
}

const nothingIndexed: ChatLookup = {
  search: () => Promise.resolve({ results: [], ms: 0 }),
  symbols: () => Promise.resolve({ results: [], ms: 0 }),
  whyLittle: () => 'The index of this folder is not ready or turned off, so little can be found.',
};

const isSerious = (problem: Problem): problem is Problem & { readonly severity: 'error' | 'warning' } =>
  problem.severity === 'error' || problem.severity === 'warning';

function problemsOf(folder: vscode.WorkspaceFolder, only: WorkspacePath | undefined): Problem[] {
  return vscode.languages.getDiagnostics().flatMap(([uri, found]) => {
    const inside = pathIn(folder, uri);
    if (inside === undefined || (only !== undefined && inside !== only)) return [];
    return found.map(({ range, message, severity, source }) => ({
      path: inside,
      line: range.start.line + 1,
      severity: severityWords[severity],
      message,
      ...(source !== undefined && { source }),
    }));
  });
}

const severityWords: Readonly<Record<vscode.DiagnosticSeverity, Problem['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};
