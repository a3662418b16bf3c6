/**
 * Which files of a folder may be indexed, decided from names, ignore files and what the disk says of them;
 * what their content says is for `textFile.ts`. Whatever is refused is told with its reason, a folder once
 * and not file by file. Links are never followed: what they lead to is inside the folder, and then indexed
 * where it is, or outside, and then none of our business.
 */
import { lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isGitInternal, isSecretFile, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { ExcludeRule } from '../excludeRules.ts';
import type { Refusal, RefusalKind, RuleSource } from '../indexStatus.ts';
import { ExcludeGlobs, IgnoreRules } from './ignoreRules.ts';
import { isBinaryName, isGeneratedName } from './fileNames.ts';

/** Tells a file that has not changed from one that may have, without reading it. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export interface FoundFile extends FileStamp {
  readonly path: string;
}

export type Judged = { readonly kind: 'found'; readonly file: FoundFile } | ({ readonly kind: 'refused' } & Refusal);

export interface SelectionOptions {
  /** Absolute and real. */
  readonly root: string;
  /** Globs of the editor's exclude settings and of our own. */
  readonly exclude: readonly (string | ExcludeRule)[];
  readonly mostBytes: number;
}

export interface FileSelection {
  /** Every file, and whatever is refused. The caller decides how often to pause. */
  walk(): Generator<Judged, void>;
  /** The same decision about one path; undefined when nothing is there, or a folder. */
  judge(place: string): Judged | undefined;
}

export function selectFiles({ root, exclude, mostBytes }: SelectionOptions): FileSelection {
  const globs = new ExcludeGlobs(exclude);

  function* walk(folder: string, rules: IgnoreRules): Generator<Judged, void> {
    let names: string[];
    try {
      names = readdirSync(path.join(root, folder)).sort();
    } catch {
      yield refused(folder, 'unreadable', 'the folder cannot be read');
      return;
    }
    if (names.includes('pyvenv.cfg') || names.includes('conda-meta')) {
      yield refused(folder, 'dependency', 'a virtual environment');
      return;
    }
    for (const name of names) {
      const stats = lstatSync(path.join(root, folder, name), { throwIfNoEntry: false });
      if (stats === undefined) continue; // Gone since the folder was read.
      const judged = judgeEntry(folder + name, stats, rules);
      if (judged !== 'folder') yield judged;
      else yield* walk(`${folder}${name}/`, rules.enter(`${folder}${name}/`));
    }
  }

  function judgeEntry(place: string, stats: Stats, rules: IgnoreRules): Judged | 'folder' {
    if (normalizeWorkspacePath(place) !== place) return refused(place, 'name', 'no name that every system can have');
    if (stats.isSymbolicLink()) return refused(place, 'link', linkReason(place));
    const isFolder = stats.isDirectory();
    const whole = isFolder ? `${place}/` : place;
    const name = path.posix.basename(place);
    if (isGitInternal(place) || repositories.has(name)) return refused(whole, 'repository', 'the repository itself');
    if (isFolder && dependencies.has(name)) return refused(whole, 'dependency', 'installed packages or a cache');
    if (isSecretFile(whole)) return refused(whole, 'secret', 'a kind of file that holds secrets');
    const ignoredBy = rules.judge(whole);
    if (ignoredBy) return refused(whole, 'ignored', `ignored by ${ignoredBy.words}`, ignoredBy.from);
    const excludedBy = globs.judge(whole, (sibling) => isThere(path.join(root, path.dirname(place), sibling)));
    if (excludedBy) return refused(whole, 'excluded', `excluded by ${excludedBy.words}`, excludedBy.from);
    if (isFolder) return 'folder';
    if (!stats.isFile()) return refused(place, 'special', 'a pipe, a socket or a device');
    if (isBinaryName(name)) return refused(place, 'binary', 'not text, by its name');
    if (isGeneratedName(name)) return refused(place, 'generated', 'written by a tool, by its name');
    if (stats.size > mostBytes) return refused(place, 'tooLarge', `larger than ${sizeText(mostBytes)}`);
    return {
      kind: 'found',
      file: { path: place, size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs },
    };
  }

  function linkReason(place: string): string {
    try {
      const target = realpathSync(path.join(root, place));
      if (target === root || target.startsWith(root + path.sep)) return 'a link; what it leads to is indexed itself';
      return 'a link that leads out of the folder';
    } catch {
      return 'a link that leads nowhere';
    }
  }

  return {
    walk: () => walk('', IgnoreRules.at(root)),
    judge(place) {
      if (normalizeWorkspacePath(place) !== place) return refused(place, 'name', 'not a path inside the folder');
      let rules = IgnoreRules.at(root);
      const steps = place.split('/');
      for (let depth = 1; depth <= steps.length; depth++) {
        const part = steps.slice(0, depth).join('/');
        let stats: Stats | undefined;
        try {
          stats = lstatSync(path.join(root, part), { throwIfNoEntry: false });
        } catch {
          return refused(place, 'unreadable', 'the folder cannot be read'); // A part of the path is a file.
        }
        if (stats === undefined) return undefined;
        const judged = judgeEntry(part, stats, rules);
        if (judged !== 'folder') return judged.kind === 'refused' ? { ...judged, path: place } : judged;
        if (lstatSync(path.join(root, part, 'pyvenv.cfg'), { throwIfNoEntry: false }))
          return refused(place, 'dependency', 'a virtual environment');
        rules = rules.enter(`${part}/`);
      }
      return undefined;
    },
  };
}

const refused = (place: string, why: RefusalKind, reason: string, from?: RuleSource): Judged & { kind: 'refused' } => ({
  kind: 'refused',
  path: place,
  why,
  reason,
  ...(from && { from }),
});

const isThere = (place: string): boolean => lstatSync(place, { throwIfNoEntry: false }) !== undefined;

const sizeText = (bytes: number): string => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;

const repositories: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

/** Never a program's own source, whether or not anybody ignores them. */
const dependencies: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '__pypackages__',
  '__pycache__',
  '.venv',
  '.eggs',
  '.tox',
  '.nox',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.yarn',
  '.pnpm-store',
  '.gradle',
  '.terraform',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.angular',
  '.parcel-cache',
  '.turbo',
  '.nyc_output',
  '.vscode-test',
  '.history',
]);
