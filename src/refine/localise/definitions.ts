import type { Definition } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { CodeFile, CodeFiles } from './codeFiles.ts';

export interface FoundDefinition {
  readonly path: WorkspacePath;
  readonly file: CodeFile;
  readonly definition: Definition;
}

/** Where a name is defined. Only files that have the name in their text are parsed. */
export async function definitionsOf(
  files: CodeFiles,
  name: string,
  holds: (definition: Definition) => boolean,
  paths: readonly WorkspacePath[] = files.paths,
): Promise<FoundDefinition[]> {
  const found: FoundDefinition[] = [];
  for (const path of paths) {
    const text = await files.text(path);
    if (!text?.includes(name)) continue;
    const file = await files.file(path);
    if (!file) continue;
    for (const definition of file.outline.definitions) {
      if (definition.name === name && holds(definition)) found.push({ path, file, definition });
    }
  }
  return found;
}
