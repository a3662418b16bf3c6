/**
 * Reads a command line as a POSIX shell would, far enough to see which programs it names: words with
 * quotes removed, pipelines, redirections, and what stands in `$(…)`, backquotes and `<(…)`. Nothing is
 * expanded: a word that only a shell can know keeps its `$`.
 */

export interface ShellCommand {
  /** Assignments in front are left out. */
  readonly words: readonly string[];
  /** Targets of `>`, `>>`, `>|` and `&>`. */
  readonly writes: readonly string[];
  /** Commands whose output goes into this one's words: `$(…)`, backquotes, `<(…)`. */
  readonly substituted: readonly ShellLine[];
}

/** Commands joined by pipes. */
export type ShellPipeline = readonly ShellCommand[];

export type ShellLine = readonly ShellPipeline[];

/** Undefined when a quote or bracket is not closed: then nothing certain can be said. */
export function readShellLine(line: string): ShellLine | undefined {
  const reader = new Reader(line);
  const result = reader.line(undefined);
  return reader.failed ? undefined : result;
}

class Reader {
  failed = false;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads to `close` or the end. */
  line(close: ')' | '`' | undefined): ShellLine {
    const pipelines: ShellCommand[][] = [];
    let pipeline: ShellCommand[] = [];
    let words: string[] = [];
    let writes: string[] = [];
    let substituted: ShellLine[] = [];
    let redirects = false;
    let depth = 0;

    const endCommand = (): void => {
      while (words[0] !== undefined && /^[A-Za-z_]\w*\+?=/.test(words[0])) words.shift();
      if (words.length + writes.length + substituted.length > 0) pipeline.push({ words, writes, substituted });
      [words, writes, substituted, redirects] = [[], [], [], false];
    };
    const endPipeline = (): void => {
      endCommand();
      if (pipeline.length > 0) pipelines.push(pipeline);
      pipeline = [];
    };

    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) {
        if (close !== undefined || depth > 0) this.failed = true;
        break;
      }
      if (char === close && depth === 0) {
        this.#at++;
        break;
      }
      if (char === ' ' || char === '\t') {
        this.#at++;
      } else if (char === '#') {
        while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
      } else if (this.#take(/(\d*|&)>(>|\||&)?/y)) {
        redirects = true;
      } else if (this.#take(/\d*<(?!\()(<<?|>|&)?-?/y)) {
        redirects = false;
      } else if (this.#take(/\|&?(?!\|)/y)) {
        endCommand();
      } else if (this.#take(/\|\||&&|;;?|&|\n/y)) {
        endPipeline();
      } else if (char === '(' || char === ')') {
        // A subshell, or the brackets of a function: what is inside is read as further commands.
        depth += char === '(' ? 1 : -1;
        if (depth < 0) this.failed = true;
        this.#at++;
        endPipeline();
      } else {
        const word = this.#word(substituted, close);
        if (redirects) writes.push(word);
        else if (!(words.length === 0 && LEADING.has(word))) words.push(word);
        redirects = false;
      }
      if (this.failed) break;
    }
    endPipeline();
    return pipelines;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (!found) return false;
    this.#at += found.length;
    return true;
  }

  #word(substituted: ShellLine[], close: ')' | '`' | undefined): string {
    let word = '';
    let quoted = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) {
        if (quoted) this.failed = true;
        return word;
      }
      if (!quoted && (' \t\n;|&<>()'.includes(char) || char === close) && !this.#startsSubstitution()) return word;
      this.#at++;
      if (char === '\\') {
        word += this.#text[this.#at++] ?? '';
      } else if (char === '"') {
        quoted = !quoted;
      } else if (char === "'" && !quoted) {
        const end = this.#text.indexOf("'", this.#at);
        if (end < 0) this.failed = true;
        word += this.#text.slice(this.#at, end < 0 ? undefined : end);
        this.#at = end < 0 ? this.#text.length : end + 1;
      } else if (char === '`') {
        substituted.push(this.line('`'));
        word += '$()';
      } else if ((char === '$' || (!quoted && (char === '<' || char === '>'))) && this.#text[this.#at] === '(') {
        this.#at++;
        substituted.push(this.line(')'));
        word += '$()';
      } else {
        word += char;
      }
      if (this.failed) return word;
    }
  }

  #startsSubstitution(): boolean {
    const two = this.#text.slice(this.#at, this.#at + 2);
    return two === '<(' || two === '>(';
  }
}

/** Words of the shell's own grammar in front of a command. */
const LEADING: ReadonlySet<string> = new Set([
  '{',
  '}',
  '!',
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'while',
  'until',
  'do',
  'done',
]);
