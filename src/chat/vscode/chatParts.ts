import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { TouchstoneError } from '../../base/errors.ts';
import { unsavedIn } from '../../base/vscode/folderFiles.ts';
import type { Model } from '../../model/model.ts';
import type { Proposal } from '../../review/proposal.ts';
import { openWorkspaceFiles, type WorkspaceFiles } from '../../testing/node/workspaceFiles.ts';
import { shownLine } from '../../text/shownText.ts';
import { createConversationStore, newConversationId } from '../node/conversationStore.ts';
import type { FromPage } from '../protocol.ts';
import { chatTools } from '../tools/chatTools.ts';
import { Answerer, type AnswererDeps } from './answerer.ts';
import { proposalOf } from './applyCode.ts';
import { Attachments, type AttachmentsDeps } from './attachments.ts';
import { ChatSession } from './chatSession.ts';
import { ChatView } from './chatView.ts';
import { chipOf } from './chipOf.ts';
import { isPictureFile } from './droppedFiles.ts';
import { writeIntoBox } from './commitBox.ts';
import { exportConversation } from './exportConversation.ts';
import { FindingThreads } from './findingThreads.ts';
import type { EditorChat } from './participant.ts';
import { Mentions, selectionTarget } from './mentions.ts';
import { openChip, openLink, openPlace } from './openTargets.ts';
import { newPromptFile } from './promptEditor.ts';
import { expandedQuestion, offeredPrompts } from './promptFiles.ts';

export interface ChatUiDeps extends AnswererDeps, Omit<AttachmentsDeps, 'chips' | 'add'> {
  readonly extensionUri: vscode.Uri;
  /** Of this workspace: which conversation is open, and what the user has said of models. */
  readonly state: vscode.Memento;
  /** Absolute path of a folder of this workspace in the extension's own storage. */
  readonly storage: string;
  readonly onDidChangeModel: vscode.Event<unknown>;
  /** What writes at the cursor of the editor that was looked at last. */
  readonly loadInsert: () => Promise<(text: string) => Promise<void>>;
}

/** What stands behind the view and its commands. */
export interface ChatParts extends Disposable {
  attach(view: vscode.WebviewView): void;
  /** Shows the chat with the keyboard in the question. @param aboutSelection with what is selected as a chip */
  ask(aboutSelection: boolean): Promise<void>;
  newConversation(): Promise<void>;
  /** Writes one into the box of the Source Control view. @param given what the view hands to a command of its title */
  writeCommitMessage(given: unknown): Promise<void>;
  /** What the last review has found, at its lines. */
  readonly findings: FindingThreads;
  newPromptFile(): Promise<void>;
  /** The same answers and tools for the editor’s own chat. */
  readonly editorChat: EditorChat;
  close(): Promise<void>;
}

const openKey = 'touchstone.chat.open';

export function createChatParts(deps: ChatUiDeps): ChatParts {
  return new Chat(deps);
}

class Chat implements ChatParts {
  readonly #deps: ChatUiDeps;
  readonly #store = new DisposableStore();
  readonly #view: ChatView;
  readonly #session: ChatSession;
  readonly #mentions = new Mentions();
  readonly #answerer: Answerer;
  readonly findings: FindingThreads;
  readonly #attachments: Attachments;
  readonly #proposals = new Map<string, Proposal>();
  #mentioning = new AbortController();
  #listed: { readonly at: number; readonly folder: string; readonly files: WorkspaceFiles } | undefined;

