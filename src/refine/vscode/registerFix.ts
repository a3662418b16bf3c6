import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Proposal } from '../../review/proposal.ts';
import type { Settings } from '../../settings/table.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import { FailedTests, fileOf } from '../failedTests.ts';
import { issueTitle, readIssueText } from '../issueText.ts';
import type { TestReader } from '../node/testReader.ts';
import { askAboutSelection, askIssue, issueFrom } from './askIssue.ts';
import { FixSession, type FixSessionDeps } from './fixSession.ts';
import { issueIn, type Issue } from './issue.ts';
import { diagnosticIssue, registerLightbulb, type NamedDiagnostic } from './lightbulb.ts';
import { testIssue } from './testEntry.ts';
import { TestLens } from './testLens.ts';

export interface FixUiDeps extends Omit<FixSessionDeps, 'onBaseline'> {
  /** Secrets in use, which never get into an issue. */
  readonly literals: () => readonly string[];
  /** Parsing is loaded when it is first needed. */
  readonly loadTestReader: () => Promise<TestReader>;
  readonly lensAt: (folder: vscode.WorkspaceFolder) => Settings['fix.codeLens'];
  readonly onDidChangeSettings: vscode.Event<unknown>;
  /** A patch was accepted whole. */
  readonly onDidAccept: vscode.Event<Proposal>;
}

export interface FixPart extends Disposable {
  /** The tests of a folder were run on the user's own tree. */
  noteRun(folder: vscode.Uri, results: readonly TestResult[]): void;
  /** What failed when the tests of a folder were run last. */
  failedIn(folder: vscode.WorkspaceFolder): readonly TestResult[];
  /** As the command does, with what is wrong said already. */
  fixText(folder: vscode.WorkspaceFolder, said: string): void;
}

/** **Touchstone: Fix This Issue** from every entry: palette, tests, diagnostics, selection, texts. One review at the end. */
export function registerFix(deps: FixUiDeps): FixPart {
  const store = new DisposableStore();
  const known = new FailedTests();
  let reader: Promise<TestReader> | undefined;
  const readTests = (): Promise<TestReader> => (reader ??= deps.loadTestReader());
  const session = store.add(
    new FixSession(
      { ...deps, onBaseline: (folder, failed, at) => void keep(folder, failed, at) },
      () => void start(ask),
    ),
  );
  const lens = store.add(
    new TestLens({ known, reader: readTests, shownAt: deps.lensAt, command: 'touchstone.fixTest' }),
  );
  const ask = (): Promise<Issue | undefined> => askIssue(deps.literals);
  const start = (issue: () => Promise<Issue | undefined>): Promise<void> => session.start(issue);

  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    'touchstone.fix': () => start(ask),
    'touchstone.fixSelection': () => start(() => askAboutSelection(deps.literals)),
    'touchstone.fixFromClipboard': () => start(() => issueFrom('clipboard', deps.literals)),
    'touchstone.fixFromFile': () => start(() => issueFrom('file', deps.literals)),
    // Of an item of the Testing view, of a test's message, of a code lens, or at the cursor.
    'touchstone.fixTest': (argument) => start(() => testIssue(argument, readTests)),
    'touchstone._fixDiagnostic': (argument) =>
      start(() => Promise.resolve(diagnosticIssue(argument as NamedDiagnostic))),
    'touchstone.cancelFix': () => session.cancel(),
    'touchstone.finishFix': () => session.finishEarly(),
    'touchstone.showAttempts': () => session.showAttempts(),
    'touchstone.answer': () => session.questions.pick(),
    'touchstone.useTest': () => session.questions.useTest(),
  };
  for (const [name, run] of Object.entries(commands)) store.add(vscode.commands.registerCommand(name, run));
  store.add(registerLightbulb('touchstone._fixDiagnostic'));
  store.add(
    vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        if (folder && known.markStale(folder.uri.toString())) lens.refresh();
      }),
      deps.onDidAccept(({ root, evidence }) => {
        known.forget(vscode.Uri.file(root).toString(), evidence.fixed);
        lens.refresh();
      }),
      deps.onDidChangeSettings(() => lens.refresh()),
    ),
  );

  /** With what each file reads now: the copy that ran had the same. */
  async function keep(folder: vscode.WorkspaceFolder, failed: readonly TestResult[], at: number): Promise<void> {
    const texts = new Map<WorkspacePath, string>();
    for (const path of new Set(failed.flatMap((test) => fileOf(test) ?? []))) {
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
        texts.set(path, document.getText());
      } catch (error) {
        deps.log.debug(`No line above the tests of ${path}: ${describeError(error)}`);
      }
    }
    known.keep(folder.uri.toString(), failed, at, texts);
    lens.refresh();
  }

  return {
    noteRun(uri, results) {
      const folder = vscode.workspace.workspaceFolders?.find((each) => each.uri.toString() === uri.toString());
      if (folder)
        void keep(
          folder,
          results.filter(({ outcome }) => outcome === 'failed'),
          Date.now(),
        );
    },
    failedIn: (folder) => known.of(folder.uri.toString()),
    fixText(folder, said) {
      const { text } = readIssueText(said, deps.literals());
      void start(() => Promise.resolve(issueIn(folder, { about: issueTitle(text), text })));
    },
    dispose() {
      store.dispose();
      void reader?.then((loaded) => loaded.dispose());
    },
  };
}
