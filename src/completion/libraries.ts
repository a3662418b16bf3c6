/**
 * The libraries that a file imports, as they are installed: their versions, and the signatures of what is used of them
 * near the cursor. A model has learned every version of a library, and mixes them.
 */
import type { CommentMarks } from '../model/completionFill.ts';
import type { ContextPlace } from './context.ts';
import { importsIn, withoutImports, type FileImport } from './imports.ts';
import type { ContextPiece } from './suggestion.ts';

export interface LibraryQuestion {
  /** As it is imported. */
  readonly module: string;
  /** Dotted, from the module on. */
  readonly name: string;
  /** It is used near the cursor; else only the version is wanted. */
  readonly isNear: boolean;
}

export interface LibraryFact {
  readonly library: string;
  readonly version: string;
  /** Left out where only the version is told. */
  readonly signature?: string;
  /** What it is a member of. */
  readonly owner?: string;
  readonly deprecated?: string;
}

/** Lines of the cursor's surroundings. */
const linesBefore = 30;
const linesAfter = 10;
const mostLibraries = 10;
const mostNames = 8;
const longestSignature = 220;

/** What to ask about a place, the most useful first. */
export function libraryQuestions({ text, offset, languageId }: ContextPlace): readonly LibraryQuestion[] {
  const imports = importsIn(text, languageId);
  const libraries = imports.filter(({ module }) => isLibrary(module, languageId));
  // What an import names is used below.
  const code = withoutImports(text, imports);
  const before = code.slice(0, offset).split('\n').slice(-linesBefore).join('\n');
  const after = code.slice(offset).split('\n').slice(0, linesAfter).join('\n');
  // What stands last before the cursor comes first.
  const near = [...usesIn(before, libraries).reverse(), ...usesIn(after, libraries)];
  const asked = new Map<string, LibraryQuestion>();
  for (const { module, name } of near.slice(0, 40))
    if (asked.size < mostNames) asked.set(`${module}\0${name}`, { module, name, isNear: true });
  const told = new Set([...asked.values()].map(({ module }) => module));
  for (const { module, names } of libraries) {
    if (told.size >= mostLibraries || told.has(module)) continue;
    const name = names.find((one) => one.name !== '*')?.name ?? usesIn(code, [{ module, names }])[0]?.name;
    if (name === undefined) continue;
    told.add(module);
    asked.set(`${module}\0${name}`, { module, name, isNear: false });
  }
  return [...asked.values()];
}

/** One piece for all: a line with each library's version, and the signatures under it. */
export function libraryPieces(facts: readonly LibraryFact[], comment: CommentMarks): readonly ContextPiece[] {
  const byLibrary = new Map<string, LibraryFact[]>();
  for (const fact of facts) {
    const library = `${fact.library} ${fact.version}`;
    byLibrary.set(library, [...(byLibrary.get(library) ?? []), fact]);
  }
  // By name, so that the text stays the same while the cursor moves from one to the other.
  const lines = [...byLibrary.keys()].sort().flatMap((library) => {
    const told = (byLibrary.get(library) ?? []).flatMap((fact) => signatureLines(fact, comment));
    return [commented(library, comment), ...[...new Set(told)].sort()];
  });
  return lines.length === 0 ? [] : [{ kind: 'libraries', path: 'installed libraries', text: lines.join('\n') }];
}

function signatureLines({ signature, owner, deprecated }: LibraryFact, comment: CommentMarks): string[] {
  if (signature === undefined) return [];
  const line = signature.replace(/\s+/g, ' ').replace(/^export (?:declare |default )*/, '');
  const short = line.length > longestSignature ? `${line.slice(0, longestSignature - 1)}…` : line;
  const remarks = [
    ...(owner === undefined ? [] : [`of ${owner}`]),
    ...(deprecated === undefined ? [] : ['deprecated']),
  ];
  return [remarks.length === 0 ? short : `${short} ${commented(remarks.join(', '), comment)}`];
}

/** What is used of modules, in the order of the text. */
function usesIn(
  text: string,
  modules: readonly Pick<FileImport, 'module' | 'names'>[],
): { readonly module: string; readonly name: string }[] {
  const found: { readonly at: number; readonly module: string; readonly name: string }[] = [];
  for (const { module, names } of modules) {
    for (const { name, local } of names) {
      if (local === '') continue;
      const use = new RegExp(
        `(?<![\\p{L}\\p{N}_$.'"\`])${escaped(local)}(?![\\p{L}\\p{N}_$])(?:\\.([\\p{L}_$][\\p{L}\\p{N}_$]*))?`,
        'gu',
      );
      for (const match of text.matchAll(use)) {
        const dotted = [name === '*' ? undefined : name, match[1]].filter((part) => part !== undefined).join('.');
        if (dotted !== '') found.push({ at: match.index, module, name: dotted });
      }
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

const escaped = (name: string): string => name.replaceAll('$', '\\$');

/** Neither a file of the workspace nor a part of the language, as far as the name tells. */
export function isLibrary(module: string, languageId: string): boolean {
  switch (languageId) {
    case 'python':
      return !module.startsWith('.');
    case 'go':
      return /^[^/]*\./.test(module);
    case 'java':
    case 'kotlin':
    case 'scala':
      return !/^(?:java|javax|kotlin|scala)\./.test(module);
    case 'rust':
      return !/^(?:std|core|alloc|crate|self|super)(?:::|$)/.test(module);
    default:
      return !/^(?:[./~#]|@\/|node:|https?:)/.test(module);
  }
}

function commented(line: string, { open, close }: CommentMarks): string {
  return close === '' ? `${open} ${line}` : `${open} ${line} ${close}`;
}
