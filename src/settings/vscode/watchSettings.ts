import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import type { Log } from '../../base/log.ts';
import { readSettings, settingKeys } from '../readSettings.ts';
import type { SettingKey, Settings } from '../table.ts';

/** The editor's settings as values. In an untrusted workspace VS Code itself withholds the restricted ones. */
export interface SettingsReader extends Disposable {
  /** Frozen; reads anew each time, so hold it for one piece of work and not longer. */
  read(resource?: vscode.Uri): Settings;
  /** Fires with the keys that may have another value now. */
  readonly onDidChange: vscode.Event<readonly SettingKey[]>;
}

export function watchSettings(log: Log): SettingsReader {
  const changed = new vscode.EventEmitter<readonly SettingKey[]>();
  const reported = new Set<string>();
  const report = (problem: string): void => {
    if (reported.has(problem)) return;
    reported.add(problem);
    log.warn(problem);
  };
  const watching = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      const keys = settingKeys.filter((key) => event.affectsConfiguration(`touchstone.${key}`));
      if (keys.length > 0) changed.fire(keys);
    }),
    // Trust brings the restricted settings of the workspace into force.
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire(settingKeys)),
  );
  return {
    read(resource) {
      const configuration = vscode.workspace.getConfiguration('touchstone', resource ?? null);
      return readSettings((key) => configuration.get<unknown>(key), report);
    },
    onDidChange: changed.event,
    dispose() {
      watching.dispose();
    },
  };
}
