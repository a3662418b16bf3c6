/**
 * Which files the user's settings leave out of the index: VS Code's `files.exclude` and `search.exclude`, whose
 * values say for each glob whether it holds, and our own list of globs.
 */
export interface ExcludeRule {
  /** Matched from the top of the folder, with `**`, `?`, `[…]` and `{a,b}`. */
  readonly glob: string;
  /** Holds only beside a file of this name, in which `$(basename)` is the file's own without its last extension. */
  readonly when?: string;
  /** The setting that states it, in full. */
  readonly setting?: string;
}

/** The settings that are read, in the order in which they are blamed for a file that several leave out. */
const excludeSettings = { files: 'files.exclude', search: 'search.exclude', own: 'touchstone.index.exclude' };

/**
 * @param values of the settings, as the editor has merged them for one folder; nothing in them is taken for granted.
 * @param root the folder's absolute path with forward slashes: a glob may name it.
 */
export function excludeRules(
  values: { readonly files: unknown; readonly search: unknown; readonly own: readonly string[] },
  root: string,
): readonly ExcludeRule[] {
  const rules = [
    ...editorRules(values.files, excludeSettings.files),
    ...editorRules(values.search, excludeSettings.search),
    ...values.own.map((glob) => ({ glob, setting: excludeSettings.own })),
  ];
  return rules.flatMap((rule) => {
    const glob = relativeGlob(rule.glob.trim(), root);
    return glob === undefined || glob === '' ? [] : [{ ...rule, glob }];
  });
}

/** The name that has to stand beside a file for a rule with `when`. */
export function siblingOf(name: string, when: string): string {
  const dot = name.lastIndexOf('.');
  return when.replaceAll('$(basename)', dot > 0 ? name.slice(0, dot) : name);
}

function editorRules(value: unknown, setting: string): ExcludeRule[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([glob, holds]) => {
    if (holds === true) return [{ glob, setting }];
    const when = typeof holds === 'object' && holds !== null ? (holds as { when?: unknown }).when : undefined;
    return typeof when === 'string' ? [{ glob, when, setting }] : [];
  });
}

/** @returns undefined for a glob that speaks of another place than the folder. */
function relativeGlob(glob: string, root: string): string | undefined {
  if (glob === root) return '**';
  if (glob.startsWith(`${root}/`)) return glob.slice(root.length + 1);
  if (/^([A-Za-z]:)?\//.test(glob)) return undefined;
  return glob.replace(/^\.\//, '');
}
