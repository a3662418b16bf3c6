/** What other files of the workspace offer to a repair: names and keys that are known to exist there. */

import { scopesOf } from '../../syntax/scope.ts';
import { functionsOf } from './knownFunctions.ts';
import type { KnownFunction } from './knownFunctions.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';

export interface Ingredients {
  /** Those that have a name, of every file. */
  readonly functions: readonly KnownFunction[];
  /** How often a member name is used anywhere. */
  readonly members: ReadonlyMap<string, number>;
  /** Keys of dictionaries and objects. */
  readonly keys: ReadonlyMap<string, number>;
  /** Parameters of the functions declared anywhere, by name; a name with two signatures is left out. */
  readonly signatures: ReadonlyMap<string, readonly string[]>;
}

export function collectIngredients(trees: Iterable<SyntaxTree>): Ingredients {
  const members = new Map<string, number>();
  const keys = new Map<string, number>();
  const signatures = new Map<string, readonly string[]>();
  const functions: KnownFunction[] = [];
  const unclear = new Set<string>();
  for (const tree of trees) {
    const scopes = scopesOf(tree);
    functions.push(...functionsOf(tree));
    for (const [name, count] of scopes.memberNames) members.set(name, (members.get(name) ?? 0) + count);
    for (const [name, count] of scopes.keys) keys.set(name, (keys.get(name) ?? 0) + count);
    for (const [name, parameters] of scopes.signatures) {
      if (signatures.has(name) && signatures.get(name)?.join() !== parameters.join()) unclear.add(name);
      signatures.set(name, parameters);
    }
  }
  for (const name of unclear) signatures.delete(name);
  return { functions, members, keys, signatures };
}
