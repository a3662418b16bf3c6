// package.json as the editor reads it, and the sources that it must agree with.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

export interface Manifest {
  readonly icon?: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
    readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
    readonly submenus?: readonly { readonly id: string }[];
    readonly viewsContainers?: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly views?: Readonly<Record<string, readonly View[]>>;
    readonly viewsWelcome?: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly walkthroughs?: readonly {
      readonly steps: readonly { readonly media: Readonly<Record<string, string>> }[];
    }[];
    readonly grammars?: readonly { readonly path: string; readonly language: string }[];
    readonly languages?: readonly { readonly id: string; readonly configuration?: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

export interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string | { readonly light: string; readonly dark: string };
  readonly enablement?: string;
}

export interface View {
  readonly id: string;
  readonly icon?: string;
  readonly when?: string;
}

export interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** The text of every file of src/. */
const sources: readonly string[] = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** What the one group of a pattern captures anywhere in the sources, each once, sorted. */
export function named(pattern: RegExp): string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!)))].sort();
}
