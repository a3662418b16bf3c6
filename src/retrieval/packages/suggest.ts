/** The names that were meant when one does not exist. */

import { nameSimilarity, subtokens } from '../../syntax/subtokens.ts';
import { stem } from '../tokens.ts';

const usual = 3;
/** Below this the two have nothing to do with each other. */
const least = 0.45;
/** Comparing letter by letter takes a while: of many names only those that share something are compared. */
const mostCompared = 4000;

export function didYouMean(asked: string, names: Iterable<string>, limit = usual): string[] {
  const words = new Set(subtokens(asked).map(stem));
  const all = [...names].filter((name) => name !== asked && name !== 'default');
  const scored = all.map((name) => {
    const own = subtokens(name).map(stem);
    const shared = own.filter((word) => words.has(word)).length;
    return { name, shared: (2 * shared) / (own.length + words.size || 1) };
  });
  scored.sort((a, b) => b.shared - a.shared);
  const likely = all.length > mostCompared ? scored.slice(0, mostCompared) : scored;
  return likely
    .map(({ name, shared }) => ({
      name,
      score: Math.max(nameSimilarity(asked, name), 0.9 * shared, inOrder(asked, name)),
    }))
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** One is the other with more at an end: `parse` for `parseText`. */
function inOrder(asked: string, name: string): number {
  const [a, b] = [asked.toLowerCase(), name.toLowerCase()];
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 3 || !(long.startsWith(short) || long.endsWith(short))) return 0;
  return 0.5 + 0.4 * (short.length / long.length);
}
