/** Whether a command line runs vitest, and whether a project is set up for it. */
import type { ProjectFolder } from './projectFiles.ts';

/** @param words the program and its arguments, `npx` and the like left out */
export function isVitest(words: readonly string[]): boolean {
  const script = /(?:^|[\\/])(?:vitest|vitest[\\/](?:vitest\.mjs|dist[\\/]cli\.m?js))$/;
  const at = words.findIndex((word) => script.test(word));
  if (at < 0 || (at > 0 && !/(?:^|[\\/])node(?:js|\.exe)?$/.test(words[0]!))) return false;
  return !/^(?:bench|init|list|typecheck)$/.test(words[at + 1] ?? '');
}

const CONFIGURATION = /^vitest\.(?:config|workspace|projects)\.(?:[cm]?[jt]s|json)$/;
const VITE = /^vite\.config\.[cm]?[jt]s$/;

/** What says that the tests are vitest's, as the rest of a sentence; undefined when nothing does. */
export async function vitestReason(
  folder: ProjectFolder,
  dependencies: ReadonlySet<string>,
): Promise<string | undefined> {
  const own = folder.files.find((file) => CONFIGURATION.test(file));
  if (own !== undefined) return `there is a ${own}`;
  const vite = folder.files.find((file) => VITE.test(file));
  const text = vite === undefined ? '' : ((await folder.read(vite)) ?? '');
  if (/^\s*(?:\/\/\/.*vitest|import\b.*['"]vitest\/config['"]|test\s*:)/m.test(text))
    return `${vite} configures vitest`;
  return dependencies.has('vitest') ? 'package.json depends on vitest' : undefined;
}
