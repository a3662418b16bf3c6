import * as vscode from 'vscode';
import { registerReview, type Review } from './review/vscode/register.ts';

/** What other extensions, and the tests in the editor, may use. */
export interface TouchstoneApi {
  readonly review: Review;
}

/** The composition root: builds every part in order, no logic. */
export function activate(context: vscode.ExtensionContext): TouchstoneApi {
  const log = vscode.window.createOutputChannel('Touchstone', { log: true });
  const review = registerReview({ log, confirmerOf: () => undefined });
  context.subscriptions.push(log, review);
  log.info('Touchstone is ready.');
  return { review };
}
