import * as vscode from 'vscode';
import type { SettingsReader } from '../../settings/vscode/watchSettings.ts';
import type { CompletionStatus } from './completionStatus.ts';

/** What a click on Touchstone's item in the status bar offers. */
export async function showCompletionMenu(status: CompletionStatus, settings: SettingsReader): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const values = settings.read(document?.uri);
  const isOn = values['completion.enabled'];
  const language = document?.languageId;
  const isOff = language !== undefined && values['completion.disabledLanguages'].includes(language);
  const items: MenuItem[] = [
    ...(isOn && document ? [item('sparkle', 'Suggest Now', 'editor.action.inlineSuggest.trigger')] : []),
    ...(status.isFaulty ? [item('debug-restart', 'Ask the Model Again', 'touchstone._askModelAgain')] : []),
    item(
      isOn ? 'circle-slash' : 'check',
      isOn ? 'Turn Inline Completion Off' : 'Turn Inline Completion On',
      'touchstone.completion.toggle',
    ),
    ...(language === undefined || !isOn
      ? []
      : [
          item(
            isOff ? 'check' : 'circle-slash',
            isOff ? `Turn It On for ${language}` : `Turn It Off for ${language}`,
            'touchstone.completion.toggleLanguage',
          ),
        ]),
    separator,
    {
      ...item('hubot', 'Choose Model for Completion', 'touchstone.completion.chooseModel', 'for the ghost text alone'),
      detail: status.about,
    },
    item('server', 'Choose Model', 'touchstone.chooseModel', 'for everything'),
    separator,
    item('graph', 'Completion Statistics', 'touchstone.completion.statistics'),
    item('trash', 'Forget What Inline Completion Has Learnt', 'touchstone.completion.forget'),
    item('settings-gear', 'Inline Completion Settings', 'touchstone.completion.openSettings'),
    item('output', 'Show Log', 'touchstone.showLog'),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Touchstone',
    placeHolder: status.line ?? 'Inline completion, and the model of everything else',
  });
  if (picked?.command === undefined) return;
  if (picked.command === 'editor.action.inlineSuggest.trigger')
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await vscode.commands.executeCommand(picked.command);
}

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
}

const separator: MenuItem = { label: '', kind: vscode.QuickPickItemKind.Separator };

function item(icon: string, label: string, command: string, description = ''): MenuItem {
  return { label, description, command, iconPath: new vscode.ThemeIcon(icon) };
}
