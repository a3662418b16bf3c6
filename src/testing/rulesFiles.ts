/** Files in which a project says how its code is to be written, for whoever writes it. */

import type { WorkspacePath } from './report.ts';
import { foldersAround } from './projectFiles.ts';
import type { WorkspaceTexts } from './workspaceTexts.ts';

export interface RulesFile {
  readonly path: WorkspacePath;
  readonly text: string;
}

const names = ['.touchstone/rules.md', 'AGENTS.md', '.github/copilot-instructions.md'];

/** The nearest first: where two say something else, what is nearer to the code counts. */
export async function rulesFor(
  near: WorkspacePath | undefined,
  files: Pick<WorkspaceTexts, 'text'>,
): Promise<RulesFile[]> {
  const folder = near === undefined ? '' : near.slice(0, Math.max(0, near.lastIndexOf('/')));
  const found: RulesFile[] = [];
  for (const around of foldersAround(folder)) {
    for (const name of names) {
      const path = around === '' ? name : `${around}/${name}`;
      const text = await files.text(path);
      if (text !== undefined && text.trim() !== '') found.push({ path, text });
    }
  }
  return found;
}
