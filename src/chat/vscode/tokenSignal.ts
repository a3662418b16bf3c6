import type * as vscode from 'vscode';

/** Aborts when the editor cancels. The listener lives as long as the token, which is one request of the editor. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
