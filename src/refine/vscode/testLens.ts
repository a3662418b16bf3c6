import * as vscode from 'vscode';
import type { Disposable } from '../../base/dispose.ts';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import type { Settings } from '../../settings/table.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { TestSite } from '../../testing/testSites.ts';
import type { FailedTests } from '../failedTests.ts';
import type { TestReader } from '../node/testReader.ts';
import type { NamedTest } from './testEntry.ts';

export interface TestLensDeps {
  readonly known: FailedTests;
  readonly reader: () => Promise<TestReader>;
  readonly shownAt: (folder: vscode.WorkspaceFolder) => Settings['fix.codeLens'];
  readonly command: string;
}

/** A line above each test that is known to fail, or above all where the user wants that. */
export class TestLens implements vscode.CodeLensProvider, Disposable {
  readonly #deps: TestLensDeps;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #registration = vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this);

  constructor(deps: TestLensDeps) {
    this.#deps = deps;
  }

  refresh(): void {
    this.#changed.fire();
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[] | undefined> {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    const path = folder && pathIn(folder, document.uri);
    if (!folder || path === undefined || !vscode.workspace.isTrusted) return undefined;
    const shown = this.#deps.shownAt(folder);
    const text = document.getText();
    const isKnown = this.#deps.known.knows(folder.uri.toString(), path, text);
    // A file is parsed only where a line will come of it.
    if (shown === 'off' || (!isKnown && !(shown === 'all' && isTestPath(path)))) return undefined;
    const sites = await (await this.#deps.reader()).read(path, text);
    if (token.isCancellationRequested) return undefined;
    return sites
      .filter((site) => site.kind === 'test')
      .flatMap((site) => this.#lensOf(site, folder, document.uri, path, isKnown, shown === 'all'));
  }

  dispose(): void {
    vscode.Disposable.from(this.#registration, this.#changed).dispose();
  }

  #lensOf(
    site: TestSite,
    folder: vscode.WorkspaceFolder,
    uri: vscode.Uri,
    path: string,
    isKnown: boolean,
    showsAll: boolean,
  ): vscode.CodeLens[] {
    const failure = isKnown ? this.#deps.known.failureOf(folder.uri.toString(), path, site) : undefined;
    if (!failure && !showsAll) return [];
    const test: NamedTest = { uri, names: site.names };
    const range = new vscode.Range(site.line - 1, 0, site.line - 1, 0);
    const isSure = failure !== undefined && !failure.isStale;
    const title = `$(wand) ${isSure ? 'Fix This Test' : 'Run and Fix This Test'}`;
    const tooltip = failure
      ? `Failed at ${timeOf(failure.at)}${failure.isStale ? ', before the last change' : ''}: ${failure.message}`
      : 'Runs the tests in a copy, and looks for a fix when this one fails';
    return [new vscode.CodeLens(range, { title, tooltip, command: this.#deps.command, arguments: [test] })];
  }
}

const timeOf = (ms: number): string => new Date(ms).toLocaleTimeString(undefined, { timeStyle: 'short' });
