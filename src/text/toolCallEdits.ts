/**
 * Edits that come as calls of functions: as the endpoint gives them, or written into the text by a model that was
 * only told of the functions. The arguments decide what a call means, since models rename functions and keys.
 */

import { linesOf } from './answerLines.ts';
import type { AnswerPiece, EditAnswer, EditReader, ModelEdit } from './modelEdit.ts';
import { JsonExtent, readJson } from './writtenJson.ts';

interface CallSoFar {
  readonly name: string;
  readonly extent: JsonExtent;
  text: string;
  whole: boolean;
}

export class ToolCallReader implements EditReader {
  readonly #edits: ModelEdit[] = [];
  readonly #faults: string[] = [];
  readonly #calls = new Map<string, CallSoFar>();
  #prose = '';
  /** Of the prose, as far as it says where a call may begin. */
  #line = '';
  #written: { readonly name: string | undefined; text: string; readonly extent: JsonExtent } | undefined;

  push(piece: AnswerPiece): readonly ModelEdit[] {
    const before = this.#edits.length;
    if (typeof piece === 'string') for (const char of piece) this.#char(char);
    else this.#callPiece(piece);
    return this.#edits.slice(before);
  }

  end(cut = false): EditAnswer {
    for (const { name, whole } of this.#calls.values())
      if (!whole) this.#faults.push(`The answer ends in the middle of the arguments of ${name}.`);
    if (this.#written && looksLikeCall.test(this.#written.text))
      this.#faults.push('The answer ends in the middle of a call.');
    else {
      this.#prose += this.#written?.text ?? '';
      if (cut && this.#faults.length === 0) this.#faults.push('The answer was cut off before its end.');
    }
    this.#written = undefined;
    const prose = this.#prose.replaceAll(callTags, '').replaceAll(/^\s*(?:`{3,}|~{3,}).*$/gm, '');
    return {
      format: 'tool',
      edits: this.#edits,
      faults: this.#faults,
      prose: prose.replaceAll(/\n{2,}/g, '\n').trim(),
    };
  }

  #callPiece({ id, name, arguments: piece }: Exclude<AnswerPiece, string>): void {
    const call = this.#calls.get(id) ?? { name, extent: new JsonExtent(), text: '', whole: false };
    this.#calls.set(id, call);
    for (const char of piece) {
      if (call.whole) return;
      call.text += char;
      call.whole = call.extent.take(char);
    }
    if (call.whole) this.#take(call.name, call.text);
  }

  #char(char: string): void {
    if (this.#written) {
      this.#written.text += char;
      if (!this.#written.extent.take(char)) return;
      const { name, text } = this.#written;
      this.#written = undefined;
      if (this.#takeWritten(name, text)) {
        this.#line = '';
        if (name !== undefined) this.#prose = this.#prose.slice(0, this.#prose.lastIndexOf(name));
        return;
      }
      this.#prose += text;
      this.#line = text.slice(-lineRead);
      return;
    }
    const begins = char === '{' || char === '[' ? beginsHere.exec(this.#line) : null;
    if (begins) {
      this.#written = { name: begins[1], text: char, extent: new JsonExtent() };
      this.#written.extent.take(char);
    } else {
      this.#prose += char;
      this.#line = char === '\n' ? '' : (this.#line + char).slice(-lineRead);
    }
  }

  /** `{"name": …, "arguments": {…}}`, several of them in a list, or the arguments alone, behind their name or without. */
  #takeWritten(named: string | undefined, text: string): boolean {
    const read = readJson(text);
    if (!read) {
      if (!looksLikeCall.test(text)) return false;
      this.#faults.push(notJson(named === undefined ? 'A call' : `The call of ${named}`));
      return true;
    }
    const all = Array.isArray(read.value) ? (read.value as readonly unknown[]) : [read.value];
    const calls = all.flatMap(
      (each) => callIn(each) ?? (named !== undefined && looksLikeCall.test(text) ? [{ name: named, given: each }] : []),
    );
    if (calls.length === 0 || calls.length < all.length) return false;
    for (const { name, given } of calls) this.#takeArguments(named ?? name, given);
    return true;
  }

  #take(name: string, text: string): void {
    const read = readJson(text);
    if (read) this.#takeArguments(name, read.value);
    else this.#faults.push(notJson(`The call of ${name}`));
  }

  #takeArguments(name: string, given: unknown): void {
    const edits = editsIn(given);
    if (typeof edits === 'string') this.#faults.push(`The call of ${name} ${edits}`);
    else this.#edits.push(...edits);
  }
}

