/**
 * Edits as models get them wrong, over real files. Each is made from a place that is known: the file is changed there
 * by hand, and what a model would have to write for it is then spoiled in one way. Whatever is applied must give the
 * text that was made by hand; some faults leave nothing that could be right, and must be refused.
 */

import type { EditFormat } from '../../../src/text/modelEdit.ts';
import { seeded } from './randomText.ts';

export interface RealFile {
  readonly path: string;
  readonly text: string;
}

export interface FuzzedEdit {
  readonly fault: Fault;
  readonly path: string;
  /** The file as it is when the answer comes. */
  readonly text: string;
  readonly format: EditFormat;
  readonly answer: string;
  /** The model was shown the file as it is now. */
  readonly asShown: boolean;
  /** Blank lines come and go with the fault. */
  readonly blankLinesVary: boolean;
  /** The only text that may come of it; undefined where nothing may. */
  readonly expected: string | undefined;
}

export const faults = [
  'none',
  'white space',
  're-indented',
  'renamed',
  'moved',
  'file changed',
  'duplicated',
  'twin beside',
  'twin beside, spoiled',
  'target gone',
  'target gone, twin left',
  'lines dropped',
  'quote cut short',
  'answer cut off',
  'left out',
] as const;
export type Fault = (typeof faults)[number];

const fileHasChanged: ReadonlySet<Fault> = new Set(['moved', 'file changed', 'target gone', 'target gone, twin left']);

/** Nothing about these is a reason to refuse. */
export const harmless: ReadonlySet<Fault> = new Set(['none', 'white space', 're-indented', 'moved', 'file changed']);

export function fuzzedEdits(files: readonly RealFile[], count: number, seed: number): FuzzedEdit[] {
  const made: FuzzedEdit[] = [];
  const random = seeded(seed);
  for (let tries = 0; made.length < count; tries++) {
    const fuzzed = new Fuzzer(random, files[tries % files.length]!).make(faults[made.length % faults.length]!, tries);
    if (fuzzed) made.push(fuzzed);
  }
  return made;
}

/** A line that the edit touches: replaced, taken away, or with others put in behind it. */
interface Change {
  readonly at: number;
  readonly kind: 'replace' | 'delete' | 'insert';
  /** Without the line's own indentation. */
  readonly lines: readonly string[];
}

interface Spoiled {
  /** The file as it is when the answer comes. */
  readonly now: readonly string[];
  readonly search: readonly string[];
  readonly replace: readonly string[];
  readonly expected: readonly string[] | undefined;
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)![0];
const isBlank = (line: string): boolean => line.trim() === '';
const isBalanced = (line: string): boolean =>
  [/[([{]/g, /[)\]}]/g].map((kind) => line.match(kind)?.length ?? 0).every((count, _, all) => count === all[0]) &&
  !/`|"""|'''/.test(line);
const withoutComment = (line: string): string =>
  line.replace(/^\s*(?:\/\/|#|\/?\*).*$|\s(?:\/\/|#)\s.*$|\/\*.*\*\/\s*$/, '');
/** As coarse as any matching could be. */
const bareLine = (line: string): string => {
  const known = bareLines.get(line) ?? line.replace(/\s+|[,;]+\s*$/g, '').replace(/["'`]/g, '"');
  bareLines.set(line, known);
  return known;
};
const bareLines = new Map<string, string>();
const bare = (lines: readonly string[]): string =>
  lines
    .map(bareLine)
    .filter((line) => line !== '')
    .join('\n');

function changed(lines: readonly string[], from: number, { at, kind, lines: written }: Change): string[] {
  const indent = indentOf(lines[from + at]!);
  const put = written.map((line) => indent + line);
  const end = from + at + (kind === 'insert' ? 0 : 1);
  return [
    ...lines.slice(0, from + at + (kind === 'insert' ? 1 : 0)),
    ...(kind === 'delete' ? [] : put),
    ...lines.slice(kind === 'insert' ? end + 1 : end),
  ];
}

class Fuzzer {
  readonly #random: () => number;
  readonly #file: RealFile;
  readonly #lines: readonly string[];
  readonly #step: string;

  constructor(random: () => number, file: RealFile) {
    this.#random = random;
    this.#file = file;
    this.#lines = file.text.replace(/\n$/, '').split('\n');
    const steps = this.#lines.map(indentOf).filter((indent) => indent !== '');
    this.#step = steps.some((indent) => indent.startsWith('\t'))
      ? '\t'
      : ' '.repeat(Math.min(...steps.map((indent) => (indent.length > 1 ? indent.length : 9)), 8));
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }

