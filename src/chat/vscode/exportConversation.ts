import path from 'node:path';
import * as vscode from 'vscode';
import { AtomicStorage } from '../../retrieval/node/atomicStorage.ts';
import type { Conversation } from '../conversation.ts';
import { conversationMarkdown } from '../conversationMarkdown.ts';

/** A conversation as Markdown, in a file that the user names. @param here where one is offered */
export async function exportConversation(
  conversation: Conversation,
  here: vscode.WorkspaceFolder | undefined,
): Promise<void> {
  const name =
    conversation.title
      .replaceAll(/[^\p{L}\p{N} _-]+/gu, '')
      .trim()
      .slice(0, 60) || 'conversation';
  const target = await vscode.window.showSaveDialog({
    title: 'Export the Conversation',
    saveLabel: 'Export',
    filters: { Markdown: ['md'] },
    ...(here?.uri.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(here.uri, `${name}.md`) }),
  });
  if (!target) return;
  await new AtomicStorage().upsertFile(target.fsPath, conversationMarkdown(conversation));
  const open = 'Open';
  void vscode.window
    .showInformationMessage(`The conversation is in ${path.basename(target.fsPath)}.`, open)
    .then((answer) => {
      if (answer === open) void vscode.window.showTextDocument(target);
    });
}
