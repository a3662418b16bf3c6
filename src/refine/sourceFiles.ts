import { languageOf } from '../syntax/language.ts';
import type { Parse, SyntaxTree } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';

/** The texts and trees that candidates are made from, each read and parsed once. */
export interface SourceFiles {
  /** Undefined for a file that is gone or has no grammar. */
  get(path: WorkspacePath): Promise<SyntaxTree | undefined>;
  dispose(): void;
}

/** @param read gives a file's text as this round of the search starts from it; rejects when it is not there. */
export function openSourceFiles(read: (path: WorkspacePath) => Promise<string>, parse: Parse): SourceFiles {
  const opened = new Map<WorkspacePath, Promise<SyntaxTree | undefined>>();
  const open = async (path: WorkspacePath): Promise<SyntaxTree | undefined> => {
    const language = languageOf(path);
    if (!language) return undefined;
    const text = await read(path).catch(() => undefined);
    return text === undefined ? undefined : parse(language, text);
  };
  return {
    get(path) {
      let file = opened.get(path);
      if (!file) opened.set(path, (file = open(path)));
      return file;
    },
    dispose() {
      for (const file of opened.values()) void file.then((tree) => tree?.dispose()).catch(() => {});
      opened.clear();
    },
  };
}
