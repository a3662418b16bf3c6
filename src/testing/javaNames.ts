/** The names that Java's test tools give to classes and tests, and the files behind them. */
import type { WorkspacePath } from './report.ts';

/** A test as Java knows it. */
export interface JavaTest {
  /** By its binary name: `shop.CartTest$WhenEmpty`. */
  readonly className: string;
  /** `adds`, or `adds[2]` for one of its invocations. */
  readonly method: string;
}

/**
 * A test by the name that a report gives it. Surefire writes `adds{int}[2]`, later `adds(int)[2]`, and both
 * are `adds[2]` here. Gradle writes `adds()`, or what is displayed, which is kept as it is.
 */
export function javaTest(className: string, reported: string): JavaTest {
  const match = /^([\p{L}\p{N}_$]+)(?:\([^)]*\)|\{[^}]*\})*((?:\[\d+\])*)$/u.exec(reported);
  return { className, method: match ? `${match[1]!}${match[2]!}` : reported };
}

/** The part of a test's id after its file. */
export function javaTestId({ className, method }: JavaTest): string {
  return `${className}#${method}`;
}

/** The way back. Tests that are not of this kind are left out. */
export function javaTestsOf(tests: readonly { readonly id: string }[]): JavaTest[] {
  return tests.flatMap(({ id }) => {
    const inFile = id.slice(id.indexOf('::') + 2).replace(/ \(\d+\)$/, '');
    const hash = inFile.indexOf('#');
    return hash < 0 ? [] : [{ className: inFile.slice(0, hash), method: inFile.slice(hash + 1) }];
  });
}

/** What a person reads: `CartTest › WhenEmpty › adds[2]`. */
export function javaTestName({ className, method }: JavaTest): string {
  return [...className.slice(className.lastIndexOf('.') + 1).split('$'), method].join(' › ');
}

/** The method alone, as a choice of tests takes it; undefined where the report gave a display name instead. */
export function methodName({ method }: JavaTest): string | undefined {
  return /^([\p{L}\p{N}_$]+)(?:\[\d+\])*$/u.exec(method)?.[1];
}

const SOURCE = /\.(?:java|kts?|groovy|scala)$/;

export function isJvmSource(path: string): boolean {
  return SOURCE.test(path);
}

/** Finds the file behind a class or a stack frame among the files of a workspace. */
export class JavaSources {
  readonly #byName = new Map<string, WorkspacePath[]>();

  /** @param files of the workspace; others than sources are passed over. */
  constructor(files: Iterable<WorkspacePath>) {
    for (const file of files) {
      if (!isJvmSource(file)) continue;
      const name = file.slice(file.lastIndexOf('/') + 1);
      const same = this.#byName.get(name);
      if (same) same.push(file);
      else this.#byName.set(name, [file]);
    }
  }

  /** The file of a class: its outermost class names it. */
  ofClass(className: string, near = ''): WorkspacePath | undefined {
    const outer = className.replace(/\$.*$/, '');
    const [folder, name] = split(outer);
    for (const ending of ['java', 'kt', 'groovy', 'scala']) {
      const file = this.#find(folder, `${name}.${ending}`, near);
      if (file !== undefined) return file;
    }
    // Kotlin puts functions of Names.kt into a class NamesKt.
    return name.endsWith('Kt') ? this.#find(folder, `${name.slice(0, -2)}.kt`, near) : undefined;
  }

  /** The file of a frame: the class says the package, the frame itself the file's name. */
  ofFrame(className: string, fileName: string, near = ''): WorkspacePath | undefined {
    return this.#find(split(className)[0], fileName, near);
  }

  /** Of several, the one in the module at hand. Kotlin's files may stand without the folders of their package. */
  #find(folder: string, name: string, near: string): WorkspacePath | undefined {
    const same = this.#byName.get(name) ?? [];
    const ending = folder === '' ? name : `${folder}/${name}`;
    const exact = same.filter((file) => file === ending || file.endsWith(`/${ending}`));
    const fitting = exact.length > 0 || name.endsWith('.java') ? exact : same;
    return fitting.find((file) => near !== '' && file.startsWith(`${near}/`)) ?? fitting[0];
  }
}

function split(className: string): [folder: string, name: string] {
  const dot = className.lastIndexOf('.');
  return dot < 0 ? ['', className] : [className.slice(0, dot).replaceAll('.', '/'), className.slice(dot + 1)];
}
