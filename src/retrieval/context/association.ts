/**
 * Names that are used together with the names in front of the user: chunks of other files that use the same rare names
 * vote for what else they use. It finds what is about to be used before anything of it was typed.
 */

import { hashOfName } from '../graph/nameHash.ts';
import type { GraphFile, SymbolGraph } from '../graph/symbolGraph.ts';

/** Names are looked at that so many of the files use at most. */
const mostShare = 0.15;
const mostNames = 24;
const mostFiles = 50;
const mostChunks = 60;

/**
 * @param names each with what it counts.
 * @returns by the hash of a name: which share of the votes it has, 0 to 1.
 */
export function associatedNames(
  graph: SymbolGraph,
  from: string,
  language: (other: string) => boolean,
  names: ReadonlyMap<string, number>,
): ReadonlyMap<number, number> {
  const wanted = rareNames(graph, names);
  if (wanted.length === 0) return new Map();
  const files: { file: GraphFile; sum: number }[] = [];
  for (const file of graph.files()) {
    if (file.path === from || !language(file.language)) continue;
    let sum = 0;
    for (const { hash, weight } of wanted) if (file.links.indexOf(hash) !== -1) sum += weight;
    if (sum > 0) files.push({ file, sum });
  }
  files.sort((a, b) => b.sum - a.sum);
  const weights = new Map(wanted.map(({ hash, weight }) => [hash, weight]));
  const chunks: { names: number[]; sum: number }[] = [];
  for (const { file } of files.slice(0, mostFiles)) chunks.push(...chunksOf(file, weights));
  chunks.sort((a, b) => b.sum - a.sum);
  const votes = new Map<number, number>();
  let all = 0;
  for (const { names: used, sum } of chunks.slice(0, mostChunks)) {
    const vote = sum * sum;
    all += vote;
    for (const hash of used) votes.set(hash, (votes.get(hash) ?? 0) + vote);
  }
  for (const [hash, vote] of votes) votes.set(hash, vote / all);
  return votes;
}

function rareNames(
  graph: SymbolGraph,
  names: ReadonlyMap<string, number>,
): { readonly hash: number; readonly weight: number }[] {
  const most = Math.max(3, graph.size * mostShare);
  return Array.from(names, ([name, weight]) => {
    const hash = hashOfName(name);
    const used = graph.names.filesUsing(hash);
    return { hash, weight: used === 0 || used > most ? 0 : weight * Math.log(1 + graph.size / used) };
  })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostNames);
}

/** The chunks that use some of the names: what they use, and what they share. */
function chunksOf(file: GraphFile, weights: ReadonlyMap<number, number>): { names: number[]; sum: number }[] {
  const chunks = new Map<number, { names: number[]; sum: number }>();
  for (const { hash, chunks: places } of file.links.uses()) {
    const weight = weights.get(hash) ?? 0;
    for (const place of places) {
      let chunk = chunks.get(place);
      if (!chunk) chunks.set(place, (chunk = { names: [], sum: 0 }));
      chunk.names.push(hash);
      chunk.sum += weight;
    }
  }
  return [...chunks.values()].filter(({ sum }) => sum > 0);
}
