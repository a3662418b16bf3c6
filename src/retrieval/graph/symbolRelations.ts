/**
 * What is related to a definition or a file: who uses it, who implements it, what tests it, who imports it. Each looks
 * at all files, so each is a generator that yields nothing now and then: whoever runs it may let others go first.
 */

import { membersOf } from '../context/contextCandidates.ts';
import { useBits } from './fileLinks.ts';
import { folderOf, nameOf, stemOf } from './fileTree.ts';
import { hashOfName } from './nameHash.ts';
import type { SymbolRelation, SymbolRequest } from '../placeRequest.ts';
import { familyOf, type GraphFile, type Place, type Seen, type SymbolGraph, type Way } from './symbolGraph.ts';
import { isTestFile, subjectOf } from './testFile.ts';

export interface Related {
  readonly file: GraphFile;
  readonly at:
    | { readonly kind: 'definition'; readonly definition: Place['definition'] }
    | { readonly kind: 'chunk'; readonly chunk: number }
    | { readonly kind: 'line'; readonly line: number };
  readonly score: number;
  readonly reason: string;
}

/** `undefined` now and then, in between. */
export type Search = Generator<Related | undefined, void>;

/** @returns in no order; undefined when the request lacks what the relation needs. */
export function related(graph: SymbolGraph, request: SymbolRequest): Search | undefined {
  const { relation, name, path } = request;
  const file = path === undefined ? undefined : graph.get(path);
  if (fileRelations.has(relation) && name === undefined) {
    if (!file) return undefined;
    if (relation === 'outline') return outline(graph, file);
    if (relation === 'imports') return imports(graph, file);
    return relation === 'tests' ? testsOfFile(graph, file) : importers(graph, file);
  }
  if (name === undefined) return file && relation === 'outline' ? outline(graph, file) : undefined;
  const meant = definitionsOf(graph, name, file);
  switch (relation) {
    case 'definitions':
      return definitions(meant);
    case 'members':
      return members(graph, meant);
    case 'callers':
      return callers(graph, meant, false);
    case 'implementers':
      return implementers(graph, meant);
    case 'tests':
      return callers(graph, meant, true);
    case 'outline':
    case 'imports':
    case 'importers':
      return file && related(graph, { relation, path: file.path });
  }
}

const fileRelations: ReadonlySet<SymbolRelation> = new Set(['outline', 'imports', 'importers', 'tests']);

type Meant = Place & { readonly way: Way | undefined };

