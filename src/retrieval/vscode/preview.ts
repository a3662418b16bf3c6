import * as vscode from 'vscode';

/** Lines from 1, inclusive. */
export interface PreviewPlace {
  readonly uri: vscode.Uri;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * Shows places in the editor while somebody moves through a list, with their lines marked, and takes the user back
 * to where they were. Cursors of other files stay where they are: a place is revealed, not selected.
 */
export class Preview implements vscode.Disposable {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderWidth: '0 0 0 2px',
    borderStyle: 'solid',
    borderColor: new vscode.ThemeColor('focusBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  readonly #origin = whereTheUserIs();
  readonly #openBefore = new Set(textTabs().map(({ key }) => key));
  #marked: vscode.TextEditor | undefined;
  #latest = 0;
  #isMoved = false;

  /** The newest call wins; one that is overtaken shows nothing. */
  async show({ uri, startLine, endLine }: PreviewPlace): Promise<void> {
    const turn = ++this.#latest;
    const document = await vscode.workspace.openTextDocument(uri);
    if (turn !== this.#latest) return;
    this.#isMoved = true;
    const viewColumn = this.#origin.column;
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preview: true, preserveFocus: true });
    if (turn !== this.#latest) return;
    const range = linesOf(document, startLine, endLine);
    // The list covers the upper half of the window.
    editor.revealRange(new vscode.Range(range.start, range.start), vscode.TextEditorRevealType.InCenter);
    if (this.#marked !== editor) this.#marked?.setDecorations(this.#mark, []);
    editor.setDecorations(this.#mark, [range]);
    this.#marked = editor;
  }

  /** Opens a place for good, with the cursor at its beginning. */
  async open({ uri, startLine, endLine }: PreviewPlace, beside: boolean): Promise<void> {
    if (beside) await this.goBack();
    this.#stop();
    const document = await vscode.workspace.openTextDocument(uri);
    const range = linesOf(document, startLine, endLine);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: beside ? vscode.ViewColumn.Beside : this.#origin.column,
      preview: false,
      selection: new vscode.Range(range.start, range.start),
    });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** To the editor, the cursor and the lines that were there before. */
  async goBack(): Promise<void> {
    this.#stop();
    if (!this.#isMoved) return;
    this.#isMoved = false;
    const { editor, column } = this.#origin;
    if (editor) {
      const { document, isPreview, selections, visible } = editor;
      const shown = await vscode.window.showTextDocument(document, { viewColumn: column, preview: isPreview });
      shown.selections = selections;
      if (visible) shown.revealRange(visible, vscode.TextEditorRevealType.AtTop);
    }
    const ours = textTabs().filter(({ key, tab }) => tab.isPreview && !this.#openBefore.has(key));
    if (ours.length > 0)
      await vscode.window.tabGroups.close(
        ours.map(({ tab }) => tab),
        editor === undefined,
      );
  }

  dispose(): void {
    this.#stop();
    this.#mark.dispose();
  }

  #stop(): void {
    this.#latest++;
    this.#marked?.setDecorations(this.#mark, []);
    this.#marked = undefined;
  }
}

interface Origin {
  readonly column: vscode.ViewColumn;
  /** Left out when it was no text editor. */
  readonly editor?: {
    readonly document: vscode.TextDocument;
    readonly isPreview: boolean;
    readonly selections: readonly vscode.Selection[];
    readonly visible: vscode.Range | undefined;
  };
}

function whereTheUserIs(): Origin {
  const group = vscode.window.tabGroups.activeTabGroup;
  const editor = vscode.window.activeTextEditor;
  if (!editor || !(group.activeTab?.input instanceof vscode.TabInputText)) return { column: group.viewColumn };
  const { document, selections, visibleRanges } = editor;
  const isPreview = group.activeTab.isPreview;
  return { column: group.viewColumn, editor: { document, isPreview, selections, visible: visibleRanges[0] } };
}

function textTabs(): { readonly tab: vscode.Tab; readonly key: string }[] {
  return vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.flatMap((tab) =>
      tab.input instanceof vscode.TabInputText ? [{ tab, key: `${group.viewColumn}:${tab.input.uri.toString()}` }] : [],
    ),
  );
}

function linesOf(document: vscode.TextDocument, startLine: number, endLine: number): vscode.Range {
  const first = document.lineAt(Math.min(startLine, document.lineCount) - 1);
  const last = document.lineAt(Math.min(endLine, document.lineCount) - 1);
  return new vscode.Range(first.range.start, last.range.end);
}
