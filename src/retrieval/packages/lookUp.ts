/** Whether a package has a name: what its types say, what its code says, and when neither can be sure. */

import type { ApiDeclaration, LookUp } from './installed.ts';
import type { Declared } from './declaration.ts';
import { isUnfollowed, type Found, type PackageGraph } from './graph.ts';
import { didYouMean } from './suggest.ts';

/** What every value has, whatever its type. */
const everywhere = new Set(
  (
    'constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__ prototype ' +
    'apply bind call name length caller arguments'
  ).split(' '),
);

const isEverywhere = (name: string): boolean => everywhere.has(name) || /^__\w+__$/.test(name);

/** One view of a package: its types, or its code. */
export interface PackageView {
  readonly graph: PackageGraph;
  readonly roots: readonly Found[];
  /** Members that are not written are not there: true of types and of languages that have them in the source. */
  readonly isTyped: boolean;
  /** `undefined` for what lies in an archive. */
  readonly placeOf: (id: string) => string | undefined;
  /** Whether a word stands anywhere in what was read; `undefined` when that cannot be told. */
  readonly mentions: (word: string) => Promise<boolean | undefined>;
}

type Answer = Exclude<LookUp, { readonly kind: 'names' }>;

/** @param views the one that is believed first in front. @param cut why something was left out. */
export async function lookUpName(
  views: readonly PackageView[],
  name: string,
  cut: () => string | undefined,
): Promise<Answer> {
  const path = pathOf(name);
  const misses: Miss[] = [];
  for (const [at, view] of views.entries()) {
    const { found, reached, last } = await view.graph.find(view.roots, path);
    if (found.length > 0) {
      const declarations = await describe(view, found, path.join('.'));
      const note = at > 0 ? { note: 'It is in the code and not in the types.' } : {};
      return { kind: 'found', declarations, ...note };
    }
    misses.push({ view, reached, ...(await view.graph.names(last)) });
  }
  const first = misses[0];
  if (!first) return { kind: 'unknown', didYouMean: [], reason: 'Nothing of it can be read.' };
  const farthest = misses.reduce((best, miss) => (miss.reached > best.reached ? miss : best));
  const asked = path[farthest.reached] ?? '';
  const known = path.slice(0, farthest.reached);
  const likely = didYouMean(asked, farthest.names).map((one) => [...known, one].join('.'));
  const doubt = cut() ?? (await doubtOf(misses, asked));
  if (doubt !== undefined) return { kind: 'unknown', didYouMean: likely, reason: `It cannot be told: ${doubt}.` };
  const of = known.length === 0 ? 'The package' : `“${known.join('.')}”`;
  return { kind: 'absent', known: known.join('.'), didYouMean: likely, reason: `${of} has no “${asked}”.` };
}

interface Miss {
  readonly view: PackageView;
  readonly reached: number;
  readonly names: ReadonlySet<string>;
  readonly open: readonly string[];
}

async function doubtOf(misses: readonly Miss[], asked: string): Promise<string | undefined> {
  if (asked === 'default') return 'whether there is a default depends on how it is imported';
  if (isEverywhere(asked)) return 'every value may have it';
  const isConfirmed = misses.some((miss) => miss.view.isTyped && miss.open.length === 0);
  for (const { view, reached, open } of misses) {
    // What the types know a part of, the code need not confirm.
    if (!view.isTyped && misses.some((other) => other.view.isTyped && other.reached > 0)) continue;
    const doubt = open[0] ?? (!view.isTyped && reached > 0 ? 'a value may get more members when it runs' : undefined);
    if (doubt === undefined) continue;
    // The types are whole and have no such name. Code that makes its names in ways that nobody can follow has to say
    // the word somewhere, unless it comes from a file that is not there.
    if (!isConfirmed || open.some(isUnfollowed) || (await view.mentions(asked)) !== false) return doubt;
  }
  return undefined;
}

const pathOf = (name: string): string[] =>
  name
    .replace(/\(\)|::/g, (found) => (found === '::' ? '.' : ''))
    .split('.')
    .filter(Boolean);

/** @param name how it was asked for, under which it is told. */
async function describe(view: PackageView, found: readonly Found[], name: string): Promise<ApiDeclaration[]> {
  const told: ApiDeclaration[] = [];
  for (const one of found) {
    for (const settled of await view.graph.settle(one)) {
      const doc =
        one.kind === 'declared' && one.declared !== (settled as { declared?: Declared }).declared
          ? one.declared
          : undefined;
      told.push(declarationOf(view, settled, name, doc));
    }
  }
  return told;
}

function declarationOf(view: PackageView, found: Found, name: string, alias: Declared | undefined): ApiDeclaration {
  if (found.kind === 'module') {
    const doc = alias?.doc ?? '';
    return { name, kind: 'module', signature: `module ${name}`, doc, ...fileOf(view.placeOf(found.file)), line: 1 };
  }
  const { declared, file } = found;
  const deprecated = declared.deprecated ?? alias?.deprecated;
  return {
    name,
    kind: declared.kind,
    signature: declared.signature,
    doc: declared.doc || (alias?.doc ?? ''),
    ...(deprecated !== undefined && { deprecated }),
    ...fileOf(declared.file ?? view.placeOf(file)),
    line: declared.line,
    ...(declared.isPrivate && { isPrivate: true as const }),
  };
}

const fileOf = (file: string | undefined): { readonly file?: string } => (file === undefined ? {} : { file });

/** All that a view offers, members one level down included where asked for. Stops when `enough` says so. */
export async function listNames(
  view: PackageView,
  withMembers: boolean,
  enough: (count: number) => boolean,
): Promise<ApiDeclaration[]> {
  const told: ApiDeclaration[] = [];
  const { names } = await view.graph.names(view.roots);
  const seen = new Set<Declared>();
  for (const name of names) {
    if (enough(told.length)) break;
    const found = await view.graph.members(view.roots, name);
    const settled: Found[] = [];
    for (const one of found) settled.push(...(await view.graph.settle(one)));
    for (const one of settled) {
      told.push(declarationOf(view, one, name, undefined));
      if (!withMembers || one.kind !== 'declared' || seen.has(one.declared)) continue;
      seen.add(one.declared);
      for (const member of one.declared.members) {
        if (member.isPrivate || member.name.startsWith('[') || member.name === 'constructor') continue;
        const within: Found = { ...one, declared: member };
        told.push(declarationOf(view, within, `${name}.${member.name}`, undefined));
      }
    }
  }
  return told;
}
