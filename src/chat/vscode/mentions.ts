import * as vscode from 'vscode';
import { pathIn, selectedLines } from '../../base/vscode/folderFiles.ts';
import { chatCommands, type ChipTarget } from '../chatRequest.ts';
import type { MentionItem } from '../protocol.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { isPictureFile } from './droppedFiles.ts';

export interface MentionWorld {
  readonly folder: vscode.WorkspaceFolder;
  readonly paths: () => Promise<readonly string[]>;
  /** Files that are there and are not among the paths, and why. */
  readonly leftOut: () => Promise<ReadonlyMap<string, string>>;
  readonly lookup: ChatLookup | undefined;
}

/** What can be mentioned, as it is offered while one types; and what an offer stood for, once it is taken. */
export class Mentions {
  readonly #offered = new Map<string, ChipTarget>();

  targetOf({ id }: Pick<MentionItem, 'id'>): ChipTarget | undefined {
    return this.#offered.get(id);
  }

  commands(query: string): readonly MentionItem[] {
    return chatCommands
      .filter(({ name }) => name.startsWith(query))
      .map(({ name, about }) => ({
        ...{ id: `/${name}`, kind: 'command', label: `/${name}`, detail: about, insert: `/${name}` },
      }));
  }

  async find(query: string, world: MentionWorld, signal: AbortSignal): Promise<readonly MentionItem[]> {
    const [, only = '', rest = query] = /^(file|folder|symbol):(.*)$/.exec(query) ?? [];
    const wanted = rest.toLowerCase();
    if (only === 'symbol') return this.#symbols(wanted, world, signal);
    const paths = only === '' && wanted === '' ? [] : await world.paths();
    signal.throwIfAborted();
    if (only === 'file') return [...this.#files(wanted, paths), ...(await this.#leftOut(wanted, world))];
    if (only === 'folder') return this.#folders(wanted, paths);
    const kinds = this.#kinds(world.folder).filter(({ insert }) => insert.slice(1).startsWith(wanted));
    if (wanted === '') return [...kinds, ...this.#opened(world.folder)];
    const files = this.#files(wanted, paths).slice(0, mostFiles);
    const symbols = wanted.length < 3 ? [] : await this.#symbols(wanted, world, signal);
    return [...kinds, ...files, ...symbols.slice(0, mostSymbols), ...(await this.#leftOut(wanted, world))];
  }

  #kinds(folder: vscode.WorkspaceFolder): MentionItem[] {
    const selection = selectionTarget(folder);
    return [
      ...(selection
        ? [this.#offer(selection, '@selection', `${selection.path}:${selection.first}-${selection.last}`)]
        : []),
      more('file', 'A file of the workspace'),
      more('folder', 'What is in a folder'),
      more('symbol', 'A function, a class or another definition'),
      this.#offer({ kind: 'problems' }, '@problems', 'What the editor reports'),
      this.#offer({ kind: 'changes' }, '@changes', 'What differs from the last commit'),
      this.#offer({ kind: 'tests' }, '@tests', 'Tests that failed last'),
      this.#offer({ kind: 'terminal' }, '@terminal', 'What is selected in the terminal'),
      this.#offer({ kind: 'codebase' }, '@codebase', 'Search the workspace for what the question is about'),
    ];
  }

  /** Files that are open, the one that is looked at first. */
  #opened(folder: vscode.WorkspaceFolder): MentionItem[] {
    const active = vscode.window.activeTextEditor?.document.uri;
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
    const open = tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
    const paths = [...(active ? [active] : []), ...open].flatMap((uri) => pathIn(folder, uri) ?? []);
    return [...new Set(paths)].slice(0, mostOpened).map((path) => this.#file(path));
  }

  #files(wanted: string, paths: readonly string[]): MentionItem[] {
    return ranked(paths, wanted).map((path) => this.#file(path));
  }

  /** A picture is no text, and can be attached; of the others it is said why they cannot. */
  async #leftOut(wanted: string, world: MentionWorld): Promise<MentionItem[]> {
    if (wanted.length < 2) return [];
    const leftOut = await world.leftOut();
    const named = [...leftOut.keys()].filter((path) => nameOf(path).toLowerCase().includes(wanted));
    return ranked(named, wanted)
      .slice(0, mostLeftOut)
      .map((path) =>
        isPictureFile(path) ? this.#file(path) : this.#file(path, `Not sent, ${leftOut.get(path)}: ${path}`),
      );
  }

  #folders(wanted: string, paths: readonly string[]): MentionItem[] {
    const folders = new Set<string>();
    for (const path of paths)
      for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) folders.add(path.slice(0, at));
    return ranked([...folders].sort(), wanted).map((path) =>
      this.#offer({ kind: 'folder', path }, `@folder:${written(path)}`, path, `${nameOf(path)}/`),
    );
  }

  async #symbols(wanted: string, { lookup }: MentionWorld, signal: AbortSignal): Promise<MentionItem[]> {
    if (!lookup || wanted === '') return [];
    const { results } = await lookup.search({ query: wanted, limit: 40, isCode: true }, signal);
    const seen = new Set<string>();
    return results.flatMap(({ symbol, path, startLine }) => {
      const key = `${symbol} ${path}`;
      if (symbol === undefined || seen.has(key) || !symbol.toLowerCase().includes(wanted)) return [];
      seen.add(key);
      const target = { kind: 'symbol', name: symbol, path, line: startLine } as const;
      return [this.#offer(target, `@symbol:${symbol}`, `${path}:${startLine}`, symbol)];
    });
  }

  #file(path: string, detail = path): MentionItem {
    return this.#offer({ kind: 'file', path }, `@${written(path)}`, detail, nameOf(path));
  }

  #offer(target: ChipTarget, insert: string, detail: string, label = insert): MentionItem {
    const id = JSON.stringify(target);
    // Every one that could still be taken is among the last.
    this.#offered.delete(id);
    this.#offered.set(id, target);
    for (const old of [...this.#offered.keys()].slice(0, -mostOffered)) this.#offered.delete(old);
    return { id, kind: target.kind, label, detail, insert };
  }
}

const mostOpened = 6;
const mostFiles = 12;
const mostSymbols = 8;
const mostLeftOut = 4;
const mostOffered = 500;
const mostRanked = 40;

const more = (kind: 'file' | 'folder' | 'symbol', detail: string): MentionItem => ({
  ...{ id: `more ${kind}`, kind, label: `@${kind}:`, detail, insert: `@${kind}:` },
});

export function selectionTarget(
  folder: vscode.WorkspaceFolder,
): Extract<ChipTarget, { readonly kind: 'selection' }> | undefined {
  const editor = vscode.window.activeTextEditor;
  const path = editor && pathIn(folder, editor.document.uri);
  return !editor || path === undefined || editor.selection.isEmpty
    ? undefined
    : { kind: 'selection', path, ...selectedLines(editor.selection) };
}

/** A blank would end it. */
const written = (path: string): string => path.replaceAll(/\s/g, '_');

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Those whose name begins with it, then those whose name or path has it, then those that have its letters in order. */
function ranked(paths: readonly string[], wanted: string): string[] {
  const scored = paths.flatMap((path) => {
    const whole = path.toLowerCase();
    const name = nameOf(whole);
    if (name.startsWith(wanted)) return [{ path, rank: 0 }];
    if (name.includes(wanted)) return [{ path, rank: 1 }];
    if (whole.includes(wanted)) return [{ path, rank: 2 }];
    return hasInOrder(whole, wanted) ? [{ path, rank: 3 }] : [];
  });
  return scored
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, mostRanked)
    .map(({ path }) => path);
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1;
  return [...letters].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}
