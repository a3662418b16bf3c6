/**
 * What a name means in a file, if that is beyond doubt: what it was imported as, or a value of a type that was imported.
 * A name that anything else in the file may declare too means nothing that could be relied upon.
 */
import type { FileImport } from './imports.ts';

export interface Meaning {
  readonly module: string;
  /** As the module calls it; `*` for the module itself. Of a value, its type. */
  readonly name: string;
  /** Where the import stands. */
  readonly importedAt: number;
}

/** @param code the file's text without its imports */
export function meaningOf(
  local: string,
  code: string,
  imports: readonly FileImport[],
  languageId: string,
): Meaning | undefined {
  const own = importOf(local, imports);
  const declared = declarationsOf(local, code, languageId);
  if (own) return declared.length === 0 ? own : undefined;
  // The same name may be a parameter in many functions; it has to be of the same type in all of them.
  const [type] = declared;
  if (type === undefined || type === '' || declared.some((other) => other !== type)) return undefined;
  const [first = '', second, ...more] = type.split('.');
  const holder = importOf(first, imports);
  if (!holder || more.length > 0 || declarationsOf(first, code, languageId).length > 0) return undefined;
  // `ledger.Entry` is of a module, `Entry` by itself.
  if (holder.name === '*') return second === undefined ? undefined : { ...holder, name: second };
  return second === undefined ? holder : undefined;
}

function importOf(local: string, imports: readonly FileImport[]): Meaning | undefined {
  const found = imports.flatMap(({ module, names, start }) =>
    names.filter((one) => one.local === local).map(({ name }) => ({ module, name, importedAt: start })),
  );
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The type that each declaration of a name gives it; '' where it gives none that can be read, or where what stands
 * there may be a declaration.
 */
function declarationsOf(name: string, text: string, languageId: string): string[] {
  const found: string[] = [];
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$.])${name.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'gu');
  for (const { index } of text.matchAll(word)) {
    const start = text.lastIndexOf('\n', index - 1) + 1;
    const before = text.slice(start, index);
    const after = text.slice(index + name.length, index + name.length + 400);
    const type = declaredType(before, after, languageId);
    if (type !== undefined) found.push(type);
  }
  return found;
}