/** A line, or what follows a tag, and there the name of a function at most: as the instructions show a call. */
const beginsHere = /(?:^|>)[ \t]*(?:([a-z]+(?:_[a-z]+)+)[ \t]*\(?[ \t]*)?$/;
/** Enough for what may stand before a call: blanks, the end of a tag, a name. */
const lineRead = 60;
const looksLikeCall = /"(?:name|function|arguments|path|file_?path|search|old_str(?:ing)?)"\s*:/i;
const callTags = /<\/?(?:tool_call|function_call|tool_use)[^>]*>/g;
const notJson = (what: string): string =>
  `${what} is not valid JSON. Escape the quotes, backslashes and line breaks in its strings.`;

function callIn(value: unknown): { readonly name: string; readonly given: unknown } | undefined {
  if (!isObject(value)) return undefined;
  const inner = isObject(value['function']) ? value['function'] : value;
  const given = inner['arguments'] ?? inner['parameters'] ?? inner['input'];
  const name = typeof inner['name'] === 'string' ? inner['name'] : 'a function';
  if (typeof given === 'string') {
    const read = readJson(given);
    return read && { name, given: read.value };
  }
  if (given !== undefined) return { name, given };
  return typeof editsIn(value) === 'string' ? undefined : { name: 'a function', given: value };
}

const keys = {
  path: ['path', 'file_path', 'filePath', 'filename', 'file', 'target_file'],
  search: ['search', 'old_str', 'old_string', 'oldString', 'old_text', 'oldText', 'old', 'find'],
  replace: ['replace', 'new_str', 'new_string', 'newString', 'new_text', 'newText', 'new', 'replacement'],
  content: ['content', 'contents', 'code', 'text', 'file_text', 'new_code'],
  symbol: ['symbol', 'symbol_name', 'name'],
} as const;

type Given = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(given: Given, key: keyof typeof keys): string | undefined {
  for (const name of keys[key]) {
    const value = given[name];
    if (typeof value === 'string') return value;
    if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('\n');
  }
  return undefined;
}

/** The edits that these arguments ask for, or what is wrong about them. */
function editsIn(given: unknown, path = ''): readonly ModelEdit[] | string {
  if (!isObject(given)) return 'has no arguments.';
  const file = textOf(given, 'path') ?? path;
  if (Array.isArray(given['edits'])) {
    const each = (given['edits'] as readonly unknown[]).map((edit) => editsIn(edit, file));
    const wrong = each.find((edits) => typeof edits === 'string');
    return wrong ?? each.flatMap((edits) => (typeof edits === 'string' ? [] : edits));
  }
  if (file === '') return 'lacks “path”.';
  const search = textOf(given, 'search');
  const replace = textOf(given, 'replace');
  const content = textOf(given, 'content');
  if (search !== undefined) {
    if (replace === undefined) return 'lacks “replace”.';
    return [{ kind: 'lines', path: file, search: linesOf(search), replace: linesOf(replace) }];
  }
  const symbol = textOf(given, 'symbol');
  const code = content ?? replace;
  if (code === undefined) return 'lacks “search” and “replace”.';
  return [
    symbol === undefined
      ? { kind: 'file', path: file, replace: linesOf(code) }
      : { kind: 'symbol', path: file, symbol, replace: linesOf(code) },
  ];
}
