/** Which file of an npm package a path into it means, by its package.json: for types and for what runs. */

/** Types, or what runs; of each what `import` finds, or what `require` finds. */
export type Wanted = 'types' | 'requireTypes' | 'import' | 'require';

export const isTypes = (wanted: Wanted): boolean => wanted === 'types' || wanted === 'requireTypes';

/** As far as it concerns what a package offers; read from a file, so nothing is certain. */
export interface NpmManifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly typesVersions?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly optionalDependencies?: unknown;
}

const conditions: Readonly<Record<Wanted, readonly (readonly string[])[]>> = {
  types: [
    ['types', 'import', 'node', 'module-sync'],
    ['types', 'require', 'node'],
  ],
  requireTypes: [['types', 'require', 'node']],
  import: [['import', 'node', 'module-sync']],
  require: [['require', 'node', 'module-sync']],
};

/**
 * Paths within the package, best first, of which the first that exists is meant.
 * @param subpath '' for the package itself, else without `./` in front.
 */
export function entryCandidates(manifest: NpmManifest, subpath: string, wanted: Wanted): string[] {
  const { exports } = manifest;
  if (exports !== undefined && exports !== null) {
    const targets = conditions[wanted].flatMap((set) => targetsOf(exports, subpath === '' ? '.' : `./${subpath}`, set));
    const found = targets.flatMap((target) => fileCandidates(target, wanted));
    // Older tools, and those who write types, look at the other fields too.
    return unique(isTypes(wanted) && subpath === '' ? [...found, ...mainCandidates(manifest, wanted)] : found);
  }
  if (subpath === '') return unique(mainCandidates(manifest, wanted));
  const versioned = isTypes(wanted) ? typesVersion(manifest.typesVersions, subpath) : [];
  return unique([...versioned, subpath].flatMap((path) => fileCandidates(path, wanted)));
}

/** `#name` of a package's own `imports`. */
export function importCandidates(manifest: NpmManifest, name: string, wanted: Wanted): string[] {
  const targets = conditions[wanted].flatMap((set) => targetsIn(manifest.imports, name, set));
  return unique(targets.flatMap((target) => fileCandidates(target, wanted)));
}

function mainCandidates(manifest: NpmManifest, wanted: Wanted): string[] {
  const text = (...values: readonly unknown[]): string[] =>
    values.filter((value): value is string => typeof value === 'string' && value !== '');
  if (!isTypes(wanted)) {
    // `module` is for bundlers; Node itself never looks at it.
    const main = [...text(manifest.main), 'index', ...text(manifest.module)];
    return main.flatMap((path) => fileCandidates(path, wanted));
  }
  const types = text(manifest.types, manifest.typings);
  const versioned = typesVersion(manifest.typesVersions, types[0] ?? 'index.d.ts');
  const main = text(manifest.module, manifest.main);
  return [...versioned, ...types, ...main, 'index'].flatMap((path) => fileCandidates(path, wanted));
}

/** The files that a path without an ending, or with that of another kind of file, may mean. */
export function fileCandidates(target: string, wanted: Wanted): string[] {
  const path = target.replace(/^\.\//, '').replace(/\/$/, '');
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  const flavour = /\.([cm]?)jsx?$/.exec(path)?.[1] ?? '';
  if (isTypes(wanted)) {
    const typed = /^(.*?)(\.d)?\.([cm]?)tsx?$/.exec(path);
    if (typed) return typed[2] ? [path] : [path, `${typed[1]!}.d.${typed[3]!}ts`];
    const own = stem === path ? [] : [`${stem}.d.${flavour}ts`, `${stem}.${flavour}ts`, `${stem}.tsx`, `${stem}.d.ts`];
    const ending = stem === path ? ['.d.ts', '.ts', '.tsx', '.d.mts', '.d.cts'].map((end) => path + end) : [];
    return [
      ...own,
      ...ending,
      ...(stem === path ? [`${path}/index.d.ts`, `${path}/index.ts`, `${path}/index.tsx`] : []),
    ].map((one) => one.replace(/^\//, ''));
  }
  if (/\.(?:[cm]?[jt]sx?|json)$/.test(path)) return [path];
  const endings = ['.js', '.cjs', '.mjs', '.ts', '.json', '/index.js', '/index.cjs', '/index.mjs', '/index.ts'];
  return [path, ...endings.map((end) => path + end)].map((one) => one.replace(/^\//, ''));
}

/** The targets of a subpath, most specific pattern first. */
function targetsOf(exports: unknown, subpath: string, set: readonly string[]): string[] {
  const isMap = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  return isMap ? targetsIn(exports, subpath, set) : subpath === '.' ? conditional(exports, set) : [];
}

function targetsIn(map: unknown, key: string, set: readonly string[]): string[] {
  if (!isRecord(map)) return [];
  if (key in map) return conditional(map[key], set);
  const patterns = Object.keys(map).filter((pattern) => pattern.includes('*') || pattern.endsWith('/'));
  patterns.sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  for (const pattern of patterns) {
    const [front = '', back = ''] = pattern.endsWith('/') ? [pattern] : pattern.split('*');
    if (!key.startsWith(front) || !key.endsWith(back) || key.length < front.length + back.length) continue;
    const middle = key.slice(front.length, key.length - back.length);
    return conditional(map[pattern], set).map((target) =>
      target.includes('*') ? target.replaceAll('*', middle) : target.endsWith('/') ? target + middle : target,
    );
  }
  return [];
}

/** What a value of `exports` means under these conditions; every branch that holds, in order. */
function conditional(value: unknown, set: readonly string[], depth = 0): string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((one) => conditional(one, set, depth + 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([condition, inner]) =>
    condition === 'default' || set.includes(condition) || (condition.startsWith('types@>') && set.includes('types'))
      ? conditional(inner, set, depth + 1)
      : [],
  );
}

/** Where types lie for a compiler of today. */
function typesVersion(versions: unknown, path: string): string[] {
  if (!isRecord(versions)) return [];
  const [, map] = Object.entries(versions).find(([range]) => /^(?:\*|>)/.test(range)) ?? [];
  if (!isRecord(map)) return [];
  const plain = path.replace(/^\.\//, '');
  for (const [pattern, targets] of Object.entries(map)) {
    const [front = '', back] = pattern.replace(/^\.\//, '').split('*');
    const holds = back === undefined ? plain === front : plain.startsWith(front) && plain.endsWith(back);
    if (!holds || !Array.isArray(targets)) continue;
    const middle = back === undefined ? '' : plain.slice(front.length, plain.length - back.length);
    return targets.filter((target) => typeof target === 'string').map((target: string) => target.replace('*', middle));
  }
  return [];
}

/** `@scope/name/sub/path` taken apart; `undefined` for what names no package. */
export function packageOf(specifier: string): { readonly name: string; readonly subpath: string } | undefined {
  const found = /^((?:@[\w.~-]+\/)?[\w~][\w.~-]*)(?:\/(.+))?$/.exec(specifier);
  return found ? { name: found[1]!, subpath: found[2] ?? '' } : undefined;
}

/** The name of the package of types that others have written for it. */
export const typesPackageOf = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unique = (paths: readonly string[]): string[] => [...new Set(paths)];
