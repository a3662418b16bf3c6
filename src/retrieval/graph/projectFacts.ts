/** What a project's own files say about how its parts are called in imports: names of packages, prefixes, aliases. */

export interface ProjectFacts {
  /** Of a package.json, a Cargo.toml: the package. Of a go.mod: the path that all of its packages begin with. */
  readonly name?: string;
  /** Of a package.json: the file that stands for the package, as it is written. */
  readonly entries?: readonly string[];
  /** Of a package.json: what others write after its name, with at most one `*`, and the files that may stand for it. */
  readonly exports?: Readonly<Record<string, readonly string[]>>;
  /** Of a package.json: what its own files write (`#…`), and the files or packages that may stand for it. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  /** Of a tsconfig.json: those whose settings it takes over, as written; the last one counts most. */
  readonly extends?: readonly string[];
  /** Of a tsconfig.json: the folder that bare paths begin at, relative to it. */
  readonly baseUrl?: string;
  /** Of a tsconfig.json: patterns with at most one `*`, and what each stands for, relative to `baseUrl`. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** Of a Package.swift: its modules, and the folder of each where it is not the usual one. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** @returns as it is stored; '' for a file that says nothing. */
export function projectFacts(path: string, text: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const facts = read(name, text);
  return facts && Object.values(facts).some((value) => value !== undefined) ? JSON.stringify(facts) : '';
}

/** @param stored of `projectFacts`. */
export const factsOf = (stored: string): ProjectFacts => JSON.parse(stored) as ProjectFacts;

function read(name: string, text: string): ProjectFacts | undefined {
  if (name === 'package.json') return packageFacts(text);
  if (/^[jt]sconfig(?:\..+)?\.json$/.test(name)) return aliases(text);
  if (name === 'Package.swift') return swiftModules(text);
  if (name === 'go.mod') return named(/^module\s+"?([^\s"]+)/m.exec(text)?.[1]);
  if (name === 'Cargo.toml') return named(/^\[package\][^[]*?^name\s*=\s*"([^"]+)"/m.exec(text)?.[1]);
  return undefined;
}

const named = (name: string | undefined): ProjectFacts | undefined => (name === undefined ? undefined : { name });

function packageFacts(text: string): ProjectFacts | undefined {
  const { name, main, module, types, exports, imports } = jsonOf(text);
  const entries = [
    ...new Set([module, main, types, ...leaves(isRecord(exports) ? (exports['.'] ?? exports) : exports)]),
  ]
    .filter((entry) => typeof entry === 'string')
    .slice(0, 8);
  const inner = patternsOf(imports, '#');
  if (typeof name !== 'string') return inner && { imports: inner };
  const outer = patternsOf(exports, './');
  return {
    name,
    ...(entries.length > 0 && { entries }),
    ...(outer && { exports: outer }),
    ...(inner && { imports: inner }),
  };
}

/** Keys that begin so, each with all that it may stand for: which condition holds, nobody knows here. */
function patternsOf(value: unknown, start: '#' | './'): Readonly<Record<string, readonly string[]>> | undefined {
  if (!isRecord(value)) return undefined;
  const patterns = Object.entries(value).flatMap(([key, inner]) => {
    if (!key.startsWith(start)) return [];
    const targets = [...new Set(leaves(inner))].filter((target) => typeof target === 'string');
    return targets.length > 0 ? [[start === './' ? key.slice(2) : key, targets.slice(0, 8)] as const] : [];
  });
  return patterns.length > 0 ? Object.fromEntries(patterns.slice(0, mostPatterns)) : undefined;
}

/** Some packages list every file. */
const mostPatterns = 500;

/** The strings in a nest of objects. */
function leaves(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (!isRecord(value)) return [value];
  return Object.entries(value).flatMap(([key, inner]) => (key.startsWith('./') ? [] : leaves(inner)));
}

function aliases(text: string): ProjectFacts | undefined {
  const { compilerOptions, extends: bases } = jsonOf(withoutComments(text));
  const { baseUrl, paths } = isRecord(compilerOptions) ? compilerOptions : {};
  const taken = (Array.isArray(bases) ? bases : [bases]).filter((base) => typeof base === 'string');
  const known = isRecord(paths)
    ? Object.fromEntries(
        Object.entries(paths).flatMap(([pattern, places]) =>
          Array.isArray(places) ? [[pattern, places.filter((place) => typeof place === 'string')]] : [],
        ),
      )
    : undefined;
  return {
    ...(taken.length > 0 && { extends: taken }),
    ...(typeof baseUrl === 'string' && { baseUrl }),
    ...(known && { paths: known }),
  };
}

/** `.target(name: "Books", path: "Code/Books")`; without a path it is where Swift looks for it. */
function swiftModules(text: string): ProjectFacts | undefined {
  const modules: Record<string, string> = {};
  for (const { index, 0: start } of text.matchAll(/\.(?:target|executableTarget|testTarget|macro)\s*\(/g)) {
    const given = argumentsAt(text, index + start.length);
    const name = /(?:^|,)\s*name:\s*"([^"\n]+)"/.exec(given)?.[1];
    const folder = /,\s*path:\s*"([^"\n]*)"/.exec(given)?.[1];
    // A target is also named where another depends on it, without a path.
    if (name !== undefined) modules[name] = folder ?? modules[name] ?? '';
  }
  return Object.keys(modules).length > 0 ? { modules } : undefined;
}

/** Up to the closing parenthesis, without what stands in brackets. */
function argumentsAt(text: string, from: number): string {
  let depth = 0;
  let given = '';
  for (const { 0: part } of text.slice(from, from + longestTarget).matchAll(/"(?:[^"\\\n]|\\.)*"|[^"()[\]]+|[^]/g)) {
    if (part === '(' || part === '[') depth++;
    else if (part === ')' || part === ']') {
      if (--depth < 0) break;
    } else if (depth === 0) given += part;
  }
  return given;
}

const longestTarget = 5_000;

/** As editors read it: comments and commas at the end are allowed. A string may hold what looks like one. */
const withoutComments = (text: string): string =>
  text
    .replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, string: string | undefined) => string ?? '')
    .replace(/,(\s*[}\]])/g, '$1');

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {}; // Half-written: it says nothing yet.
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
