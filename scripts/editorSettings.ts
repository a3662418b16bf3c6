import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The user settings of editors that the scripts start: quiet, offline, and like desktop VS Code where web differs. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'git.blame.statusBarItem.enabled': false,
  'remote.autoForwardPorts': false,
  'editor.accessibilitySupport': 'off',
  // The web build saves by itself after a second; desktop VS Code does not.
  'files.autoSave': 'off',
  // The bundled assistant's own panels would stand beside ours and ask for an account.
  'chat.disableAIFeatures': true,
};

/** Writes the user settings of an editor's data folder. With `keep`, those of an earlier start stay as they are. */
export async function writeUserSettings(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
  keep: boolean,
): Promise<void> {
  const folder = join(dataFolder, 'User');
  const path = join(folder, 'settings.json');
  if (keep && existsSync(path)) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(settings, undefined, 2)}\n`);
}