  make(fault: Fault, id: number): FuzzedEdit | undefined {
    const lines = this.#lines;
    const size = 1 + this.#below(this.#random() < 0.3 ? 3 : 12);
    const from = this.#below(lines.length - size);
    const block = lines.slice(from, from + size);
    if (from < 0 || isBlank(block[0]!) || isBlank(block.at(-1)!) || this.#timesIn(lines, block) !== 1) return undefined;
    const touched = block.flatMap((line, at) => (isBlank(line) ? [] : [at]));
    const at = this.#pick(touched);
    const change = this.#change(
      at,
      id,
      isBalanced(block[at]!),
      new Set(block.filter((line) => !/^\s*(?:\*|$)/.test(line)).map(indentOf)).size > 1,
    );
    const spoiled = this.#spoil(fault, from, block, change, id);
    if (!spoiled) return undefined;
    const { now, search, replace, expected } = spoiled;
    // What is spoiled into the quote of another place means that place.
    const isTarget = !fault.startsWith('target gone') && `\n${bare(block)}\n`.includes(`\n${bare(search)}\n`);
    if (fault !== 'duplicated' && this.#timesIn(now, search) > (isTarget ? 1 : 0)) return undefined;
    return this.#written(fault, now, search, replace, expected, fault === 'answer cut off');
  }

  /** What opens a bracket or closes one stays. */
  #change(at: number, id: number, mayGo: boolean, isIndented: boolean): Change {
    const call = `touched${id}(${this.#below(90)});`;
    const kind = mayGo ? this.#pick(['replace', 'replace', 'delete', 'insert'] as const) : 'insert';
    const deeper = this.#random() < 0.3 && isIndented ? [`when${id} (`, `${this.#step}${call}`, ')'] : [call];
    return { at, kind, lines: deeper };
  }

