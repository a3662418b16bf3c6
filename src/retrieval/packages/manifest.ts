/** What manifests and lock files ask for, as far as their text says it: no program is run to find out. */

/** Name to version or range. */
export type Requirements = ReadonlyMap<string, string>;

/** By PEP 503: `Foo.Bar_baz` and `foo-bar-baz` are one package. */
export const pythonName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** requirements.txt, or a list in pyproject.toml. */
export function pythonRequirements(text: string): Requirements {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const written = /^\s*["']?([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*((?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)/.exec(
      line,
    );
    if (written && !/^\s*(?:#|-)/.test(line)) found.set(pythonName(written[1]!), written[2]!.trim());
  }
  return found;
}

export function pyprojectRequirements(text: string): Requirements {
  const found = new Map<string, string>();
  for (const { section, body } of tomlSections(text)) {
    if (/^tool\.poetry(?:\.group\.[\w-]+)?\.(?:dev-)?dependencies$/.test(section)) {
      for (const { 1: name, 2: value } of body.matchAll(/^([A-Za-z0-9][\w.-]*)\s*=\s*(.+)$/gm)) {
        const range = /version\s*=\s*["']([^"']*)/.exec(value!)?.[1] ?? /^["']([^"']*)/.exec(value!)?.[1] ?? '';
        if (name !== 'python') found.set(pythonName(name!), range);
      }
    } else if (/^(?:project|project\.optional-dependencies|dependency-groups)$/.test(section)) {
      const lists = section === 'project' ? /^dependencies\s*=\s*\[([^]*?)\]\s*$/gm : /^[\w-]+\s*=\s*\[([^]*?)\]\s*$/gm;
      for (const { 1: list } of body.matchAll(lists)) {
        const items = [...list!.matchAll(/"([^"]+)"|'([^']+)'/g)].map((item) => item[1] ?? item[2]!);
        for (const [name, range] of pythonRequirements(items.join('\n'))) found.set(name, range);
      }
    }
  }
  return found;
}

/** Sections of TOML by their headers, the text before the first under ''. */
function tomlSections(text: string): { readonly section: string; readonly body: string }[] {
  const sections: { section: string; body: string }[] = [];
  let section = '';
  let body: string[] = [];
  for (const line of text.split('\n')) {
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/.exec(line)?.[1];
    if (header === undefined) body.push(line);
    else {
      sections.push({ section, body: body.join('\n') });
      section = header.replace(/\s*\.\s*/g, '.').replaceAll('"', '');
      body = [];
    }
  }
  return [...sections, { section, body: body.join('\n') }];
}

export interface GoModule {
  readonly module: string;
  readonly requires: Requirements;
  readonly direct: ReadonlySet<string>;
  /** Another module, with its version, or a folder. */
  readonly replaces: ReadonlyMap<string, { readonly path: string; readonly version?: string }>;
}

export function goModule(text: string): GoModule {
  const requires = new Map<string, string>();
  const direct = new Set<string>();
  const replaces = new Map<string, { path: string; version?: string }>();
  const lines = text.replace(
    /^(require|replace|exclude|retract|tool)\s*\(([^)]*)\)/gm,
    (_, word: string, list: string) =>
      list
        .split('\n')
        .map((line) => (line.trim() === '' ? '' : `${word} ${line.trim()}`))
        .join('\n'),
  );
  for (const line of lines.split('\n')) {
    const required = /^require\s+(\S+)\s+(v\S+)(.*)$/.exec(line);
    if (required) {
      requires.set(required[1]!, required[2]!);
      if (!required[3]!.includes('indirect')) direct.add(required[1]!);
    }
    const replaced = /^replace\s+(\S+)(?:\s+v\S+)?\s+=>\s+(\S+)(?:\s+(v\S+))?/.exec(line);
    if (replaced)
      replaces.set(replaced[1]!, { path: replaced[2]!, ...(replaced[3] !== undefined && { version: replaced[3] }) });
  }
  return { module: /^module\s+(\S+)/m.exec(text)?.[1] ?? '', requires, direct, replaces };
}

/** As a folder of Go's cache names it: `!x` for `X`. */
export const goEscaped = (path: string): string => path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);

/** Name to the versions that Cargo.lock has of it. */
export function cargoLock(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { section, body } of tomlSections(text)) {
    const name = section === 'package' ? /^name\s*=\s*"([^"]+)"/m.exec(body)?.[1] : undefined;
    const version = /^version\s*=\s*"([^"]+)"/m.exec(body)?.[1];
    if (name !== undefined && version !== undefined) found.set(name, [...(found.get(name) ?? []), version]);
  }
  return found;
}

