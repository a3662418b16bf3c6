/** Finds declarations of several packages by words: the fields and weights of the workspace's own search. */

import { LexicalIndex } from '../lexical.ts';
import type { ApiDeclaration, ApiHit, InstalledPackage } from './installed.ts';
import { termsOfQuery } from '../queryTerms.ts';

export class ApiIndex {
  readonly #lexical = new LexicalIndex();
  readonly #entries: { readonly declaration: ApiDeclaration; readonly info: InstalledPackage }[] = [];

  constructor(
    packages: readonly { readonly info: InstalledPackage; readonly declarations: readonly ApiDeclaration[] }[],
  ) {
    for (const { info, declarations } of packages) {
      for (const declaration of declarations) {
        const { name, signature, doc } = declaration;
        const path = name.split('.');
        const scope = path.slice(0, -1);
        const id = this.#entries.push({ declaration, info }) - 1;
        this.#lexical.add(id, { path: info.name, name: path.at(-1) ?? '', scope, signature, doc, body: '' });
      }
    }
  }

  /** Best first; of overloads the first. */
  search(query: string, limit: number): ApiHit[] {
    const hits = this.#lexical.search(termsOfQuery(query), limit * 4);
    const seen = new Set<string>();
    const found: ApiHit[] = [];
    for (const { id, score } of hits) {
      const { declaration, info } = this.#entries[id]!;
      const key = `${info.name}\0${declaration.name}`;
      if (seen.has(key) || found.length >= limit) continue;
      seen.add(key);
      found.push({
        ...declaration,
        package: info.name,
        ...(info.version !== undefined && { version: info.version }),
        score,
      });
    }
    return found;
  }
}
