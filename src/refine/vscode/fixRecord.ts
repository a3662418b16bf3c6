import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { FixEvent } from '../event.ts';
import { createRecordStore } from '../node/recordStore.ts';
import { attemptLine, endLine, startLine, type RecordedFix } from '../record.ts';

export interface FixRecordDeps {
  /** Absolute path of the folder for the record. */
  readonly folder: string;
  readonly log: Log;
  /** Secrets in use. */
  readonly literals: () => readonly string[];
  readonly isOn: () => boolean;
}

/** The record of all fixes, where the user wants one, and its commands. */
export interface FixRecord extends Disposable {
  /** What is told of one fix; undefined while the record is off. */
  begin(fix: Omit<RecordedFix, 'fix' | 'started'>): ((event: FixEvent) => void) | undefined;
}

export function createFixRecord({ folder, log, literals, isOn }: FixRecordDeps): FixRecord {
  const store = createRecordStore(folder);
  let isBroken = false;
  /** A full disk is no reason to end a search. */
  const write = (fix: string, line: string): void => {
    store.append(fix, line).catch((error: unknown) => {
      if (!isBroken) log.warn(`The record of this fix cannot be written: ${describeError(error)}`);
      isBroken = true;
    });
  };

  async function exportAll(): Promise<void> {
    const at = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: 'Export Fix Record',
      saveLabel: 'Export',
      filters: { 'JSON Lines': ['jsonl'] },
      ...(at?.scheme === 'file' && { defaultUri: vscode.Uri.joinPath(at, 'fix-record.jsonl') }),
    });
    if (!target) return;
    const fixes = await store.export(target.fsPath);
    if (fixes === 0) return nothing();
    const open = 'Open';
    const text = `The record of ${fixes === 1 ? '1 fix' : `${fixes} fixes`} is in ${path.basename(target.fsPath)}.`;
    void vscode.window.showInformationMessage(text, open).then((answer) => {
      if (answer === open) void vscode.window.showTextDocument(target);
    });
  }

  /** Said before a file is asked for where there is nothing to put into it. */
  function nothing(): void {
    if (isOn()) {
      void vscode.window.showInformationMessage(
        'There is nothing to export yet: no fix was run since the record was turned on. Run “Touchstone: Fix This Issue” first.',
      );
      return;
    }
    const turnOn = 'Open the Setting';
    const text =
      'There is nothing to export: the record of fixes is off. Turn on touchstone.fix.record, and what is tried from then on is kept.';
    void vscode.window.showInformationMessage(text, turnOn).then((answer) => {
      if (answer === turnOn)
        void vscode.commands.executeCommand('workbench.action.openSettings', '@id:touchstone.fix.record');
    });
  }

  async function clear(): Promise<void> {
    const rows = [
      {
        label: '$(trash) Delete it',
        detail: 'Every attempt that was kept. The files that you have exported stay.',
        is: true,
      },
      { label: '$(close) Keep it', is: false },
    ];
    const picked = await vscode.window.showQuickPick(rows, { title: 'Delete the record of all fixes?' });
    if (!picked?.is) return;
    const removed = await store.clear();
    void vscode.window.showInformationMessage(
      removed === 0 ? 'There was no record of fixes.' : 'The record of fixes is deleted.',
    );
  }

  function atTheEdge(what: string, run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      const text = `The record of fixes could not be ${what}. ${describeError(error)}`;
      log.error(text);
      void vscode.window.showErrorMessage(text);
    });
  }

  const commands = vscode.Disposable.from(
    vscode.commands.registerCommand('touchstone.exportFixRecord', () =>
      atTheEdge('exported', async () => ((await store.isEmpty()) ? nothing() : exportAll())),
    ),
    vscode.commands.registerCommand('touchstone.deleteFixRecord', () => atTheEdge('deleted', clear)),
  );
  return {
    begin(fix) {
      if (!isOn()) return undefined;
      isBroken = false;
      const id = crypto.randomUUID();
      write(id, startLine({ fix: id, started: new Date().toISOString(), ...fix }, literals()));
      return (event) => {
        if (event.kind === 'tried') write(id, attemptLine(id, event.node, literals()));
        if (event.kind === 'finished') write(id, endLine(id, event.result, literals()));
      };
    },
    dispose() {
      commands.dispose();
    },
  };
}
