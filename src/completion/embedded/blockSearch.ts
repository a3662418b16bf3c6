/** The lines after the first, one after the other, for as long as the engine is sure and the block is not over. */
import { stopAt } from '../earlyStop.ts';
import { indentOf, opens, ownUnitOf, type Site } from '../site.ts';
import { lex } from './lexer.ts';
import { searchLine, type LineRest } from './lineSearch.ts';
import type { Predictor } from './predictor.ts';
import { endOfLine, type Vocabulary } from './vocabulary.ts';

/** A line that is less sure ends the suggestion, and so does one that makes all of it so unsure. */
const leastForLine = 0.5;
const leastInAll = 0.2;
const mostLines = 12;

/**
 * @param usualUnit a step of indentation, for a file that has none yet
 * @returns the same rest of the line where nothing sure follows
 */
export function searchBlock(
  predictor: Predictor,
  vocabulary: Vocabulary,
  first: LineRest,
  site: Site,
  usualUnit: string,
): LineRest {
  const unit = ownUnitOf(site.prefix + site.suffix, site.prefix.length) ?? usualUnit;
  const place = { site, extent: 'block', maxLines: mostLines } as const;
  let block = first;
  let line = site.linePrefix + first.text;
  for (let count = 1; count < mostLines; count++) {
    const state = predictor.after(block.state, endOfLine);
    const next = searchLine(predictor, vocabulary, {
      state,
      first: predictor.candidates(state, ''),
      typed: '',
      isGlued: false,
      isLineStart: true,
      candidates: 1,
    })[0];
    if (!next || next.text === '' || isProse(next.text) || next.probability < leastForLine) break;
    const probability = block.probability * next.probability;
    if (probability < leastInAll) break;
    const token = vocabulary.number(lex(next.text).texts[0]!);
    const indent = indentAfter(line, next.text, { site, unit, change: predictor.indentChange(state, token) });
    if (indent === undefined) break;
    line = indent + next.text;
    const text = `${block.text}\n${line}`;
    // A line break more shows that the last line is whole.
    const cut = stopAt(`${text}\n`, place, false);
    if (cut) return cut.end > block.text.length ? { ...next, text: text.slice(0, cut.end), probability } : block;
    block = { ...next, text, probability };
  }
  return block;
}

/** A person's own words are not written for him. */
const isProse = (text: string): boolean => /^(\/[/*]|\*|#(?!include|define|if|endif|el)|[rbuf]*"""|''')/.test(text);

/**
 * The indentation of the line that follows another one; `undefined` where the block is over. `change` is what it was at
 * a place like this one, in blanks.
 */
function indentAfter(
  line: string,
  next: string,
  { site, unit, change = 0 }: { readonly site: Site; readonly unit: string; readonly change: number | undefined },
): string | undefined {
  const { shape, blockIndent } = site;
  const before = indentOf(line);
  if (shape.blocks !== 'indent') {
    const inner = opens(line, shape) ? before + unit : before;
    const closes =
      /^[)\]}]/.test(next) ||
      (shape.blocks === 'words' && /^(end|fi|done|esac|else|elif|elsif|rescue|ensure|when)\b/.test(next));
    return closes ? outer(inner, unit) : inner;
  }
  if (opens(line, shape)) return before + unit;
  if (/^[)\]}]/.test(next)) return outer(before, unit);
  // Nothing but its place says where a line belongs.
  const isLast = /^\s*(return|raise|break|continue|pass)\b/.test(line) || /^(elif|else|except|finally)\b/.test(next);
  const steps = Math.max(isLast ? 1 : 0, Math.ceil(-change / unit.length));
  let indent = before;
  for (let step = 0; step < steps; step++) indent = outer(indent, unit);
  return indent.length < blockIndent.length ? undefined : indent;
}

const outer = (indent: string, unit: string): string => indent.slice(0, Math.max(0, indent.length - unit.length));
