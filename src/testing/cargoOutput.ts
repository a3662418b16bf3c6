/**
 * What `cargo test --message-format json` prints, line by line: the compiler's messages, the programs that
 * it runs, and in each program what Rust's test harness says. Understands releases from 1.60 on.
 */
import { BoundedText } from './boundedText.ts';

export interface RustTest {
  readonly name: string;
  /** Undefined when the program ended before the test did. */
  outcome?: 'passed' | 'failed' | 'skipped';
  /** What the harness shows of it after all tests have run; what was printed instead of an outcome. */
  readonly output: BoundedText;
  /** How it ended its program, where it did. */
  ended?: string;
}

export interface RustTarget {
  readonly kind: string;
  readonly name: string;
  /** Absolute: the file that the compiler starts with. */
  readonly source: string;
  /** Absolute. */
  readonly manifest: string;
  readonly executable: string;
  /** Made of its tests, not the program itself. */
  readonly isTest: boolean;
}

/** One test program, or the documentation tests of a crate. */
export interface RustProgram {
  readonly executable?: string;
  readonly target?: RustTarget;
  readonly documents: boolean;
  readonly tests: Map<string, RustTest>;
  /** Whether Rust's own harness speaks. */
  harness: boolean;
  /** Whether it came to its end: all tests have been heard. */
  complete: boolean;
  failed: boolean;
  /** How cargo says that it ended, where it says so: `signal: 6, SIGABRT: process abort signal`. */
  ended?: string;
  durationMs: number;
  readonly output: BoundedText;
}

export interface CompileError {
  readonly text: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

interface CargoMessage {
  readonly reason: string;
  readonly package_id?: string;
  readonly manifest_path?: string;
  readonly executable?: string | null;
  readonly target?: { readonly kind: readonly string[]; readonly name: string; readonly src_path: string };
  readonly profile?: { readonly test: boolean };
  readonly message?: { readonly level: string; readonly rendered: string | null; readonly spans: readonly Span[] };
}

interface Span {
  readonly file_name: string;
  readonly line_start: number;
  readonly is_primary: boolean;
  readonly expansion?: { readonly span: Span } | null;
}

export class CargoOutput {
  readonly programs: RustProgram[] = [];
  /** Programs that were built, test programs or not. */
  readonly targets: RustTarget[] = [];
  readonly errors: CompileError[] = [];
  /** The names of the packages that lie in the tree, and of what is built of them. */
  readonly own = new Set<string>();
  /** What cargo itself said. */
  readonly other = new BoundedText();
  #program: RustProgram | undefined;
  #part: 'tests' | 'failures' | 'names' | 'after' = 'after';
  /** The test whose section or line is open. */
  #open: RustTest | undefined;

  hear(line: string): void {
    if (line.startsWith('{"reason":')) {
      try {
        this.#message(JSON.parse(line) as CargoMessage);
        return;
      } catch {
        // A program's own output: text like any other.
      }
    }
    if (!this.#start(line)) this.#text(line);
  }

  /** Further lines of a program that is run again. */
  resume(program: RustProgram): void {
    this.#program = program;
    this.#part = 'tests';
    this.#open = undefined;
  }

  #message(told: CargoMessage): void {
    const { reason, message, target, manifest_path: manifest, executable, profile } = told;
    if (reason === 'compiler-message' && message?.level.startsWith('error')) {
      const places = message.spans.flatMap((span) => (span.is_primary ? [outermost(span)] : []));
      const text = (message.rendered ?? '').trim();
      // A library is compiled for others and for its own tests, and says everything twice.
      if (text !== '' && !this.errors.some((error) => error.text === text)) this.errors.push({ text, places });
    }
    const own = reason === 'compiler-artifact' && ownPackage(told.package_id ?? '');
    if (own) for (const name of [own, target?.name ?? own]) this.own.add(name);
    if (reason === 'compiler-artifact' && executable && target && manifest !== undefined && profile) {
      this.targets.push({
        kind: target.kind[0] ?? '',
        name: target.name,
        source: target.src_path,
        manifest,
        executable,
        isTest: profile.test,
      });
    }
  }

