import { runaway } from './repetition.ts';
import { scan, type ScanState } from './scan.ts';
import { indentOf, onlyClosers, opens, type Site } from './site.ts';
import type { Extent } from './suggestion.ts';

/**
 * Decides, while a model is still writing, where what was wanted ends. Models run on: into the code
 * that already follows, into the next function, or round in circles. Each piece that arrives is judged
 * with all that came before it, so the connection is closed as soon as the end is known.
 */
export interface StopPlace {
  readonly site: Site;
  readonly extent: Extent;
  readonly maxLines: number;
}

export interface Cut {
  /** Keep this much of the text. */
  readonly end: number;
  /** A whole sentence. */
  readonly reason: string;
  /** The model had lost its way. */
  readonly isRunaway?: true;
}

/** @param isComplete the model has ended: what comes last is judged too. `undefined`: go on. */
export function stopAt(text: string, place: StopPlace, isComplete: boolean): Cut | undefined {
  const cuts = [structuralCut(text, place, isComplete), repeatedCut(text, place)];
  return cuts.reduce<Cut | undefined>(
    (first, cut) => (cut && (!first || cut.end < first.end) ? cut : first),
    undefined,
  );
}

function repeatedCut(text: string, { site }: StopPlace): Cut | undefined {
  const end = runaway(text, site);
  return end === undefined ? undefined : { end, reason: 'The model began to repeat itself.', isRunaway: true };
}

interface Line {
  readonly start: number;
  /** Without its line break. */
  readonly text: string;
  readonly isWhole: boolean;
}

function structuralCut(text: string, place: StopPlace, isComplete: boolean): Cut | undefined {
  const { site, extent, maxLines } = place;
  const brackets = new BracketWatch(site);
  let state = site.state;
  let kept = 0;
  let written = site.linePrefix.trim() !== '';
  const lines = linesOf(text, isComplete);
  for (const [index, line] of lines.entries()) {
    const isBlank = line.text.trim() === '';
    const atRest = brackets.isWithin(state);
    if (index > 0 && line.isWhole && !isBlank && atRest) {
      const cut = beforeLine(lines, index, place, brackets, text);
      if (cut) return cut;
    }
    if (index === 0 && line.isWhole && site.linePrefix.trim() === '' && repeatsSuffix(lines, 0, site))
      return { end: 0, reason: repeated };
    if (index > 0 && isBlank && line.isWhole && atRest && written && !site.startsBody && extent === 'block') {
      const next = lines.slice(index + 1).find((later) => later.text.trim() !== '');
      // What is one step further in still belongs to what came before.
      if (next && indentOf(next.text).length <= site.blockIndent.length)
        return { end: trimmedEnd(text, line.start), reason: 'The statements are complete.' };
    }
    const end = line.start + line.text.length;
    state = scan(text, site.shape, { from: line.start, to: end + 1, start: state, onClose: brackets.onClose });
    if (brackets.cutAt !== undefined) return beforeCloser(text, brackets.cutAt, site);
    if (!isBlank) {
      written = true;
      kept++;
    }
    const hasBreak = line.start + line.text.length < text.length;
    if (!hasBreak) break;
    if (extent === 'line' && written) return { end, reason: 'The line is complete.' };
    if (brackets.isAllClosed(state) && !continues(lines, index, isComplete))
      return { end, reason: 'The block is closed.' };
    if (kept >= maxLines) return { end, reason: `It has reached ${maxLines} lines.` };
  }
  return undefined;
}

const repeated = 'It repeats what follows the cursor.';

