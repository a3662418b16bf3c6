import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { editorText } from '../../text/lines.ts';
import type { ContextProvider } from '../context.ts';
import { neighbourPieces, Neighbours, type NeighbourWindow, type SeenFile } from '../neighbours.ts';
import type { MayRead } from '../recentEdits.ts';
import type { PathOf } from './documents.ts';

export interface SeenFilesDeps {
  readonly pathOf: PathOf;
  readonly mayRead: MayRead;
  /** Paths of files that were edited lately, the latest first. */
  readonly edited: () => readonly string[];
}

const mostFiles = 12;
const longestFile = 200_000;
/** How long the editor may wait for this. */
const sliceMs = 5;

/** Remembers the order in which files were looked at, and tells what of them is like the code at the cursor. */
export function followSeenFiles({
  pathOf,
  mayRead,
  edited,
}: SeenFilesDeps): vscode.Disposable & { readonly provider: ContextProvider } {
  const neighbours = new Neighbours();
  /** Latest first. */
  let visited: readonly string[] = [];
  const visit = (editor: vscode.TextEditor | undefined): void => {
    const path = editor && pathOf(editor.document.uri);
    if (path !== undefined) visited = [path, ...visited.filter((other) => other !== path)].slice(0, 50);
  };
  visit(vscode.window.activeTextEditor);
  const listening = vscode.window.onDidChangeActiveTextEditor(visit);

  /** What stands beside the cursor's file first, then what was edited and looked at, then the other tabs. */
  function* files(): Generator<SeenFile> {
    const documents = new Map(
      vscode.workspace.textDocuments.flatMap((document) => {
        const path = pathOf(document.uri);
        return path === undefined ? [] : [[path, document] as const];
      }),
    );
    const visible = vscode.window.visibleTextEditors.flatMap(({ document }) => pathOf(document.uri) ?? []);
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) =>
      all.flatMap(({ input }) => (input instanceof vscode.TabInputText ? (pathOf(input.uri) ?? []) : [])),
    );
    let count = 0;
    for (const path of new Set([...visible, ...edited(), ...visited, ...tabs])) {
      const document = documents.get(path);
      if (!document || count >= mostFiles) continue;
      const text = editorText(document.getText());
      if (text.length > longestFile || !mayRead(path, text)) continue;
      count++;
      yield { path, text };
    }
  }

  return {
    provider: {
      async pieces(place, signal) {
        const found: NeighbourWindow[] = [];
        let since = performance.now();
        for (const window of neighbours.windows(place, files())) {
          if (window) found.push(window);
          if (performance.now() - since < sliceMs) continue;
          await turn();
          signal.throwIfAborted();
          since = performance.now();
        }
        return neighbourPieces(found);
      },
    },
    dispose: () => void listening.dispose(),
  };
}
