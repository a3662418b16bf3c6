import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import type { ChatParts, ChatUiDeps } from './chatParts.ts';
import { registerEditorChat } from './editorChat.ts';
import { hasKeptFindings } from './keptFindings.ts';

export interface ChatPart extends Disposable {
  /** Ends what is being answered and writes what is not written yet. */
  close(): Promise<void>;
}

/**
 * The chat beside the code. What stands behind it is loaded when its view is first shown or a command first run, or when
 * a review has left findings.
 */
export function registerChat(deps: ChatUiDeps): ChatPart {
  const store = new DisposableStore();
  let loading: Promise<ChatParts> | undefined;
  const parts = (): Promise<ChatParts> =>
    (loading ??= import('./chatParts.ts').then(({ createChatParts }) => store.add(createChatParts(deps))));
  store.add(
    vscode.window.registerWebviewViewProvider('touchstone.chat', {
      resolveWebviewView: async (view) => (await parts()).attach(view),
    }),
  );
  const commands: Readonly<Record<string, (given?: unknown) => unknown>> = {
    'touchstone.chat.ask': () => parts().then((chat) => chat.ask(false)),
    'touchstone.chat.askSelection': () => parts().then((chat) => chat.ask(true)),
    'touchstone.chat.new': () => parts().then((chat) => chat.newConversation()),
    'touchstone.writeCommitMessage': (given) => parts().then((chat) => chat.writeCommitMessage(given)),
    'touchstone.findings.openChange': (thread) => parts().then((chat) => chat.findings.openChange(thread)),
    'touchstone.findings.resolve': (thread) => parts().then((chat) => chat.findings.resolve(thread, true)),
    'touchstone.findings.reopen': (thread) => parts().then((chat) => chat.findings.resolve(thread, false)),
    'touchstone.findings.remove': (thread) => parts().then((chat) => chat.findings.remove(thread)),
    'touchstone.findings.removeAll': () => parts().then((chat) => chat.findings.removeAll()),
    'touchstone.chat.newPrompt': () => parts().then((chat) => chat.newPromptFile()),
  };
  // What a review has found in another window is shown without being asked for.
  if (hasKeptFindings(deps.state)) void parts();
  let isHelping = false;
  const help = ({ uri }: vscode.TextDocument): void => {
    if (isHelping || !uri.path.endsWith('.prompt.md')) return;
    isHelping = true;
    void import('./promptEditor.ts').then(({ createPromptEditor }) => store.add(createPromptEditor()));
  };
  vscode.workspace.textDocuments.forEach(help);
  store.add(vscode.workspace.onDidOpenTextDocument(help));
  store.add(registerEditorChat(async () => (await parts()).editorChat));
  for (const [name, run] of Object.entries(commands)) store.add(vscode.commands.registerCommand(name, run));
  return { close: async () => (await loading)?.close(), dispose: () => store.dispose() };
}
