/** Whether a change lets code keep what it worked out for the next call: timed by the same calls, that looks fast for nothing. */

export function keepsResults(before: string, after: string): boolean {
  if (counted(after, cachers) > counted(before, cachers)) return true;
  // A default value of Python is made once.
  if (counted(after, sharedDefaults) > counted(before, sharedDefaults)) return true;
  return (
    [...topNames(after)].some((name) => !topNames(before).has(name) && isChanged(name, after)) ||
    newlyKept(before, after)
  );
}

const cachers =
  /@(?:functools\.)?(?:lru_cache|cache|cached_property)\b|\bmemoi[sz]e\w*\s*\(|\bglobalThis\b|^\s*(?:global|nonlocal)\s/gm;
const sharedDefaults = /def\s+\w+\([^)]*=\s*(?:\{\}|\[\]|dict\(\)|list\(\))/g;

const counted = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Names that are given a value at the top of the file, or in a class body. */
const topNames = (text: string): ReadonlySet<string> =>
  new Set(
    [
      ...text.matchAll(
        /^(?:export\s+)?(?:(?:const|let|var)\s+([A-Za-z_$][\w$]*)|([A-Za-z_$][\w$]*)\s*(?::[^=\n]+)?=(?![=>]))/gm,
      ),
    ].map(([, one, other]) => (one ?? other)!),
  );

function isChanged(name: string, text: string): boolean {
  const word = `(?<![\\w$.])${name.replaceAll('$', '\\$')}`;
  const writes = `${word}\\s*(?:\\.(?:set|add|push|append|update|setdefault|extend|insert)\\s*\\(|\\[[^\\]]*\\]\\s*(?:=(?!=)|\\?\\?=|\\|\\|=|\\+=))`;
  const assigns = `${word}\\s*(?:\\+=|\\?\\?=|\\|\\|=|=(?![=>]))`;
  const isDeclared = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b`).test(text);
  const first =
    isDeclared && new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*(?::[^=\\n]+)?;`).test(text)
      ? 0
      : 1;
  return new RegExp(writes).test(text) || (text.match(new RegExp(assigns, 'g'))?.length ?? 0) > first;
}

/** `lookUp.known ??= new Map()`: a function is an object too. */
function newlyKept(before: string, after: string): boolean {
  const functions = [
    ...after.matchAll(/(?:function|def)\s+([\w$]+)|(?:const|let)\s+([\w$]+)\s*=\s*(?:\([^)]*\)|[\w$]+)\s*=>/g),
  ].map(([, one, other]) => (one ?? other)!);
  return functions.some((name) => {
    const keeps = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}\\.[\\w$]+\\s*(?:=(?!=)|\\?\\?=|\\|\\|=)`, 'g');
    return counted(after, keeps) > counted(before, keeps);
  });
}
