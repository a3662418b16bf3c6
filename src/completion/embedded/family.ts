/** Languages whose code is worth counting together. */

const families: readonly (readonly string[])[] = [
  ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'],
  ['py', 'pyi'],
  ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx'],
  ['java', 'kt', 'kts'],
  ['sh', 'bash', 'zsh'],
  ['yml', 'yaml'],
  ['html', 'htm'],
  ['css', 'scss', 'less'],
];
const familyOfEnding = new Map(families.flatMap((endings) => endings.map((ending) => [ending, endings[0]!] as const)));

/** Files of one family have the same name for it; '' for a file without an ending. */
export function familyOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return '';
  const ending = name.slice(dot + 1).toLowerCase();
  return familyOfEnding.get(ending) ?? ending;
}
