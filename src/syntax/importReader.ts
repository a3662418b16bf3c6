/** Puts together what a file's queries say of its imports: a statement is found in one match, its names in others. */

import type { GrammarId } from './grammars.ts';
import { importPaths } from './importPath.ts';
import type { LineTable } from './lineTable.ts';
import type { Import } from './outline.ts';
import type { Capture } from './queryMatch.ts';

interface Statement {
  readonly start: number;
  readonly end: number;
  module: Capture | undefined;
  path: Capture | undefined;
  all: boolean;
  /** By where the name stands. */
  readonly names: Map<number, { name: string; alias: string }>;
}

export class ImportReader {
  readonly #language: GrammarId;
  readonly #lines: LineTable;
  readonly #statements = new Map<string, Statement>();
  readonly #parts: (readonly Capture[])[] = [];

  constructor(language: GrammarId, lines: LineTable) {
    this.#language = language;
    this.#lines = lines;
  }

  /** The captures of one match that has to do with imports. */
  add(captures: readonly Capture[]): void {
    const whole = captures.find(({ name }) => name === 'import');
    if (whole) {
      const key = `${whole.start}:${whole.end}`;
      const statement = this.#statements.get(key) ?? {
        start: whole.start,
        end: whole.end,
        module: undefined,
        path: undefined,
        all: false,
        names: new Map(),
      };
      this.#statements.set(key, statement);
    }
    this.#parts.push(captures);
  }

  read(): Import[] {
    const statements = [...this.#statements.values()].sort((a, b) => a.start - b.start || b.end - a.end);
    for (const captures of this.#parts) {
      const at = captures.find(({ name }) => name.startsWith('import'))!.start;
      const owner = statements.findLast(({ start, end }) => start <= at && at < end);
      if (owner) this.#take(owner, captures);
    }
    return statements.flatMap((statement) => this.#imports(statement));
  }

  #take(statement: Statement, captures: readonly Capture[]): void {
    const alias = captures.find(({ name }) => name === 'import.alias');
    for (const capture of captures) {
      const text = this.#text(capture);
      const known = statement.names.get(capture.start);
      switch (capture.name) {
        case 'import.module':
          statement.module = capture;
          break;
        case 'import.path':
          statement.path = capture;
          break;
        case 'import.all':
          statement.all = true;
          break;
        case 'import.name':
          if (alias || !known)
            statement.names.set(capture.start, { name: text, alias: alias ? this.#text(alias) : text });
          break;
        case 'import.default':
          statement.names.set(capture.start, { name: 'default', alias: text });
          break;
        case 'import.namespace':
          statement.names.set(capture.start, { name: '*', alias: text });
          break;
        default:
      }
    }
  }

  #imports({ start, end, module, path, all, names }: Statement): Import[] {
    const line = this.#lines.rowAt(start) + 1;
    if (path) {
      const text = this.#text(path);
      if (all) return [{ module: text, names: [{ name: '*', alias: '' }], line }];
      return importPaths(text).map((found) => ({ ...found, line }));
    }
    if (!module) return [];
    const written = this.#text(module)
      .replace(/^["'`<]|["'`>]$/g, '')
      .trim();
    const relative = this.#language === 'ruby' && this.#lines.text.startsWith('require_relative', start);
    const called = [...names].sort(([a], [b]) => a - b).map(([, name]) => name);
    const taken =
      called.length > 0
        ? called
        : all
          ? [{ name: '*', alias: '' }]
          : this.#language === 'go' && end > start
            ? [{ name: '*', alias: packageName(written) }]
            : [];
    return [
      {
        module: relative && !written.startsWith('.') ? `./${written}` : written,
        names: taken.flatMap((name) => (this.#language === 'go' ? goName(name) : [name])),
        line,
      },
    ];
  }

  #text({ start, end }: Capture): string {
    return ` ${this.#lines.text.slice(start, end)}`.slice(1);
  }
}

/** By Go's custom: the last part of the path that is not a version. */
const packageName = (path: string): string =>
  path
    .split('/')
    .filter((part) => !/^v\d+$/.test(part))
    .at(-1) ?? path;

/** `_` imports for the effect alone, `.` takes everything without a prefix. */
function goName(name: { name: string; alias: string }): { name: string; alias: string }[] {
  if (name.alias === '_') return [];
  return [name.alias === '.' ? { name: '*', alias: '' } : name];
}
