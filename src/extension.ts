import * as vscode from 'vscode';

/** The composition root: builds every part in order, no logic. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Touchstone', { log: true });
  context.subscriptions.push(log);
  log.info('Touchstone is ready.');
}
