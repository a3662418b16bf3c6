/**
 * What a test program of Go prints with `-test.v`, as the events that `go test -json` makes of it: they are
 * read by the same code. Releases from 1.20 on mark the lines that frame a test's own with a control character.
 */
export class GoTestText {
  readonly #package: string;
  readonly #tell: (event: string) => void;
  #test: string | undefined;

  /** @param tell is given one line of JSON at a time */
  constructor(packagePath: string, tell: (event: string) => void) {
    this.#package = packagePath;
    this.#tell = tell;
  }

  hear(line: string): void {
    const text = line.replaceAll('\u0016', '');
    // The program's own words about itself as a whole.
    if (/^(?:PASS|FAIL)$/.test(text)) {
      this.#test = undefined;
      return;
    }
    const begun = /=== (?:RUN|CONT|NAME|PAUSE) +(\S+)$/.exec(text);
    if (begun) this.#test = begun[1];
    const ended = /^--- (?:PASS|FAIL|SKIP): (\S+) \(\d/.exec(text);
    if (ended) this.#test = ended[1];
    this.#event({ Action: 'output', Output: `${line}\n`, ...(this.#test !== undefined && { Test: this.#test }) });
  }

  /** The program has ended. */
  end(passed: boolean): void {
    this.#event({ Action: passed ? 'pass' : 'fail' });
  }

  #event(event: Readonly<Record<string, string>>): void {
    this.#tell(JSON.stringify({ ...event, Package: this.#package }));
  }
}
