/** Who in the workspace may use what a file defines: from names and imports, read as they are now. Rather too many than too few. */

import { folderOf } from '../../retrieval/graph/fileTree.ts';
import { importTargets } from '../../retrieval/graph/importTarget.ts';
import { supertypesOf } from '../../retrieval/graph/supertypes.ts';
import { languageOf } from '../../syntax/language.ts';
import type { Definition, Outline } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import type { PlanTexts } from './planTexts.ts';

/** A definition, or what stands outside of all definitions of a file. */
export interface Block {
  readonly path: WorkspacePath;
  /** `Cart.total`; '' outside of definitions. */
  readonly symbol: string;
  readonly line: number;
}

export interface FileUse extends Block {
  /** How the name is used there. */
  readonly use: 'call' | 'type' | 'member' | 'name' | 'import';
}

/** What is looked for: a name, and where it is defined. */
export interface Sought {
  readonly path: WorkspacePath;
  readonly name: string;
  readonly scope: readonly string[];
}

/** Through so many files a name may be passed on. */
const mostHops = 4;

export class Dependents {
  readonly #texts: PlanTexts;
  readonly #readOutline: ReadOutline;
  readonly #outlines = new Map<WorkspacePath, { readonly text: string; readonly outline: Outline }>();

  constructor(texts: PlanTexts, readOutline: ReadOutline) {
    this.#texts = texts;
    this.#readOutline = readOutline;
  }

