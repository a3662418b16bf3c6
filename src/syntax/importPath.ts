/** Imports that are paths with their last segment as the name: `java.util.List`, `use std::{fmt, io::Read as R}`. */

import type { Import } from './outline.ts';

interface Level {
  readonly path: readonly string[];
  /** What stands before an opening brace. */
  lead: string[];
}

const keywords = /^(?:(?:import|use|static|function|const|typealias|struct|class|enum|protocol|let|var|func)\s+)+/;

/** The modules that a statement names, in its order, each with what it takes from there. */
export function importPaths(statement: string): Omit<Import, 'line'>[] {
  const found = new Map<string, { name: string; alias: string }[]>();
  const add = (path: readonly string[], alias: string | undefined, separator: string): void => {
    const last = path.at(-1);
    if (last === undefined) return;
    const single = path.length === 1;
    const module = last === 'self' || single ? path : path.slice(0, -1);
    const own = last === 'self' ? (path.at(-2) ?? last) : last;
    const name = last === '*' ? { name: '*', alias: '' } : { name: own, alias: alias ?? own };
    // One segment alone is a module, taken whole under its own name; so is `self`.
    const taken = last !== '*' && (single || last === 'self') ? { name: '*', alias: name.alias } : name;
    const key = (last === 'self' ? path.slice(0, -1) : module).join(separator);
    const names = found.get(key);
    if (names) names.push(taken);
    else found.set(key, [taken]);
  };

  const text = statement.trim().replace(keywords, '').replace(/;$/, '');
  const separator = text.includes('::') ? '::' : text.includes('\\') ? '\\' : '.';
  const levels: Level[] = [{ path: [], lead: [] }];
  for (const [token] of text.matchAll(/[{},]|[^{},]+/g)) {
    const level = levels.at(-1);
    if (!level) break;
    if (token === '{') {
      levels.push({ path: [...level.path, ...level.lead], lead: [] });
      level.lead = [];
    } else if (token === '}') {
      if (levels.length > 1) levels.pop();
    } else if (token !== ',') {
      const [path = '', alias] = token
        .trim()
        .replace(keywords, '')
        .split(/\s+as\s+/);
      const segments = path
        .split(/::|\\|\./)
        .map((segment) => segment.trim())
        .filter(Boolean);
      if (segments.length === 0) continue;
      if (/(?:::|\\|\.)\s*$/.test(path)) level.lead = segments;
      else add([...level.path, ...segments], alias?.trim(), separator);
    }
  }
  return [...found].map(([module, names]) => ({ module, names }));
}
