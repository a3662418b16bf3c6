/**
 * Whole files and whole definitions, each in a fence under its name, read while the answer streams in:
 *
 *     src/range.ts :: Range.contains
 *     ```ts
 *     contains(x: number): boolean {
 *       return this.low <= x && x <= this.high;
 *     }
 *     ```
 *
 * A fence that has no name above it or on its own line is something that the model says.
 */

import { AnswerLines, closes, fenceMark, type FenceMark } from './answerLines.ts';
import { pathInInfo, solePathIn } from './editPath.ts';
import type { AnswerPiece, EditAnswer, EditReader, ModelEdit } from './modelEdit.ts';

interface Named {
  readonly path: string;
  /** Of a definition; a whole file has none. */
  readonly symbol?: string;
}

interface OpenFence {
  readonly fence: FenceMark;
  readonly named: Named | undefined;
  readonly lines: string[];
  /** Fences inside that are open: a Markdown file has them. */
  inner: number;
}

export class FencedCodeReader implements EditReader {
  readonly #reads: 'file' | 'symbol';
  readonly #lines = new AnswerLines();
  readonly #edits: ModelEdit[] = [];
  readonly #prose: string[] = [];
  #open: OpenFence | undefined;
  #lastLine: string | undefined;
  #unnamed = 0;

  constructor(reads: 'file' | 'symbol') {
    this.#reads = reads;
  }

  push(piece: AnswerPiece): readonly ModelEdit[] {
    const before = this.#edits.length;
    if (typeof piece === 'string') for (const line of this.#lines.push(piece)) this.#line(line);
    return this.#edits.slice(before);
  }

  end(cut = false): EditAnswer {
    for (const line of this.#lines.end()) this.#line(line);
    const faults: string[] = [];
    if (this.#open)
      faults.push(`The answer ends in the middle of ${nameOf(this.#open.named)}: its fence is not closed.`);
    else if (cut) faults.push('The answer was cut off before its end.');
    if (this.#edits.length === 0 && faults.length === 0 && this.#unnamed > 0)
      faults.push(`The code in the answer names no ${this.#reads}. Write its path on the line before the fence.`);
    this.#open = undefined;
    this.#takeProse();
    return { format: this.#reads, edits: this.#edits, faults, prose: this.#prose.join('\n').trim() };
  }

  #line(line: string): void {
    const fence = fenceMark(line);
    if (this.#open) return this.#inside(this.#open, line, fence);
    if (!fence) {
      if (line.trim() === '') return;
      this.#takeProse();
      this.#lastLine = line;
      return;
    }
    const named = isForReading(fence.info) ? undefined : this.#nameFor(fence.info);
    if (named) this.#lastLine = undefined;
    else this.#takeProse();
    this.#open = { fence, named, lines: [], inner: 0 };
  }

  #inside(open: OpenFence, line: string, fence: FenceMark | undefined): void {
    const isMark = fence !== undefined && fence.mark[0] === open.fence.mark[0];
    if (isMark && fence.info !== '' && fence.mark.length >= open.fence.mark.length) open.inner++;
    else if (fence && closes(fence, open.fence)) {
      if (open.inner === 0) return this.#close(open);
      open.inner--;
    }
    open.lines.push(line);
  }

  #close({ named, lines }: OpenFence): void {
    this.#open = undefined;
    if (!named) {
      this.#unnamed++;
      this.#prose.push(...lines);
    } else if (named.symbol === undefined) this.#edits.push({ kind: 'file', path: named.path, replace: lines });
    else this.#edits.push({ kind: 'symbol', path: named.path, symbol: named.symbol, replace: lines });
  }

  #nameFor(info: string): Named | undefined {
    if (this.#reads === 'symbol')
      return symbolIn(info) ?? (this.#lastLine === undefined ? undefined : symbolIn(this.#lastLine));
    const path = pathInInfo(info) ?? (this.#lastLine === undefined ? undefined : solePathIn(this.#lastLine));
    return path === undefined ? undefined : { path };
  }

  #takeProse(): void {
    if (this.#lastLine !== undefined) this.#prose.push(this.#lastLine);
    this.#lastLine = undefined;
  }
}

/** Commands, output and diffs are shown, not written into a file. */
const isForReading = (info: string): boolean =>
  /^(?:bash|sh|shell|zsh|console|terminal|text|output|diff|patch)$/i.test(info);

/** `src/a.ts :: Range.contains`, however it is decorated. */
function symbolIn(line: string): Named | undefined {
  const found = /^(.*?\S)\s*::\s*(.+)$/.exec(
    line
      .trim()
      .replace(/^[#>*\s]+/, '')
      .replaceAll(/[`*]/g, ''),
  );
  if (!found) return undefined;
  const path = solePathIn(found[1]!) ?? pathInInfo(found[1]!);
  const symbol = found[2]!
    .trim()
    .replace(/[:\s]+$/, '')
    .replace(/\(.*\)$/, '');
  return path === undefined || !/^[\p{L}\p{N}_$#.:<> ~?!=-]+$/u.test(symbol) ? undefined : { path, symbol };
}

function nameOf(named: Named | undefined): string {
  if (!named) return 'a piece of code';
  return named.symbol === undefined ? named.path : `${named.symbol} in ${named.path}`;
}
