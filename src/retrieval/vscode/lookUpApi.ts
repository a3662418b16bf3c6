import path from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { InstalledPackages } from '../node/packages/installedPackages.ts';
import type { ApiDeclaration, ApiHit, InstalledPackage, LookUp } from '../packages/installed.ts';
import { splitApiName } from '../packages/name.ts';
import { seedAt } from '../packages/seed.ts';

export interface LookUpApiDeps {
  /** Absolute path of the folder of the bundled threads. */
  readonly assets: string;
  readonly log: Log;
}

interface Row extends vscode.QuickPickItem {
  readonly declaration?: ApiDeclaration;
  /** What the box says next. */
  readonly next?: string;
}

const typedMs = 150;
const mostRows = 60;

/** **Touchstone: Look Up Installed API**: what the packages of a project declare, in the versions that are installed. */
export function registerLookUpApi({ assets, log }: LookUpApiDeps): vscode.Disposable {
  const opened = new Map<string, Promise<InstalledPackages>>();
  const packagesOf = (folder: vscode.WorkspaceFolder): Promise<InstalledPackages> => {
    const root = folder.uri.fsPath;
    const known = opened.get(root);
    if (known) return known;
    const opening = import('../node/packages/installedPackages.ts').then(({ openInstalledPackages }) => {
      const python = chosenPython(folder);
      return openInstalledPackages(root, { assets, environment: process.env, ...(python !== undefined && { python }) });
    });
    opened.set(root, opening);
    opening.catch(() => opened.delete(root));
    return opening;
  };
  const command = vscode.commands.registerCommand('touchstone.lookUpApi', () => lookUpApi(packagesOf, log));
  return vscode.Disposable.from(command, {
    dispose: () => opened.forEach((opening) => void opening.then((packages) => packages.dispose()).catch(() => {})),
  });
}

/** A setting of a workspace that nobody trusts names no place to read. */
export function chosenPython({ uri }: vscode.WorkspaceFolder): string | undefined {
  const chosen = vscode.workspace.getConfiguration('python', uri).get<string>('defaultInterpreterPath');
  return vscode.workspace.isTrusted && chosen !== undefined && path.isAbsolute(chosen) ? chosen : undefined;
}

async function lookUpApi(
  packagesOf: (folder: vscode.WorkspaceFolder) => Promise<InstalledPackages>,
  log: Log,
): Promise<void> {
  const { activeTextEditor: editor } = vscode.window;
  const document = editor?.document.uri.scheme === 'file' ? editor.document : undefined;
  const folder =
    (document && vscode.workspace.getWorkspaceFolder(document.uri)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    void vscode.window.showInformationMessage(
      'No folder is open, so nothing is known of installed packages. Open the folder of a project first.',
    );
    return;
  }
  const inside = document && vscode.workspace.getWorkspaceFolder(document.uri) === folder;
  const from = inside ? document.uri.fsPath : folder.uri.fsPath;
  const seed =
    editor && document ? seedAt(document.getText(), document.offsetAt(editor.selection.active), from) : undefined;

  const pick = vscode.window.createQuickPick<Row>();
  let asking = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let installed: readonly InstalledPackage[] = [];
  const fill = async (signal: AbortSignal): Promise<void> => {
    try {
      const packages = await packagesOf(folder);
      if (installed.length === 0) installed = await packages.installed(from, signal);
      const rows = await rowsFor(pick.value.trim(), installed, packages, from, signal);
      if (signal.aborted) return;
      pick.items = rows;
    } catch (error) {
      if (isAbort(error, signal)) return;
      log.error(`The installed packages could not be read: ${describeError(error)}`);
      pick.items = [
        { label: 'The installed packages could not be read', detail: describeError(error), alwaysShow: true },
      ];
    }
    if (!signal.aborted) pick.busy = false;
  };
  const ask = (): void => {
    asking.abort();
    asking = new AbortController();
    clearTimeout(timer);
    pick.busy = true;
    const { signal } = asking;
    timer = setTimeout(() => void fill(signal), typedMs);
  };
  const hidden = new Promise<void>((resolve) => pick.onDidHide(() => resolve()));
  pick.onDidChangeValue(ask);
  pick.onDidAccept(() => {
    const [row] = pick.selectedItems;
    if (row?.next !== undefined) {
      pick.value = row.next;
      return ask();
    }
    const { declaration } = row ?? {};
    pick.hide();
    if (declaration) void openDeclaration(declaration, log);
  });
  pick.title = 'Look Up Installed API';
  pick.placeholder = 'package.name, as openai.OpenAI.chat, or words';
  pick.value = seed ? [seed.package, seed.name].filter(Boolean).join(' ') : '';
  pick.show();
  ask();
  await hidden;
  clearTimeout(timer);
  asking.abort();
  pick.dispose();
}

