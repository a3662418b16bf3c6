/**
 * What a file imports, read line by line: at each keystroke there is no time to parse, and a statement that is being
 * written does not parse. What looks like an import in a comment or a string is for the caller to look out for.
 */
import { importPaths } from '../syntax/importPath.ts';

export interface FileImport {
  /** As it is written, without quotes. */
  readonly module: string;
  readonly names: readonly ImportedName[];
  /** Of the whole statement; a block of them has one for each module. */
  readonly start: number;
  readonly end: number;
}

export interface ImportedName {
  /** As the module calls it: `*` is the whole module, `default` its default. */
  readonly name: string;
  /** As this file calls it. */
  readonly local: string;
}

/** Imports stand at the top; what is as far down as this is data. */
const longestRead = 400_000;

export function importsIn(text: string, languageId: string): readonly FileImport[] {
  const read = text.slice(0, longestRead);
  switch (languageId) {
    case 'typescript':
    case 'typescriptreact':
    case 'javascript':
    case 'javascriptreact':
    case 'vue':
    case 'svelte':
      return scriptImports(read);
    case 'python':
      return pythonImports(read);
    case 'go':
      return goImports(read);
    case 'java':
    case 'kotlin':
    case 'scala':
      return javaImports(read);
    case 'rust':
      return rustImports(read);
    default:
      return [];
  }
}

/** The text with blanks in their place. */
export function withoutImports(text: string, imports: readonly FileImport[]): string {
  let rest = text;
  for (const { start, end } of imports) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  return rest;
}

function scriptImports(text: string): FileImport[] {
  const found: FileImport[] = [];
  const statement =
    /^[ \t]*(?:import\b(?!\s*[.(])|export\b(?=\s*(?:type\s*)?[{*]))([^'"`;()=]{0,4000}?)\bfrom\s*(['"])([^'"\n]+)\2/gm;
  for (const match of text.matchAll(statement)) {
    const isImport = /^\s*import/.test(match[0]);
    found.push({ ...spanOf(match), module: match[3] ?? '', names: scriptNames(match[1] ?? '', isImport) });
  }
  const required =
    /^[ \t]*(?:const|let|var|import)\s+(\{[^}]{0,4000}\}|[\w$]+)\s*=\s*require\(\s*(['"])([^'"\n]+)\2\s*\)(?!\s*[.([])/gm;
  for (const match of text.matchAll(required)) {
    const taken = match[1] ?? '';
    const names = taken.startsWith('{') ? namesIn(taken, ':') : [{ name: '*', local: taken }];
    found.push({ ...spanOf(match), module: match[3] ?? '', names });
  }
  return found;
}

function scriptNames(clause: string, isImport: boolean): ImportedName[] {
  const braces = /\{([^}]*)\}/.exec(clause);
  const names = braces ? namesIn(braces[0], ' as ') : [];
  if (!isImport) return names.map(({ name }) => ({ name, local: '' }));
  const rest = clause.replace(/\{[^}]*\}/, '').replace(/^\s*type\s+(?!from\b|,)/, '');
  const space = /\*\s*as\s+([\w$]+)/.exec(rest)?.[1];
  const own = /^\s*([\w$]+)\s*(?:,|$)/.exec(rest.trimEnd())?.[1];
  return [
    ...(own === undefined || own === 'type' ? [] : [{ name: 'default', local: own }]),
    ...(space === undefined ? [] : [{ name: '*', local: space }]),
    ...names,
  ];
}

/** `{ a, type b as c }` or, of what is required, `{ a, b: c }`. */
function namesIn(braces: string, separator: ' as ' | ':'): ImportedName[] {
  return braces
    .replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
    .slice(1, -1)
    .split(',')
    .flatMap((part) => {
      const [name = '', local = name] = part
        .trim()
        .replace(/^type\s+(?=[\w$])(?!as\b)/, '')
        .split(separator === ':' ? /\s*:\s*/ : /\s+as\s+/);
      return /^[\w$]+$/.test(name) && /^[\w$]+$/.test(local) ? [{ name, local }] : [];
    });
}

function pythonImports(text: string): FileImport[] {
  const found: FileImport[] = [];
  for (const match of text.matchAll(/^[ \t]*import[ \t]+([^\n#;]+)/gm)) {
    for (const part of (match[1] ?? '').split(',')) {
      const [module = '', alias] = part.trim().split(/\s+as\s+/);
      if (!/^[\w.]+$/.test(module)) continue;
      // `import a.b` makes `a` known, and what is in it is reached through that.
      const top = module.split('.', 1)[0] ?? module;
      const one = alias === undefined ? { module: top, local: top } : { module, local: alias.trim() };
      found.push({ ...spanOf(match), module: one.module, names: [{ name: '*', local: one.local }] });
    }
  }
  const from = /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^)]{0,4000}\)?|(?:[^\n#;\\]|\\\n)+)/gm;
  for (const match of text.matchAll(from)) {
    const names = (match[2] ?? '')
      .replace(/#[^\n]*|[()\\]/g, ' ')
      .split(',')
      .flatMap((part) => {
        const [name = '', local = name] = part.trim().split(/\s+as\s+/);
        return /^\w+$/.test(name) && /^\w+$/.test(local) ? [{ name, local }] : [];
      });
    found.push({ ...spanOf(match), module: match[1] ?? '', names });
  }
  return found;
}

function goImports(text: string): FileImport[] {
  const found: FileImport[] = [];
  const one = /^[ \t]*(?:import[ \t]+)?(?:([\w.]+)[ \t]+)?"([^"\n]+)"/gm;
  const add = (part: string, before: number): void => {
    for (const match of part.matchAll(one)) {
      const local = match[1] ?? goName(match[2] ?? '');
      const names = local === undefined || local === '_' || local === '.' ? [] : [{ name: '*', local }];
      const start = before + match.index;
      found.push({ module: match[2] ?? '', names, start, end: start + match[0].length });
    }
  };
  for (const match of text.matchAll(/^import[ \t]*\(([^)]*)\)|^import[ \t]+(?:[\w.]+[ \t]+)?"[^"\n]+"/gm))
    add(match[1] ?? match[0], match.index + (match[1] === undefined ? 0 : match[0].indexOf(match[1])));
  return found;
}

/** By custom the last part that is no version; `undefined` where the package may be called otherwise. */
function goName(path: string): string | undefined {
  const last = path
    .split('/')
    .filter((part) => !/^v\d+$/.test(part))
    .at(-1)
    ?.replace(/\.v\d+$/, '');
  return last !== undefined && /^\w+$/.test(last) ? last : undefined;
}

function javaImports(text: string): FileImport[] {
  return [...text.matchAll(/^import[ \t]+(?:static[ \t]+)?([\w.]+)\.(\w+)[ \t]*;?[ \t]*$/gm)].map((match) => {
    const name = match[2] ?? '';
    return { ...spanOf(match), module: match[1] ?? '', names: [{ name, local: name }] };
  });
}

function rustImports(text: string): FileImport[] {
  return [...text.matchAll(/^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?use[ \t]+([^;]{1,4000});/gm)].flatMap((match) =>
    importPaths(match[1] ?? '').map(({ module, names }) => ({
      ...spanOf(match),
      module,
      names: names.map(({ name, alias }) => ({ name, local: alias })),
    })),
  );
}

function spanOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length };
}
