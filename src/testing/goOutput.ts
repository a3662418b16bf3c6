/**
 * What `go test -json` prints, line by line: its events, and beside them the compiler's own words. Go
 * before 1.20 does not see a result behind output that has no line end; here it is seen.
 */
import { BoundedText } from './boundedText.ts';

export interface GoTest {
  readonly name: string;
  /** Undefined when the program ended before the test did. */
  outcome?: 'passed' | 'failed' | 'skipped';
  durationMs: number;
  /** What it printed and logged, without the lines that frame it. */
  readonly output: BoundedText;
}

export interface GoPackage {
  readonly path: string;
  readonly tests: Map<string, GoTest>;
  outcome?: 'passed' | 'failed' | 'skipped';
  /** What no test of it printed. */
  readonly output: BoundedText;
  notBuilt: boolean;
}

interface GoEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
}

export class GoOutput {
  readonly packages = new Map<string, GoPackage>();
  /** What compiler and vet said, by what they said it of. */
  readonly build = new Map<string, BoundedText>();
  /** What the go command itself said. */
  readonly other = new BoundedText();
  #building: BoundedText | undefined;
  /** The test that really prints, by the one that Go takes for it. */
  readonly #really = new Map<string, string>();

  hear(line: string): void {
    if (line.startsWith('{')) {
      try {
        this.#event(JSON.parse(line) as GoEvent);
        return;
      } catch {
        // Cut off, or a program's own output: text like any other.
      }
    }
    this.#text(line);
  }

  #text(line: string): void {
    const header = /^# (\S+)/.exec(line);
    const failed = /^FAIL\s+(\S+) \[(?:build|setup) failed\]/.exec(line);
    if (header) this.#building = this.#built(header[1]!);
    else if (failed) {
      this.#package(failed[1]!).notBuilt = true;
      this.#building = undefined;
    } else if (/^(?:ok|FAIL|\?|PASS|---)\s|^FAIL$/.test(line)) this.#building = undefined;
    else (this.#building ?? this.other).add(`${line}\n`);
  }

  #event({ Action, Package, ImportPath, Test, Output = '', Elapsed = 0 }: GoEvent): void {
    if (Action === 'build-output' && ImportPath !== undefined) {
      if (!Output.startsWith('# ')) this.#built(ImportPath).add(Output);
      return;
    }
    if (Package === undefined) return;
    const of = this.#package(Package);
    if (Test === undefined) {
      if (Action === 'output') this.#packageOutput(of, Output);
      else if (Action === 'pass' || Action === 'fail' || Action === 'skip') of.outcome = OUTCOMES[Action];
      return;
    }
    const key = `${Package}\n${Test}`;
    switch (Action) {
      case 'run':
      case 'cont':
      case 'pause':
        this.#test(of, Test);
        this.#really.delete(key);
        break;
      case 'output':
        this.#testOutput(of, Test, Output);
        break;
      case 'pass':
      case 'fail':
      case 'skip': {
        const test = this.#test(of, Test);
        test.outcome = OUTCOMES[Action];
        test.durationMs = Elapsed * 1000;
        break;
      }
      default:
    }
  }

  #packageOutput(of: GoPackage, text: string): void {
    if (/^FAIL\s+\S+ \[(?:build|setup) failed\]/.test(text)) of.notBuilt = true;
    else if (!/^(?:PASS|FAIL)\s*$|^(?:ok|FAIL|\?)\s+\S+\s|^coverage: |^testing: warning: no tests/.test(text)) {
      of.output.add(text);
    }
  }

  #testOutput(of: GoPackage, told: string, raw: string): void {
    const key = `${of.path}\n${told}`;
    const text = raw.replaceAll('\u0016', '');
    const from = /^([^]*?)=== (?:RUN|CONT|NAME|PAUSE) +(\S+)\n?$/.exec(text);
    if (from) {
      if (from[1] !== '') this.#printing(of, told).output.add(from[1]!);
      this.#test(of, from[2]!);
      if (from[2] === told) this.#really.delete(key);
      else this.#really.set(key, from[2]!);
      return;
    }
    const end = /^([^]*?)--- (PASS|FAIL|SKIP): (\S+) \((\d+(?:\.\d+)?)s\)\n?$/.exec(text);
    if (end) {
      if (end[1]!.trim() !== '') this.#printing(of, told).output.add(end[1]!);
      const test = this.#test(of, end[3]!);
      test.outcome ??= OUTCOMES[end[2]!.toLowerCase() as 'pass'];
      test.durationMs = Number(end[4]) * 1000;
      // What Go prints behind it belongs to the test that it ends, as examples do.
      this.#really.delete(key);
      return;
    }
    this.#printing(of, told).output.add(text);
  }

  #printing(of: GoPackage, told: string): GoTest {
    return this.#test(of, this.#really.get(`${of.path}\n${told}`) ?? told);
  }

  #test(of: GoPackage, name: string): GoTest {
    let test = of.tests.get(name);
    if (!test) of.tests.set(name, (test = { name, durationMs: 0, output: new BoundedText() }));
    return test;
  }

  #package(path: string): GoPackage {
    let found = this.packages.get(path);
    if (!found) {
      found = { path, tests: new Map(), output: new BoundedText(), notBuilt: false };
      this.packages.set(path, found);
    }
    return found;
  }

  #built(name: string): BoundedText {
    const path = name.replace(/ \[.*/, '');
    let text = this.build.get(path);
    if (!text) this.build.set(path, (text = new BoundedText()));
    return text;
  }
}

const OUTCOMES = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;
