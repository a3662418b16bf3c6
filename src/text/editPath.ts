/** Paths in answers: where one is written, and which file it means. */

/** The path that a line gives, whatever it is decorated with: `**src/a.ts**`, `### File: src/a.ts:`. */
export function pathIn(line: string): string | undefined {
  const quoted = /[`'"“]([^`'"“”]+)[`'"”]\W*$/.exec(line)?.[1];
  return solePathIn(line) ?? (quoted !== undefined && looksLikePath(quoted) ? quoted : undefined);
}

/** The path of a line that says nothing else. */
export function solePathIn(line: string): string | undefined {
  const plain = line
    .trim()
    .replace(/^(?:#{1,6}|[-*>]|\d+[.)])\s+/, '')
    .replace(/^[*_`'"“]+|[*_`'"”:]+$/g, '')
    .replace(/^(?:in\s+|edit\s+|the\s+)*(?:file(?:name|path)?|path)\s*:?\s+/i, '')
    .replace(/^[*_`'"“]+|[*_`'"”:]+$/g, '')
    .replace(/^\/\/\s+|^#\s+/, '')
    .trim();
  return looksLikePath(plain) ? plain : undefined;
}

/** The path on a fence's own line: ```` ```ts src/a.ts ````, ```` ```python:src/a.py ````, ```` ```ts title="src/a.ts" ````. */
export function pathInInfo(info: string): string | undefined {
  const named = /\b(?:title|file(?:name|path)?|path)\s*=\s*["']?([^"'\s}]+)/.exec(info)?.[1];
  const rest = named ?? /^\S*?[:\s]\s*(\S.*)$/.exec(info.trim())?.[1] ?? (info.includes('/') ? info.trim() : '');
  return looksLikePath(rest) ? rest : undefined;
}

const looksLikePath = (text: string): boolean =>
  text !== '' &&
  text.length < 300 &&
  !/[<>|?*`"“”]|[.!?;,]$|:\s/.test(text) &&
  (/(?:^|\S)\.\w{1,12}$/.test(text) || /^\S*[\\/]\S+$/.test(text) || /^(?:Makefile|Dockerfile)$/.test(text));

export type ResolvedPath =
  | { readonly kind: 'known'; readonly path: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous'; readonly paths: readonly string[] };

/** A path that may be wrong by what stands in front of it: `a/src/x.ts`, `/repo/src/x.ts`, `x.ts`. */
export function resolvePath(written: string, paths: readonly string[]): ResolvedPath {
  const path = written
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  if (path === '') return { kind: 'unknown' };
  const same = paths.find((each) => each === written || each.normalize('NFC') === path);
  if (same !== undefined) return { kind: 'known', path: same };
  // As the end of a known path, or with a known path as its end; of the latter the longest.
  const longer = paths.filter((each) => each.normalize('NFC').endsWith(`/${path}`));
  if (longer.length === 1) return { kind: 'known', path: longer[0]! };
  if (longer.length > 1) return { kind: 'ambiguous', paths: longer };
  const shorter = paths.filter((each) => path.endsWith(`/${each.normalize('NFC')}`));
  const longest = shorter.sort((a, b) => b.length - a.length)[0];
  // A name alone at the end of another folder is most likely another file.
  return longest !== undefined && (longest.includes('/') || /^[ab]\//.test(path))
    ? { kind: 'known', path: longest }
    : { kind: 'unknown' };
}

/** Whether a new file may be called so: inside the project, and a file. */
export const isInside = (path: string): boolean =>
  path !== '' && !/^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)|[\\/]$/.test(path);