export interface CargoDependency {
  /** As the code calls it. */
  readonly name: string;
  readonly package: string;
  readonly range: string;
  readonly path?: string;
}

export function cargoDependencies(text: string): CargoDependency[] {
  const found: CargoDependency[] = [];
  for (const { section, body } of tomlSections(text)) {
    const single = /^(?:.+\.)?(?:dev-|build-)?dependencies\.([\w-]+)$/.exec(section)?.[1];
    const add = (name: string, value: string): void => {
      const part = (key: string): string | undefined => new RegExp(`\\b${key}\\s*=\\s*"([^"]*)"`).exec(value)?.[1];
      const path = part('path');
      found.push({
        name: name.replaceAll('-', '_'),
        package: part('package') ?? name,
        range: /^\s*"([^"]*)"/.exec(value)?.[1] ?? part('version') ?? '',
        ...(path !== undefined && { path }),
      });
    };
    if (single !== undefined) add(single, body);
    else if (/(?:^|\.)(?:dev-|build-)?dependencies$/.test(section)) {
      for (const { 1: name, 2: value } of body.matchAll(/^\s*"?([\w-]+)"?(?:\.workspace)?\s*=\s*(.+)$/gm))
        add(name!, value!);
    }
  }
  return found;
}

/** `group:artifact` to version, of a pom.xml or a Gradle file. */
export function jvmDependencies(text: string, isMaven: boolean): Requirements {
  const found = new Map<string, string>();
  if (!isMaven) {
    for (const { 1: group, 2: artifact, 3: version } of text.matchAll(/["']([\w.-]+):([\w.-]+)(?::([\w.+-]+))?["']/g))
      found.set(`${group!}:${artifact!}`, version ?? '');
    return found;
  }
  const properties = new Map(
    [...text.matchAll(/<([\w.-]+)>([^<>$]+)<\/\1>/g)].map((found) => [found[1]!, found[2]!.trim()] as const),
  );
  const filled = (value: string): string =>
    value.replace(/\$\{([^}]+)\}/g, (_, name: string) => properties.get(name) ?? '');
  for (const { 1: body } of text.matchAll(/<dependency>([^]*?)<\/dependency>/g)) {
    const part = (name: string): string =>
      filled(new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(body!)?.[1] ?? '');
    const key = `${part('groupId')}:${part('artifactId')}`;
    if (key.length > 1 && (found.get(key) ?? '') === '') found.set(key, part('version'));
  }
  return found;
}

/** Gems of a Gemfile.lock with their versions, and which of them the Gemfile itself asks for. */
export function gemfileLock(text: string): { readonly versions: Requirements; readonly direct: Requirements } {
  const versions = new Map<string, string>();
  const direct = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) section = line.trim();
    const spec = /^ {4}([\w.-]+) \(([^)]+)\)$/.exec(line);
    if (spec) versions.set(spec[1]!, spec[2]!.replace(/-(?:x86|arm|aarch|java|universal).*$/, ''));
    const wanted = section === 'DEPENDENCIES' ? /^ {2}([\w.-]+)!?(?: \(([^)]+)\))?$/.exec(line) : undefined;
    if (wanted) direct.set(wanted[1]!, wanted[2] ?? '');
  }
  return { versions, direct };
}
