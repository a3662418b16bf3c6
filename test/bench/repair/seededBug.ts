/** A bug that is put into a correct program by one replacement, and the lines that a person would point at. */

export interface SeededBug {
  readonly id: string;
  /** What went wrong in a developer's words: "comparison boundary", "missing copy". */
  readonly kind: string;
  /** The file, relative to the program's folder. */
  readonly path: string;
  /** Occurs exactly once in the correct file. */
  readonly find: string;
  readonly replace: string;
  /** Further places of the same bug, or of a second one that hides behind it; each text occurs exactly once. */
  readonly also?: readonly Replacement[];
  /** The line, counted from 1 in the faulty file, where the comparison of both texts would point at a wrong one. */
  readonly fixLine?: number;
  /** Its program is one that nobody looks at while the engine is tuned. */
  readonly heldOut: boolean;
  readonly note: string;
  /** What a user would report: the symptom, without a name of what is at fault. */
  readonly issue?: string;
}

export interface Replacement {
  readonly path: string;
  readonly find: string;
  readonly replace: string;
}

export interface SeededProgram {
  /** Also the name of its folder. */
  readonly name: string;
  readonly language: string;
  /** The visible suite, as a line for a shell in the program's folder. */
  readonly test: string;
  /** The suite that the engine never sees, in the program's `heldout` folder. */
  readonly heldoutTest: string;
  readonly bugs: readonly SeededBug[];
}

/** @throws Error that names the file's fault. */
export function parseProgram(json: string, file: string): SeededProgram {
  const value: unknown = JSON.parse(json);
  const fields = record(value, file);
  const bugs = fields['bugs'];
  if (!Array.isArray(bugs)) {
    throw new Error(`${file}: "bugs" is not a list`);
  }
  return {
    name: text(fields, 'program', file),
    language: text(fields, 'language', file),
    test: text(fields, 'test', file),
    heldoutTest: text(fields, 'heldoutTest', file),
    bugs: bugs.map((bug: unknown) => parseBug(record(bug, file), file)),
  };
}

function parseBug(fields: Readonly<Record<string, unknown>>, file: string): SeededBug {
  const fixLine = fields['fixLine'];
  if (fixLine !== undefined && typeof fixLine !== 'number') {
    throw new Error(`${file}: "fixLine" is not a number`);
  }
  return {
    id: text(fields, 'id', file),
    kind: text(fields, 'kind', file),
    path: text(fields, 'path', file),
    find: text(fields, 'find', file),
    replace: text(fields, 'replace', file),
    ...(fixLine === undefined ? {} : { fixLine }),
    ...(Array.isArray(fields['also'])
      ? { also: fields['also'].map((place: unknown) => parseReplacement(record(place, file), file)) }
      : {}),
    heldOut: fields['heldOut'] === true,
    note: text(fields, 'note', file),
    ...(fields['issue'] === undefined ? {} : { issue: text(fields, 'issue', file) }),
  };
}

function parseReplacement(fields: Readonly<Record<string, unknown>>, file: string): Replacement {
  return { path: text(fields, 'path', file), find: text(fields, 'find', file), replace: text(fields, 'replace', file) };
}

function record(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${file}: expected an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function text(fields: Readonly<Record<string, unknown>>, name: string, file: string): string {
  const value = fields[name];
  if (typeof value !== 'string') {
    throw new Error(`${file}: "${name}" is not a text`);
  }
  return value;
}

export interface FaultyFile {
  readonly text: string;
  /**
   * Lines of the faulty text, counted from 1, of which any is a right answer to "where is the bug?". For code that was
   * left out, the line where it would stand and its neighbours.
   */
  readonly lines: ReadonlySet<number>;
}

/** @throws Error when the text to replace is not there exactly once. */
export function seed(correct: string, bug: SeededBug): FaultyFile {
  const faulty = replaceOnce(correct, bug, bug.id);
  return { text: faulty, lines: bug.fixLine === undefined ? changedLines(correct, faulty) : new Set([bug.fixLine]) };
}

/** @throws Error when the text to replace is not there exactly once. */
export function replaceOnce(correct: string, place: Replacement, id: string): string {
  const at = correct.indexOf(place.find);
  if (place.find === '' || at < 0 || correct.includes(place.find, at + 1)) {
    throw new Error(`${id}: the text to replace must occur exactly once in ${place.path}`);
  }
  return correct.slice(0, at) + place.replace + correct.slice(at + place.find.length);
}

/** The lines of `faulty` between what both texts have in common at their front and at their end. */
function changedLines(correct: string, faulty: string): ReadonlySet<number> {
  const before = correct.split('\n');
  const after = faulty.split('\n');
  let front = 0;
  while (front < after.length && before[front] === after[front]) {
    front += 1;
  }
  let end = 0;
  while (
    end < after.length - front &&
    end < before.length - front &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  const lines = new Set<number>();
  for (let index = front; index < after.length - end; index += 1) {
    if (!before.slice(front, before.length - end).includes(after[index] ?? '')) {
      lines.add(index + 1);
    }
  }
  const inserted = after.slice(front, after.length - end);
  if (lines.size === 0 && before.length - end > front) {
    // The same lines in another order: any of them.
    inserted.forEach((_, index) => lines.add(front + index + 1));
  }
  if (before.length - end === front && same(inserted, after.slice(front - inserted.length, front))) {
    // A copy of what stands right before it: either may go.
    inserted.forEach((_, index) => lines.add(front - index));
  }
  if (lines.size === 0) {
    // Something was left out: what stands there now, and the line before it.
    for (const line of [front, front + 1, front + 2]) {
      if (line >= 1 && line <= after.length) {
        lines.add(line);
      }
    }
  }
  return lines;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
