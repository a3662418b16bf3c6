/** Which files of a corpus a module may be, by its name alone: paths are numbers here, and no disk is asked. */
import { folderOf, type Corpus } from './corpus.ts';

const endings = ['', '.ts', '.tsx', '.js', '.mjs', '.jsx', '.py', '.pyi', '/index.ts', '/index.js', '/__init__.py'];

/** @param path of the file that imports it */
export function filesOfModule(module: string, path: string, corpus: Corpus): readonly number[] {
  const relative = relativePath(module, path);
  if (relative !== undefined) return fileAt(relative, corpus);
  const parts = module.includes('/') ? module.split('/') : module.split('.');
  // What stands at the front may be the workspace's own name.
  for (let from = 0; from < Math.min(parts.length, mostLeftOut); from++) {
    const place = parts.slice(from).join('/');
    const files = fileAt(place, corpus);
    if (files.length > 0) return files;
    const folder = module.includes('/') ? corpus.folderNumber(`${place}/`) : undefined;
    if (folder !== undefined) return filesIn(folder, corpus);
  }
  return [];
}

const mostLeftOut = 5;

function fileAt(place: string, corpus: Corpus): readonly number[] {
  const bare = place.replace(/\.[cm]?jsx?$/, '');
  for (const start of bare === place ? [place] : [place, bare]) {
    for (const ending of endings) {
      const file = corpus.numberOf(start + ending);
      if (file !== undefined) return [file];
    }
  }
  return [];
}

/** A package of Go is its folder. */
function filesIn(folder: number, { folders }: Corpus): readonly number[] {
  const found: number[] = [];
  for (let file = 0; file < folders.length && found.length < mostFiles; file++)
    if (folders[file] === folder) found.push(file);
  return found;
}

const mostFiles = 60;

/** Of `./a`, `../a` and of Python's `..a.b`; undefined for a name that begins otherwise. */
function relativePath(module: string, path: string): string | undefined {
  if (!module.startsWith('.')) return undefined;
  const parts = folderOf(path).split('/').slice(0, -1);
  if (/^\.\.?(?:\/|$)/.test(module)) {
    for (const part of module.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    }
    return parts.join('/');
  }
  const dots = /^\.+/.exec(module)?.[0].length ?? 1;
  parts.length = Math.max(0, parts.length - (dots - 1));
  const rest = module.slice(dots);
  return [...parts, ...(rest === '' ? [] : rest.split('.'))].join('/');
}
