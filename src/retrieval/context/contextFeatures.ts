/** What speaks for a candidate at a cursor, in numbers; the weights were learned from packages that are not measured. */

import type { Candidate } from './contextCandidates.ts';
import { typeOfName, type CursorView } from './cursorView.ts';
import { hashOfName } from '../graph/nameHash.ts';
import type { SymbolGraph } from '../graph/symbolGraph.ts';
import { subjectOf } from '../graph/testFile.ts';
import { termsOfName } from '../tokens.ts';

export const featureNames = [
  'imported',
  'all',
  'inModule',
  'package',
  'member',
  'inherited',
  'named',
  'memberName',
  'associated',
  'justUsed',
  'usedNear',
  'usedFar',
  'usedAtAll',
  'oftenUsed',
  'importedUnused',
  'popular',
  'votes',
  'votesUnused',
  'nearTerms',
  'function',
  'type',
  'constant',
  'field',
  'receiverFits',
  'receiverElse',
  'typeExpected',
  'typeElse',
  'begun',
  'begunElse',
  'ownerNear',
  'ownerUsed',
  'moduleNear',
  'similar',
  'choice',
  'subject',
  'private',
  'memberNoReceiver',
  'lateImport',
  'inTest',
] as const;

export type FeatureName = (typeof featureNames)[number];

const at = Object.fromEntries(featureNames.map((name, place) => [name, place])) as Record<FeatureName, number>;

export interface Evidence {
  readonly graph: SymbolGraph;
  readonly view: CursorView;
  readonly associated: ReadonlyMap<number, number>;
  /** How much of the best similar chunk's score the candidate's chunk has, 0 to 1. */
  readonly similarity: (candidate: Candidate) => number;
  /** How many candidates come into play in the same way. */
  readonly choice: (candidate: Candidate) => number;
  readonly lastImportLine: number;
}

const functions: ReadonlySet<string> = new Set(['function', 'method', 'macro']);
const types: ReadonlySet<string> = new Set(['class', 'interface', 'enum', 'type', 'extension']);
const constants: ReadonlySet<string> = new Set(['constant', 'variable']);

/** One number for each of `featureNames`. */
export function featuresOf(candidate: Candidate, evidence: Evidence): Float64Array {
  const { definition, role, alias, file } = candidate;
  const { graph, view } = evidence;
  const features = new Float64Array(featureNames.length);
  const set = (name: FeatureName, value: number): void => void (features[at[name]] = value);
  set(role.kind === 'own' ? 'package' : role.kind, 1);
  if (role.kind === 'member' && role.isInherited) set('inherited', 1);

  const isMember = definition.owner !== '' || role.kind === 'inModule';
  const use = (isMember ? view.members.get(alias) : undefined) ?? view.names.get(alias);
  if (use) {
    set('justUsed', use.distance <= 1 ? 1 : 0);
    set('usedNear', Math.exp(-use.distance / 6));
    set('usedFar', Math.exp(-use.distance / 60));
    set('usedAtAll', 1);
    set('oftenUsed', Math.log1p(use.count));
  } else if (role.kind === 'imported') {
    set('importedUnused', 1);
    set('lateImport', evidence.lastImportLine === 0 ? 0 : role.line / evidence.lastImportLine);
  }
  const hash = hashOfName(definition.name);
  const own = graph.get(view.viewer.path);
  const used = graph.names.filesUsing(hash) - (own && own.links.indexOf(hash) !== -1 ? 1 : 0);
  set('popular', Math.log1p(Math.max(0, used)) / 5);
  const votes = evidence.associated.get(hash) ?? 0;
  set('votes', votes);
  if (!use) set('votesUnused', votes);
  const terms = termsOfName(definition.name);
  set('nearTerms', terms.length === 0 ? 0 : terms.filter((term) => view.near.has(term)).length / terms.length);
  if (functions.has(definition.kind)) set('function', 1);
  else if (types.has(definition.kind)) set('type', 1);
  else if (constants.has(definition.kind)) set('constant', 1);
  else set('field', 1);

  const { receiver, expected, partial } = view;
  if (receiver !== undefined) {
    const given = typeOfName(view, receiver);
    const fits =
      (role.kind === 'inModule' && role.module === receiver) ||
      (isMember &&
        receiver !== '' &&
        [given, receiver].some((type) => definition.owner === type || (role.kind === 'member' && role.owner === type)));
    set('receiverFits', fits ? 1 : 0);
    if (!isMember) set('receiverElse', 1);
  } else if (definition.owner !== '') set('memberNoReceiver', 1);
  if (expected !== undefined) set(types.has(definition.kind) ? 'typeExpected' : 'typeElse', 1);
  if (partial !== '') set(alias.startsWith(partial) ? 'begun' : 'begunElse', 1);

  const owner =
    definition.owner === '' ? undefined : (view.names.get(definition.owner) ?? ownerUse(view, definition.owner));
  if (owner) {
    set('ownerNear', Math.exp(-owner.distance / 8));
    set('ownerUsed', 1);
  }
  const module = role.kind === 'inModule' ? view.names.get(role.module) : undefined;
  if (module) set('moduleNear', Math.exp(-module.distance / 12));
  set('similar', evidence.similarity(candidate));
  set('choice', Math.log1p(evidence.choice(candidate)) / 5);
  if (subjectOf(view.viewer.path) === subjectOf(file.path)) set('subject', 1);
  if (!definition.exported) set('private', 1);
  if (file.isTest && !(graph.get(view.viewer.path)?.isTest ?? false)) set('inTest', 1);
  return features;
}

/** The nearest variable that is of this type by its looks. */
function ownerUse(view: CursorView, owner: string): { readonly distance: number } | undefined {
  let nearest: { readonly distance: number } | undefined;
  for (const [name, type] of view.types) {
    if (type !== owner || name === owner) continue;
    const use = view.names.get(name) ?? view.members.get(name);
    if (use && (!nearest || use.distance < nearest.distance)) nearest = use;
  }
  // A variable that is called like the type.
  const like = view.names.get(owner.charAt(0).toLowerCase() + owner.slice(1));
  return like && (!nearest || like.distance < nearest.distance) ? like : nearest;
}
