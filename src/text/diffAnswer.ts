/**
 * Unified diffs as models write them, read line by line while the answer streams in. Line numbers and counts are
 * neither needed nor believed: what a hunk quotes says where it goes. The blank in front of unchanged lines may be
 * missing, and so may headers. `*** Update File: path` is understood like `+++ path`.
 */

import { AnswerLines, closes, fenceMark, type FenceMark } from './answerLines.ts';
import type { AnswerPiece, EditAnswer, EditReader, ModelEdit } from './modelEdit.ts';

const oldFile = /^---\s+(\S.*)$/;
const newFile = /^\+\+\+\s+(\S.*)$/;
const otherHeader = /^(?:diff --git |index [\da-f]+\.\.|(?:old|new) mode |new file mode |similarity index )/;
const refusedHeader = /^(?:rename (?:from|to) |deleted file mode |Binary files )|^\*\*\* (?:Delete File|Move to):/;
const patchFile = /^\*\*\* (Update|Add) File:\s*(\S.*)$/;
const patchMark = /^\*\*\* (?:Begin|End) (?:Patch|of File)/;
const hunkHeader = /^@@+(?:\s+-\d+(?:,(\d+))?\s+\+\d+(?:,(\d+))?\s+@@+)?/;

interface OpenHunk {
  /** How many lines the header promises before and after; undefined where it says nothing. */
  readonly promised: readonly [number, number] | undefined;
  readonly lines: string[];
}

export class DiffReader implements EditReader {
  readonly #lines = new AnswerLines();
  readonly #edits: ModelEdit[] = [];
  readonly #faults: string[] = [];
  readonly #prose: string[] = [];
  #fence: FenceMark | undefined;
  /** `--- a/x` may also be a removed line: the line after it decides. */
  #held: string | undefined;
  #oldPath = '';
  #path = '';
  #isNew = false;
  #hunk: OpenHunk | undefined;

  push(piece: AnswerPiece): readonly ModelEdit[] {
    const before = this.#edits.length;
    if (typeof piece === 'string') for (const line of this.#lines.push(piece)) this.#take(line);
    return this.#edits.slice(before);
  }

  end(cut = false): EditAnswer {
    for (const line of this.#lines.end()) this.#take(line);
    this.#release();
    const short = this.#hunk !== undefined && isShort(this.#hunk);
    if (this.#fence || (short && this.#hunk)) {
      this.#faults.push(`The answer ends in the middle of the diff${this.#ofPath()}.`);
      this.#hunk = undefined;
    } else if (cut) this.#faults.push('The answer was cut off before its end.');
    if (cut) this.#hunk = undefined;
    this.#closeHunk();
    return { format: 'diff', edits: this.#edits, faults: this.#faults, prose: this.#prose.join('\n').trim() };
  }

  #take(line: string): void {
    if (this.#held !== undefined && newFile.test(line)) {
      this.#closeHunk();
      this.#oldPath = pathOf(oldFile.exec(this.#held)![1]!);
      this.#held = undefined;
    } else if (this.#held !== undefined && !this.#hunk && hunkHeader.test(line)) {
      this.#begin(pathOf(oldFile.exec(this.#held)![1]!), false);
      this.#held = undefined;
    } else this.#release();
    if (oldFile.test(line)) this.#held = line;
    else this.#line(line);
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#line(held);
  }

  #line(line: string): void {
    const fence = fenceMark(line);
    if (fence && this.#fence && closes(fence, this.#fence)) {
      this.#closeHunk();
      this.#fence = undefined;
    } else if (fence && !this.#fence && !this.#hunk) this.#fence = fence;
    else if (!this.#header(line)) this.#body(line);
  }

  /** @returns whether the line was one. */
  #header(line: string): boolean {
    const added = newFile.exec(line);
    // A line that is added may begin so too: inside a hunk it is a header only under its `---`.
    if (added && (!this.#hunk || this.#oldPath !== '')) {
      this.#begin(pathOf(added[1]!), this.#oldPath === devNull);
      return true;
    }
    const patched = patchFile.exec(line);
    if (patched) {
      this.#closeHunk();
      this.#begin(patched[2]!.trim(), patched[1] === 'Add');
      if (this.#isNew) this.#hunk = { promised: undefined, lines: [] };
      return true;
    }
    if (refusedHeader.test(line)) {
      this.#closeHunk();
      this.#faults.push(`“${line.trim()}”: files can be changed and added, not moved or deleted.`);
      return true;
    }
    if (otherHeader.test(line) || patchMark.test(line)) {
      this.#closeHunk();
      return true;
    }
    const hunk = hunkHeader.exec(line);
    if (!hunk) return false;
    this.#closeHunk();
    const counts: readonly [number, number] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    this.#hunk = { promised: /\d/.test(hunk[0]) ? counts : undefined, lines: [] };
    return true;
  }

  #begin(path: string, isNew: boolean): void {
    this.#closeHunk();
    if (path === devNull) {
      this.#faults.push(`The diff deletes ${this.#oldPath}: files can be changed and added, not deleted.`);
      this.#path = '';
    } else this.#path = path;
    this.#oldPath = '';
    this.#isNew = isNew;
  }

  #body(line: string): void {
    if (line.startsWith('\\ ')) return;
    if (!this.#hunk) {
      // A diff without any header for its hunks.
      if (this.#path !== '' && /^[+-]/.test(line)) this.#hunk = { promised: undefined, lines: [line] };
      else if (line.trim() !== '') this.#prose.push(line);
      return;
    }
    // Outside of a fence, what is neither kept, removed nor added is said after the diff.
    if (!this.#fence && line !== '' && !/^[ +\t-]/.test(line)) {
      this.#closeHunk();
      this.#prose.push(line);
    } else this.#hunk.lines.push(line);
  }

  #closeHunk(): void {
    const hunk = this.#hunk;
    this.#hunk = undefined;
    if (!hunk) return;
    while (hunk.lines.at(-1) === '') hunk.lines.pop();
    if (!hunk.lines.some((line) => /^[+-]/.test(line))) return;
    const [search, replace] = sidesOf(hunk.lines);
    if (this.#isNew) this.#edits.push({ kind: 'lines', path: this.#path, search: [], replace });
    else if (search.every((line) => line.trim() === ''))
      this.#faults.push(
        `A hunk${this.#ofPath()} only adds lines. Quote unchanged lines around them, so that their place is known.`,
      );
    else this.#edits.push({ kind: 'lines', path: this.#path, search, replace });
  }

  #ofPath(): string {
    return this.#path === '' ? '' : ` of ${this.#path}`;
  }
}

const devNull = '/dev/null';

/** Without what git and diff write around a path: a prefix, quotes, a time. */
const pathOf = (written: string): string =>
  written
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^[ab]\/(?=.)/, '');

const isShort = ({ promised, lines }: OpenHunk): boolean => {
  if (!promised) return false;
  const [before, after] = sidesOf(lines);
  return before.length < promised[0] && after.length < promised[1];
};

/** The lines before and after. */
function sidesOf(lines: readonly string[]): [string[], string[]] {
  const before: string[] = [];
  const after: string[] = [];
  // Where no unchanged line has its blank, the model has left it out everywhere.
  const kept = lines.filter((line) => line !== '' && !/^[+-]/.test(line));
  const bare = kept.some((line) => !line.startsWith(' '));
  for (const line of lines) {
    if (line.startsWith('-')) before.push(line.slice(1));
    else if (line.startsWith('+')) after.push(line.slice(1));
    else for (const side of [before, after]) side.push(bare ? line : line.slice(1));
  }
  return [before, after];
}
