/** What a project's own files say about how its parts are called in imports: names of packages, prefixes, aliases. */

export interface ProjectFacts {
  /** Of a package.json, a Cargo.toml: the package. Of a go.mod: the path that all of its packages begin with. */
  readonly name?: string;
  /** Of a package.json: the file that stands for the package, as it is written. */
  readonly entries?: readonly string[];
  /** Of a tsconfig.json: the folder that bare paths begin at, relative to it. */
  readonly baseUrl?: string;
  /** Of a tsconfig.json: patterns with at most one `*`, and what each stands for, relative to `baseUrl`. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
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
  if (name === 'go.mod') return named(/^module\s+"?([^\s"]+)/m.exec(text)?.[1]);
  if (name === 'Cargo.toml') return named(/^\[package\][^[]*?^name\s*=\s*"([^"]+)"/m.exec(text)?.[1]);
  return undefined;
}

const named = (name: string | undefined): ProjectFacts | undefined => (name === undefined ? undefined : { name });

function packageFacts(text: string): ProjectFacts | undefined {
  const { name, main, module, types, exports } = jsonOf(text);
  const entries = [
    ...new Set([module, main, types, ...leaves(isRecord(exports) ? (exports['.'] ?? exports) : exports)]),
  ]
    .filter((entry) => typeof entry === 'string')
    .slice(0, 8);
  return typeof name === 'string' ? { name, ...(entries.length > 0 && { entries }) } : undefined;
}

/** The strings in a nest of objects. */
function leaves(value: unknown): unknown[] {
  if (!isRecord(value)) return [value];
  return Object.entries(value).flatMap(([key, inner]) => (key.startsWith('./') ? [] : leaves(inner)));
}

function aliases(text: string): ProjectFacts | undefined {
  const { compilerOptions } = jsonOf(withoutComments(text));
  if (!isRecord(compilerOptions)) return undefined;
  const { baseUrl, paths } = compilerOptions;
  const known = isRecord(paths)
    ? Object.fromEntries(
        Object.entries(paths).flatMap(([pattern, places]) =>
          Array.isArray(places) ? [[pattern, places.filter((place) => typeof place === 'string')]] : [],
        ),
      )
    : undefined;
  if (typeof baseUrl !== 'string' && !known) return undefined;
  return { ...(typeof baseUrl === 'string' && { baseUrl }), ...(known && { paths: known }) };
}

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
