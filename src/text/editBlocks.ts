/**
 * Search/replace blocks as models write them, read line by line while the answer streams in:
 *
 *     src/range.ts
 *     <<<<<<< SEARCH
 *     return a < b;
 *     =======
 *     return a <= b;
 *     >>>>>>> REPLACE
 *
 * In fences or not, several to a file, in one or more files. A block whose path is left out has the one before it.
 */

import { AnswerLines, fenceMark } from './answerLines.ts';
import { pathIn, pathInInfo } from './editPath.ts';
import type { AnswerPiece, EditAnswer, EditReader, ModelEdit } from './modelEdit.ts';

const searchMark = /^\s{0,8}(<{5,9})\s*(?:SEARCH|ORIGINAL|HEAD)\b.*$/;
const divider = /^\s{0,8}(={5,9})\s*$/;
const replaceMark = /^\s{0,8}>{5,9}\s*(?:REPLACE|UPDATED|NEW)\b.*$/;

export class EditBlockReader implements EditReader {
  readonly #lines = new AnswerLines();
  readonly #edits: ModelEdit[] = [];
  readonly #faults: string[] = [];
  readonly #prose: string[] = [];
  /** The block that is open: how long its marks are, and what stands between them. */
  #open: { readonly marks: number; readonly lines: string[] } | undefined;
  #path = '';
  #lastLine: string | undefined;

  push(piece: AnswerPiece): readonly ModelEdit[] {
    const before = this.#edits.length;
    if (typeof piece === 'string') for (const line of this.#lines.push(piece)) this.#line(line);
    return this.#edits.slice(before);
  }

  end(cut = false): EditAnswer {
    for (const line of this.#lines.end()) this.#line(line);
    if (this.#open) this.#faults.push(`The answer ends in the middle of a block${this.#ofPath()}.`);
    else if (cut) this.#faults.push('The answer was cut off before its end.');
    this.#open = undefined;
    this.#takeProse();
    return { format: 'blocks', edits: this.#edits, faults: this.#faults, prose: this.#prose.join('\n').trim() };
  }

  #line(line: string): void {
    const begins = searchMark.exec(line);
    if (begins) {
      if (this.#open)
        this.#faults.push(`A block${this.#ofPath()} is not closed by “>>>>>>> REPLACE” before the next one begins.`);
      else this.#takePath();
      this.#open = { marks: begins[1]!.length, lines: [] };
    } else if (!this.#open) {
      if (!replaceMark.test(line)) this.#outside(line);
    } else if (replaceMark.test(line)) {
      this.#close(this.#open);
      this.#open = undefined;
    } else this.#open.lines.push(line);
  }

  /** Lines of code may look like a divider, so the one that is as long as the marks counts, if it is the only one. */
  #close({ marks, lines }: { readonly marks: number; readonly lines: readonly string[] }): void {
    const dividers = lines.flatMap((line, at) => (divider.test(line) ? [at] : []));
    const fitting = dividers.filter((at) => lines[at]!.trim().length === marks);
    const [at, ...others] = fitting.length > 0 ? fitting : dividers;
    if (at === undefined)
      this.#faults.push(`A block${this.#ofPath()} has no “=======” between what is there and what replaces it.`);
    else if (others.length > 0)
      this.#faults.push(`A block${this.#ofPath()} has more than one “=======”, so nobody can tell its parts apart.`);
    else
      this.#edits.push({
        kind: 'lines',
        path: this.#path,
        search: lines.slice(0, at),
        replace: lines.slice(at + 1),
      });
  }

  #outside(line: string): void {
    const fence = fenceMark(line);
    const said = fence ? (pathInInfo(fence.info) ?? '') : line;
    if (said.trim() === '') return;
    this.#takeProse();
    this.#lastLine = said;
  }

  /** The last line before a block is its path when it looks like one. */
  #takePath(): void {
    const path = this.#lastLine === undefined ? undefined : pathIn(this.#lastLine);
    if (path === undefined) return this.#takeProse();
    this.#path = path;
    this.#lastLine = undefined;
  }

  #takeProse(): void {
    if (this.#lastLine !== undefined) this.#prose.push(this.#lastLine);
    this.#lastLine = undefined;
  }

  #ofPath(): string {
    return this.#path === '' ? '' : ` of ${this.#path}`;
  }
}
