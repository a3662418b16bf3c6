/**
 * Reads a command line as a shell would, as far as that is needed to see which programs it runs and to
 * change one of them in place. What it does not understand it leaves exactly as it was written.
 */

export interface ShellWord {
  /** As written, quotes and all. */
  readonly raw: string;
  /** What the program gets; undefined where the shell would put something in (`$HOME`, `*.js`, `$(date)`). */
  readonly value: string | undefined;
}

/** One program with its arguments. */
export interface SimpleCommand {
  /** `NAME=value` before the program. */
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
  /** What joins it to the next: `&&`, `||`, `;`, `|`, `&`; empty at the end. */
  readonly join: string;
}

/** Undefined when the line is more than simple commands in a row: groups, redirections, here documents. */
export function parseShellLine(line: string): SimpleCommand[] | undefined {
  const commands: SimpleCommand[] = [];
  let words: ShellWord[] = [];
  const close = (join: string): void => {
    const program = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word.raw));
    const at = program < 0 ? words.length : program;
    if (words.length > 0) commands.push({ assignments: words.slice(0, at), words: words.slice(at), join });
    words = [];
  };
  const token = /\s*(?:(&&|\|\||[;|&\n])|((?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\;|&])+))/y;
  const rest = line.trimEnd();
  while (token.lastIndex < rest.length) {
    const match = token.exec(rest);
    if (!match) return undefined;
    if (match[1]) close(match[1]);
    else if (/^(?:[(){}]|\d*[<>])/.test(match[2]!) || /[^\\]?[<>()](?=$|[^'"])/.test(unquotedPart(match[2]!)))
      return undefined;
    else words.push({ raw: match[2]!, value: valueOf(match[2]!) });
  }
  close('');
  return commands;
}

export function writeShellLine(commands: readonly SimpleCommand[]): string {
  const parts = commands.map(({ assignments, words, join }, index) => {
    const text = [...assignments, ...words].map((word) => word.raw).join(' ');
    return index === commands.length - 1 ? text : join === ';' ? `${text}; ` : `${text} ${join} `;
  });
  return parts.join('');
}

/** The variables that stand before a command. */
export function assigned({ assignments }: SimpleCommand): Record<string, string> {
  return Object.fromEntries(
    assignments.map(({ value = '' }) => [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)]),
  );
}

/** A word as the shell must read it. */
export function shellWord(value: string): ShellWord {
  return { raw: quote(value), value };
}

/** Quotes for a POSIX shell, or for the Windows command interpreter, where single quotes mean nothing. */
function quote(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  if (/^[A-Za-z]:[\\/]/.test(value)) return `"${value}"`;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function unquotedPart(raw: string): string {
  return raw.replace(/'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]/g, '_');
}

function valueOf(raw: string): string | undefined {
  let value = '';
  for (const [part] of raw.matchAll(/'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^'"\\]+/g)) {
    if (part.startsWith("'")) value += part.slice(1, -1);
    else if (part.startsWith('\\')) value += part.slice(1);
    else {
      const quoted = part.startsWith('"');
      if (/[$`]/.test(part.replace(/\\[$`]/g, '')) || (!quoted && /[*?[\]{}~#!]/.test(part))) return undefined;
      value += quoted ? part.slice(1, -1).replace(/\\([$`"\\\n])/g, '$1') : part;
    }
  }
  return value;
}
