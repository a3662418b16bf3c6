import * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import type { TestReport } from '../../testing/report.ts';
import { confirmationOf } from '../confirmation.ts';
import type { Proposal } from '../proposal.ts';

/** Runs a proposal's tests on the user's own tree. */
export type Confirmer = (signal: AbortSignal) => Promise<TestReport>;

/** Says what the tests show on the user's own tree, now that a proposal is accepted. */
export async function confirmAccepted(proposal: Proposal, confirmer: Confirmer, log: Log): Promise<void> {
  const confirmation = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Running the tests on your own tree',
      cancellable: true,
    },
    async (_, token) => {
      const controller = new AbortController();
      const stop = token.onCancellationRequested(() => controller.abort());
      try {
        return confirmationOf(proposal.evidence, await confirmer(controller.signal));
      } finally {
        stop.dispose();
      }
    },
  );
  log.info(confirmation.message);
  if (confirmation.kind === 'confirmed') void vscode.window.showInformationMessage(confirmation.message);
  else void vscode.window.showWarningMessage(confirmation.message);
}
