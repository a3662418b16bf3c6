/** New tests of Rust: into a file under `tests/`, or into the module of tests at the end of the file that they are about. */
import type { WorkspacePath } from '../../testing/report.ts';
import { withAddedTests } from '../../testing/testFile.ts';
import { isTestPath } from '../../testing/testPath.ts';
import { usesName, withMargin } from './mergedText.ts';

const rustUses = /^[ \t]*use\s+[^;]+;[ \t]*\n?/gm;

/** A name that a `use` brings, with all of its path: `a::{b, c as d}` brings `b` by `a::b`, and `d` by `a::c as d`. */
interface Used {
  readonly name: string;
  readonly path: string;
}

export function mergeRust(path: WorkspacePath, before: string, added: string): string {
  const wrapped = /#\[cfg\(test\)\]\s*mod\s+\w+\s*\{([\s\S]*)\}\s*$/.exec(added);
  const inside = wrapped ? `${added.slice(0, wrapped.index)}${wrapped[1] ?? ''}` : added;
  const body = withMargin(inside.replace(rustUses, '').replace(/^(?:[ \t]*\n)+|\s+$/g, ''), '');
  const own = lastModule(before);
  // What the file itself brings counts in its module of tests too, by `use super::*`.
  const there = usedIn(before);
  const brought = new Set(there.map(({ name }) => name));
  const fresh = usedIn(inside).filter(({ name, path: full }) =>
    name === '*' ? full !== 'super::*' && !there.some((each) => each.path === full) : !brought.has(name),
  );
  const uses = [...new Set(fresh.map((each) => `use ${each.path};`))];
  if (isTestPath(path)) {
    const at = afterUses(before);
    const lines = uses.map((line) => `${line}\n`).join('');
    return withAddedTests(path, before.slice(0, at) + lines + before.slice(at), body);
  }
  if (own) {
    const head = /^(?:[ \t]*(?:use\s[^;]+;[ \t]*)?\n)*/.exec(before.slice(own.open, own.close))?.[0].trimEnd() ?? '';
    const at = own.open + head.length;
    const lines = uses.map((line) => `\n    ${line}`).join('');
    const there = before.slice(at, own.close).trimEnd();
    return `${before.slice(0, at)}${lines}${there}\n\n${withMargin(body, '    ')}\n}\n`;
  }
  const head = ['use super::*;', ...uses].map((line) => `    ${line}`).join('\n');
  const module = `#[cfg(test)]\nmod tests {\n${head}\n\n${withMargin(body, '    ')}\n}`;
  return `${before.trimEnd()}\n\n${module}\n`;
}

/** A module of tests with which the file ends: what is between its braces. */
function lastModule(text: string): { readonly open: number; readonly close: number } | undefined {
  const head = [...text.matchAll(/^#\[cfg\(test\)\]\s*mod\s+\w+\s*\{/gm)].at(-1);
  if (!head) return undefined;
  const open = head.index + head[0].length;
  const close = text.indexOf('\n}', open) + 1;
  return close > 0 && text.slice(close + 1).trim() === '' ? { open, close } : undefined;
}

/** Behind the last `use` of the file's own, else behind what must come first in a file. */
function afterUses(text: string): number {
  const last = [...text.matchAll(/^use\s+[^;]+;[ \t]*\n/gm)].at(-1);
  if (last) return last.index + last[0].length;
  return /^(?:(?:\/\/!|#!\[)[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
}

const usedIn = (text: string): Used[] =>
  (text.match(rustUses) ?? []).flatMap((statement) =>
    usedBy(
      statement
        .trim()
        .replace(/^use\s+|;$/g, '')
        .replace(/\s+/g, ' '),
    ),
  );

function usedBy(tree: string, before = ''): Used[] {
  const group = /^(.*?)\{(.*)\}$/.exec(tree.trim());
  if (group) return commaParts(group[2] ?? '').flatMap((part) => usedBy(part, before + (group[1] ?? '').trim()));
  const path = before + tree.trim();
  if (path === '') return [];
  const alias = / as (\w+)$/.exec(path)?.[1];
  if (/::self$/.test(path)) return usedBy(path.slice(0, -'::self'.length));
  return [{ name: alias ?? path.split('::').at(-1) ?? path, path }];
}

function commaParts(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (char === ',' && depth === 0) found.push('');
    else found.push(`${found.pop() ?? ''}${char}`);
  }
  return found.filter((part) => part.trim() !== '');
}

export function rustWithoutIdle(before: string, text: string): string {
  const rest = text.replace(rustUses, '');
  const old = new Set(usedIn(before).map(({ path }) => path));
  return text.replace(rustUses, (line) => {
    const all = usedIn(line);
    // A trait is used by its methods alone, and its name stands nowhere: what may be one stays.
    const isIdle = ({ name, path }: Used): boolean =>
      name !== '*' && name !== '_' && !old.has(path) && !usesName(rest, name) && !usualTrait.test(name);
    const kept = all.filter((each) => !isIdle(each));
    if (kept.length === all.length) return line;
    const margin = /^[ \t]*/.exec(line)![0];
    return kept.map(({ path }) => `${margin}use ${path};\n`).join('');
  });
}

const usualTrait = /Ext$|^(?:Read|Write|BufRead|Seek|FromStr|Hash|Hasher|Borrow|Any|Error|Display|Debug)$/;
