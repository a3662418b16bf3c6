/**
 * Names of other files that a Go file uses, by a reading of its lines: Go's own tools are not in the registries that
 * the benches fetch from. Qualified names of imported packages, and the package's own names; methods need types and are
 * not found.
 */

import type { Sources, Use } from './use.ts';

interface GoFile {
  readonly folder: string;
  /** Without strings and comments, every sign at its place. */
  readonly lines: readonly string[];
  readonly imports: ReadonlyMap<string, string>;
}

export function goUses(sources: Sources): Use[] {
  const module = /^module\s+(\S+)/m.exec(sources.get('go.mod') ?? '')?.[1] ?? 'std';
  const files = new Map<string, GoFile>();
  const packages = new Map<string, Map<string, { path: string; line: number }>>();
  for (const [path, text] of sources) {
    if (!path.endsWith('.go')) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const file: GoFile = { folder, lines: bare(text).split('\n'), imports: importsOf(text, module) };
    files.set(path, file);
    const names = packages.get(folder) ?? new Map<string, { path: string; line: number }>();
    packages.set(folder, names);
    for (const [name, line] of definedIn(file.lines)) if (!names.has(name)) names.set(name, { path, line });
  }
  const uses: Use[] = [];
  for (const [path, { folder, lines, imports }] of files) {
    const own = packages.get(folder)!;
    lines.forEach((text, at) => {
      if (/^(?:import|package)\b|^\s*(?:\w+\s+)?"/.test(text)) return;
      for (const { 0: name, index } of text.matchAll(/[A-Za-z_]\w*/g)) {
        const qualifier = /(\w+)\.$/.exec(text.slice(0, index))?.[1];
        const isMember = text[index - 1] === '.';
        const isKey = /^\s*:(?!=)/.test(text.slice(index + name.length));
        const target =
          isMember && qualifier !== undefined
            ? packages.get(imports.get(qualifier) ?? '?')?.get(name)
            : isMember || isKey || isLocal(lines, at, name)
              ? undefined
              : own.get(name);
        if (target && target.path !== path) uses.push({ path, line: at + 1, column: index + 1, name, target });
      }
    });
  }
  return uses;
}

/** Declared in the function around, as a parameter or with `:=` or `var`; or a field's or a parameter's own name. */
function isLocal(lines: readonly string[], at: number, name: string): boolean {
  const declared = new RegExp(
    `\\b${name}\\b[\\w\\s,]*:=|\\bvar\\s+${name}\\b|[(,]\\s*${name}\\s+[\\w*\\[.]|[(,]\\s*${name}\\s*,[^()]*\\s[\\w*\\[]`,
  );
  for (let row = at; row >= 0; row--) {
    const line = lines[row]!;
    if (declared.test(line)) return true;
    if (/^(?:func|type|var|const)\b/.test(line)) break;
  }
  return new RegExp(`^\\s+${name}\\s+[\\w*\\[]`).test(lines[at]!);
}

function importsOf(text: string, module: string): Map<string, string> {
  const imports = new Map<string, string>();
  for (const [, alias, path = ''] of text.matchAll(/^(?:import\s+|\t)(\w+\s+)?"([^"\n]+)"$/gm)) {
    const inside =
      module === 'std'
        ? path
        : path === module
          ? ''
          : path.startsWith(`${module}/`)
            ? path.slice(module.length + 1)
            : undefined;
    if (inside === undefined) continue;
    const name = alias?.trim() ?? path.split('/').findLast((part) => !/^v\d+$/.test(part)) ?? path;
    imports.set(name, inside);
  }
  return imports;
}

function definedIn(lines: readonly string[]): [string, number][] {
  const found: [string, number][] = [];
  let block = false;
  lines.forEach((line, at) => {
    const single = /^(?:func|type|var|const)\s+([A-Za-z_]\w*)/.exec(line)?.[1];
    if (single !== undefined) found.push([single, at + 1]);
    if (/^(?:var|const|type)\s*\(/.test(line)) block = true;
    else if (line.startsWith(')')) block = false;
    else if (block) {
      const name = /^\t([A-Za-z_]\w*)/.exec(line)?.[1];
      if (name !== undefined) found.push([name, at + 1]);
    }
  });
  return found;
}

const bare = (text: string): string =>
  text.replace(/`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[^]*?\*\//g, (match) =>
    match.startsWith('"') ? `"${match.slice(1).replace(/[^\n]/g, ' ')}` : match.replace(/[^\n]/g, ' '),
  );
