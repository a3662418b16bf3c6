/**
 * What a model answers when it is asked for a review: a JSON list, and nothing is guessed. An answer that is none is
 * malformed as a whole; an entry that is wrong is left out, with what is wrong in it.
 */

import { isSeverity, type ReviewFix, type Severity } from './finding.ts';

/** As the model says it; its place is not looked at yet. */
export interface WrittenFinding {
  readonly path: string;
  readonly line: number;
  /** That line, as the model says that it stands there. */
  readonly quote: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: ReviewFix;
}

export interface ReadFindings {
  readonly written: readonly WrittenFinding[];
  /** Whole sentences for the model; empty where all of it could be read. */
  readonly faults: readonly string[];
}

const mostFindings = 60;
const longestMessage = 2_000;
const longestCode = 20_000;

export function readFindings(answer: string): ReadFindings {
  const value = jsonIn(answer);
  if (!Array.isArray(value)) return { written: [], faults: ['The answer is not one JSON list.'] };
  const written: WrittenFinding[] = [];
  const faults: string[] = [];
  for (const [at, entry] of value.slice(0, mostFindings).entries()) {
    const read = readEntry(entry);
    if (typeof read === 'string') faults.push(`Entry ${at + 1}: ${read}`);
    else written.push(read);
  }
  if (value.length > mostFindings) faults.push(`There are more than ${mostFindings} entries: keep the worst.`);
  return { written, faults };
}

/** The whole answer, or the only fence in it. */
function jsonIn(answer: string): unknown {
  const fences = [...answer.matchAll(/^ {0,3}```[^\n`]*\n([\s\S]*?)^ {0,3}```[ \t]*\r?$/gm)];
  const text = fences.length === 1 ? fences[0]![1]! : answer;
  try {
    return JSON.parse(text.trim()) as unknown;
  } catch {
    return undefined;
  }
}

/** @returns what is wrong with it, as a sentence. */
function readEntry(entry: unknown): WrittenFinding | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'It is not an object.';
  const { path, line, quote, severity, message, search, replace } = entry as Readonly<Record<string, unknown>>;
  if (!isText(path, 1_000)) return '“path” is not a path.';
  if (typeof line !== 'number' || !Number.isSafeInteger(line) || line < 1) return '“line” is not a number from 1.';
  if (!isText(quote, longestCode)) return '“quote” is not the text of the line.';
  if (!isSeverity(severity)) return '“severity” is none of error, warning, note.';
  if (!isText(message, longestMessage)) return '“message” is empty, too long or no text.';
  const finding = { path, line, quote, severity, message: message.trim() };
  if (search == null && replace == null) return finding;
  if (!isText(search, longestCode)) return '“search” is not lines of the file.';
  if (typeof replace !== 'string' || replace.length > longestCode) return '“replace” is not text.';
  return { ...finding, fix: { search, replace } };
}

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest;
