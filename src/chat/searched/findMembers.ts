/** What a type or a file has, and what extends it. */

import { linesNaming, wordPattern } from './namedInText.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import type { Subject, SymbolSubject } from './subject.ts';
import type { Finding, Findings } from './finding.ts';
import { counted, most } from './finding.ts';
import type { OfSymbol } from './taken.ts';
import { definitionFinding, requestFor, searched } from './taken.ts';

export const implementers: OfSymbol = async (symbol, deps, signal) => {
  const { results, why } = await deps.lookup.symbols(requestFor('implementers', symbol, most), signal);
  const found: Finding[] = [];
  for (const result of results) found.push(await definitionFinding(result, deps, 6));
  if (found.length === 0) found.push(...(await extendedInText(symbol, deps, signal)));
  return {
    how:
      found.length === 0
        ? (why ?? `Nothing extends or implements \`${symbol.name}\`.`)
        : `${found.length === 1 ? 'One definition extends or implements' : `${found.length} definitions extend or implement`} \`${symbol.name}\`, by the symbol graph and the text.`,
    found,
  };
};

async function extendedInText({ name }: SymbolSubject, deps: SearchedDeps, signal: AbortSignal): Promise<Finding[]> {
  const last = name.split(/::|[.#]/).at(-1)!;
  const word = wordPattern(last).source;
  const extending = new RegExp(`\\b(?:extends|implements|with|impl)\\b.*${word}|^\\s*class\\b[^(:]*[(:].*${word}`, 'u');
  const lines = await linesNaming(last, () => false, deps, signal, extending);
  return lines.slice(0, most).map(({ path, line }) => ({
    ...{ path, first: line, last: line, reason: `extends \`${last}\`` },
    extract: { first: line, last: line },
  }));
}

export const members: OfSymbol = async (symbol, deps, signal) => {
  const { results, why } = await deps.lookup.symbols(requestFor('members', symbol, 40), signal);
  const found: Finding[] = [];
  for (const result of results) found.push({ ...(await definitionFinding(result, deps, 1)), reason: result.reason });
  if (found.length === 0) found.push(...(await assignedMembers(symbol, deps)));
  return {
    how:
      found.length === 0
        ? (why ?? `Nothing is known that \`${symbol.name}\` has.`)
        : `By the outlines, \`${symbol.name}\` has ${counted(found.length, 'member')}.`,
    found,
  };
};

/** `View.prototype.lookup = function …`: what a file gives to something that it defines. */
async function assignedMembers(
  { name, definitions: [own] }: SymbolSubject,
  { files, readOutline }: SearchedDeps,
): Promise<Finding[]> {
  if (!own) return [];
  const text = (await files.text(own.path)) ?? '';
  const lines = text.split('\n');
  const assigned = new RegExp(`(?<![\\w$.])${name.replace(/\W/g, '\\$&')}\\.(?:prototype\\.)?[\\w$]+\\s*=`);
  const { definitions: all } = await readOutline(own.path, text);
  return all
    .filter(({ scope, startLine }) => scope.at(-1) === name || assigned.test(lines[startLine - 1] ?? ''))
    .map(({ name: member, startLine, endLine, kind }) => ({
      ...{ path: own.path, first: startLine, last: endLine, symbol: `${name}.${member}`, reason: kind },
    }));
}

export async function outlineOf(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (subject.kind === 'words') return searched(subject, deps, signal);
  if (subject.kind === 'symbol') return members(subject, deps, signal);
  if (subject.kind === 'folder') {
    const inside = (await deps.files.paths()).filter((path) => path.startsWith(`${subject.path}/`));
    return {
      how: `\`${subject.path}\` holds ${counted(inside.length, 'file')}.`,
      found: inside.slice(0, 40).map((path) => ({ path, first: 1, last: 1, reason: '' })),
    };
  }
  const text = (await deps.files.text(subject.path)) ?? '';
  const { definitions: all } = await deps.readOutline(subject.path, text);
  const shown = all.filter(({ scope, kind }) => scope.length < 2 && kind !== 'variable').slice(0, 60);
  return {
    how:
      all.length === 0
        ? `\`${subject.path}\` defines nothing that others could name.`
        : `What \`${subject.path}\` defines, by its outline.`,
    found:
      all.length === 0
        ? [{ path: subject.path, first: 1, last: 1, reason: 'the file itself', extract: { first: 1, last: 20 } }]
        : shown.map(({ name, scope, kind, startLine, endLine, exported }) => ({
            ...{ path: subject.path, first: startLine, last: endLine, symbol: [...scope, name].join('.') },
            reason: exported ? `${kind}, exported` : kind,
          })),
  };
}
