/** Whether a command line runs jest, and whether a project is set up for it. */
import type { ProjectFolder } from './projectFiles.ts';

/** @param words the program and its arguments, `npx` and the like left out */
export function isJest(words: readonly string[]): boolean {
  if (/(?:^|[\\/])react-scripts$/.test(words[0] ?? '')) return words.includes('test');
  const script = /(?:^|[\\/])(?:jest|jest(?:-cli)?[\\/]bin[\\/]jest(?:\.js)?)$/;
  const at = words.findIndex((word) => script.test(word));
  if (at < 0 || (at > 0 && !/(?:^|[\\/])node(?:js|\.exe)?$/.test(words[0]!))) return false;
  return !words.some((word) => /^--(?:init|listTests|showConfig|clearCache|version|help)$/.test(word));
}

/** What says that the tests are jest's, as the rest of a sentence; undefined when nothing does. */
export function jestReason(
  folder: ProjectFolder,
  manifestKeys: ReadonlySet<string>,
  dependencies: ReadonlySet<string>,
): string | undefined {
  const own = folder.files.find((file) => /^jest\.config\.(?:[cm]?[jt]s|json)$/.test(file));
  if (own !== undefined) return `there is a ${own}`;
  if (manifestKeys.has('jest')) return 'package.json configures jest';
  return dependencies.has('jest') ? 'package.json depends on jest' : undefined;
}
