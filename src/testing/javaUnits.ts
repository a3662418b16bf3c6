/** Which sources and which test classes belong to which module of a Java project, as its test processes saw it. */
import { javaTestsOf } from './javaNames.ts';
import type { TestResult, WorkspacePath } from './report.ts';

export interface JavaUnit {
  /** The folder that its tests run in. */
  readonly folder: WorkspacePath;
  /** Class files in the folders of its class path: `shop/Cart.class`. */
  readonly classFiles: ReadonlySet<string>;
}

/** The class file that a source belongs to, if the unit has it: `src/main/java/shop/Cart.java` → `shop/Cart.class`. */
export function classFileOf(source: WorkspacePath, unit: JavaUnit): string | undefined {
  let rest = source.replace(/\.java$/, '.class');
  for (;;) {
    if (unit.classFiles.has(rest)) return rest;
    const slash = rest.indexOf('/');
    if (slash < 0) return undefined;
    rest = rest.slice(slash + 1);
  }
}

/** The unit that a file lies in: the innermost one. */
export function unitOf<Unit extends JavaUnit>(place: string, units: readonly Unit[]): Unit | undefined {
  return units
    .filter(({ folder }) => folder === '' || place === folder || place.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** The classes that hold these tests, by unit; undefined where a test belongs to none. */
export function classesByUnit<Unit extends JavaUnit>(
  tests: readonly TestResult[],
  units: readonly Unit[],
): Map<Unit, Set<string>> | undefined {
  const found = new Map<Unit, Set<string>>();
  for (const result of tests) {
    const [test] = javaTestsOf([result]);
    const unit = unitOf(result.id.slice(0, result.id.indexOf('::')), units);
    if (!test || !unit) return undefined;
    found.set(unit, (found.get(unit) ?? new Set()).add(test.className));
  }
  return found;
}

/** The class of a test file that was not there before, by the names that build tools look for. */
export function newTestClass(source: WorkspacePath): string | undefined {
  const match = /(?:^|\/)src\/(?:\w*[tT]est\w*)\/java\/(.+)\.java$/.exec(source);
  const name = match?.[1]?.split('/').at(-1) ?? '';
  return match && /^Test|Tests?$|TestCase$/.test(name) ? match[1]!.replaceAll('/', '.') : undefined;
}

/** Whether two runs of the same tree found the same: every test that passed or failed, and no other. */
export function agree(one: readonly TestResult[], other: readonly TestResult[]): boolean {
  const outcomes = (results: readonly TestResult[]): Map<string, string> =>
    new Map(results.filter(({ outcome }) => outcome !== 'skipped').map(({ id, outcome }) => [id, outcome]));
  const [a, b] = [outcomes(one), outcomes(other)];
  return a.size === b.size && [...a].every(([id, outcome]) => b.get(id) === outcome);
}
