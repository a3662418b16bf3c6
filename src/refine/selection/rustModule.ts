import type { WorkspacePath } from '../../testing/report.ts';
import { dirname, relativeTo } from '../../testing/treePath.ts';

/** Which module a file is, by the folders of its package and by what its Cargo.toml names. */
export async function rustModule(
  path: WorkspacePath,
  read: (path: WorkspacePath) => Promise<string | undefined>,
): Promise<string> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = await read(folder === '' ? 'Cargo.toml' : `${folder}/Cargo.toml`);
    if (manifest !== undefined) return moduleIn(relativeTo(folder, path) ?? path, manifest);
    if (folder === '') return '';
  }
}

/** @param file in its package */
function moduleIn(file: string, manifest: string): string {
  const roots = [...manifest.matchAll(/^\s*path\s*=\s*"(?:\.\/)?([^"]+\.rs)"/gm)].map(([, root]) => root!);
  const isRoot = /^(?:src\/(?:lib|main)|(?:src\/bin|tests|examples|benches)\/[^/]+(?:\/main)?)\.rs$/.test(file);
  if (isRoot || roots.includes(file)) return '';
  const around = roots.map(dirname).find((folder) => folder !== '' && file.startsWith(`${folder}/`));
  const folder = around ?? /^(?:src\/bin\/[^/]+|src|tests|examples|benches)(?=\/)/.exec(file)?.[0] ?? '';
  return (relativeTo(folder, file) ?? file).replace(/(?:\/mod)?\.rs$/, '').replaceAll('/', '::');
}
