/** An answer as whole lines, however it is cut into pieces; line breaks of any kind are the same. */
export class AnswerLines {
  #pending = '';

  /** @returns the lines that are whole now. */
  push(piece: string): string[] {
    if (!piece.includes('\n')) {
      this.#pending += piece;
      return [];
    }
    const lines = (this.#pending + piece).split('\n');
    this.#pending = lines.pop() ?? '';
    return lines.map(withoutReturn);
  }

  /** What is left when the answer is over: a last line without a break, or nothing. */
  end(): string[] {
    const rest = this.#pending;
    this.#pending = '';
    return rest === '' ? [] : [withoutReturn(rest)];
  }
}

const withoutReturn = (line: string): string => line.replace(/\r$/, '');

/** The lines of a text that is whole; a break at its end begins no further line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const fenceLine = /^\s{0,8}(`{3,}|~{3,})(.*)$/;

export interface FenceMark {
  readonly mark: string;
  /** What stands after the mark: a language, a path; never for a closing one. */
  readonly info: string;
}

/** The line that opens or closes a fence of Markdown. A run of marks with more of them behind is no fence. */
export function fenceMark(line: string): FenceMark | undefined {
  const found = fenceLine.exec(line);
  if (!found || found[2]!.includes('`')) return undefined;
  return { mark: found[1]!, info: found[2]!.trim() };
}

export const closes = (line: FenceMark, open: FenceMark): boolean =>
  line.info === '' && line.mark[0] === open.mark[0] && line.mark.length >= open.mark.length;
