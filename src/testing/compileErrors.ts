/**
 * Reads what compilers, transpilers and type checkers print when code does not even compile: each error
 * with its place. A warning is no error, and what lies in a dependency has no place.
 */
import type { Place, TestFailure } from './report.ts';
import { workspacePath, type FrameContext } from './stackFrames.ts';

export interface CompileError {
  /** In the tool's own words, with its code at the end: "Cannot find name 'x'. (TS2304)". */
  readonly message: string;
  /** Undefined when the file lies outside the workspace. */
  readonly place: Place | undefined;
  /** Counts from 1; left out where the tool names only a line. */
  readonly column?: number;
}

/** In the order in which they were printed, each once. */
export function compileErrors(output: string, context: FrameContext): CompileError[] {
  const lines = output.replaceAll(COLOURS, '').split(/\r?\n/);
  const errors = new Map<string, CompileError>();
  for (let at = 0; at < lines.length; at++) {
    const told = oneLine(lines[at]!) ?? severalLines(lines, at);
    if (!told) continue;
    const found = { ...told, message: `${told.message}${symbolBelow(lines, at, told.message)}` };
    const path = workspacePath(found.path, context);
    const place = path === undefined ? undefined : { path, line: found.line };
    const key = `${path ?? found.path}:${found.line}:${found.message}`;
    const error = { message: found.message, place, ...(found.column !== undefined && { column: found.column }) };
    if (!errors.has(key)) errors.set(key, error);
  }
  return [...errors.values()];
}

/** The errors as why a run came to nothing: the first one is what the failing “test” is named after. */
export function compileFailure(errors: readonly CompileError[]): TestFailure | undefined {
  if (errors.length === 0) return undefined;
  const shown = errors.slice(0, MOST_SHOWN).map(({ message, place, column }) => {
    if (!place) return message;
    return `${place.path}:${place.line}${column === undefined ? '' : `:${column}`}: ${message}`;
  });
  if (errors.length > MOST_SHOWN) shown.push(`and ${errors.length - MOST_SHOWN} more errors`);
  return {
    message: shown.join('\n'),
    frames: errors.flatMap(({ place }) => (place ? [place] : [])),
  };
}

const MOST_SHOWN = 30;
const COLOURS = new RegExp(String.raw`\u001b\[[0-9;]*m`, 'g');

interface Found {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

const FILE = String.raw`((?:file:\/\/)?(?:[A-Za-z]:)?[^\s:()'"][^:()'"]*\.\w+)`;

/** Each with its groups: path, line, column, code, message. */
const ONE_LINE: readonly { readonly form: RegExp; readonly read: (match: RegExpExecArray) => Found }[] = [
  // tsc, C#, MSVC: src/a.ts(3,5): error TS2322: Type … [project]
  {
    form: /^\s*(.+?)\((\d+)(?:,(\d+))?(?:,\d+,\d+)?\)\s*: (?:fatal )?error(?: ([A-Z]+\d+))?: (.*?)(?: \[[^\]]+proj\])?$/,
    read: (match) => found(match[1]!, match[2]!, match[3], match[5]!, match[4]),
  },
  // tsc in its pretty form: src/a.ts:3:5 - error TS2322: …; pyright: /a.py:3:5 - error: … (rule)
  {
    form: new RegExp(String.raw`^\s*${FILE}:(\d+):(\d+) - error(?: (TS\d+))?: (.*)$`),
    read: (match) => found(match[1]!, match[2]!, match[3], match[5]!, match[4]),
  },
  // Maven: [ERROR] /path/File.java:[12,5] message
  {
    form: /^\[ERROR\] (.+?\.\w+):\[(\d+),(\d+)\] (?:error: )?(.*)$/,
    read: (match) => found(match[1]!, match[2]!, match[3], match[4]!),
  },
  // Kotlin: e: file:///path/A.kt:3:5 message, and as it was: e: /path/A.kt: (3, 5): message
  {
    form: /^(?:\[ERROR\] |e: )(.+?\.kts?):? ?(?:\((\d+), (\d+)\)|:?(\d+):(\d+)):? (.*)$/,
    read: (match) => found(match[1]!, match[2] ?? match[4]!, match[3] ?? match[5], match[6]!),
  },
  // esbuild by its API, whose columns count from 0: path:3:5: ERROR: message
  {
    form: new RegExp(String.raw`^\s*${FILE}:(\d+):(\d+): ERROR: (.*)$`),
    read: (match) => found(match[1]!, match[2]!, String(Number(match[3]) + 1), match[4]!),
  },
  // gcc, clang, javac, mypy, scalac: path:3:5: error: message
  {
    form: new RegExp(String.raw`^\s*(?:\[error\] |:\w+)?${FILE}:(\d+)(?::(\d+))?: (?:fatal )?error: (.*)$`),
    read: (match) => found(match[1]!, match[2]!, match[3], match[4]!),
  },
  // cargo in its short form: src/a.rs:3:5: error[E0308]: message
  {
    form: /^(\S[^:]*\.rs):(\d+):(\d+): error\[(E\d+)\]: (.*)$/,
    read: (match) => found(match[1]!, match[2]!, match[3], match[5]!, match[4]),
  },
  // go build and go vet: ./a.go:3:5: undefined: x; Scala's build tool: [error] /path/A.scala:3:5: message
  {
    form: /^(?:vet: )?(\S[^:]*\.go):(\d+):(\d+): (.*)$/,
    read: (match) => found(match[1]!, match[2]!, match[3], match[4]!),
  },
  {
    form: /^\[error\] (\S[^:]*\.scala):(\d+):(?:(\d+):)? (.*)$/,
    read: (match) => found(match[1]!, match[2]!, match[3], match[4]!),
  },
  // Babel: SyntaxError: /path/a.js: Unexpected token (3:5), whose columns count from 0
  {
    form: /^\s*(?:\w*Error: )(?:\[[^\]]+\] )?(.+?\.\w+): (.*) \((\d+):(\d+)\)$/,
    read: (match) => found(match[1]!, match[3]!, String(Number(match[4]) + 1), match[2]!),
  },
  // Ruby: a.rb:3: syntax error, unexpected …
  {
    form: /^(?:\S*ruby: )?(\S[^:]*\.rb):(\d+): (syntax error.*)$/,
    read: (match) => found(match[1]!, match[2]!, undefined, match[3]!),
  },
  // PHP Parse error:  syntax error, … in /path/a.php on line 3
  {
    form: /^(?:PHP )?(?:Parse|Fatal) error:\s+(.*) in (.+?\.php)(?: on line |:)(\d+)$/,
    read: (match) => found(match[2]!, match[3]!, undefined, match[1]!),
  },
];

