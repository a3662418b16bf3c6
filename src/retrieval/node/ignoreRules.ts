/**
 * What the ignore files of a folder tree say about a path: `.gitignore` and `.ignore` at every level, the
 * repository's own `info/exclude`, the user's rules for all repositories, and the globs of the editor's exclude settings.
 * - The nearest file that has a say decides, as in git.
 * - Every `.ignore` stands above every `.gitignore`, as in ripgrep, which VS Code searches with.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { siblingOf, type ExcludeRule } from '../excludeRules.ts';
import type { RuleSource } from '../indexStatus.ts';
import { isRepositoryTop, ownExcludes, userExcludes } from './gitFolder.ts';

/** The files that hold such rules, in any folder. */
export const ignoreFiles = ['.ignore', '.gitignore'] as const;

/** On Linux `Build/` and `build/` are two folders. */
const options = { ignorecase: process.platform !== 'linux' };

interface Scope {
  /** How a path of the workspace begins that these rules can speak of: `src/` for those of `src/.gitignore`. */
  readonly below: string;
  /** What stands before a path of the workspace for rules of a folder above it: `packages/one/`. */
  readonly before: string;
  readonly source: string;
  /** Absolute path of the ignore file. */
  readonly file: string;
  readonly rules: Ignore;
}

/** The rule that refuses a path: what is said of it, and where it is stated. */
export interface IgnoredBy {
  readonly words: string;
  /** Left out for a glob of the command line. */
  readonly from?: RuleSource;
}

/** The rules in force in one folder; `enter` gives those of a folder in it. Paths end in `/` if they are folders. */
export class IgnoreRules {
  readonly #root: string;
  readonly #own: readonly Scope[];
  readonly #git: readonly Scope[];

  private constructor(root: string, own: readonly Scope[], git: readonly Scope[]) {
    this.#root = root;
    this.#own = own;
    this.#git = git;
  }

  /** @param root absolute and real. The rules of the repository that it lies in hold too. */
  static at(root: string): IgnoreRules {
    const top = repositoryTop(root);
    if (top === undefined) return new IgnoreRules(root, [], []).enter('');
    const inside = toSlashes(path.relative(top, root));
    const own: Scope[] = [];
    const git: Scope[] = outsideRules(top, '', inside === '' ? '' : `${inside}/`);
    const steps = inside === '' ? [] : inside.split('/');
    for (let depth = 0; depth < steps.length; depth++) {
      const folder = path.join(top, ...steps.slice(0, depth));
      const before = `${steps.slice(depth).join('/')}/`;
      own.unshift(...scopeOf(path.join(folder, '.ignore'), '', before));
      git.unshift(...scopeOf(path.join(folder, '.gitignore'), '', before));
    }
    // Somebody who opens an ignored folder wants to work in it.
    const above = new IgnoreRules(root, own, git);
    const isIgnored = inside !== '' && above.judge('') !== undefined;
    return (isIgnored ? new IgnoreRules(root, [], []) : above).enter('');
  }

  /** @param folder relative to the root, with a slash at its end; `''` is the root. */
  enter(folder: string): IgnoreRules {
    const at = path.join(this.#root, folder);
    // Another repository inside this one is not bound by what this one ignores.
    const isRepository = folder !== '' && isRepositoryTop(at);
    const own = scopeOf(path.join(at, '.ignore'), folder, '');
    const git = scopeOf(path.join(at, '.gitignore'), folder, '');
    if (own.length === 0 && git.length === 0 && !isRepository) return this;
    const others = isRepository ? outsideRules(at, folder, '') : this.#git;
    return new IgnoreRules(this.#root, [...own, ...this.#own], [...git, ...others]);
  }

  /** Which rule ignores it; undefined when none does. */
  judge(place: string): IgnoredBy | undefined {
    for (const scopes of [this.#own, this.#git]) {
      for (const { below, before, source, file, rules } of scopes) {
        const name = before + place.slice(below.length);
        const { ignored, unignored, rule } = rules.test(name);
        if (ignored)
          return { words: `${JSON.stringify(rule?.pattern ?? '')} in ${source}`, from: { kind: 'file', file } };
        if (unignored) return undefined;
      }
    }
    return undefined;
  }
}

/** The editor's exclude settings: globs that are matched from the root, with `**`, `?`, `[…]` and `{a,b}`. */
export class ExcludeGlobs {
  /** One for each `when`; most have none. */
  readonly #sets: readonly GlobSet[];

  constructor(rules: readonly (string | ExcludeRule)[]) {
    const sets = new Map<string | undefined, GlobSet>();
    for (const rule of rules) {
      const { glob, when, setting } = typeof rule === 'string' ? { glob: rule } : rule;
      const set = sets.get(when) ?? { when, rules: ignore({ ...options, allowRelativePaths: false }), settings: {} };
      sets.set(when, set);
      for (const part of alternatives(glob)) {
        // A leading slash binds a pattern to the root, as these globs are, and keeps `!` and `#` from having a meaning.
        const pattern = `/${part.replace(/^\/+/, '')}`;
        set.rules.add(pattern);
        if (setting !== undefined) set.settings[pattern] ??= setting;
      }
    }
    this.#sets = [...sets.values()];
  }

  /** @param isThere whether a file of this name stands beside it. */
  judge(place: string, isThere: (name: string) => boolean): IgnoredBy | undefined {
    for (const { when, rules, settings } of this.#sets) {
      const { ignored, rule } = rules.test(place);
      if (!ignored) continue;
      if (when !== undefined && !isThere(siblingOf(path.posix.basename(place), when))) continue;
      const pattern = rule?.pattern ?? '';
      const setting = settings[pattern];
      const words = JSON.stringify(pattern.replace(/^\//, ''));
      if (setting === undefined) return { words };
      return { words: `${words} in ${setting}`, from: { kind: 'setting', setting } };
    }
    return undefined;
  }
}

interface GlobSet {
  readonly when: string | undefined;
  readonly rules: Ignore;
  /** Pattern to setting. */
  readonly settings: Record<string, string>;
}

/** `*.{js,map}` is `*.js` and `*.map`; braces may stand in braces. */
function alternatives(glob: string): string[] {
  const open = glob.indexOf('{');
  if (open === -1) return [glob];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < glob.length; at++) {
    if (glob[at] === '{') depth++;
    else if (glob[at] === ',' && depth === 1) {
      parts.push(glob.slice(from, at));
      from = at + 1;
    } else if (glob[at] === '}' && --depth === 0) {
      parts.push(glob.slice(from, at));
      return parts.flatMap((part) => alternatives(glob.slice(0, open) + part + glob.slice(at + 1)));
    }
  }
  return [glob];
}

function scopeOf(file: string, below: string, before: string): Scope[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // Not there, or not ours to read: then git cannot read it either.
  }
  const source = before === '' ? `${below}${path.basename(file)}` : `${path.basename(file)} above the folder`;
  return [{ below, before, source, file, rules: ignore(options).add(text) }];
}

/** What git ignores in a repository by rules that are in none of its files. */
function outsideRules(top: string, below: string, before: string): Scope[] {
  const own = ownExcludes(top);
  return [...(own === undefined ? [] : scopeOf(own, below, before)), ...scopeOf(userExcludes(), below, before)];
}

/** The nearest folder, from this one upwards, that is the top of a git repository. */
function repositoryTop(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (isRepositoryTop(at)) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

const toSlashes = (place: string): string => place.replaceAll(path.sep, '/');
