/**
 * Ways for a model to look round in the code without reading it all: AutoCodeRover's calls (Zhang et al., 2024), by
 * class, method and text, with its rule that more than three results become a list of files. Every answer is bounded,
 * redacted and fenced; a call that makes no sense is answered by what is wrong with it, never by an error.
 */

import type { ToolDefinition } from '../../model/model.ts';
import { redact } from '../../safety/redaction.ts';
import type { Definition } from '../../syntax/outline.ts';
import { nameSimilarity } from '../../syntax/subtokens.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { enclosing, isClassLike, isFunctionLike, nameInFull, type CodeFile, type CodeFiles } from './codeFiles.ts';
import { definitionsOf, type FoundDefinition } from './definitions.ts';

/** Answers a call in text. @param given the arguments as the model wrote them, parsed but not checked. */
export type SearchCalls = (name: string, given: unknown, signal: AbortSignal) => Promise<string>;

/** With more results than this only their files are told. */
const mostShown = 3;
const mostLines = 80;
const mostCharacters = 6_000;
const mostFilesListed = 20;
const around = 3;
const widestWindow = 60;
/** For near names of one that is not there. */
const mostFilesForNames = 400;

interface Parameter {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly about: string;
  readonly optional?: true;
}

const parameter = {
  className: { name: 'class_name', type: 'string', about: 'Name of a class, interface, struct or type.' },
  methodName: { name: 'method_name', type: 'string', about: 'Name of a method or function, without arguments.' },
  fileName: { name: 'file_name', type: 'string', about: 'Path of a file, or the end of one.' },
  filePath: { name: 'file_path', type: 'string', about: 'Path of a file, or the end of one.' },
  code: { name: 'code_str', type: 'string', about: 'Text as it stands in the code, on one line.' },
  line: {
    name: 'line_number',
    type: 'integer',
    about: 'Line, from 1. Left out: the outline of the file.',
    optional: true,
  },
  window: { name: 'window_size', type: 'integer', about: 'Lines before and after it.', optional: true },
} as const satisfies Record<string, Parameter>;

const calls: Readonly<Record<string, { readonly about: string; readonly parameters: readonly Parameter[] }>> = {
  search_class: { about: 'Finds a class in the project and shows its outline.', parameters: [parameter.className] },
  search_class_in_file: {
    about: 'Finds a class in one file and shows its outline.',
    parameters: [parameter.className, parameter.fileName],
  },
  search_method_in_file: {
    about: 'Finds a method or function in one file and shows its code.',
    parameters: [parameter.methodName, parameter.filePath],
  },
  search_method_in_class: {
    about: 'Finds a method of a class and shows its code.',
    parameters: [parameter.methodName, parameter.className],
  },
  search_method: {
    about: 'Finds a method or function in the project and shows its code.',
    parameters: [parameter.methodName],
  },
  search_code: { about: 'Finds text in the code of the project.', parameters: [parameter.code] },
  search_code_in_file: {
    about: 'Finds text in the code of one file.',
    parameters: [parameter.code, parameter.filePath],
  },
  get_code_around_line: {
    about: 'Shows the lines of a file around one line, or without a line the outline of the file.',
    parameters: [parameter.filePath, parameter.line, parameter.window],
  },
};

export const searchTools: readonly ToolDefinition[] = Object.entries(calls).map(([name, { about, parameters }]) => ({
  name,
  description: about,
  parameters: {
    type: 'object',
    properties: Object.fromEntries(parameters.map((each) => [each.name, { type: each.type, description: each.about }])),
    required: parameters.filter((each) => !('optional' in each)).map((each) => each.name),
    additionalProperties: false,
  },
}));

/** @param fence closes what was read from the workspace, so that no text in it can pass for ours. */
export function searchCalls(files: CodeFiles, fence: (label: string, text: string) => string): SearchCalls {
  return async (name, given, signal) => {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call) return `There is no call “${clip(name)}”. There are: ${Object.keys(calls).join(', ')}.`;
    const read = readArguments(given, call.parameters);
    if (typeof read === 'string') return `${name}: ${read}`;
    signal.throwIfAborted();
    return answer(new Look(files, fence, signal), name, read);
  };
}

type Arguments = Readonly<Record<string, string | number>>;

