/** A real folder of packages, with the catalogue that answers for it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { existenceOf, type LookUp } from '../../src/retrieval/packages/installed.ts';
import { PackagesCatalog, type PackagesOrder } from '../../src/retrieval/node/packages/catalog.ts';
import { grammars, queries } from '../unit/syntax/installedGrammars.ts';

export type Files = Readonly<Record<string, string>>;

export class PackagesFolder {
  readonly #top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-packages-')));
  readonly root = path.join(this.#top, 'workspace');
  /** Where programs keep what they downloaded. */
  readonly home = path.join(this.#top, 'home');
  readonly #catalogs: PackagesCatalog[] = [];

  constructor(files: Files) {
    mkdirSync(this.root);
    mkdirSync(this.home);
    this.write(files);
  }

  /** Paths from the workspace; `../` leads out of it. */
  write(files: Files): void {
    for (const [place, text] of Object.entries(files)) {
      const file = path.join(this.root, place);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  link(place: string, target: string): void {
    const link = path.join(this.root, place);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(target, link);
  }

  order(more: Partial<PackagesOrder> = {}): PackagesOrder {
    return { root: this.root, home: this.home, environment: {}, grammars, queries, ...more };
  }

  async catalog(more: Partial<PackagesOrder> = {}): Promise<PackagesCatalog> {
    const catalog = new PackagesCatalog(this.order(more));
    await catalog.open();
    this.#catalogs.push(catalog);
    return catalog;
  }

  remove(): void {
    for (const catalog of this.#catalogs) catalog.dispose();
    rmSync(this.#top, { recursive: true });
  }
}

/** Asks one catalogue as a certain file would. */
export function asker(catalog: PackagesCatalog, root: string, file: string) {
  const signal = new AbortController().signal;
  const lookUp = (specifier: string, name?: string): Promise<LookUp> =>
    catalog.lookUp({ from: path.join(root, file), package: specifier, ...(name !== undefined && { name }) }, signal);
  return {
    lookUp,
    /** yes, no or unknown. */
    exists: async (specifier: string, name?: string) => existenceOf(await lookUp(specifier, name)).answer,
    /** `signature @ file:line` of each declaration. */
    told: async (specifier: string, name: string): Promise<string[]> => {
      const answer = await lookUp(specifier, name);
      if (answer.kind !== 'found') return [`${answer.kind}: ${'reason' in answer ? answer.reason : ''}`];
      return answer.declarations.map(
        ({ signature, file: place, line }) =>
          `${signature} @ ${place === undefined ? '' : path.relative(root, place)}:${line}`,
      );
    },
  };
}