  /** Whether the line begins another program, or tells how the last one ended. */
  #start(line: string): boolean {
    const running = /^\s+Running [^(]*\((.+)\)$/.exec(line);
    const documents = /^\s+Doc-tests \S+$/.test(line);
    if (running || documents) {
      const executable = running?.[1];
      const base = (path: string): string => path.replace(/^.*[\\/]/, '');
      const target = executable && this.targets.find((each) => base(each.executable) === base(executable));
      this.#program = {
        ...(executable !== undefined && { executable: target ? target.executable : executable }),
        ...(target && { target }),
        ...{ documents, tests: new Map(), harness: false, complete: false, failed: false, durationMs: 0 },
        output: new BoundedText(),
      };
      this.programs.push(this.#program);
      this.#part = 'tests';
      this.#open = undefined;
      return true;
    }
    const program = this.#program;
    if (!program) return false;
    if (/^error: (?:test|doctest|bench) failed, to rerun pass /.test(line)) {
      program.failed = true;
      this.#part = 'after';
      this.#open = undefined;
      return true;
    }
    const ended = /^\s+process didn't exit successfully: .*? \(([^()]*(?:\([^()]*\))?[^()]*)\)$/.exec(line);
    if (ended && this.#part === 'after' && !/^exit (?:code|status): 101$/.test(ended[1]!)) program.ended = ended[1]!;
    return ended !== null && this.#part === 'after';
  }

  #text(line: string): void {
    const program = this.#program;
    if (!program) {
      this.other.add(`${line}\n`);
      return;
    }
    switch (this.#part) {
      case 'tests':
        this.#inTests(program, line);
        break;
      case 'failures':
      case 'names':
        this.#inFailures(program, line);
        break;
      case 'after':
        this.other.add(`${line}\n`);
        break;
    }
  }

  #inTests(program: RustProgram, line: string): void {
    if (/^running \d+ tests?$/.test(line)) program.harness = true;
    else if (line === 'failures:' && program.harness) {
      this.#part = 'failures';
      this.#open = undefined;
    } else if (!this.#ends(program, line) && !this.#testLine(program, line)) {
      const pending = /^(.*?)(ok|FAILED)$/.exec(line);
      if (this.#open && pending) this.#outcome(this.#open, pending[2]!);
      else (this.#open?.output ?? program.output).add(`${line}\n`);
    }
  }

  #testLine(program: RustProgram, line: string): boolean {
    if (/^test \S+ has been running for over \d+ seconds$/.test(line)) return true;
    const match =
      /^test (\S.*?) \.\.\. (ok|FAILED|ignored|)(?:$|(?:,| <|\s).*$)/.exec(line) ??
      // What was printed past the harness may stand before it on the line.
      /test ([\w:]+) \.\.\. (ok|FAILED|ignored)$/.exec(line) ??
      /^test (\S.*?) \.\.\. ()/.exec(line);
    if (!match) return false;
    const name = match[1]!.replace(MARKS, '');
    let test = program.tests.get(name);
    if (!test) program.tests.set(name, (test = { name, output: new BoundedText() }));
    if (match[2] === '') {
      this.#open = test;
      test.output.add(`${line.slice(match[0].length)}\n`);
    } else this.#outcome(test, match[2]!);
    return true;
  }

  #outcome(test: RustTest, told: string): void {
    test.outcome = told === 'ok' ? 'passed' : told === 'FAILED' ? 'failed' : 'skipped';
    this.#open = undefined;
  }

  #inFailures(program: RustProgram, line: string): void {
    const section = /^---- (\S.*) std(?:out|err) ----$/.exec(line);
    const test = section && program.tests.get(section[1]!.replace(MARKS, ''));
    if (test?.outcome === 'failed' && test !== this.#open) {
      this.#part = 'failures';
      this.#open = test;
    } else if (this.#ends(program, line)) return;
    else if (line === 'failures:') this.#part = 'names';
    else if (this.#part === 'failures') this.#open?.output.add(`${line}\n`);
  }

  #ends(program: RustProgram, line: string): boolean {
    const match = /^test result: (?:ok|FAILED)\. \d+ passed; \d+ failed; .*?(?:finished in ([\d.]+)s)?$/.exec(line);
    if (!match) return false;
    program.complete = true;
    program.durationMs = Number(match[1] ?? 0) * 1000;
    this.#part = 'after';
    this.#open = undefined;
    return true;
  }
}

const MARKS = / - (?:should panic|compile fail|compile)$/;

/** `path+file:///w/core#shop-core@0.1.0`, without the name where the folder has it; before 1.77 `name 0.1.0 (path+file:…)`. */
function ownPackage(id: string): string | undefined {
  const now = /^path\+file:.*?([^/]+)#(?:(.+)@)?[^@#]*$/.exec(id);
  return now ? (now[2] ?? now[1]) : /^(\S+) \S+ \(path\+/.exec(id)?.[1];
}

/** Where a macro was called, not where it was written. */
function outermost(span: Span): { file: string; line: number } {
  let at = span;
  while (at.expansion && !/^(?!.*<).*\.rs$/.test(at.file_name)) at = at.expansion.span;
  return { file: at.file_name, line: at.line_start };
}
