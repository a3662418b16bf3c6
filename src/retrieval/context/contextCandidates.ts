/** Definitions that may be what is wanted at a cursor: whatever can be named there, and what has members in play. */

import { typeOfName, type CursorView } from './cursorView.ts';
import type { LinkedDefinition } from '../graph/fileLinks.ts';
import { hashOfName } from '../graph/nameHash.ts';
import { familyOf, type GraphFile, type Place, type SymbolGraph, type Way } from '../graph/symbolGraph.ts';

/** How it comes into play. */
export type Role =
  | Way
  /** A member of what is imported as a whole: `books` of `books.open()`. */
  | { readonly kind: 'inModule'; readonly module: string; readonly line: number }
  /** A member of a type that is in play by the name of `owner`. */
  | { readonly kind: 'member'; readonly owner: string; readonly isInherited: boolean }
  /** Used elsewhere together with names that stand here. */
  | { readonly kind: 'associated' }
  /** A name behind a dot that few types have. */
  | { readonly kind: 'memberName'; readonly others: number };

export interface Candidate extends Place {
  readonly role: Role;
  /** What the file calls it, where it is called otherwise. */
  readonly alias: string;
}

const mostOfModule = 1200;
const mostOfPackage = 600;
const mostTypes = 40;
const mostNamed = 80;
const fewMembers = 5;
const mostAssociated = 60;
const deepest = 3;
/** Of names within so many lines it is asked whether a type is called like them. */
const nearLines = 20;

const typeKinds: ReadonlySet<string> = new Set(['class', 'interface', 'enum', 'type', 'extension', 'module']);

/** @param associated of `associatedNames`. */
export function contextCandidates(
  graph: SymbolGraph,
  view: CursorView,
  associated: ReadonlyMap<number, number>,
): Candidate[] {
  const found = new Found(view.viewer.path);
  imported(graph, view, found);
  for (const file of graph.packageOf(view.viewer)) {
    if (file.path === view.viewer.path) continue;
    for (const definition of topLevel(graph, file, mostOfPackage)) found.add({ file, definition }, { kind: 'package' });
  }
  named(graph, view, found);
  membersInPlay(graph, view, found);
  memberNames(graph, view, found);
  for (const hash of bestOf(associated, mostAssociated)) {
    const places: Place[] = [];
    graph.withHash(hash, (place) => {
      if (familyOf(place.file.language) === familyOf(view.viewer.language)) places.push(place);
    });
    if (places.length <= fewMembers) for (const place of places) found.add(place, { kind: 'associated' });
  }
  return found.all();
}

/** Each definition once, as it first came. */
class Found {
  readonly #path: string;
  readonly #candidates = new Map<string, Candidate>();

  constructor(path: string) {
    this.#path = path;
  }

  add({ file, definition }: Place, role: Role, alias = definition.name): void {
    if (file.path === this.#path) return;
    const key = `${file.number}:${definition.startLine}:${definition.name}`;
    if (!this.#candidates.has(key)) this.#candidates.set(key, { file, definition, role, alias });
  }

  all(): Candidate[] {
    return [...this.#candidates.values()];
  }
}

function imported(graph: SymbolGraph, { viewer }: CursorView, found: Found): void {
  for (const { alias, name, files, line } of viewer.targets) {
    if (name !== '*' || (alias !== '' && viewer.language !== 'go'))
      for (const { via, ...place } of graph.exportedBy(files, name, alias))
        found.add(place, { kind: 'imported', line, via }, alias);
    if (name !== '*') continue;
    for (const path of files) {
      for (const { file, definition } of graph.exportsOf(path, mostOfModule))
        found.add(
          { file, definition },
          alias === '' ? { kind: 'all', line, via: undefined } : { kind: 'inModule', module: alias, line },
        );
    }
  }
}

function topLevel(graph: SymbolGraph, file: GraphFile, most: number): LinkedDefinition[] {
  return graph
    .definitionsIn(file)
    .filter(({ owner, kind }) => owner === '' && kind !== 'test')
    .slice(0, most);
}

/** Names that are typed already and that no import explains. */
function named(graph: SymbolGraph, { viewer, names }: CursorView, found: Found): void {
  let left = mostNamed;
  for (const name of names.keys()) {
    if (left-- === 0) return;
    for (const { way, ...place } of graph.seenFrom(viewer, name)) if (way.kind !== 'own') found.add(place, way);
  }
}

/** Members of types that are named here, of what variables are by their looks, and of what this class inherits. */
function membersInPlay(graph: SymbolGraph, view: CursorView, found: Found): void {
  const { viewer, names, types, around, receiver } = view;
  const inPlay = new Map<string, boolean>();
  if (receiver !== undefined && receiver !== '') {
    inPlay.set(typeOfName(view, receiver), false);
    inPlay.set(receiver, false);
  }
  for (const definition of viewer.definitions)
    if (around.includes(definition.name)) for (const base of definition.supertypes) inPlay.set(base, true);
  for (const [name, { distance }] of names) {
    const type = distance <= nearLines ? typeOfName(view, name) : types.get(name);
    if (type !== undefined) inPlay.set(type, inPlay.get(type) ?? false);
    if (/^\p{Lu}/u.test(name)) inPlay.set(name, inPlay.get(name) ?? false);
  }
  let left = mostTypes;
  for (const [name, isInherited] of inPlay) {
    if (left-- === 0) return;
    for (const place of graph.seenFrom(viewer, name))
      for (const member of membersOf(graph, place, deepest))
        found.add(member, { kind: 'member', owner: name, isInherited });
  }
}

/** What a type has: its own members, wherever its package adds them, and those of its supertypes. */
export function membersOf(graph: SymbolGraph, { file, definition }: Place, depth: number): Place[] {
  if (!typeKinds.has(definition.kind)) return [];
  const { name, supertypes } = definition;
  const ownFiles = spread.has(file.language)
    ? graph.packageOf({ ...graph.viewer(file) }).concat(file.language === 'rust' ? [file] : [])
    : [file];
  const own = ownFiles.flatMap((one) =>
    graph
      .definitionsIn(one)
      .filter(({ owner, kind }) => owner === name && kind !== 'test')
      .map((member) => ({ file: one, definition: member })),
  );
  if (depth === 0) return own;
  const viewer = graph.viewer(file);
  return supertypes.reduce<Place[]>(
    (all, base) =>
      all.concat(
        graph
          .seenFrom(viewer, base)
          .slice(0, 2)
          .flatMap((place) => membersOf(graph, place, depth - 1)),
      ),
    own,
  );
}

/** Languages that define a type's members in any file of its package. */
const spread: ReadonlySet<string> = new Set(['go', 'swift', 'c-sharp']);

/** Names behind a dot say what they mean where few types have them. */
function memberNames(graph: SymbolGraph, { viewer, members }: CursorView, found: Found): void {
  let left = mostNamed;
  for (const [name, { distance }] of members) {
    if (distance > 60 || left-- === 0) continue;
    if (graph.names.definitionsOf(hashOfName(name), fewMembers + 1) > fewMembers) continue;
    const places = graph.named(name).filter(({ file }) => familyOf(file.language) === familyOf(viewer.language));
    for (const place of places) found.add(place, { kind: 'memberName', others: places.length - 1 });
  }
}

const bestOf = (votes: ReadonlyMap<number, number>, most: number): number[] =>
  [...votes]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([hash]) => hash);