function oneLine(line: string): Found | undefined {
  // No form has a place beyond this, and bundled code is printed in lines of megabytes.
  if (line.length > 4000 || !/\d/.test(line)) return undefined;
  for (const { form, read } of ONE_LINE) {
    const match = form.exec(line);
    if (match) return read(match);
  }
  return undefined;
}

/** Where the message and the place stand on lines of their own; `at` is the line with the place. */
function severalLines(lines: readonly string[], at: number): Found | undefined {
  const line = lines[at]!;
  if (line.length > 4000) return undefined;
  const before = (pattern: RegExp, most: number): string | undefined => {
    for (let up = at - 1; up >= Math.max(0, at - most); up--) {
      const match = pattern.exec(lines[up]!);
      if (match) return match[1]!;
    }
    return undefined;
  };
  // Python: File "a.py", line 3, then the code, then SyntaxError: …
  const python = /^\s*File "([^"]+)", line (\d+)\s*$/.exec(line);
  if (python) {
    for (const next of lines.slice(at + 1, at + 6)) {
      const told = /^\s*(?:E\s+)?((?:Syntax|Indentation|Tab)Error: .*)$/.exec(next);
      if (told) return found(python[1]!, python[2]!, undefined, told[1]!);
    }
    return undefined;
  }
  // esbuild: ✘ [ERROR] message, an empty line, then src/a.ts:3:5:
  const bundler = /^\s+(\S.*\.\w+):(\d+):(\d+):\s*$/.exec(line);
  if (bundler) {
    const message = before(/^\s*(?:✘ |X )?\[ERROR\] (.*)$/, 3);
    return message === undefined ? undefined : found(bundler[1]!, bundler[2]!, String(Number(bundler[3]) + 1), message);
  }
  // swc: × message, then ╭─[/path/a.ts:3:5]; Rolldown: [PARSE_ERROR] message, then ╭─[ /path/a.ts:3:5 ]
  const boxed = /^\s*(?:╭─|,-) ?\[ ?(.+?\.\w+):(\d+):(\d+) ?\]/.exec(line);
  if (boxed) {
    const message = before(/^\s*(?:×|x|✖|\[[A-Z_]+\]) (.*)$/, 6);
    return message === undefined ? undefined : found(boxed[1]!, boxed[2]!, boxed[3], message);
  }
  // Vite and Rollup: … error: message, then file: /path/a.js:3:5
  const vite = /^\s*(?:file|File): (.+?\.\w+):(\d+):(\d+)\s*$/.exec(line);
  if (vite) {
    const message = before(/^\s*(?:\S.*)?(?:[Ee]rror\w*|ERROR): (.*)$/, 8);
    return message === undefined ? undefined : found(vite[1]!, vite[2]!, vite[3], message);
  }
  return undefined;
}

/** javac says on a line of its own which symbol it could not find. */
function symbolBelow(lines: readonly string[], at: number, message: string): string {
  if (message !== 'cannot find symbol') return '';
  for (const line of lines.slice(at + 1, at + 5)) {
    const symbol = /^(?:\[ERROR\])?\s+symbol:\s+(.*)$/.exec(line)?.[1];
    if (symbol !== undefined) return `: ${symbol.replace(/\s+/g, ' ').trim()}`;
  }
  return '';
}

function found(path: string, line: string, column: string | undefined, message: string, code?: string): Found {
  const words = message.trim();
  return {
    path: path.trim(),
    line: Number(line),
    message: code === undefined ? words : `${words} (${code})`,
    ...(column !== undefined && { column: Number(column) }),
  };
}