  constructor(deps: ChatUiDeps) {
    this.#deps = deps;
    this.#view = new ChatView(deps.extensionUri, deps.log, (message) => this.#take(message));
    this.#attachments = new Attachments({
      ...deps,
      model: () => this.#model(),
      chips: () => this.#session.draft.chips,
      add: (chips) => this.#session.draft.addChips(chips),
    });
    this.#answerer = this.#store.add(
      new Answerer(
        deps,
        (proposal) => void this.#proposals.set(proposal.id, proposal),
        (here, findings) => this.findings.show(here, findings),
      ),
    );
    this.findings = this.#store.add(
      new FindingThreads(
        deps.review,
        (here) => ({
          ...{ folder: here, files: openWorkspaceFiles(here.uri.fsPath, unsavedIn(here)) },
          readOutline: this.#answerer.readOutline,
        }),
        deps.state,
      ),
    );
    this.#session = new ChatSession({
      log: deps.log,
      store: createConversationStore({ folder: path.join(deps.storage, 'conversations'), log: deps.log }),
      newId: newConversationId,
      post: (message) => this.#view.post(message),
      head: () => {
        const model = this.#model();
        return {
          folder: folderOf()?.name,
          isTrusted: vscode.workspace.isTrusted,
          ...(model && { model: model.name }),
        };
      },
      resolve: (chips, signal) => this.#attachments.resolve(folderOf(), chips, signal),
      expand: async (written) => {
        const here = folderOf();
        const found = here && (await expandedQuestion(here, written));
        if (!found || found === 'left') return found;
        const chips = await this.#attachments.resolve(
          folderOf(),
          found.targets.map(chipOf),
          new AbortController().signal,
        );
        return { text: found.text, chips };
      },
      answer: (turn, signal) => this.#answerer.answer(folder(), turn, signal),
      lastOpen: () => deps.state.get<string>(openKey),
      keepOpen: (id) => {
        if (deps.state.get(openKey) !== id) void deps.state.update(openKey, id);
      },
      confirmDelete: async (title) => {
        const rows = [{ label: 'Delete', detail: 'It cannot be brought back.' }, { label: 'Keep' }];
        const question = `Delete the conversation “${shownLine(title)}”?`;
        const answer = await vscode.window.showQuickPick(rows, { title: question, ignoreFocusOut: true });
        return answer === rows[0];
      },
      exportConversation: (conversation) => exportConversation(conversation, folderOf()),
    });
    const head = (): void => this.#session.showHead();
    this.#store.add(deps.onDidChangeModel(head));
    this.#store.add(deps.onDidChangeModel(() => this.#session.draft.lookAgain()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(head));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(head));
  }

  attach(view: vscode.WebviewView): void {
    this.#view.attach(view);
  }

  get editorChat(): EditorChat {
    return {
      folder: folderOf,
      resolve: (chips, signal) => this.#attachments.resolve(folderOf(), chips, signal),
      answer: (turn, signal) => this.#answerer.answer(folder(), turn, signal),
      openTools: async (signal) => {
        const world = await this.#answerer.openWorld(folder(), signal);
        const tools = chatTools(world, this.#deps.toolSettings().permissions);
        return { tools, dispose: () => world.dispose() };
      },
    };
  }

  async ask(aboutSelection: boolean): Promise<void> {
    const here = folderOf();
    const selection = aboutSelection && here ? selectionTarget(here) : undefined;
    if (selection) this.#session.draft.addChips([chipOf(selection)]);
    await this.#view.reveal();
  }

  async newConversation(): Promise<void> {
    await this.#session.newConversation();
    await this.#view.reveal();
  }

  writeCommitMessage(given: unknown): Promise<void> {
    return writeIntoBox(given, (here, isAll, signal) => this.#answerer.commitMessage(here, isAll, signal));
  }

  newPromptFile(): Promise<void> {
    return newPromptFile(folder(), async (text) => (await this.#deps.loadInsert())(text));
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #model(): Model | undefined {
    return vscode.workspace.isTrusted ? this.#deps.model() : undefined;
  }

  async #take(message: FromPage): Promise<void> {
    const session = this.#session;
    switch (message.kind) {
      case 'ready':
        return session.showAll();
      case 'send':
        return session.send(message.text);
      case 'stop':
        return session.stop();
      case 'editAndSend':
        return session.editAndSend(message.message, message.text);
      case 'regenerate':
        return session.regenerate(message.message);
      case 'chooseBranch':
        return session.chooseBranch(message.message);
      case 'newConversation':
        return session.newConversation();
      case 'openConversation':
        return session.openConversation(message.conversation);
      case 'renameConversation':
        return session.rename(message.conversation, message.title);
      case 'deleteConversation':
        return session.delete(message.conversation);
      case 'exportConversation':
        return session.export(message.conversation);
      case 'searchConversations':
        return session.search(message.query);
      case 'loadMessages':
        return session.load(message);
      case 'completeMention':
        return this.#complete(message);
      case 'addChip':
        return this.#addMention(message.item.id);
      case 'addPicture':
        return this.#attachments.addPicture(message.name, message.base64);
      case 'addFiles':
        return this.#attachments.addFiles(folder(), message.addresses);
      case 'openChip': {
        const chip = session.draft.chips.find(({ id }) => id === message.chip);
        return chip && openChip(folder(), chip);
      }
      case 'removeChip':
        return session.draft.removeChip(message.chip);
      case 'draft':
        return session.draft.setText(message.text);
      case 'openPlace': {
        const place = session.place(message.message, message.number);
        return place && openPlace(folder(), place);
      }
      case 'openLink':
        return openLink(message.address);
      case 'copyCode':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'insertCode':
        return (await this.#deps.loadInsert())(message.text);
      case 'applyCode':
        return this.#apply(message.text, message.language);
      case 'openProposal':
        return this.#openProposal(message.proposal);
      case 'answerTool':
        return session.decide(message.message, message.decision);
      case 'showPrompt':
        return session.showPrompt(message.message);
      case 'chooseModel':
        return void vscode.commands.executeCommand('touchstone.chooseModel');
      case 'manageTrust':
        return void vscode.commands.executeCommand('workbench.trust.manage');
      case 'openFolder':
        return void vscode.commands.executeCommand('vscode.openFolder');
    }
  }

  async #complete({ request, trigger, query }: Extract<FromPage, { readonly kind: 'completeMention' }>): Promise<void> {
    this.#mentioning.abort();
    const asking = (this.#mentioning = new AbortController());
    const here = folderOf();
    if (trigger === '/' || !here) {
      const prompts = trigger === '/' && here ? await offeredPrompts(here, query) : [];
      const items = trigger === '/' ? [...this.#mentions.commands(query), ...prompts] : [];
      if (!asking.signal.aborted) this.#view.post({ kind: 'mentions', request, items });
      return;
    }
    const lookup = await this.#deps.lookupOf(here, asking.signal);
    const files = this.#files(here);
    const world = { folder: here, lookup, paths: () => files.paths(), leftOut: () => files.leftOut() };
    const items = await this.#mentions.find(query, world, asking.signal).catch((error: unknown) => {
      // Overtaken by what was typed since.
      if (asking.signal.aborted) return undefined;
      throw error;
    });
    if (items && !asking.signal.aborted) this.#view.post({ kind: 'mentions', request, items });
  }

  async #addMention(id: string): Promise<void> {
    const target = this.#mentions.targetOf({ id });
    if (!target) return;
    if (target.kind === 'terminal') return this.#attachments.addTerminal();
    if (target.kind === 'file' && isPictureFile(target.path))
      return this.#attachments.addFiles(folder(), [vscode.Uri.joinPath(folder().uri, target.path).toString()]);
    this.#session.draft.addChips([chipOf(target)]);
  }

  async #apply(code: string, language: string): Promise<void> {
    const here = folder();
    const files = openWorkspaceFiles(here.uri.fsPath, unsavedIn(here));
    const proposal = await proposalOf(code, language, {
      ...{ folder: here, files },
      readOutline: this.#answerer.readOutline,
    });
    await this.#deps.review.open([proposal]);
  }

  async #openProposal(id: string): Promise<void> {
    if (this.#deps.review.shown?.proposal.id === id) {
      await vscode.commands.executeCommand('touchstone.review.show');
      return;
    }
    const proposal = this.#proposals.get(id);
    if (!proposal)
      throw new TouchstoneError(
        'This proposal is not kept any more.',
        'Ask for it again: it was made in another window.',
      );
    await this.#deps.review.open([proposal]);
  }

  /** While one types the same listing serves. */
  #files(here: vscode.WorkspaceFolder): WorkspaceFiles {
    const known = this.#listed;
    if (known && known.folder === here.uri.fsPath && Date.now() - known.at < listedMs) return known.files;
    const files = openWorkspaceFiles(here.uri.fsPath, unsavedIn(here));
    this.#listed = { at: Date.now(), folder: here.uri.fsPath, files };
    return files;
  }
}

const listedMs = 20_000;

/** The folder of the file that is looked at, else the first one. */
function folderOf(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

function folder(): vscode.WorkspaceFolder {
  const found = folderOf();
  if (!found) throw new TouchstoneError('No folder is open.', 'Open one to ask about it.');
  return found;
}