async function rowsFor(
  value: string,
  installed: readonly InstalledPackage[],
  packages: InstalledPackages,
  from: string,
  signal: AbortSignal,
): Promise<Row[]> {
  if (value === '')
    return installed.length > 0
      ? installed.map(packageRow)
      : [
          saying(
            'No package is named here',
            'There is no package.json, pyproject.toml, go.mod, Cargo.toml or the like.',
          ),
        ];
  const asked = splitApiName(value);
  const isPackage = installed.some(({ name }) => name === asked.package || asked.package.startsWith(`${name}/`));
  if (isPackage || !value.includes(' ') || /^(?:node:|@)/.test(value)) {
    const answer = await packages.lookUp({ from, ...asked }, signal);
    const isNothing = answer.kind === 'absent' || answer.kind === 'unknown';
    if (!isNothing || isPackage || answer.package) return answerRows(asked.package, answer);
  }
  const { results, notes } = await packages.search({ from, query: value, limit: mostRows }, signal);
  return results.length > 0 ? results.map(hitRow) : [saying('Nothing was found', notes.join(' '))];
}

function answerRows(from: string, answer: LookUp): Row[] {
  const { package: info } = answer;
  if (info?.isMissing && answer.kind === 'unknown')
    return [saying(`${info.name} is not installed`, 'The project names it. Install it, and look it up again.')];
  const version = info ? `${info.name} ${info.isMissing ? 'is not installed' : (info.version ?? '')}` : from;
  switch (answer.kind) {
    case 'found':
    case 'names':
      if (answer.declarations.length === 0) return [saying('It offers no names', version)];
      return answer.declarations.slice(0, 500).map((one) => declarationRow(one, version));
    case 'absent':
    case 'unknown':
      return [
        saying(answer.kind === 'absent' ? 'It does not exist here' : 'It cannot be told', answer.reason, version),
        ...answer.didYouMean.map((name): Row => {
          const next = info ? `${from} ${name}` : name;
          return {
            label: name,
            description: 'did you mean',
            iconPath: new vscode.ThemeIcon('lightbulb'),
            alwaysShow: true,
            next,
          };
        }),
      ];
  }
}

const declarationRow = (declaration: ApiDeclaration, version: string): Row => {
  const { name, signature, doc, deprecated, isPrivate } = declaration;
  const notes = [isPrivate ? 'private' : '', deprecated === undefined ? '' : `deprecated: ${deprecated}`, doc];
  return {
    label: name,
    description: [version, ...notes].filter(Boolean).join(' · '),
    detail: signature,
    iconPath: new vscode.ThemeIcon(deprecated === undefined ? 'symbol-method' : 'warning'),
    alwaysShow: true,
    declaration,
  };
};

const hitRow = (hit: ApiHit): Row => declarationRow(hit, `${hit.package} ${hit.version ?? ''}`.trim());

const packageRow = ({ name, version, range, isMissing, deprecated }: InstalledPackage): Row => ({
  label: name,
  description: [isMissing ? 'not installed' : (version ?? ''), range ?? ''].filter(Boolean).join(' · '),
  ...(deprecated !== undefined && { detail: `Deprecated: ${deprecated}` }),
  iconPath: new vscode.ThemeIcon(isMissing ? 'warning' : 'package'),
  alwaysShow: true,
  next: `${name} `,
});

const saying = (label: string, detail = '', description = ''): Row => ({
  label,
  detail,
  description,
  iconPath: new vscode.ThemeIcon('info'),
  alwaysShow: true,
});

/** What is installed is to be read: an edit there would be lost with the next installation. */
async function openDeclaration({ file, line }: ApiDeclaration, log: Log): Promise<void> {
  if (file === undefined) {
    void vscode.window.showInformationMessage(
      'This declaration lies in an archive, which cannot be opened here. The list shows its signature.',
    );
    return;
  }
  try {
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: at, preview: true });
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  } catch (error) {
    log.error(`${file} could not be opened: ${describeError(error)}`);
    void vscode.window.showErrorMessage(
      `${path.basename(file)} could not be opened. Look it up again: it may have been reinstalled.`,
    );
  }
}