function answer(look: Look, name: string, given: Arguments): Promise<string> {
  const text = (key: string): string => String(given[key] ?? '');
  switch (name) {
    case 'search_class':
      return look.classes(text('class_name'));
    case 'search_class_in_file':
      return look.classes(text('class_name'), text('file_name'));
    case 'search_method_in_file':
      return look.methods(text('method_name'), { file: text('file_path') });
    case 'search_method_in_class':
      return look.methods(text('method_name'), { inClass: text('class_name') });
    case 'search_method':
      return look.methods(text('method_name'), {});
    case 'search_code':
      return look.code(text('code_str'));
    case 'search_code_in_file':
      return look.code(text('code_str'), text('file_path'));
    default:
      return look.around(text('file_path'), numberOf(given['line_number']), numberOf(given['window_size']));
  }
}

/** The arguments as they should be, or what is wrong with them. */
function readArguments(given: unknown, parameters: readonly Parameter[]): Arguments | string {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'the arguments must be a JSON object.';
  const fields = given as Readonly<Record<string, unknown>>;
  const read: Record<string, string | number> = {};
  for (const { name, type, optional } of parameters) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') {
      if (!optional) return `“${name}” is missing.`;
    } else if (type === 'integer') {
      const number = Number(value);
      if (!Number.isInteger(number) || number < 1) return `“${name}” must be a whole number from 1.`;
      read[name] = number;
    } else if (typeof value !== 'string') return `“${name}” must be a string.`;
    else read[name] = value.trim();
  }
  const unknown = Object.keys(fields).filter((key) => !parameters.some(({ name }) => name === key));
  if (unknown.length > 0)
    return `there is no “${clip(unknown[0]!)}”. It takes ${parameters.map(({ name }) => name).join(', ')}.`;
  return read;
}

/** One call's look at the workspace. */
class Look {
  readonly #files: CodeFiles;
  readonly #fence: (label: string, text: string) => string;
  readonly #signal: AbortSignal;

  constructor(files: CodeFiles, fence: (label: string, text: string) => string, signal: AbortSignal) {
    this.#files = files;
    this.#fence = fence;
    this.#signal = signal;
  }

  async classes(name: string, inFile?: string): Promise<string> {
    const paths = await this.#pathsOf(inFile);
    if (typeof paths === 'string') return paths;
    const found = await definitionsOf(this.#files, lastPart(name), isClassLike, paths);
    if (found.length === 0) return this.#nothing('class', name, isClassLike, inFile);
    return this.#results(
      `class “${clip(name)}”`,
      inFile,
      found.map((each) => ({ ...each, lines: skeleton(each.file, each.definition) })),
    );
  }

  async methods(
    name: string,
    { file, inClass }: { readonly file?: string; readonly inClass?: string },
  ): Promise<string> {
    const paths = await this.#pathsOf(file);
    if (typeof paths === 'string') return paths;
    const owner = inClass === undefined ? undefined : lastPart(inClass);
    const found = await definitionsOf(
      this.#files,
      lastPart(name),
      (each) => isFunctionLike(each) && (owner === undefined || each.scope.includes(owner)),
      paths,
    );
    if (found.length === 0) {
      if (owner !== undefined && inClass !== undefined) {
        const classes = await definitionsOf(this.#files, owner, isClassLike);
        if (classes.length === 0) return this.#nothing('class', inClass, isClassLike);
        const methods = classes.flatMap((each) =>
          each.file.outline.definitions.filter((one) => isFunctionLike(one) && one.scope.includes(owner)),
        );
        return `The class “${clip(inClass)}” has no method “${clip(name)}”.${didYouMean(
          nearest(
            name,
            methods.map((each) => each.name),
          ),
        )}`;
      }
      return this.#nothing('method', name, isFunctionLike, file);
    }
    return this.#results(
      `method “${clip(name)}”`,
      inClass === undefined ? file : `class ${clip(inClass)}`,
      found.map((each) => ({
        ...each,
        lines: numbered(each.file, each.definition.startLine, each.definition.endLine),
      })),
    );
  }

