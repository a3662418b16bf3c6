import * as vscode from 'vscode';

/** Of both sides of a diff that is being written. */
export const draftScheme = 'touchstone-draft';

export async function closeDraftTabs(closes: (after: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.scheme === draftScheme && closes(input.modified),
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
