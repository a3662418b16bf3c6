/** A change that the editor's own language service has made: it is looked at as every other is, before it is shown. */

import { languageOf } from '../syntax/language.ts';
import { faultsOf } from '../syntax/walk.ts';
import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ExactEdit } from './exact/exactDeps.ts';
import type { WorkspaceTexts } from '../testing/workspaceTexts.ts';

export interface GivenChange {
  readonly title: string;
  /** Every file that differs, whole. */
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Who says that its names are right, as a whole sentence. */
  readonly by: string;
}

export async function judgeGiven(
  { title, texts }: GivenChange,
  { files, parse }: { readonly files: WorkspaceTexts; readonly parse: Parse },
): Promise<ExactEdit> {
  for (const [path, after] of texts) {
    const before = await files.text(path);
    if (before === undefined)
      return refused(
        files.whyNot(path) ?? `${path} would be changed, and it is no text file of the workspace.`,
        'Change it with the editor itself.',
      );
    const language = languageOf(path);
    if (!language) continue;
    const [old, changed] = [await parse(language, before), await parse(language, after)];
    try {
      if (faultsOf(changed.root) > faultsOf(old.root))
        return refused(`${path} would not parse any more.`, 'Choose another name.');
    } finally {
      old.dispose();
      changed.dispose();
    }
  }
  return { kind: 'changed', title, texts, notes: [] };
}

const refused = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });
