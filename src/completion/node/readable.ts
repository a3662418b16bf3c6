import type { ExcludeRule } from '../../retrieval/excludeRules.ts';
import { selectFiles, type FileSelection } from '../../retrieval/node/fileSelection.ts';
import { judgeText } from '../../retrieval/node/textFile.ts';
import { isSecretFile } from '../../safety/pathPolicy.ts';
import type { MayRead } from '../recentEdits.ts';

export interface ReadableOptions {
  /** Absolute and real. */
  readonly root: string;
  /** As they are now: of the editor's exclude settings and of our own. */
  readonly exclude: () => readonly (string | ExcludeRule)[];
  readonly mostBytes: number;
}

/**
 * Whether a file that an editor holds may be read into a prompt: the same files that may be indexed, so that what is
 * ignored, excluded, secret or reached by a link never is, however it came to be open.
 */
export function createReadable({ root, exclude, mostBytes }: ReadableOptions): MayRead {
  let selection: { readonly rules: readonly (string | ExcludeRule)[]; readonly files: FileSelection } | undefined;
  return (path, text) => {
    if (isSecretFile(path) || text.length > mostBytes) return false;
    const rules = exclude();
    if (selection?.rules !== rules) selection = { rules, files: selectFiles({ root, exclude: rules, mostBytes }) };
    // A file that is new and not saved yet is judged when it is there; by its name it cannot be ignored for sure.
    return selection.files.judge(path)?.kind === 'found' && judgeText(path, text).kind === 'text';
  };
}