  async code(wanted: string, inFile?: string): Promise<string> {
    const paths = await this.#pathsOf(inFile);
    if (typeof paths === 'string') return paths;
    const asked = wanted.trim();
    const perFile: { path: WorkspacePath; lines: number[] }[] = [];
    for (const path of paths) {
      this.#signal.throwIfAborted();
      const text = await this.#files.text(path);
      if (!text?.includes(asked)) continue;
      const lines = text.split('\n').flatMap((line, at) => (line.includes(asked) ? [at + 1] : []));
      // What spans lines begins on the first of them.
      if (lines.length === 0) lines.push(text.slice(0, text.indexOf(asked)).split('\n').length);
      perFile.push({ path, lines });
    }
    const what = `code ${JSON.stringify(clip(asked))}`;
    const total = perFile.reduce((sum, { lines }) => sum + lines.length, 0);
    if (total === 0) return `Nothing found for ${what}${inFile === undefined ? '' : ` in ${clip(inFile)}`}.`;
    if (total > mostShown) {
      return collapsed(
        what,
        total,
        perFile.map(({ path, lines }) => [path, lines.length, inFile === undefined ? undefined : lines] as const),
      );
    }
    const shown: string[] = [];
    for (const { path, lines } of perFile) {
      const file = await this.#files.file(path);
      if (!file) continue;
      for (const line of lines) {
        const inside = enclosing(file.outline, line);
        const where = `${path}:${line}${inside ? `, in ${nameInFull(inside)}` : ''}`;
        shown.push(this.#block(where, numbered(file, line - around, line + around)));
      }
    }
    return bounded([`Found ${counted(total, what)}:`, ...shown].join('\n\n'));
  }

  async around(inFile: string, line: number | undefined, window = 10): Promise<string> {
    const paths = await this.#pathsOf(inFile);
    if (typeof paths === 'string') return paths;
    if (paths.length > 1) return `“${clip(inFile)}” may be any of ${paths.slice(0, mostFilesListed).join(', ')}.`;
    const file = await this.#files.file(paths[0]!);
    if (!file) return `“${clip(inFile)}” cannot be read.`;
    const last = file.text.split('\n').length;
    if (line === undefined) {
      const whole = { startLine: 1, endLine: last };
      return bounded(this.#block(`Outline of ${file.path} (${last} lines)`, skeleton(file, whole)));
    }
    if (line > last) return `${file.path} has only ${last} lines.`;
    const side = Math.min(window, widestWindow);
    const [from, to] = [Math.max(1, line - side), Math.min(last, line + side)];
    return bounded(this.#block(`${file.path}:${from}-${to}`, numbered(file, from, to)));
  }

  /** Files of that path or ending, all of them where none is asked for; a sentence where there is none. */
  async #pathsOf(inFile: string | undefined): Promise<readonly WorkspacePath[] | string> {
    if (inFile === undefined) return this.#files.paths;
    const wanted = inFile.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
    const found = this.#files.paths.filter((path) => path === wanted || path.endsWith(`/${wanted}`));
    if (found.length > 0) return found.includes(wanted) ? [wanted] : found;
    const base = wanted.split('/').at(-1) ?? wanted;
    const names = this.#files.paths.filter((path) => path.split('/').at(-1) === base);
    return `There is no file “${clip(inFile)}”.${didYouMean(names.length > 0 ? names.slice(0, 5) : nearest(base, this.#files.paths, (path) => path.split('/').at(-1) ?? path))}`;
  }

  #results(
    what: string,
    where: string | undefined,
    found: readonly (FoundDefinition & { readonly lines: string })[],
  ): string {
    const label = where === undefined ? what : `${what} in ${clip(where)}`;
    if (found.length > mostShown) {
      const perFile = new Map<WorkspacePath, number[]>();
      for (const { path, definition } of found) perFile.set(path, [...(perFile.get(path) ?? []), definition.startLine]);
      return collapsed(
        label,
        found.length,
        Array.from(perFile, ([path, lines]) => [path, lines.length, perFile.size === 1 ? lines : undefined] as const),
      );
    }
    const shown = found.map(({ path, definition, lines }) =>
      this.#block(`${path}:${definition.startLine}-${definition.endLine}, ${nameInFull(definition)}`, lines),
    );
    return bounded([`Found ${counted(found.length, label)}:`, ...shown].join('\n\n'));
  }

  #block(label: string, text: string): string {
    return this.#fence(label, redact(text));
  }

