/** What the places that name a function of Go, Rust or Java do there: call it, belong to another one, or leave doubt. */

import type { WorkspacePath } from '../../../testing/report.ts';
import { dirname } from '../../../testing/treePath.ts';

export interface CompiledFile {
  readonly path: WorkspacePath;
  readonly text: string;
  readonly masked: string;
}

export interface CompiledTarget {
  readonly name: string;
  readonly file: CompiledFile;
  /** Where its name is declared. */
  readonly at: number;
  /** The class, in Java. */
  readonly holder: string | undefined;
  /** Names by which its module or package is called elsewhere; in Go the path that is imported. */
  readonly modules: readonly string[];
}

/** `other`: it is not the one. */
export type Meant = 'call' | 'other' | 'named' | { readonly doubt: string };

export interface NamedPlace {
  readonly file: CompiledFile;
  readonly at: number;
  readonly isCalled: boolean;
  /** What stands before it, up to there. */
  readonly before: string;
}

export function goMeaning({ file, at, isCalled, before }: NamedPlace, target: CompiledTarget): Meant {
  const packageOf = ({ masked }: CompiledFile): string => /^package\s+(\w+)/m.exec(masked)?.[1] ?? '';
  const isInside = dirname(file.path) === dirname(target.file.path) && packageOf(file) === packageOf(target.file);
  const qualifier = /(?:([\p{L}\p{N}_]+)|[)\]])\s*\.\s*$/u.exec(before);
  if (qualifier) {
    const locals = importedAs(file.text, target.modules, packageOf(target.file));
    if (qualifier[1] === undefined || !locals.includes(qualifier[1])) return 'other';
    const by = qualifier[1];
    const isShadowed = new RegExp(`\\bvar\\s+${by}\\b|\\b${by}\\s*(?:,[^\\n;{]*)?:=|[(,]\\s*${by}\\s+[*[\\w]`);
    if (isShadowed.test(file.masked)) return { doubt: `calls it by way of “${by}”, which is a variable there as well` };
    return isCalled ? 'call' : { doubt: 'passes it on without a call' };
  }
  if (!isInside) {
    const isMixedIn = target.modules.some((module) => new RegExp(`\\.\\s+"${escaped(module)}"`).test(file.text));
    return isMixedIn ? { doubt: 'may take it from an import without a name' } : 'other';
  }
  if (isCalled && !/\bfunc\s*(?:\([^)]*\)\s*)?$/.test(before)) return 'call';
  if (/\bfunc\s*\([^)]*\)\s*$/.test(before)) return 'other';
  return /^\s*:[^=]/.test(file.masked.slice(at + target.name.length)) && /[{,]\s*$/.test(before)
    ? 'other'
    : { doubt: 'names it without a call' };
}

function importedAs(text: string, modules: readonly string[], ownName: string): string[] {
  return modules.flatMap((module) => {
    const found = new RegExp(`(?:^|[\\s(])(\\w+)?[ \\t]*"${escaped(module)}"`, 'm').exec(text);
    if (!found) return [];
    return [found[1] === undefined || found[1] === 'import' ? ownName : found[1]];
  });
}

export function rustMeaning({ file, isCalled, before }: NamedPlace, target: CompiledTarget): Meant {
  if (/\.\s*$/.test(before)) return 'other';
  if (/\bfn\s+$/.test(before)) return { doubt: 'declares another function of this name' };
  const isUse = /\buse\s+[^;]*$/.test(before);
  const rest = file.masked.slice(before.length + target.name.length);
  const qualifier = /([\p{L}\p{N}_]+)\s*::\s*$/u.exec(before)?.[1];
  const isOurs = qualifier === undefined || ['crate', 'self', 'super', ...target.modules].includes(qualifier);
  if (isUse) {
    if (/^\s+as\s/.test(rest)) return { doubt: 'brings it under another name' };
    return 'named';
  }
  if (!isOurs) return { doubt: `names that of “${qualifier}”, and whose that is is not known` };
  if (!isCalled) return { doubt: 'names it without a call' };
  if (qualifier !== undefined || file === target.file) return 'call';
  const isBrought = new RegExp(`\\buse\\s[^;]*(?<![\\w])(?:${escaped(target.name)}\\b|\\*)[^;]*;`).test(file.masked);
  return isBrought ? 'call' : { doubt: 'calls it, and how it is brought there cannot be seen' };
}

export function javaMeaning({ file, isCalled, before }: NamedPlace, target: CompiledTarget): Meant {
  const holder = target.holder ?? '';
  const reference = /([\p{L}\p{N}_]+)\s*::\s*$/u.exec(before)?.[1];
  const isSubclass = (name: string): boolean =>
    new RegExp(`\\bclass\\s+${escaped(name)}\\b[^{]*\\bextends\\s+${escaped(holder)}\\b`).test(file.masked);
  if (reference !== undefined)
    return reference === holder || (reference === 'this' && file === target.file)
      ? { doubt: 'passes it on without a call' }
      : 'other';
  if (!isCalled) return 'other';
  const isHere = file === target.file;
  const qualifier = /(?:([\p{L}\p{N}_]+)|[)\]"])\s*\.\s*$/u.exec(before);
  if (qualifier) {
    const by = qualifier[1];
    if (by === holder || (by === 'this' && isHere)) return 'call';
    if (by === undefined) return isHere ? { doubt: 'calls it, or one of the same name, on a value' } : 'other';
    if (new RegExp(`\\b${escaped(holder)}\\s+${escaped(by)}\\b`).test(file.masked) || by === 'super' || isSubclass(by))
      return { doubt: `calls it by way of “${by}”` };
    return /^[a-z]/.test(by) && isHere ? { doubt: `calls it, or one of the same name, on “${by}”` } : 'other';
  }
  if (/\bnew\s+$/.test(before)) return 'other';
  if (isHere) return 'call';
  const isImported = new RegExp(
    `\\bimport\\s+static\\s+[\\w.]*\\b${escaped(holder)}\\.(?:${escaped(target.name)}|\\*)\\s*;`,
  );
  if (isImported.test(file.masked)) return 'call';
  return new RegExp(`\\bextends\\s+${escaped(holder)}\\b`).test(file.masked)
    ? { doubt: 'may call it as that of the class that it extends' }
    : 'other';
}

const escaped = (text: string): string => text.replace(/[$.*+?()[\]{}|^\\/-]/g, String.raw`\$&`);