/** Judged before a whole line is taken; no bracket or string that the model opened is open there. */
function beforeLine(
  lines: readonly Line[],
  index: number,
  { site, extent }: StopPlace,
  brackets: BracketWatch,
  text: string,
): Cut | undefined {
  const line = lines[index];
  if (!line) return undefined;
  const end = trimmedEnd(text, line.start);
  if (repeatsSuffix(lines, index, site)) return { end, reason: repeated };
  if (extent === 'line') return undefined;
  const depth = indentOf(line.text).length;
  const word = line.text.trimStart();
  if (site.shape.blocks === 'words' && /^(end\w*|fi|done|esac|until)\b/.test(word)) {
    const opener = site.opensBlock ? site.indent.length : site.blockIndent.length - 1;
    if (depth > opener) return undefined;
    const below = nextLine(site);
    const isThere =
      below !== undefined && indentOf(below).length === depth && /^\s*(end|fi|done|esac|until)\b/.test(below);
    return isThere || depth < opener || !site.opensBlock
      ? { end, reason: 'The block is closed.' }
      : { end: line.start + line.text.length, reason: 'The block is closed.' };
  }
  if (/^[)\]}]/.test(word)) return undefined; // Its brackets tell.
  const isOver = site.opensBlock ? depth <= site.indent.length : depth < site.blockIndent.length;
  if (!isOver) return undefined;
  if (site.opensBlock && depth === site.indent.length && isContinuation(word)) return undefined;
  // Labels, preprocessor lines and text in a column of their own stand further out than their block.
  if (site.shape.blocks === 'braces' && (brackets.hasOwnOpen || /^(#|case\b|default\b|[\w$]+:)/.test(word)))
    return undefined;
  return { end, reason: 'The block is over.' };
}

function isContinuation(word: string): boolean {
  return /^(else|elif|elsif|elseif|except|catch|finally|rescue|ensure|when|case|default|and|or)\b|^[{]/.test(word);
}

/** Whether the next line that says something goes on with what looks closed. Undecided means yes: more is to come. */
function continues(lines: readonly Line[], index: number, isComplete: boolean): boolean {
  const next = lines.slice(index + 1).find((line) => line.text.trim() !== '');
  if (!next) return !isComplete;
  const word = next.text.trimStart();
  if (!next.isWhole && word.length < 8) return true;
  return /^(else|catch|finally|while)\b|^[.?:)\]&|+]/.test(word);
}

/** Counts the brackets that the model closes against those that the user still has open. */
class BracketWatch {
  readonly #before: number;
  readonly #floor: number;
  #closedOfUsers = false;
  /** Where the model closes what is closed already. */
  cutAt: number | undefined;

  constructor({ state, unclosed }: Site) {
    this.#before = state.open.length;
    // Those that nothing below closes are the model's to close.
    this.#floor = this.#before - Math.min(this.#before, unclosed);
  }

  readonly onClose = (at: number, depth: number): boolean => {
    if (depth < this.#floor) {
      this.cutAt ??= at;
      return true;
    }
    if (depth < this.#before) this.#closedOfUsers = true;
    return false;
  };

  /** Nothing that the model has opened is open. */
  isWithin({ open, inside }: ScanState): boolean {
    return open.length <= this.#before && inside.kind !== 'string' && inside.kind !== 'blockComment';
  }

  /** Everything that was open and that nothing below closes is closed now. */
  isAllClosed({ open }: ScanState): boolean {
    return this.#closedOfUsers && open.length <= this.#floor;
  }

  get hasOwnOpen(): boolean {
    return this.#before > this.#floor && !this.#closedOfUsers;
  }
}

/** The closing bracket is there already: on the cursor's line what leads to it stays, else the line of its own goes. */
function beforeCloser(text: string, at: number, { lineSuffix }: Site): Cut {
  const reason = 'The bracket that it closes is closed already.';
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const ownLine = text.slice(lineStart, at).trim() === '';
  // A blank before the bracket is there as well.
  if (!ownLine) return { end: /^\s/.test(lineSuffix) ? trimmedEnd(text, at) : at, reason };
  return { end: lineSuffix.trim() === '' ? trimmedEnd(text, lineStart) : at, reason };
}

/** Whether the lines from `index` on are those that follow the cursor. */
function repeatsSuffix(lines: readonly Line[], index: number, site: Site): boolean {
  const below = followingLines(site);
  const [first] = below;
  const line = lines[index];
  if (first === undefined || !line || plain(line.text) !== plain(first)) return false;
  if (index === 0 && isBranch.test(first) && !isOpenHere(site)) return true;
  const letters = (first.match(/[\p{L}\p{N}]/gu) ?? []).length;
  // The first line begins where the cursor is.
  const indent = index === 0 ? site.indent + indentOf(line.text) : indentOf(line.text);
  if (letters >= 12 || (letters >= 3 && indent === indentOf(first) && !isRow(first))) return true;
  const [, second] = below;
  const next = lines[index + 1];
  if (second === undefined || !next?.isWhole || plain(next.text) !== plain(second)) return false;
  // Brackets alone are alike at every depth.
  return letters > 0 || indent === indentOf(first);
}

/** Goes on with what was opened in its own column, or ends it. */
const isBranch = /^\s*(else|elif|elsif|elseif|except|catch|finally|rescue|ensure|when|case|default|end|fi|done|esac)\b/;

/** Whether something was opened in the cursor's column that may be gone on with. */
function isOpenHere({ prefix, linePrefix, indent, shape }: Site): boolean {
  const above = prefix.slice(-4000, prefix.length - linePrefix.length).split('\n');
  const line = above.findLast((one) => one.trim() !== '' && indentOf(one).length <= indent.length);
  return line !== undefined && indentOf(line).length === indent.length && opens(line, shape);
}

/** Rows of tables are often alike. */
function isRow(line: string): boolean {
  return /^[\s\d.,'"[\]{}()xa-fA-F+-]*,?\s*$/.test(line);
}

function plain(line: string): string {
  return line.trim().replace(/\s+/g, ' ').replace(/[,;]$/, '');
}

function followingLines({ suffix, lineSuffix }: Site): readonly string[] {
  const lines = suffix.slice(0, 2000).split('\n');
  // Brackets after the cursor are the end of this line; other code there is the first to follow.
  const rest = onlyClosers.test(lineSuffix) ? lines.slice(1) : lines;
  return rest.filter((line) => line.trim() !== '').slice(0, 2);
}

function nextLine(site: Site): string | undefined {
  return followingLines(site)[0];
}

function linesOf(text: string, isComplete: boolean): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (;;) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    lines.push({ start, text: text.slice(start, end), isWhole: true });
    start = end + 1;
  }
  lines.push({ start, text: text.slice(start), isWhole: isComplete });
  return lines;
}

function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}
