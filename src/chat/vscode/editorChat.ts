import * as vscode from 'vscode';
import type { EditorChat } from './participant.ts';

/** What an older editor, or one made from this one, may not have. */
type Offered = { readonly [Part in 'chat' | 'lm']?: Partial<(typeof vscode)[Part]> };

/**
 * VS Code's own chat: `@touchstone`, and our tools for the models that answer there. Registered by name only; what
 * stands behind is loaded with the first question.
 */
export function registerEditorChat(parts: () => Promise<EditorChat>): vscode.Disposable {
  const { chat, lm }: Offered = vscode;
  const registered: vscode.Disposable[] = [];
  const participant = chat?.createChatParticipant?.('touchstone.participant', async (request, context, stream, token) =>
    (await import('./participant.ts')).answerIn(await parts(), { request, context, stream, token }),
  );
  if (participant) registered.push(participant);
  for (const name of ['touchstone_search', 'touchstone_references', 'touchstone_run_tests']) {
    const tool = lm?.registerTool?.<object>(name, {
      prepareInvocation: async ({ input }) => (await import('./lmTools.ts')).prepared(name, input),
      invoke: async ({ input }, token) => (await import('./lmTools.ts')).invoked(await parts(), name, input, token),
    });
    if (tool) registered.push(tool);
  }
  return vscode.Disposable.from(...registered);
}