  /** Empty for a file that is not there. */
  async outline(path: WorkspacePath): Promise<{ readonly text: string; readonly outline: Outline }> {
    const text = (await this.#texts.text(path)) ?? '';
    const known = this.#outlines.get(path);
    if (known?.text === text) return known;
    const read = { text, outline: await this.#readOutline(path, text) };
    this.#outlines.set(path, read);
    return read;
  }

  /** Places that use the name, once for each definition that they stand in. */
  async usersOf(sought: Sought, signal: AbortSignal): Promise<FileUse[]> {
    const uses = new Map<string, FileUse>();
    for (const path of await this.#saying(sought.name, sought.path, signal)) {
      const { outline } = await this.outline(path);
      const own = path === sought.path;
      const isMember = sought.scope.length > 0;
      const reached = own || (await this.#reaches(path, sought.path, isMember));
      if (!reached) continue;
      const names = new Set([sought.name]);
      const imported = await this.#importing(path, sought);
      for (const { alias } of imported) if (alias !== '' && alias !== '*') names.add(alias);
      // Another thing with this name is meant.
      if (!own && !isMember && imported.length === 0 && definesAtTop(outline, sought.name)) continue;
      const add = (use: FileUse): void => {
        const key = `${use.path}\0${use.symbol}`;
        const known = uses.get(key);
        if (!known || known.use === 'import' || (known.use === 'name' && use.use !== 'import')) uses.set(key, use);
      };
      for (const { line } of imported) add({ path, symbol: '', line, use: 'import' });
      for (const { name, kind, start, line } of outline.references) {
        if (!names.has(name) || (isMember && kind !== 'member' && kind !== 'call' && kind !== 'name')) continue;
        const block = blockAt(outline, start);
        const symbol = block ? [...block.scope, block.name].join('.') : '';
        if (own && symbol === [...sought.scope, sought.name].join('.')) continue;
        add({ path, symbol, line, use: kind });
      }
    }
    return [...uses.values()];
  }

  /** Files that import a file, with the line of the first import that means it. */
  async importersOf(imported: WorkspacePath, signal: AbortSignal): Promise<Block[]> {
    const found: Block[] = [];
    const project = await this.#texts.project();
    for (const path of await this.#texts.paths()) {
      signal.throwIfAborted();
      const language = languageOf(path);
      if (!language || path === imported || familyOf(path) !== familyOf(imported)) continue;
      const { outline } = await this.outline(path);
      const line = outline.imports.find((taken) =>
        importTargets(project, path, language, taken).some(({ files }) => files.includes(imported)),
      )?.line;
      if (line !== undefined) found.push({ path, symbol: '', line });
    }
    return found;
  }

  /** Classes that say they extend or implement the type, and theirs. */
  async subtypesOf(
    type: Sought,
    signal: AbortSignal,
  ): Promise<(Block & { readonly name: string; readonly scope: readonly string[] })[]> {
    const found: (Block & { name: string; scope: readonly string[] })[] = [];
    const seen = new Set<string>([`${type.path}\0${type.name}`]);
    const waiting: Sought[] = [type];
    for (let sought = waiting.pop(); sought; sought = waiting.pop()) {
      for (const path of await this.#saying(sought.name, sought.path, signal)) {
        const { text, outline } = await this.outline(path);
        const language = languageOf(path) ?? '';
        for (const definition of outline.definitions) {
          const key = `${path}\0${definition.name}`;
          if (seen.has(key) || !supertypesOf(language, text, definition).includes(sought.name)) continue;
          if (path !== sought.path && !(await this.#reaches(path, sought.path, true))) continue;
          seen.add(key);
          const { name, scope, startLine } = definition;
          found.push({ path, symbol: [...scope, name].join('.'), line: startLine, name, scope });
          waiting.push({ path, name, scope });
        }
      }
    }
    return found;
  }

  /** Methods of this name in types that have to have it because the type has it: by what they say, and in Go by their form. */
  async sameMethods(owner: Sought, method: string, signal: AbortSignal, declared = ''): Promise<Block[]> {
    const found: Block[] = [];
    const isGo = owner.path.endsWith('.go');
    const types = isGo ? [] : await this.subtypesOf(owner, signal);
    const paths = isGo
      ? (await this.#saying(method, owner.path, signal)).filter((path) => path.endsWith('.go'))
      : [...new Set(types.map(({ path }) => path))];
    for (const path of paths) {
      for (const { name, kind, scope, startLine, signature } of (await this.outline(path)).outline.definitions) {
        const isOther = path !== owner.path || scope.at(-1) !== owner.name;
        const fits = isGo
          ? declared === '' || goForm(declared, method) === goForm(signature, method)
          : types.some((type) => type.path === path && type.name === scope.at(-1));
        if (name === method && kind === 'method' && isOther && fits)
          found.push({ path, symbol: [...scope, name].join('.'), line: startLine });
      }
    }
    return found;
  }

  /** Files of the same family of languages whose text has the name; where it is defined comes first. */
  async #saying(name: string, near: WorkspacePath, signal: AbortSignal): Promise<WorkspacePath[]> {
    const family = familyOf(near);
    const found: WorkspacePath[] = [];
    const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'u');
    for (const path of await this.#texts.paths()) {
      signal.throwIfAborted();
      if (familyOf(path) !== family || family === undefined) continue;
      const text = await this.#texts.text(path);
      if (text !== undefined && word.test(text)) found.push(path);
    }
    return found.sort((a, b) => Number(b === near) - Number(a === near));
  }

  /** Whether a file may know of what another defines. */
  async #reaches(from: WorkspacePath, to: WorkspacePath, isDeep: boolean): Promise<boolean> {
    if (sharesFolder(from) && folderOf(from) === folderOf(to)) return true;
    const seen = new Set([from]);
    let border = [from];
    for (let hop = 0; hop < (isDeep ? 2 * mostHops : mostHops) && border.length > 0; hop++) {
      const next: WorkspacePath[] = [];
      for (const path of border) {
        for (const target of await this.#imports(path)) {
          if (target === to || (sharesFolder(to) && folderOf(target) === folderOf(to))) return true;
          if (!seen.has(target)) next.push(target);
          seen.add(target);
        }
      }
      border = next;
    }
    return false;
  }

  async #imports(path: WorkspacePath): Promise<Set<WorkspacePath>> {
    const language = languageOf(path);
    if (!language) return new Set();
    const project = await this.#texts.project();
    const { outline } = await this.outline(path);
    return new Set(
      outline.imports.flatMap((taken) => importTargets(project, path, language, taken).flatMap(({ files }) => files)),
    );
  }

  /** Imports of the name itself. */
  async #importing(
    path: WorkspacePath,
    { name, scope }: Sought,
  ): Promise<{ readonly alias: string; readonly line: number }[]> {
    if (scope.length > 0) return [];
    const { outline } = await this.outline(path);
    return outline.imports.flatMap(({ names, line }) =>
      names.flatMap((taken) => (taken.name === name ? [{ alias: taken.alias, line }] : [])),
    );
  }
}

/** The definition that a place stands in: the method rather than its class, the function rather than what is inside of it. */
export function blockAt({ definitions }: Outline, offset: number): Definition | undefined {
  const around = definitions.filter(({ start, end }) => start <= offset && offset < end);
  const outermost = around.find(({ kind }) => kind === 'function' || kind === 'method');
  return outermost ?? around.at(-1);
}

/** What a method has to have in common with another of its name to be the same for an interface: `1 (Item,error)`. */
function goForm(declaration: string, method: string): string {
  const [, parameters = '', results = ''] =
    new RegExp(String.raw`\b${escaped(method)}\(([^)]*)\)\s*([^{\n]*)`).exec(declaration) ?? [];
  const count = parameters.trim() === '' ? 0 : parameters.split(',').length;
  return `${count} ${results.replace(/\w+\./g, '').replace(/\s+/g, '')}`;
}

const definesAtTop = ({ definitions }: Outline, name: string): boolean =>
  definitions.some((definition) => definition.name === name && definition.scope.length === 0);

/** Files of a folder see each other without an import. */
const sharesFolder = (path: WorkspacePath): boolean => /\.(?:go|java|kt)$/.test(path);

const escaped = (name: string): string => name.replace(/[$\\^.*+?()[\]{}|]/g, String.raw`\$&`);

function familyOf(path: WorkspacePath): string | undefined {
  const language = languageOf(path);
  return language === 'typescript' || language === 'tsx' ? 'javascript' : language;
}
