import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { ReviewRecord } from '../node/reviewRecord.ts';
import { ReviewSession, type SessionDeps } from './reviewSession.ts';

/** The review that the last window has left, when it can go on; else why not is in the log. */
export async function leftReview(
  record: ReviewRecord,
  id: number,
  deps: SessionDeps,
): Promise<ReviewSession | undefined> {
  const left = await record.read();
  if (!left) return undefined;
  const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
  if (!left.proposals.every(({ root }) => folders.includes(root))) {
    await record.drop('its folder is not open any more');
    return undefined;
  }
  try {
    const session = await ReviewSession.resume(id, left, deps);
    if (!session.isDone) return session;
    session.dispose();
    await record.drop('every hunk of it reads as decided');
  } catch (error) {
    await record.drop(`it cannot be shown (${describeError(error)})`);
  }
  return undefined;
}
