import * as vscode from 'vscode';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Status } from '../../base/vscode/status.ts';
import { showCompletionMenu } from './completionMenu.ts';
import type { CompletionSession, SessionDeps } from './completionSession.ts';
import { CompletionStatus } from './completionStatus.ts';

export interface CompletionUiDeps extends Omit<SessionDeps, 'status'> {
  readonly status: Status;
}

/** Ghost text while typing, its commands and its state in the status bar. The engines are loaded with the first keystroke. */
export function registerCompletion(deps: CompletionUiDeps): vscode.Disposable {
  const { settings, gate, log } = deps;
  const store = new DisposableStore();
  const status = store.add(new CompletionStatus(deps.status));
  let session: Promise<CompletionSession> | undefined;
  const open = async (): Promise<CompletionSession> => {
    const { CompletionSession } = await import('./completionSession.ts');
    return store.add(new CompletionSession({ ...deps, status }));
  };
  const opened = (): Promise<CompletionSession> =>
    (session ??= open().catch((error: unknown) => {
      session = undefined;
      throw error;
    }));

  const provider: vscode.InlineCompletionItemProvider = {
    async provideInlineCompletionItems(document, position, context, token) {
      const off = whyOff(document, settings);
      if (off !== undefined) {
        status.show({ kind: 'off', reason: off });
        return undefined;
      }
      return (await opened()).provide(document, position, context, token);
    },
  };
  store.add(vscode.languages.registerInlineCompletionItemProvider(selector, provider));
  const look = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const off = document && whyOff(document, settings);
    status.show(off === undefined ? { kind: 'idle' } : { kind: 'off', reason: off });
  };
  look();
  store.add(
    vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(look),
      settings.onDidChange((names) => {
        if (names.some((name) => name === 'completion.enabled' || name === 'completion.disabledLanguages')) look();
      }),
    ),
  );

  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    'touchstone.completion.menu': () => showCompletionMenu(status, settings),
    'touchstone.completion.toggle': () => toggle(settings),
    'touchstone.completion.toggleLanguage': () => toggleLanguage(settings),
    'touchstone.completion.chooseModel': async () => {
      const { chooseCompletionModel } = await import('./chooseCompletionModel.ts');
      await chooseCompletionModel(deps);
    },
    'touchstone.completion.forget': async () => {
      await gate.forget();
      void vscode.window.showInformationMessage('Touchstone has forgotten which suggestions you take and refuse.');
    },
    'touchstone.completion.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:touchstone.touchstone completion'),
    'touchstone._askModelAgain': async () => (await opened()).wakeModel(),
    'touchstone._accepted': async (uri) => {
      if (typeof uri === 'string') await (await opened()).accepted(uri);
    },
  };
  for (const [name, run] of Object.entries(commands))
    store.add(
      vscode.commands.registerCommand(name, async (argument: unknown) => {
        try {
          await run(argument);
        } catch (error) {
          log.error(describeError(error));
          if (name.startsWith('touchstone._')) return;
          void vscode.window.showErrorMessage(describeError(error));
        }
      }),
    );

  return store;
}

const selector: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
];

type Reader = CompletionUiDeps['settings'];

function whyOff({ uri, languageId }: vscode.TextDocument, settings: Reader): string | undefined {
  const values = settings.read(uri);
  if (!values['completion.enabled']) return 'Inline completion is off.';
  if (values['completion.disabledLanguages'].includes(languageId)) return `Inline completion is off for ${languageId}.`;
  if (!vscode.workspace.getConfiguration('editor', { uri, languageId }).get('inlineSuggest.enabled', true))
    return 'Inline suggestions are off in VS Code: its setting editor.inlineSuggest.enabled.';
  return undefined;
}

/** For everything; where the workspace has its own value, there, since that one holds. */
async function toggle(settings: Reader): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const configuration = vscode.workspace.getConfiguration('touchstone.completion', uri ?? null);
  await configuration.update('enabled', !settings.read(uri)['completion.enabled'], targetOf(configuration, 'enabled'));
}

async function toggleLanguage(settings: Reader): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) {
    void vscode.window.showInformationMessage('No file is open whose language could be turned on or off.');
    return;
  }
  const { uri, languageId } = document;
  const configuration = vscode.workspace.getConfiguration('touchstone.completion', uri);
  const list = settings.read(uri)['completion.disabledLanguages'];
  const isOff = list.includes(languageId);
  const next = isOff ? list.filter((each) => each !== languageId) : [...list, languageId];
  await configuration.update('disabledLanguages', next, targetOf(configuration, 'disabledLanguages'));
}

function targetOf(configuration: vscode.WorkspaceConfiguration, key: string): vscode.ConfigurationTarget {
  const found = configuration.inspect(key);
  if (found?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (found?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}