/** `undefined`: it is only used there. */
function declaredType(before: string, after: string, languageId: string): string | undefined {
  const rest = after.trimStart();
  const line = after.split('\n', 1)[0] ?? '';
  // A comment names things without declaring them.
  if (/^\s*(?:\/\/|#|\*)|\s\/\/\s|\s#\s/.test(before)) return undefined;
  switch (languageId) {
    case 'python':
      return pythonType(before, rest, line);
    case 'go':
      return goType(before, rest, line);
    case 'java':
      return javaType(before, rest);
    default:
      return scriptType(before, rest, line);
  }
}

function scriptType(before: string, rest: string, line: string): string | undefined {
  const annotated = /^[?!]?:\s*(?:readonly\s+)?([\w$.]+)\s*(?=[,;)={}\n]|$)/.exec(rest)?.[1];
  if (/\b(?:const|let|var|using)\s+$/.test(before)) {
    if (annotated !== undefined) return annotated;
    const made = /^=\s*new\s+([\w$.]+)\s*[(<;]/.exec(rest)?.[1];
    return made !== undefined &&
      /^=\s*new\s+[\w$.]+\s*(?:<[^>()]*>)?\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*(?:;|\n|$)/.test(rest)
      ? made
      : '';
  }
  if (/\b(?:function\*?|class|interface|type|enum|namespace|get|set|catch\s*\(|import)\s*$/.test(before)) return '';
  if (/^[?!]?:/.test(rest))
    return /[(,]\s*(?:(?:public|private|protected|readonly)\s+)*$/.test(before) ? (annotated ?? '') : '';
  if (/^=(?![=>])/.test(rest) || /^=>/.test(rest)) return '';
  if (/^(?:of|in)\b/.test(rest)) return '';
  return mayBeBound(before, rest, line) ? '' : undefined;
}

function pythonType(before: string, rest: string, line: string): string | undefined {
  if (/^\s*(?:global|nonlocal|del)\b/.test(before) || /\b(?:def|class|as|for|lambda)\s*$/.test(before)) return '';
  const annotated = /^:\s*(?:"?)([A-Za-z_][\w.]*)(?:"?)\s*(?=[,)=\n]|$)/.exec(rest)?.[1];
  const made = /^=\s*([A-Za-z_][\w.]*)\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?:#|\n|$)/.exec(rest)?.[1];
  if (/^:(?!=)/.test(rest)) {
    if (/^\s*$/.test(before) || /[(,]\s*$/.test(before)) return annotated ?? '';
    return /\blambda\b/.test(before) ? '' : undefined;
  }
  if (/^:=/.test(rest)) return '';
  if (/^=(?!=)/.test(rest)) {
    // Within brackets it names an argument.
    if (!/^\s*$/.test(before))
      return /[(,]\s*$/.test(before) && !/^\s*(?:async\s+)?def\b/.test(before) ? undefined : '';
    return made !== undefined && /^(?:\w+\.)?[A-Z]/.test(made) ? made : '';
  }
  if (/\bfor\s[^:]*$/.test(before) && /^[\s\w,)]*\bin\b/.test(line)) return '';
  if (
    /^\s*[\w\s,.*()[\]]*$/.test(before) &&
    /^[\s\w,.*()[\]]*[^=!<>]=[^=]/.test(line) &&
    /^\s*,/.test(line + rest.slice(0, 1))
  )
    return '';
  return mayBeBound(before, rest, line) ? '' : undefined;
}

function goType(before: string, rest: string, line: string): string | undefined {
  const typed = /^\*?([A-Za-z_]\w*(?:\.\w+)?)\s*(?=[,)={\n]|$)/.exec(rest)?.[1];
  if (/\bvar\s+$/.test(before)) return typed ?? '';
  if (/\b(?:func|type|const|package|range)\s*$/.test(before)) return /\brange\s*$/.test(before) ? undefined : '';
  if (/^:=/.test(rest)) {
    const made = /^:=\s*(?:&\s*)?([A-Za-z_]\w*(?:\.\w+)?)\s*\{/.exec(rest)?.[1];
    return /^\s*$/.test(before) && made !== undefined ? made : '';
  }
  // Of a list that is assigned to.
  if (
    /^[\s\w,]*(?::=|(?<![=!<>])=(?!=))/.test(line) &&
    /^\s*[\w\s,.[\]]*$|\bfor\s[\w\s,]*$|\bif\s[\w\s,]*$/.test(before)
  )
    return '';
  // A parameter or a receiver: its type comes after it.
  if (/\bfunc\b[^{]*[(,]\s*$/.test(before)) return /^,/.test(rest) ? '' : (typed ?? '');
  return mayBeBound(before, rest, line) ? '' : undefined;
}

function javaType(before: string, rest: string): string | undefined {
  const typed = /(?:^|[\s(,])(?:final\s+)?([A-Za-z_][\w.]*)\s+$/.exec(before)?.[1];
  if (typed !== undefined && !javaWords.has(typed)) return /^[=;,):]/.test(rest) ? typed : '';
  if (/(?:[>\]]|\.\.\.)\s+$/.test(before)) return '';
  if (/\b(?:class|interface|enum|record|var)\s+$/.test(before) || /^->/.test(rest)) return '';
  return undefined;
}

const javaWords: ReadonlySet<string> = new Set(
  'return new throw else case instanceof assert yield in package import extends implements throws'.split(' '),
);

/** A parameter, a part of a pattern, a name of a list that is bound: or a use that looks like one. */
function mayBeBound(before: string, rest: string, line: string): boolean {
  if (!/^[,)\]}=]/.test(rest) && line.trim() !== '') return false;
  // An annotation uses the name of a type.
  if (/->\s*$|\)\s*:\s*$/.test(before) || (/:\s*$/.test(before) && openBracket(before) === '(')) return false;
  // On a line of its own nobody can tell without reading what is around it.
  if (before.trim() === '' || before.trim() === '...') return true;
  if (/\b(?:const|let|var|for|lambda|def|func|function|catch|except|with|import|case|match)\b[^;]*$/.test(before))
    return true;
  // The list of a method or of an arrow function.
  return /[(,{[]\s*(?:\.\.\.)?$/.test(before) && /\)\s*(?::[^=;]*)?(?:=>|\{|->)/.test(line);
}

/** The last bracket that the text leaves open. */
function openBracket(text: string): string | undefined {
  let closed = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const char = text[at] ?? '';
    if (')]}'.includes(char)) closed++;
    else if ('([{'.includes(char) && --closed < 0) return char;
  }
  return undefined;
}
