/**
 * The process that Maven or Gradle starts for the tests of a module, as our agent has noted it
 * (`shims/jvm/touchstone/Agent.java`), and what of it another process needs to run the same tests.
 */

export interface JavaFork {
  /** Whether tests run on the JUnit platform, or on JUnit 4 itself. */
  readonly kind: 'platform' | 'junit4';
  /** Absolute path of the Java installation. */
  readonly home: string;
  /** Absolute path of the folder that it ran in. */
  readonly folder: string;
  /** Folders and jars with what the tests use and test, in order. */
  readonly path: readonly string[];
  /** Jars of the test framework. */
  readonly framework: readonly string[];
  /** Options for Java, properties among them. */
  readonly options: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export function parseJavaFork(text: string): JavaFork | undefined {
  const values = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const key = line.slice(0, tab);
    const value = line
      .slice(tab + 1)
      .replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each === 'r' ? '\r' : each));
    const same = values.get(key);
    if (same) same.push(value);
    else values.set(key, [value]);
  }
  const all = (key: string): string[] => values.get(key) ?? [];
  const [kind] = all('kind');
  const [home] = all('home');
  const [folder] = all('folder');
  if ((kind !== 'platform' && kind !== 'junit4') || home === undefined || folder === undefined) return undefined;
  const own = all('own');
  const others = all('path').filter((each) => !own.includes(each));
  // Surefire says what is the project's; of the rest, and of what Gradle says, the tool's own is left out.
  const path = own.length > 0 ? own : others.filter((each) => !isOfTool(each));
  const everything = [...own, ...others];
  return {
    kind,
    home,
    folder,
    path: path.filter((each) => !isFramework(each)),
    framework: everything.filter((each) => isFramework(each)),
    options: [...all('option').filter(isKept), ...propertyOptions(all('property'), all('option'))],
    variables: Object.fromEntries(
      all('variable')
        .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const)
        .filter(([name]) => !/^(?:JAVA_TOOL_OPTIONS|TOUCHSTONE_.*|PWD|OLDPWD|SHLVL|_)$/.test(name)),
    ),
  };
}

const nameOf = (place: string): string => place.slice(Math.max(place.lastIndexOf('/'), place.lastIndexOf('\\')) + 1);

/** What is loaded once for all runs: it keeps no state of the tests. */
const isFramework = (place: string): boolean =>
  /^(?:junit|opentest4j|apiguardian|univocity|hamcrest)[\w.+-]*\.jar$/.test(nameOf(place));

const isOfTool = (place: string): boolean =>
  /[\\/]gradle[\w.-]*[\\/]lib[\\/]|[\\/]workerMain[\\/]/.test(place) ||
  /^(?:gradle-|surefire-|maven-surefire|touchstone-agent)[\w.+-]*\.jar$/.test(nameOf(place));

/** Debuggers, profilers and the agents of others stay out: a coverage tool would count what we change. */
const isKept = (option: string): boolean =>
  !/^(?:-javaagent|-agentlib|-agentpath|-Xrun|-Xdebug|-XX:\+?HeapDump|-Xshare|-Dorg\.gradle|-Dsurefire\.)/.test(option);

function propertyOptions(properties: readonly string[], options: readonly string[]): string[] {
  const given = new Set(options.map((option) => /^-D([^=]+)/.exec(option)?.[1]));
  return properties.filter((each) => isOwnProperty(each.split('=', 1)[0]!, given)).map((each) => `-D${each}`);
}

const isOwnProperty = (name: string, given: ReadonlySet<string | undefined>): boolean =>
  !given.has(name) &&
  !/^(?:java|sun|jdk|os|user|file|path|line|native|awt|stdout|stderr|stdin|surefire|org\.gradle)\.|^(?:localRepository)$/.test(
    name,
  );

/** The same fork in another copy of the tree. */
export function movedFork(fork: JavaFork, from: string, to: string): JavaFork {
  const move = (text: string): string => text.replaceAll(from, to);
  return {
    ...fork,
    folder: move(fork.folder),
    path: fork.path.map(move),
    framework: fork.framework.map(move),
    options: fork.options.map(move),
    variables: Object.fromEntries(Object.entries(fork.variables).map(([name, value]) => [name, move(value)])),
  };
}

/** Keys and values as our Java reads them: `shims/jvm/touchstone/Setup.java`. */
export function setupText(entries: readonly (readonly [key: string, value: string])[]): string {
  const escape = (value: string): string => value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
  return entries.map(([key, value]) => `${key}\t${escape(value)}\n`).join('');
}
