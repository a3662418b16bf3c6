/** The files of the workspace that an import means, with their texts as they are now; none when that is not certain. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { selectFiles, type SelectionOptions } from '../../retrieval/node/fileSelection.ts';
import { readTextFile } from '../../retrieval/node/textFile.ts';
import { editorText } from '../../text/lines.ts';
import type { ModuleText } from '../members.ts';

export interface ModuleFilesOptions extends Pick<SelectionOptions, 'root' | 'mostBytes'> {
  readonly exclude: () => SelectionOptions['exclude'];
  /** What an editor holds of a file and has not saved. */
  readonly unsaved: (path: string) => string | undefined;
}

export interface ImportedFrom {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
  readonly languageId: string;
}

export type ModuleFiles = (
  module: string,
  name: string,
  from: ImportedFrom,
) => { readonly kind: 'files'; readonly files: readonly ModuleText[] } | { readonly kind: 'elsewhere' };

/** A package of Go with more files is not read while somebody types. */
const mostFiles = 40;
/** A suggestion names several things of one file, and the next suggestion the same. */
const keptMs = 2_000;
const mostKept = 50;
const elsewhere = { kind: 'elsewhere' } as const;
const uncertain = { kind: 'files', files: [] } as const;

export function createModuleFiles({ root, mostBytes, exclude, unsaved }: ModuleFilesOptions): ModuleFiles {
  const kept = new Map<string, { readonly at: number; readonly text: string | undefined }>();
  const onDisk = (place: string): string | undefined => {
    const now = performance.now();
    const known = kept.get(place);
    if (known && now - known.at < keptMs) return known.text;
    // What is ignored, a link or a secret is not read for this either.
    const isReadable = selectFiles({ root, exclude: exclude(), mostBytes }).judge(place)?.kind === 'found';
    const found = isReadable ? readTextFile(root, place, mostBytes) : undefined;
    const text = found?.kind === 'text' ? editorText(found.text) : undefined;
    kept.delete(place);
    kept.set(place, { at: now, text });
    if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? '');
    return text;
  };
  const read = (place: string): ModuleText | undefined => {
    const text = onDisk(place);
    return text === undefined ? undefined : { path: place, text: unsaved(place) ?? text };
  };
  const names = (folder: string): readonly string[] => {
    try {
      return readdirSync(path.join(root, folder));
    } catch {
      return [];
    }
  };
  const first = (places: readonly string[]): readonly ModuleText[] => {
    for (const place of places) {
      if (!names(path.posix.dirname(place)).includes(path.posix.basename(place))) continue;
      const file = read(place);
      return file ? [file] : [];
    }
    return [];
  };

  const script = (module: string, from: string): ReturnType<ModuleFiles> => {
    if (!/^\.\.?(?:\/|$)/.test(module)) return elsewhere;
    const target = path.posix.join(path.posix.dirname(from), module);
    if (target.startsWith('..')) return uncertain;
    const stem = target.replace(/\.([cm]?)jsx?$/, '');
    const typed = stem === target ? [] : [`${stem}.ts`, `${stem}.tsx`, `${stem}.mts`, `${stem}.d.ts`];
    const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs'];
    const isFile = /\.[cm]?[jt]sx?$/.test(target);
    const places = isFile
      ? [...typed, target]
      : [...endings.map((ending) => target + ending), ...endings.map((ending) => `${target}/index${ending}`)];
    return { kind: 'files', files: first(places) };
  };

  const python = (module: string, name: string, from: string): ReturnType<ModuleFiles> => {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const parts = module.slice(dots).split('.').filter(Boolean);
    let folder = path.posix.dirname(from);
    for (let level = 1; level < dots; level++) folder = path.posix.join(folder, '..');
    if (folder.startsWith('..')) return uncertain;
    // Without dots nothing is meant that lies beside a file of a package: the language's own modules go before it.
    const tops = dots > 0 ? [folder] : upward(folder).filter((one) => !names(one).includes('__init__.py'));
    for (const top of tops) {
      const place = path.posix.join(top, ...parts);
      const [asked = ''] = name.split('.', 1);
      const [file] = first(parts.length === 0 ? [`${place}/__init__.py`] : [`${place}/__init__.py`, `${place}.py`]);
      if (!file) continue;
      const [stub] = first([`${file.path}i`]);
      const files = stub ? [file, stub] : [file];
      // A module inside the package is one of its names.
      const inside = file.path.endsWith('__init__.py') ? names(path.posix.dirname(file.path)) : [];
      const isModule = inside.some((one) => one === asked || one.split('.', 1)[0] === asked);
      return isModule ? uncertain : { kind: 'files', files };
    }
    return dots > 0 ? uncertain : elsewhere;
  };

  const go = (module: string, from: string): ReturnType<ModuleFiles> => {
    for (const folder of upward(path.posix.dirname(from))) {
      if (!names(folder).includes('go.mod')) continue;
      const own = /^module\s+(\S+)/m.exec(read(path.posix.join(folder, 'go.mod'))?.text ?? '')?.[1];
      if (own === undefined || (module !== own && !module.startsWith(`${own}/`))) return elsewhere;
      const at = path.posix.join(folder, module.slice(own.length + 1));
      const places = names(at).filter((one) => one.endsWith('.go') && !one.endsWith('_test.go'));
      if (places.length > mostFiles) return uncertain;
      const files = places.map((one) => read(path.posix.join(at, one)));
      // One that may not be read may hold the name.
      return files.includes(undefined)
        ? uncertain
        : { kind: 'files', files: files.filter((file) => file !== undefined) };
    }
    return elsewhere;
  };

  const java = (module: string, name: string, { path: from, text }: ImportedFrom): ReturnType<ModuleFiles> => {
    const own = /^\s*package\s+([\w.]+)\s*;/m.exec(text)?.[1]?.replaceAll('.', '/');
    const folder = path.posix.dirname(from);
    if (own === undefined || !`/${folder}`.endsWith(`/${own}`)) return elsewhere;
    const top = folder.slice(0, folder.length - own.length);
    const tops = [top, top.replace(/\bsrc\/test\/java\/$/, 'src/main/java/')];
    const [type = ''] = name.split('.', 1);
    const places = /(?:^|\.)[A-Z]\w*$/.test(module) ? [module] : [`${module}.${type}`];
    const files = first(tops.flatMap((one) => places.map((place) => `${one}${place.replaceAll('.', '/')}.java`)));
    return files.length === 0 ? elsewhere : { kind: 'files', files };
  };

  return (module, name, from) => {
    switch (from.languageId) {
      case 'python':
        return python(module, name, from.path);
      case 'go':
        return go(module, from.path);
      case 'java':
        return java(module, name, from);
      case 'typescript':
      case 'typescriptreact':
      case 'javascript':
      case 'javascriptreact':
        return script(module, from.path);
      default:
        return elsewhere;
    }
  };
}

/** A folder and those above it, up to the workspace's top. */
function upward(folder: string): string[] {
  const steps = folder === '.' || folder === '' ? [] : folder.split('/');
  return Array.from({ length: steps.length + 1 }, (_, less) => steps.slice(0, steps.length - less).join('/') || '.');
}