  async #nothing(
    kind: 'class' | 'method',
    name: string,
    holds: (definition: Definition) => boolean,
    inFile?: string,
  ): Promise<string> {
    const paths = await this.#pathsOf(inFile);
    const names = new Set<string>();
    for (const path of (typeof paths === 'string' ? [] : paths).slice(0, mostFilesForNames)) {
      this.#signal.throwIfAborted();
      for (const one of (await this.#files.file(path))?.outline.definitions ?? []) if (holds(one)) names.add(one.name);
    }
    const where = inFile === undefined ? '' : ` in ${clip(inFile)}`;
    return `There is no ${kind} “${clip(name)}”${where}.${didYouMean(nearest(lastPart(name), [...names]))}`;
  }
}

/** `Cart.total` and `Cart::total` by their last name. */
const lastPart = (name: string): string =>
  name
    .split(/::|[.#]/)
    .at(-1)
    ?.replace(/\(.*$/, '')
    .trim() ?? name;

const numberOf = (value: string | number | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

function numbered({ text }: CodeFile, from: number, to: number): string {
  const lines = text.split('\n');
  const first = Math.max(1, from);
  const last = Math.min(lines.length, to, first + mostLines - 1);
  const rows = lines.slice(first - 1, last).map((line, at) => `${first + at} ${line}`.trimEnd());
  if (last < Math.min(lines.length, to)) rows.push(`… ${Math.min(lines.length, to) - last} more lines`);
  return rows.join('\n');
}

/** The signatures of all that is defined between two lines, each with its line, indented as it is nested. */
function skeleton({ outline }: CodeFile, { startLine, endLine }: Pick<Definition, 'startLine' | 'endLine'>): string {
  const inside = outline.definitions.filter(
    (each) =>
      each.startLine >= startLine &&
      each.endLine <= endLine &&
      // What a function keeps to itself is part of its code.
      !outline.definitions.some(
        (outer) => outer !== each && isFunctionLike(outer) && outer.start <= each.start && each.end <= outer.end,
      ),
  );
  const depth = Math.min(...inside.map(({ scope }) => scope.length));
  const rows = inside
    .slice(0, mostLines)
    .map(({ startLine: at, scope, signature }) => `${at} ${'  '.repeat(scope.length - depth)}${signature}`);
  if (inside.length > mostLines) rows.push(`… ${inside.length - mostLines} more`);
  return rows.length > 0 ? rows.join('\n') : '(nothing is defined there)';
}

function collapsed(
  what: string,
  total: number,
  files: readonly (readonly [path: WorkspacePath, count: number, lines: readonly number[] | undefined])[],
): string {
  const rows = files
    .slice(0, mostFilesListed)
    .map(([path, count, lines]) =>
      lines
        ? `- ${path}, lines ${lines.slice(0, 30).join(', ')}${lines.length > 30 ? ', …' : ''}`
        : `- ${path} (${count} ${count === 1 ? 'match' : 'matches'})`,
    );
  if (files.length > mostFilesListed) rows.push(`- and ${files.length - mostFilesListed} more files`);
  return [`Found ${counted(total, what)}. That is too many to show; they are in:`, ...rows].join('\n');
}

const counted = (count: number, what: string): string => `${count} ${count === 1 ? 'result' : 'results'} for ${what}`;

/** Up to three of the names that are most alike, none where none is. */
function nearest<T extends string>(
  name: string,
  known: readonly T[],
  nameOf: (each: T) => string = (each) => each,
): T[] {
  const wanted = name.toLowerCase();
  return known
    .map((each) => {
      const own = nameOf(each);
      const lower = own.toLowerCase();
      const part = lower.includes(wanted) || wanted.includes(lower) ? 0.7 : 0;
      return { each, likeness: lower === wanted ? 1 : Math.max(part, nameSimilarity(name, own)) };
    })
    .filter(({ likeness }) => likeness >= 0.5)
    .sort((a, b) => b.likeness - a.likeness || a.each.localeCompare(b.each))
    .slice(0, 3)
    .map(({ each }) => each);
}

const didYouMean = (names: readonly string[]): string => (names.length === 0 ? '' : ` Near it: ${names.join(', ')}.`);

const clip = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 117)}…`);

/** A fence is never cut: the last blocks are left out whole. */
function bounded(text: string): string {
  if (text.length <= mostCharacters) return text;
  const blocks = text.split('\n\n');
  let kept = '';
  let left = blocks.length;
  for (const block of blocks) {
    if (kept.length + block.length > mostCharacters) break;
    kept += kept === '' ? block : `\n\n${block}`;
    left--;
  }
  return `${kept}\n\n${left === 1 ? 'One more is' : `${left} more are`} too long to show; look around a line instead.`;
}
