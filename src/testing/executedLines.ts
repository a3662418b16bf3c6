/**
 * From ranges of text that ran to lines that a person reads. A line counts when something on it ran
 * that can be wrong: not a comment, not only brackets, not the `export` before a function's body.
 */
import { TraceMap, decodedMappings, type SourceMapInput } from '@jridgewell/trace-mapping';

/** `[start, end, start, end, …]` in UTF-16 units, ascending. */
export type Ranges = readonly number[];

/** Lines count from 1. */
export function executedLines(text: string, ranges: Ranges): Set<number> {
  const starts = lineStarts(text);
  const comments = commentLines(text.split('\n'));
  const lines = new Set<number>();
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    const [from, to] = [ranges[at]!, ranges[at + 1]!];
    for (let line = lineAt(starts, from); line < starts.length && starts[line]! < to; line++) {
      if (lines.has(line + 1) || comments.has(line)) continue;
      const ran = text.slice(Math.max(from, starts[line]!), Math.min(to, starts[line + 1] ?? text.length));
      if (canBeWrong(ran)) lines.add(line + 1);
    }
  }
  return lines;
}

/** A source that a script was made from: how the map names it, resolved, and its text if the map has it. */
export interface MappedLines {
  readonly source: string;
  readonly text: string | undefined;
  readonly lines: ReadonlySet<number>;
}

/** The same, for the sources of a generated script. `lineLengths` are those of the generated text. */
export function executedSourceLines(
  map: SourceMapInput,
  mapUrl: string,
  lineLengths: readonly number[],
  ranges: Ranges,
): MappedLines[] {
  const trace = traceOf(map, mapUrl);
  const found = new Map<number, Set<number>>();
  let start = 0;
  let at = 0;
  decodedMappings(trace).forEach((segments, line) => {
    for (const segment of segments) {
      if (segment.length === 1) continue;
      const offset = start + segment[0];
      while (at < ranges.length && ranges[at + 1]! <= offset) at += 2;
      if (at >= ranges.length || offset < ranges[at]!) continue;
      let lines = found.get(segment[1]);
      if (!lines) found.set(segment[1], (lines = new Set()));
      lines.add(segment[2] + 1);
    }
    start += (lineLengths[line] ?? 0) + 1;
  });
  return [...found].flatMap(([index, lines]) => {
    const source = trace.resolvedSources[index];
    return source ? [{ source, text: trace.sourcesContent?.[index] ?? undefined, lines }] : [];
  });
}

/** Tests share their scripts, and taking a map apart costs more than all else here. */
const traces = new WeakMap<object, TraceMap>();

function traceOf(map: SourceMapInput, mapUrl: string): TraceMap {
  if (typeof map === 'string') return new TraceMap(map, mapUrl);
  const known = traces.get(map);
  if (known) return known;
  const trace = new TraceMap(map, mapUrl);
  traces.set(map, trace);
  return trace;
}

/** Of these lines of a text, those where something can be wrong. */
export function linesThatCanBeWrong(text: string, lines: ReadonlySet<number>): Set<number> {
  const all = text.split('\n');
  const comments = commentLines(all);
  return new Set([...lines].filter((line) => !comments.has(line - 1) && canBeWrong(all[line - 1] ?? '')));
}

/** The lengths of a text's lines without the line feeds. */
export function lineLengthsOf(text: string): number[] {
  return text.split('\n').map((line) => line.length);
}

const ONLY_FRAME =
  /^(?:[\s{}()[\];,:]|\b(?:export|default|static|async|get|set|public|private|protected|override|readonly|abstract|else|try|finally|do)\b)*$/;

function canBeWrong(code: string): boolean {
  return !ONLY_FRAME.test(code.replace(/\/\/.*/, ''));
}

/** Lines that hold nothing but a comment, counted from 0. A comment that follows code on its line is no matter. */
function commentLines(lines: readonly string[]): Set<number> {
  const found = new Set<number>();
  let inside = false;
  lines.forEach((line, index) => {
    const text = line.trim();
    if (inside || text.startsWith('/*')) {
      found.add(index);
      inside = !text.includes('*/');
      if (!inside && !/\*\/\s*$/.test(text)) found.delete(index);
    } else if (text.startsWith('//')) found.add(index);
  });
  return found;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
