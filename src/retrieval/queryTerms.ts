/** From what is asked, and from the code in front of the user, to weighted terms. */

import type { QueryTerms } from './lexical.ts';
import { isStopWord, stem, termsOf, termsOfName, wordsOf } from './tokens.ts';

/** What each way of saying it otherwise counts, against 1 for the word itself. */
const synonymWeight = 0.15;
const compoundWeight = 0.25;

/** The terms of a question or of code. Never empty for a text that has a word, be it of stop words alone. */
export function termsOfQuery(text: string): Map<string, number> {
  const terms = termsOf(text);
  return countsOf(terms.length > 0 ? terms : termsOfName(text));
}

/** `terms` with other words for the same in names, and with neighbours of the text written as one word. */
export function withOtherWords(terms: QueryTerms, text: string): Map<string, number> {
  const all = new Map(terms);
  for (const term of terms.keys()) {
    for (const other of synonyms.get(term) ?? []) raise(all, other, synonymWeight);
  }
  const words = wordsOf(text);
  for (let at = 0; at + 1 < words.length; at++) {
    const [first, second] = [words[at]!, words[at + 1]!];
    if (isStopWord(first) || isStopWord(second)) continue;
    raise(all, stem(first + second), compoundWeight);
  }
  return all;
}

/** The identifiers of a window that are looked at. */
const windowTerms = 24;

/** What all of them together count against all that was asked for. More than this and they find the window itself. */
const windowShare = 0.1;

/**
 * `terms` with those of the code in front of the user: the rarest of its identifiers, since what is everywhere says
 * nothing about what is wanted here. Where something was asked for they decide between equals; else they are the query.
 */
export function withWindow(terms: QueryTerms, window: string, rarity: (term: string) => number): Map<string, number> {
  const rare = Array.from(countsOf(termsOf(window)), ([term, count]) => ({ term, weight: count * rarity(term) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, windowTerms);
  const all = new Map(terms);
  const whole = rare.reduce((sum, { weight }) => sum + weight, 0);
  const asked = Array.from(terms.values()).reduce((sum, weight) => sum + weight, 0);
  const unit = asked === 0 ? rare.length / whole : (windowShare * asked) / whole;
  for (const { term, weight } of rare) all.set(term, (all.get(term) ?? 0) + weight * unit);
  return all;
}

/** How often a word stands in a question says little more than that it does. */
function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const [term, count] of counts) counts.set(term, 1 + Math.log(count) / 2);
  return counts;
}

function raise(terms: Map<string, number>, term: string, weight: number): void {
  terms.set(term, Math.max(terms.get(term) ?? 0, weight));
}

/** Groups of words of which names use one and people another. */
const groups = [
  'get return retrieve obtain fetch access read lookup',
  'set assign update change modify replace',
  'create make build new construct generate produce init initialize',
  'remove delete erase drop clear discard',
  'add append insert push put register attach',
  'check test determine verify validate whether is has contains',
  'convert transform to as cast translate from',
  'find search locate lookup index',
  'compute calculate calc evaluate',
  'count number num size length len total',
  'string str text',
  'function func fn callback cb',
  'argument arg parameter param',
  'message msg',
  'error err exception failure',
  'index idx position pos offset',
  'value val',
  'previous prev',
  'current cur',
  'maximum max largest greatest highest',
  'minimum min smallest least lowest',
  'temporary tmp temp',
  'directory dir folder',
  'source src',
  'destination dst dest target',
  'integer int',
  'boolean bool',
  'character char',
  'array list sequence',
  'dictionary dict map',
  'object obj',
  'element elem item entry',
  'attribute attr property prop',
  'configuration config option settings',
  'initialize init setup',
  'execute run exec perform invoke call',
  'start begin',
  'stop end finish terminate',
  'open connect',
  'close shutdown dispose',
  'send emit dispatch write',
  'receive recv',
  'equal eq same equality equals compare',
  'iterate each loop foreach iter',
  'duplicate copy clone',
  'merge combine join concat union',
  'parse decode deserialize unmarshal',
  'format encode serialize marshal stringify',
  'synchronous sync',
  'asynchronous async',
  'multiply mul product times',
  'divide div',
  'subtract sub minus difference diff',
  'average mean avg',
  'random rand',
  'coordinate coord',
  'reference ref',
  'context ctx',
  'request req',
  'response res resp',
  'database db',
  'environment env',
  'specification spec',
  'variable var',
  'constant const',
  'display show print',
  'hide conceal',
  'enable allow',
  'disable prevent',
  'wait block sleep',
  'square sqrt root',
  'absolute abs',
  'version ver',
  'document doc',
  'image img picture',
  'button btn',
  'address addr',
  'memory mem',
  'buffer buf',
  'command cmd',
  'column col',
  'public exported',
];

const synonyms = new Map<string, Set<string>>();
for (const group of groups) {
  const words = group.split(' ').map(stem);
  for (const word of words) {
    const others = synonyms.get(word) ?? new Set<string>();
    for (const other of words) if (other !== word) others.add(other);
    synonyms.set(word, others);
  }
}
