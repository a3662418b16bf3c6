/** Which name of which package the cursor stands on, by the imports of the text: enough to begin a question with. */

import { importPaths } from '../../syntax/importPath.ts';

interface Bound {
  readonly package: string;
  /** Of the package; '' for all of it. */
  readonly name: string;
}

/** The dotted name around an offset; `undefined` where no import explains its first part. */
export function seedAt(
  text: string,
  offset: number,
  path: string,
): { readonly package: string; readonly name?: string } | undefined {
  const before = /(?:[\w$]+(?:\.|::|->))*[\w$]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const after = /^[\w$]*/.exec(text.slice(offset, offset + 100))![0];
  const [first = '', ...rest] = (before + after).split(/\.|::|->/);
  const names = bindings(text, path.slice(path.lastIndexOf('.') + 1).toLowerCase());
  const bound = names.get(first) ?? madeFrom(first, text, names);
  if (!bound) return undefined;
  const name = [bound.name, ...rest].filter(Boolean).join('.');
  return { package: bound.package, ...(name !== '' && { name }) };
}

/** `client` in `const client = new OpenAI(…)`, `client = OpenAI(…)`, `client: OpenAI`. */
function madeFrom(name: string, text: string, names: ReadonlyMap<string, Bound>): Bound | undefined {
  if (!/^[\w$]+$/.test(name)) return undefined;
  const escaped = name.replaceAll('$', '\\$');
  const made = new RegExp(
    `(?<![\\w$.])${escaped}\\s*(?::=|[:=])\\s*(?:await\\s+|new\\s+|&|\\*)*([\\w$]+(?:\\.[\\w$]+)*)`,
    'g',
  );
  for (const { 1: path = '' } of text.matchAll(made)) {
    const [first = '', ...rest] = path.split('.');
    const bound = names.get(first);
    if (bound) return { package: bound.package, name: [bound.name, ...rest].filter(Boolean).join('.') };
  }
  return undefined;
}

function bindings(text: string, ending: string): Map<string, Bound> {
  const found = new Map<string, Bound>();
  const add = (local: string, from: string, name: string): void => {
    if (local !== '' && !/^[./]/.test(from)) found.set(local, { package: from, name });
  };
  if (/^(?:[cm]?[jt]sx?|vue|svelte)$/.test(ending)) ecmascript(text, add);
  else if (/^pyi?$/.test(ending)) python(text, add);
  else if (ending === 'go') {
    for (const { 1: alias, 2: path = '' } of text.matchAll(
      /^\s*(?:import\s+)?(?:([\w.]+)\s+)?"([^"\n]+\/[^"\n]+|[a-z]+)"\s*$/gm,
    ))
      add(alias ?? path.split('/').findLast((part) => !/^v\d+$/.test(part)) ?? '', path, '');
  } else if (/^(?:rs|java|kts?|php)$/.test(ending)) {
    for (const { 0: statement } of text.matchAll(/^\s*(?:pub\s+)?(?:use|import)\s[^;\n]*(?:\{[^}]*\})?;?/gm)) {
      for (const { module, names } of importPaths(statement)) {
        const [top = '', ...inner] = ending === 'rs' ? module.split('::') : [module];
        for (const { name, alias } of names) add(alias, top, [...inner, ...(name === '*' ? [] : [name])].join('.'));
      }
    }
  }
  return found;
}

type Add = (local: string, from: string, name: string) => void;

function ecmascript(text: string, add: Add): void {
  const statements =
    /\bimport\s+(?:type\s+)?([^'"();]*?)\s*from\s*['"]([^'"\n]+)['"]|\b(?:const|let|var)\s+([^=;]+?)=\s*require\(\s*['"]([^'"\n]+)['"]\s*\)/g;
  for (const [, clause, from, pattern, required] of text.matchAll(statements)) {
    const module = from ?? required ?? '';
    const written = clause ?? pattern ?? '';
    const list = /\{([^}]*)\}/.exec(written)?.[1] ?? '';
    for (const part of list.split(',')) {
      const [name = '', alias = name] = part
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+|\s*:\s*/);
      add(alias.trim(), module, name.trim());
    }
    const plain = written
      .replace(/\{[^}]*\}/, '')
      .replace(/\*\s*as\s+/, '*')
      .split(',');
    for (const part of plain) {
      const local = part.trim();
      // A whole module, and the one value of one, are asked for by the names within.
      if (local.startsWith('*') || pattern !== undefined) add(local.replace('*', ''), module, '');
      else add(local, module, 'default');
    }
  }
}

function python(text: string, add: Add): void {
  for (const { 1: from = '', 2: list = '' } of text.matchAll(
    /^[^\S\n]*from\s+([\w.]+)\s+import\s+(\([^)]*\)|[^\n#]+)/gm,
  )) {
    for (const part of list.replace(/[()]/g, '').split(',')) {
      const [name = '', alias = name] = part.trim().split(/\s+as\s+/);
      add(alias, from, name);
    }
  }
  for (const { 1: list = '' } of text.matchAll(/^[^\S\n]*import\s+([^\n#]+)/gm)) {
    for (const part of list.split(',')) {
      const [module = '', alias] = part.trim().split(/\s+as\s+/);
      add(alias ?? module.split('.')[0]!, alias === undefined ? module.split('.')[0]! : module, '');
    }
  }
}
