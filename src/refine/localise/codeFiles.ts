/**
 * The workspace's code as localisation reads it: each file once, its outline when it is asked for. What may not be
 * shown to a model is not read at all, so nothing that is made from it needs to look again.
 */

import { judgePath } from '../../safety/pathPolicy.ts';
import type { Chunk } from '../../syntax/chunk.ts';
import { emptyOutline, type Definition, type Outline } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';

export interface CodeFile {
  readonly path: WorkspacePath;
  readonly text: string;
  readonly outline: Outline;
  readonly chunks: readonly Chunk[];
}

/** As `createFileSyntax(…).read` gives it: what has no grammar has an empty outline. */
export type ReadSyntax = (
  path: WorkspacePath,
  text: string,
) => Promise<{ readonly language?: string | undefined; readonly outline: Outline; readonly chunks: readonly Chunk[] }>;

export interface CodeFiles {
  /** What may be read, in order of their names. */
  readonly paths: readonly WorkspacePath[];
  /** Undefined for a file that is gone, too large, or not to be read. */
  text(path: WorkspacePath): Promise<string | undefined>;
  file(path: WorkspacePath): Promise<CodeFile | undefined>;
}

/** No person wrote more in one file. */
const longestText = 1_000_000;

/** @param read gives a file's text as it was before anything was tried; rejects when it is not there. */
export function openCodeFiles(
  files: readonly WorkspacePath[],
  read: (path: WorkspacePath) => Promise<string>,
  readSyntax: ReadSyntax,
): CodeFiles {
  const paths = files.filter((path) => judgePath(path).kind === 'allowed').sort();
  const known = new Set(paths);
  const texts = new Map<WorkspacePath, Promise<string | undefined>>();
  const parsed = new Map<WorkspacePath, Promise<CodeFile | undefined>>();
  const text = (path: WorkspacePath): Promise<string | undefined> => {
    if (!known.has(path)) return Promise.resolve(undefined);
    let opened = texts.get(path);
    if (!opened) {
      opened = read(path).then(
        (whole) => (whole.length > longestText ? undefined : whole),
        () => undefined,
      );
      texts.set(path, opened);
    }
    return opened;
  };
  const parse = async (path: WorkspacePath): Promise<CodeFile | undefined> => {
    const whole = await text(path);
    if (whole === undefined) return undefined;
    const { outline, chunks } = await readSyntax(path, whole).catch(() => ({ outline: emptyOutline, chunks: [] }));
    return { path, text: whole, outline, chunks };
  };
  return {
    paths,
    text,
    file(path) {
      let opened = parsed.get(path);
      if (!opened) parsed.set(path, (opened = parse(path)));
      return opened;
    },
  };
}

/** What runs and can be at fault as a whole. */
export const isFunctionLike = ({ kind }: Definition): boolean =>
  kind === 'function' || kind === 'method' || kind === 'test' || kind === 'macro';

export const isClassLike = ({ kind }: Definition): boolean =>
  kind === 'class' || kind === 'interface' || kind === 'enum' || kind === 'extension' || kind === 'type';

/** `Cart.total`: what it stands in, and its name. */
export const nameInFull = ({ scope, name }: Definition): string => [...scope, name].join('.');

/** The innermost definition around a line for which it holds. */
export function enclosing(
  outline: Outline,
  line: number,
  holds: (definition: Definition) => boolean = isFunctionLike,
): Definition | undefined {
  let found: Definition | undefined;
  for (const definition of outline.definitions) {
    if (definition.startLine > line) break;
    if (definition.endLine >= line && holds(definition)) found = definition;
  }
  return found;
}