/** What a name may mean, the surest first. `Ledger.add` is the `add` of `Ledger`. */
export function definitionsOf(graph: SymbolGraph, name: string, from: GraphFile | undefined): Meant[] {
  const parts = name.split(/::|[.#\\]/).filter(Boolean);
  const last = parts.at(-1) ?? name;
  const owner = parts.at(-2);
  const seen: readonly Seen[] = from && owner === undefined ? graph.seenFrom(graph.viewer(from), last) : [];
  const isSeen = new Set(seen.map(({ definition, file }) => `${file.number}:${definition.startLine}`));
  const others = graph
    .named(last)
    .filter(({ file, definition }) => !isSeen.has(`${file.number}:${definition.startLine}`))
    .filter(({ definition }) => owner === undefined || definition.owner === owner)
    .sort((a, b) => worth(b) - worth(a) || (a.file.path < b.file.path ? -1 : 1));
  // What an import says is certain; then the others only have the same name.
  const certain = seen.some(({ way }) => way.kind === 'own' || way.kind === 'imported');
  return [...seen, ...(certain ? [] : others.map((place) => ({ ...place, way: undefined })))];
}

const worth = ({ file, definition }: Place): number =>
  (definition.exported ? 4 : 0) + (definition.owner === '' ? 2 : 0) - (file.isTest ? 8 : 0);

function* definitions(meant: readonly Meant[]): Search {
  for (const [at, { file, definition, way }] of meant.entries())
    yield {
      file,
      at: { kind: 'definition', definition },
      score: 1 / (at + 1),
      reason: way
        ? `defines it, ${wayOf(way)}`
        : definition.owner === ''
          ? 'defines it'
          : `defines it in ${definition.owner}`,
    };
}

/** In words, to stand behind a comma. */
export function wayOf(way: Way): string {
  switch (way.kind) {
    case 'own':
      return 'in the same file';
    case 'imported':
      return `imported on line ${way.line}${way.via === undefined ? '' : ` through ${way.via}`}`;
    case 'all':
      return `its file is imported on line ${way.line}${way.via === undefined ? '' : ` through ${way.via}`}`;
    case 'package':
      return 'in the same package';
    case 'named':
      return way.others === 0 ? 'the only one of this name' : `one of ${way.others + 1} of this name`;
  }
}

function* members(graph: SymbolGraph, meant: readonly Meant[]): Search {
  for (const type of meant) {
    for (const [at, { file, definition }] of membersOf(graph, type, 3).entries()) {
      const own = definition.owner === type.definition.name;
      yield {
        file,
        at: { kind: 'definition', definition },
        score: (own ? 1 : 0.5) / (1 + at / 1000),
        reason: own ? `member of ${definition.owner}` : `inherited from ${definition.owner}`,
      };
    }
    yield undefined;
  }
}

/** Uses of a name in the files where it means one of these. */
function* callers(graph: SymbolGraph, meant: readonly Meant[], inTests: boolean): Search {
  const [first] = meant;
  if (!first) return;
  const { name } = first.definition;
  const hash = hashOfName(name);
  for (const file of graph.files()) {
    yield undefined;
    const rust = inTests && file.language === 'rust';
    if (inTests && !file.isTest && !rust) continue;
    if (familyOf(file.language) !== familyOf(first.file.language)) continue;
    const known = knownAs(graph, file, meant, name, hash);
    if (!known) continue;
    const at = file.links.indexOf(known.hash);
    const [use] = at === -1 ? [] : file.links.uses([at]);
    if (!use) continue;
    const verb =
      (use.kinds & useBits.call) !== 0 ? 'calls' : (use.kinds & useBits.type) !== 0 ? 'names as a type' : 'uses';
    for (const chunk of use.chunks) {
      const isItself = meant.some(({ file: own, definition }) => own === file && definition.chunk === chunk);
      if (isItself || (rust && !graph.definitionsIn(file).some((one) => one.kind === 'test' && one.chunk === chunk)))
        continue;
      yield {
        file,
        at: { kind: 'chunk', chunk },
        score: known.score * (file.isTest && !inTests ? 0.6 : 1),
        reason: `${verb} \`${name}\`, ${known.reason}`,
      };
    }
  }
}

/** Whether a file means one of these by the name, and how sure that is. */
function knownAs(
  graph: SymbolGraph,
  file: GraphFile,
  meant: readonly Meant[],
  name: string,
  hash: number,
): { readonly hash: number; readonly score: number; readonly reason: string } | undefined {
  const isUsed = file.links.indexOf(hash) !== -1;
  const places = new Set(meant.map((place) => place.file.path));
  const isTop = meant.some(({ definition }) => definition.owner === '');
  if (isTop) {
    const targets = graph.targetsOf(file);
    for (const { alias, name: taken, line } of targets) {
      if (taken !== name || alias === '' || alias === name) continue;
      const seen = graph.imported(graph.viewer(file), alias);
      if (seen.some((place) => places.has(place.file.path)))
        return { hash: hashOfName(alias), score: 1, reason: `imported on line ${line} as \`${alias}\`` };
    }
  }
  if (!isUsed) return undefined;
  if (places.has(file.path)) return { hash, score: 0.9, reason: 'in the same file' };
  const whole = graph.targetsOf(file).find(({ files }) => files.some((path) => places.has(path)));
  const seen = isTop ? graph.seenFrom(graph.viewer(file), name) : [];
  const one = seen.find((place) => places.has(place.file.path));
  if (one) return { hash, score: one.way.kind === 'named' ? 0.5 : 1, reason: wayOf(one.way) };
  if (seen.length > 0) return undefined;
  const owners = meant.map(({ definition }) => definition.owner).filter((owner) => owner !== '');
  const owner = owners.find((one) => file.links.indexOf(hashOfName(one)) !== -1);
  if (whole) return { hash, score: 0.8, reason: `its file is imported on line ${whole.line}` };
  if (owner !== undefined) return { hash, score: 0.7, reason: `and \`${owner}\` with it` };
  if (isTop) return undefined;
  const same = graph.names.definitionsOf(hash, 4);
  return same > 3
    ? undefined
    : { hash, score: 0.5 / same, reason: same === 1 ? 'the only one of this name' : `one of ${same} of this name` };
}

function* implementers(graph: SymbolGraph, meant: readonly Meant[]): Search {
  const [first] = meant;
  if (!first) return;
  const { name } = first.definition;
  const hash = hashOfName(name);
  const places = new Set(meant.map(({ file }) => file.path));
  for (const file of graph.files()) {
    yield undefined;
    if (file.links.indexOf(hash) === -1) continue;
    for (const definition of graph.definitionsIn(file)) {
      if (!definition.supertypes.includes(name)) continue;
      const seen = graph.seenFrom(graph.viewer(file), name);
      const way = seen.find((place) => places.has(place.file.path))?.way;
      if (!way && seen.length > 0) continue;
      yield {
        file,
        at: { kind: 'definition', definition },
        score: (way ? 1 : 0.5) * (file.isTest ? 0.6 : 1),
        reason: way ? `extends \`${name}\`, ${wayOf(way)}` : `extends something called \`${name}\``,
      };
    }
  }
}

function* importers(graph: SymbolGraph, wanted: GraphFile): Search {
  const stem = stemOf(wanted.path).toLowerCase();
  const folder = nameOf(folderOf(wanted.path)).toLowerCase();
  for (const file of graph.files()) {
    yield undefined;
    if (file === wanted) continue;
    // Resolving takes longer than looking whether the words are there at all.
    const mayBe = file.links.imports().some(({ module, names }) => {
      const text = [module, ...names.map(({ name }) => name)].join(' ').toLowerCase();
      return (
        text.includes(stem) ||
        /^\.*\/?\.*$/.test(module) ||
        (folder !== '' && text.includes(folder)) ||
        module.includes('@') ||
        module === 'crate'
      );
    });
    if (!mayBe) continue;
    const taken = graph.targetsOf(file).filter(({ files }) => files.includes(wanted.path));
    const [first] = taken;
    if (!first) continue;
    const names = [...new Set(taken.map(({ name }) => name))].filter((name) => name !== '*').slice(0, 5);
    yield {
      file,
      at: { kind: 'line', line: first.line },
      score: (file.isTest ? 0.6 : 1) + Math.min(taken.length, 20) / 100,
      reason: names.length > 0 ? `imports ${names.map((name) => `\`${name}\``).join(', ')}` : 'imports all of it',
    };
  }
}

function* imports(graph: SymbolGraph, from: GraphFile): Search {
  const byFile = new Map<string, { line: number; names: string[] }>();
  for (const { files, name, line } of graph.targetsOf(from)) {
    for (const path of files) {
      const known = byFile.get(path);
      if (known) known.names.push(name);
      else byFile.set(path, { line, names: [name] });
    }
  }
  for (const [path, { line, names }] of byFile) {
    const file = graph.get(path);
    const taken = names.filter((name) => name !== '*').slice(0, 5);
    if (file)
      yield {
        file,
        at: { kind: 'line', line: 1 },
        score: 1 / (1 + line / 1000),
        reason: `imported on line ${line}${taken.length > 0 ? ` for ${taken.map((name) => `\`${name}\``).join(', ')}` : ''}`,
      };
  }
}