  #timesIn(lines: readonly string[], block: readonly string[]): number {
    const full = lines.map(bareLine).filter((line) => line !== '');
    const wanted = block.map(bareLine).filter((line) => line !== '');
    let times = 0;
    for (let at = 0; at + wanted.length <= full.length; at++)
      if (wanted.every((line, each) => line === full[at + each])) times++;
    return times;
  }

  #spoil(fault: Fault, from: number, block: readonly string[], change: Change, id: number): Spoiled | undefined {
    const lines = this.#lines;
    const search = [...block];
    const replace = changed(block, 0, change);
    const expected = changed(lines, from, change);
    const to = from + block.length;
    const gone = [...lines.slice(0, from), ...lines.slice(to)];
    switch (fault) {
      case 'none':
      case 'answer cut off':
        return { now: lines, search, replace, expected: fault === 'none' ? expected : undefined };
      case 'white space': {
        const loose = this.#otherSpaces(search, replace, change);
        return { now: lines, ...loose, expected };
      }
      case 're-indented': {
        const move = this.#otherIndent(block);
        return { now: lines, search: search.map(move), replace: replace.map(move), expected };
      }
      case 'renamed': {
        const rename = this.#otherName(block);
        return rename && { now: lines, search: search.map(rename), replace: replace.map(rename), expected };
      }
      case 'moved': {
        const at = this.#boundary(gone);
        const now = [...gone.slice(0, at), ...block, ...gone.slice(at)];
        return { now, search, replace, expected: changed(now, at, change) };
      }
      case 'file changed': {
        const above = this.#boundary(lines.slice(0, from));
        const now = [...lines.slice(0, above), `typed${id}();`, '', ...lines.slice(above)];
        return { now, search, replace, expected: changed(now, from + 2, change) };
      }
      case 'duplicated': {
        const at = this.#boundary(gone);
        const copy = this.#random() < 0.5 ? block : block.map((line) => (isBlank(line) ? line : this.#step + line));
        const now =
          at <= from
            ? [...lines.slice(0, at), ...copy, ...lines.slice(at)]
            : [...gone.slice(0, at), ...copy, ...gone.slice(at)];
        return {
          now: at <= from ? now : [...lines.slice(0, at + block.length), ...copy, ...lines.slice(at + block.length)],
          search,
          replace,
          expected: undefined,
        };
      }
      case 'twin beside':
      case 'twin beside, spoiled': {
        const twin = this.#twin(block);
        if (!twin) return undefined;
        const now = [...lines, '', ...twin];
        const spoil = fault === 'twin beside' ? (line: string): string => line : this.#otherName(block);
        return (
          spoil && { now, search: search.map(spoil), replace: replace.map(spoil), expected: changed(now, from, change) }
        );
      }
      case 'target gone':
        return { now: gone, search, replace, expected: undefined };
      case 'target gone, twin left': {
        const twin = this.#twin(block);
        return (
          twin && { now: [...lines.slice(0, from), ...twin, ...lines.slice(to)], search, replace, expected: undefined }
        );
      }
      case 'lines dropped':
        return this.#dropped(block, change, expected);
      case 'quote cut short': {
        // A change of the very line that is cut would say nothing about where the rest of it goes.
        const last = search.at(-1)!;
        if (change.at === search.length - 1 || last.trim().length < 6) return undefined;
        const cut = last.slice(0, last.length - 1 - this.#below(last.trim().length - 4));
        return { now: lines, search: [...search.slice(0, -1), cut], replace, expected };
      }
      case 'left out': {
        const kept = replace.flatMap((line, at) => (search.includes(line) && !isBlank(line) ? [at] : []));
        if (kept.length < 2) return undefined;
        const at = this.#pick(kept);
        const said = this.#pick([
          '// ... rest of code unchanged',
          '# ... existing code ...',
          '/* remaining code unchanged */',
          '// same as before',
          '-- ... (rest omitted)',
          '...',
        ]);
        if (said === '...' && /\.(?:py|go)$/.test(this.#file.path)) return undefined;
        return {
          now: lines,
          search,
          replace: replace.map((line, each) => (each === at ? indentOf(line) + said : line)),
          expected: undefined,
        };
      }
    }
  }

  #boundary(lines: readonly string[]): number {
    return this.#below(lines.length + 1);
  }

  /** More spaces, fewer, or a tab around what is no word; blank lines more or fewer; spaces at the end. */
  #otherSpaces(
    search: readonly string[],
    replace: readonly string[],
    change: Change,
  ): { search: string[]; replace: string[] } {
    const fresh = new Set(change.lines.map((line) => line.trim()));
    const other = new Map<string, string[]>();
    for (const line of search) {
      if (other.has(line)) continue;
      const way = this.#below(5);
      const body = line.trim();
      const spaced =
        way === 0
          ? line + '  '
          : way === 1
            ? indentOf(line) + body.replace(/ ?([=+(){}<>,]) ?/g, '$1')
            : way === 2
              ? indentOf(line) + body.replace(/([=(){},])/g, ' $1 ')
              : way === 3
                ? indentOf(line) + body.replace(/ /g, '  ')
                : line;
      const blank = this.#random() < 0.1 && !isBlank(line) ? [''] : [];
      other.set(line, isBlank(line) && this.#random() < 0.3 ? [] : [spaced.trimEnd() === '' ? '' : spaced, ...blank]);
    }
    const spoil = (line: string): string[] => (fresh.has(line.trim()) ? [line] : (other.get(line) ?? [line]));
    return { search: search.flatMap(spoil), replace: replace.flatMap(spoil) };
  }

  /** Other steps, or all of it further out or in. */
  #otherIndent(block: readonly string[]): (line: string) => string {
    const step = this.#step;
    const other =
      step === '\t' ? this.#pick(['  ', '    ']) : this.#pick(['\t', step.length === 2 ? '    ' : '  ', step]);
    const least = Math.min(...block.filter((line) => !isBlank(line)).map((line) => indentOf(line).length));
    const out = this.#random() < 0.5 ? least : 0;
    const deeper = this.#random() < 0.2 ? other : '';
    return (line) => {
      if (isBlank(line)) return line;
      const indent = indentOf(line).slice(out);
      const levels = Math.floor(indent.length / step.length);
      return deeper + other.repeat(levels) + indent.slice(levels * step.length) + line.trimStart();
    };
  }

  /** One name for another, as a model that does not remember it, or that has seen the other in the file. */
  #otherName(block: readonly string[]): ((line: string) => string) | undefined {
    const names = [...new Set(block.join('\n').match(/\b[a-z_][a-zA-Z_]{2,}\b/g) ?? [])];
    if (names.length === 0) return undefined;
    const name = this.#pick(names);
    const others = this.#file.text.match(/\b[a-z_][a-zA-Z_]{2,}\b/g) ?? [];
    const other = this.#random() < 0.5 ? `${name}Value` : this.#pick(others);
    return other === name ? undefined : (line) => line.replace(new RegExp(`\\b${name}\\b`, 'g'), other);
  }

  /** The block with one or two words in it changed. */
  #twin(block: readonly string[]): string[] | undefined {
    const rename = this.#otherName(block);
    if (!rename) return undefined;
    const twin = block
      .map(rename)
      .map((line) => (this.#random() < 0.3 ? line.replace(/\d+/g, (number) => String(Number(number) + 1)) : line));
    // Where only a comment has changed it is the same code.
    return bare(twin.map(withoutComment)) === bare(block.map(withoutComment)) ? undefined : twin;
  }

  /** Lines that the edit keeps, forgotten in both parts or only in the quote. */
  #dropped(block: readonly string[], change: Change, expected: readonly string[]): Spoiled | undefined {
    const others = block.flatMap((_, at) => (at === change.at ? [] : [at]));
    if (others.length < 2) return undefined;
    const dropped = new Set([this.#pick(others), this.#pick(others)]);
    const search = block.filter((_, at) => !dropped.has(at));
    const forgotten = this.#random() < 0.5;
    const at = change.at - [...dropped].filter((each) => each < change.at).length;
    const replace = forgotten ? changed(search, 0, { ...change, at }) : changed(block, 0, change);
    return search.every(isBlank) ? undefined : { now: this.#lines, search, replace, expected };
  }

  #written(
    fault: Fault,
    now: readonly string[],
    search: readonly string[],
    replace: readonly string[],
    expected: readonly string[] | undefined,
    cut: boolean,
  ): FuzzedEdit {
    const { path } = this.#file;
    const lineBreak = this.#random() < 0.15 ? '\r\n' : '\n';
    const end = this.#random() < 0.1 ? '' : lineBreak;
    const mark = this.#random() < 0.05 ? '\uFEFF' : '';
    const whole = (lines: readonly string[]): string => mark + lines.join(lineBreak) + end;
    const format = this.#pick(['blocks', 'blocks', 'diff', 'tool'] as const);
    const answer = this.#answer(format, path, search, replace);
    return {
      fault,
      path,
      asShown: !fileHasChanged.has(fault),
      blankLinesVary: fault === 'white space' || fault === 'lines dropped',
      text: whole(now),
      format,
      answer: cut ? this.#cutOff(answer) : answer,
      expected: expected && whole(expected),
    };
  }

  /** Somewhere before what ends the edit. */
  #cutOff(answer: string): string {
    const least = Math.floor(answer.length * 0.3);
    const last = answer.trimEnd().length - 4;
    return answer.slice(0, least + this.#below(Math.max(1, last - least)));
  }

  #answer(format: EditFormat, path: string, search: readonly string[], replace: readonly string[]): string {
    const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
    if (format === 'tool') {
      const call = { name: 'replace_lines', arguments: { path, search: text(search), replace: text(replace) } };
      return `I change this:\n\n${JSON.stringify(call, undefined, this.#below(3))}\n`;
    }
    if (format === 'diff') {
      let same = 0;
      while (same < search.length && search[same] === replace[same]) same++;
      let after = 0;
      const most = Math.min(search.length, replace.length) - same;
      while (after < most && search.at(-1 - after) === replace.at(-1 - after)) after++;
      const hunk = [
        ...search.slice(0, same).map((line) => ` ${line}`),
        ...search.slice(same, search.length - after).map((line) => `-${line}`),
        ...replace.slice(same, replace.length - after).map((line) => `+${line}`),
        ...search.slice(search.length - after).map((line) => ` ${line}`),
      ];
      const header = this.#pick([
        '@@ @@',
        `@@ -${this.#below(90)},${this.#below(9)} +${this.#below(90)},${this.#below(9)} @@`,
        '@@',
      ]);
      return `\`\`\`diff\n--- a/${path}\n+++ b/${path}\n${header}\n${text(hunk)}\`\`\`\n`;
    }
    const block = `<<<<<<< SEARCH\n${text(search)}=======\n${text(replace)}>>>>>>> REPLACE\n`;
    return this.#random() < 0.5 ? `${path}\n${block}` : `Here it is.\n\n**${path}**\n\`\`\`\n${block}\`\`\`\n`;
  }
}
