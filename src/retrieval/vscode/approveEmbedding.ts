import * as vscode from 'vscode';
import type { EmbeddingModel } from '../../model/embedding.ts';
import { detailOf, questionOf } from '../embeddingPlan.ts';
import type { ApproveEmbedding } from '../node/embeddingHost.ts';

/** The embedding model of the window, and the question whether it may begin. */
export interface EmbeddingAccess {
  readonly current: EmbeddingModel | undefined;
  readonly onDidChange: vscode.Event<void>;
}

const neverKey = 'touchstone.neverEmbed';

/** Asks with the cost, in a notification that is in nobody's way. Dismissed, it is asked again in the next window. */
export function askToEmbed(folder: vscode.WorkspaceFolder, state: vscode.Memento): ApproveEmbedding {
  return async (plan, signal) => {
    const refusal = JSON.stringify([folder.uri.toString(), plan.model, plan.provider]);
    const refused = state.get<readonly string[]>(neverKey, []);
    if (refused.includes(refusal)) return 'never';
    const [start, later, never] = ['Start', 'Not Now', 'Never for This Folder'];
    const place = (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}: ` : '';
    const question = `${place}${questionOf(plan)} ${detailOf(plan)}`;
    const choice = await vscode.window.showInformationMessage(question, start, later, never);
    if (signal.aborted) return 'later';
    if (choice === never) {
      await state.update(neverKey, [...refused, refusal]);
      return 'never';
    }
    return choice === start ? 'start' : 'later';
  };
}

/** **Touchstone: Embed Codebase**: whoever has declined it is asked again, and what failed is tried again. */
export async function embedCodebase(
  { current }: EmbeddingAccess,
  state: vscode.Memento,
  indexes: { readonly useEmbedder: () => void },
): Promise<void> {
  if (current) {
    await state.update(neverKey, undefined);
    indexes.useEmbedder();
    return;
  }
  const choose = 'Choose Model';
  const none = 'No embedding model is configured. Choose one, or set touchstone.model.embeddingName.';
  if ((await vscode.window.showInformationMessage(none, choose)) === choose)
    await vscode.commands.executeCommand('touchstone.chooseModel');
}