function* outline(graph: SymbolGraph, file: GraphFile): Search {
  for (const definition of graph.definitionsIn(file))
    yield {
      file,
      at: { kind: 'definition', definition },
      score: 1 / (1 + definition.startLine / 10_000),
      reason:
        definition.owner === ''
          ? `line ${definition.startLine}`
          : `line ${definition.startLine}, in ${definition.owner}`,
    };
}

/** By what tests import, then by what they are called. */
function* testsOfFile(graph: SymbolGraph, wanted: GraphFile): Search {
  const told = new Set<string>();
  for (const definition of graph.definitionsIn(wanted))
    if (definition.kind === 'test')
      yield { file: wanted, at: { kind: 'definition', definition }, score: 1, reason: 'a test in the file itself' };
  for (const found of importers(graph, wanted)) {
    if (!found?.file.isTest) {
      yield undefined;
      continue;
    }
    told.add(found.file.path);
    const named = subjectOf(found.file.path) === subjectOf(wanted.path);
    yield { ...found, score: named ? 1 : 0.8, reason: `a test that ${found.reason}` };
  }
  const subject = subjectOf(wanted.path);
  for (const file of graph.files()) {
    yield undefined;
    if (!isTestFile(file.path) || told.has(file.path) || file === wanted || subjectOf(file.path) !== subject) continue;
    yield { file, at: { kind: 'line', line: 1 }, score: 0.6, reason: 'a test that is called like it' };
  }
}
