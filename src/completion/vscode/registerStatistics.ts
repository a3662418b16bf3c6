import path from 'node:path';
import * as vscode from 'vscode';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { learntRows } from '../gateLearning.ts';
import { createJournal, type CompletionJournal } from '../journal.ts';
import { exportStatistics } from '../node/exportStatistics.ts';
import { createStatisticsStore } from '../node/statisticsStore.ts';
import type { StatisticsRange } from '../protocol.ts';
import { viewOf } from '../statisticsView.ts';
import { StatisticsPage } from './statisticsPage.ts';

export interface StatisticsDeps {
  readonly extensionUri: vscode.Uri;
  /** The extension's own folder, the same for all windows. */
  readonly storage: string;
  readonly log: Log;
  /** What the gate has learnt, and how to make it forget. */
  readonly gate: { readonly state: unknown; forget(): Promise<void> };
}

export interface StatisticsPart extends vscode.Disposable {
  /** What it is told is counted. */
  readonly journal: CompletionJournal;
  /** Writes what is not written yet; what is still visible has found no answer. */
  close(): Promise<void>;
}

/** Counts what becomes of suggestions, and shows it: the command "Completion Statistics". */
export function registerStatistics({ extensionUri, storage, log, gate }: StatisticsDeps): StatisticsPart {
  const now = (): number => Date.now();
  const store = createStatisticsStore({ folder: path.join(storage, 'completion'), log, now });
  const view = async (range: StatisticsRange) => {
    const statistics = await store.read();
    return viewOf(statistics, { range, now: now(), learnt: learntRows(gate.state) });
  };
  const page = new StatisticsPage({
    extensionUri,
    viewOf: view,
    onFault: (error) => complain('read', error),
    onMessage: (message) => {
      if (message.kind === 'export') exportAll().catch((error: unknown) => complain('exported', error));
      else clear(message.forgetsLearning).catch((error: unknown) => complain('cleared', error));
    },
  });
  const journal = createJournal({
    now,
    record: (fact) => {
      store.record(fact);
      page.refreshSoon();
    },
  });

  function complain(what: string, error: unknown): void {
    const text = `The completion statistics could not be ${what}. ${describeError(error)}`;
    log.error(text);
    void vscode.window.showErrorMessage(text);
  }

  async function clear(forgetsLearning: boolean): Promise<void> {
    await store.clear();
    if (forgetsLearning) await gate.forget();
    await page.refresh();
  }

  async function exportAll(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: 'Export Completion Statistics',
      saveLabel: 'Export',
      filters: { JSON: ['json'] },
      ...(folder?.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(folder, 'completion-statistics.json') }),
    });
    if (!target) return;
    await exportStatistics(target.fsPath, await store.read(), now());
    const open = 'Open';
    const text = `The statistics are in ${path.basename(target.fsPath)}.`;
    // Nobody waits for an answer to that.
    void vscode.window.showInformationMessage(text, open).then((answer) => {
      if (answer === open) void vscode.window.showTextDocument(target);
    });
  }

  const command = vscode.commands.registerCommand('touchstone.completion.statistics', () => page.show());
  return {
    journal,
    async close() {
      journal.close();
      await store.flush();
    },
    dispose() {
      command.dispose();
      page.dispose();
      store.dispose();
    },
  };
}
