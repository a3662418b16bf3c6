/**
 * What a failure's text says, whichever tool wrote it: the exception's type, what was expected and what was there.
 * One reader for each way of saying it; the first that understands the text decides.
 */

export interface FailureWords {
  /** `AssertionError`, `java.lang.NullPointerException`; '' when the text names none. */
  readonly type: string;
  /** The failure's own sentence, without the type. */
  readonly message: string;
  readonly assertion: boolean;
  readonly expected?: string;
  readonly actual?: string;
  /** Lines that begin with `-` (expected) and `+` (actual). */
  readonly difference?: string;
}

type Compared = Pick<FailureWords, 'expected' | 'actual' | 'difference'>;

/** What comes later is a tool's own advice. */
const longestText = 20_000;
/** A value beyond this says nothing more. */
const longestValue = 600;
const longestDifference = 1500;
const longestMessage = 600;

export function failureWords(text: string): FailureWords {
  const plain = text.slice(0, longestText).replace(ansi, '').replaceAll('\r\n', '\n').trim();
  const { type, rest } = splitType(plain);
  const compared = readers.map((read) => read(rest)).find((found) => found !== undefined);
  return {
    type,
    message: sentence(rest),
    assertion: compared !== undefined || assertionType.test(type) || /^(?:assert\b|expect\(|assertion )/.test(rest),
    ...shortened(compared ?? {}),
  };
}

/** Colours of a terminal. */
const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const assertionType = /(?:Assert\w*|ComparisonFailure|Failed)(?:Error)?$/;

/** `TypeError: x`, `AssertionError [ERR_ASSERTION]: x`, `java.lang.IllegalStateException: x`, and what Go and Rust say. */
function splitType(text: string): { type: string; rest: string } {
  const panic = /^(?:panic: |thread '[^']*'(?: \(\d+\))? panicked at [^\n]*\n)/.exec(text);
  if (panic) return { type: 'panic', rest: text.slice(panic[0].length) };
  const match = /^([A-Za-z_][\w.$]*)(?: \[[A-Z_0-9]+\])?(?::\s+|$)/.exec(text);
  const name = match?.[1] ?? '';
  const last = name.split('.').at(-1) ?? '';
  if (
    !match ||
    !/^[A-Z]/.test(last) ||
    !/(?:Error|Exception|Failure|Failed|Warning|Interrupt|Exit|Fault)\d*$/.test(last)
  )
    return { type: '', rest: text };
  return { type: name, rest: text.slice(match[0].length) };
}

const readers: readonly ((text: string) => Compared | undefined)[] = [
  nodeAssert,
  jest,
  chai,
  rust,
  junit,
  testify,
  go,
  pytest,
  unittest,
];

function nodeAssert(text: string): Compared | undefined {
  const strict = /^(?:[^\n]*\n\s*\n)?(.+) !== (.+)$/s.exec(text);
  if (strict && /strictly equal|loosely|deep-equal|^[^\n]*\n\s*\n[^\n]+ !== [^\n]+$/.test(text)) {
    return { actual: strict[1]!, expected: strict[2]! };
  }
  const difference = /^\+ actual - expected[^\n]*\n([^]*)$/m.exec(text);
  if (difference) return ofDifference(difference[1]!);
  const pattern = /did not match the regular expression (.+?)\. Input:\s*([^]*)$/.exec(text);
  if (pattern) return { expected: `a match of ${pattern[1]!}`, actual: pattern[2]!.trim() };
  const unequal = /to (?:not )?be (?:strictly |loosely )?(?:deep-)?unequal to: ([^]*)$/.exec(text);
  if (unequal) return { expected: `anything but ${unequal[1]!.trim()}`, actual: unequal[1]!.trim() };
  const falsy = /^The expression evaluated to a falsy value:\s*([^]*)$/.exec(text);
  if (falsy) return { expected: `${falsy[1]!.trim()} to hold` };
  if (/^Missing expected (?:exception|rejection)/.test(text))
    return { expected: 'an error', actual: 'none was thrown' };
  return undefined;
}

/** jest and vitest: `Expected: 4` and `Received: 3`, or a difference under `- Expected` and `+ Received`. */
function jest(text: string): Compared | undefined {
  const expected = /^\s*(?:Expected(?! {2})[^:\n]*|expected): {1,}(.*)$/m.exec(text);
  const received = /^\s*Received[^:\n]*: +(.*)$/m.exec(text);
  if (received) return { ...(expected && { expected: expected[1]!.trim() }), actual: received[1]!.trim() };
  const difference = /^- Expected[^\n]*\n\+ Received[^\n]*\n([^]*)$/m.exec(text);
  return difference ? ofDifference(difference[1]!) : undefined;
}

/** `expected 1 to equal 2`, `expected [ 1 ] to include 2`; vitest writes the same before its difference. */
function chai(text: string): Compared | undefined {
  const match = /(?:^|: )expected (.+?) ((?:not )?to (?:.*?)|not to .*?)$/s.exec(
    firstLine(text).replace(/ \/\/ .*$/, ''),
  );
  if (!match) return undefined;
  const equal = /^to (?:be |strictly |deeply |loosely |deep )*(?:equal(?: to)?|eql|be)? ?(.+)$/.exec(match[2]!);
  const plain =
    equal &&
    !/^(?:have|include|contain|match|throw|satisfy|respond|exist|be (?:a|an|above|below|within|at)\b)/.test(equal[1]!);
  return { actual: match[1]!, expected: plain ? equal[1]! : match[2]! };
}

/** Rust's `assert_eq!(left, right)`; by custom the left one is what was computed. */
function rust(text: string): Compared | undefined {
  const left = /^\s*left: `?(.*?)`?,?$/m.exec(text);
  const right = /^\s*right: `?(.*?)`?,?$/m.exec(text);
  return left && right && /assertion/.test(text) ? { actual: left[1]!, expected: right[1]! } : undefined;
}

/** JUnit 4 and 5, Hamcrest and AssertJ. */
function junit(text: string): Compared | undefined {
  const match =
    /expected:\s*(?:[\w.]+@?\w*)?<([^]*?)>\s*but was:\s*(?:[\w.]+@?\w*)?<([^]*)>/.exec(text) ??
    /Expected: (.*)\n\s*but: (?:was )?(.*)/.exec(text) ??
    /^\s*expected: (.*)\n\s*but was: (.*)/m.exec(text) ??
    /expected: (.+?) but was: (.+)/.exec(text);
  return match ? { expected: unquoted(match[1]!), actual: unquoted(match[2]!) } : undefined;
}

/** Go's testify: `expected: 1` and `actual  : 2`. */
function testify(text: string): Compared | undefined {
  const expected = /^\s*expected\s*: (.*)$/m.exec(text);
  const actual = /^\s*actual\s*: (.*)$/m.exec(text);
  return expected && actual ? { expected: expected[1]!, actual: actual[1]! } : undefined;
}

/** What Go's own tests say by custom: `Total() = 3, want 4`, `got 3, want 4`, `expected 4, got 3`; and go-cmp's difference. */
function go(text: string): Compared | undefined {
  const difference = /\(([-+])want ([-+])got\)[^\n]*\n([^]*)$/.exec(text);
  if (difference) return { difference: difference[3]!.trimEnd() };
  const wanted =
    /(?:\bgot|=)[:= ]+(.+?)[,;]?\s+(?:but )?want(?:ed)?[:= ]+(.+)/i.exec(text) ??
    /\bgot[:= ]+(.+?)[,;]?\s+(?:but )?expected[:= ]+(.+)/i.exec(text);
  if (wanted) return { actual: wanted[1]!, expected: firstLine(wanted[2]!) };
  const expected = /\b(?:want(?:ed)?|expected)[:= ]+(.+?)[,;]?\s+(?:but )?got[:= ]+(.+)/i.exec(text);
  return expected ? { expected: expected[1]!, actual: firstLine(expected[2]!) } : undefined;
}

/** pytest's explanation: the comparison as it came out, `where` each value is from, and a difference. */
function pytest(text: string): Compared | undefined {
  const raised = /DID NOT RAISE (.+)/.exec(text);
  if (raised) return { expected: `${raised[1]!.replace(/^<class '(.+)'>$/, '$1')} to be raised`, actual: 'it was not' };
  const regex = /(?:Expected regex|Regex): (.+)\n\s*(?:Actual message|Input): (.+)/.exec(text);
  if (regex) return { expected: `a match of ${regex[1]!}`, actual: regex[2]! };
  const line = /^(?:[^\n]*\n)??assert (.+)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  const difference = differenceLines(text);
  const shown = difference === undefined ? {} : { difference };
  const compared = splitComparison(line);
  if (!compared) return { expected: `${line} to hold`, ...shown };
  const { left, operator, right } = compared;
  return operator === '=='
    ? { actual: left, expected: right, ...shown }
    : { actual: left, expected: `${operator} ${right}`, ...shown };
}

/** `1 != 2`, `Lists differ: [1] != [2]`, `'a' not found in 'b'`, `ValueError not raised`. */
function unittest(text: string): Compared | undefined {
  const first = firstLine(text);
  const raised = /^(\w+) not raised/.exec(first);
  if (raised) return { expected: `${raised[1]!} to be raised`, actual: 'it was not' };
  const bool = /^(True|False|None) is not (true|false|None)\b/i.exec(first);
  if (bool) return { actual: bool[1]!, expected: bool[2]! };
  const other =
    /^(.+) (not found in|unexpectedly found in|not (?:less|greater) than(?: or equal to)?|is not) (.+)$/.exec(first);
  if (other && !/[?!]/.test(other[1]!)) return { actual: other[1]!, expected: `not: ${other[2]!} ${other[3]!}` };
  const compared = splitComparison(first.replace(/^\w+ differ: /, ''));
  if (compared?.operator !== '!=') return undefined;
  const { left, right } = compared;
  // A message of the test's own comes after the values.
  const expected = right.replace(/(?<=^(?:'(?:[^'\\]|\\.)*'|[-\w.]+|.*[\])}])) : .*$/, '').replace(/ within .*$/, '');
  const difference = differenceLines(text);
  return { actual: left, expected, ...(difference !== undefined && { difference }) };
}

/** Cuts at the comparison that stands outside of quotes and brackets. */
function splitComparison(line: string): { left: string; operator: string; right: string } | undefined {
  const operators = [' == ', ' != ', ' <= ', ' >= ', ' < ', ' > ', ' not in ', ' in ', ' is not ', ' is '];
  let depth = 0;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote) {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === ' ' && depth <= 0) {
      const operator = operators.find((each) => line.startsWith(each, at));
      if (operator)
        return { left: line.slice(0, at), operator: operator.trim(), right: line.slice(at + operator.length) };
    }
  }
  return undefined;
}

/** Lines of a difference as Python's tools print it: what was expected by `-`, what was there by `+`, hints by `?`. */
function differenceLines(text: string): string | undefined {
  const lines = text.split('\n').slice(1);
  const marked = lines.filter((line) => /^\s*[-+](?: |$)/.test(line) && !/^\s*\+\s+(?:where|and)\b/.test(line));
  return marked.length >= 2 ? marked.map((line) => line.trim()).join('\n') : undefined;
}

function ofDifference(text: string): Compared {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n');
  const of = (mark: string): string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1).trim());
  const [minus, plus] = [of('-'), of('+')];
  const whole = lines.every((line) => /^[-+]/.test(line) || line.trim() === '');
  return whole && minus.length > 0 && plus.length > 0
    ? { expected: minus.join('\n'), actual: plus.join('\n') }
    : { difference: lines.join('\n') };
}

function shortened(compared: Compared): Compared {
  const { expected, actual, difference } = compared;
  return {
    ...(expected !== undefined && { expected: cut(expected.trim(), longestValue) }),
    ...(actual !== undefined && { actual: cut(actual.trim(), longestValue) }),
    ...(difference !== undefined && { difference: cut(difference, longestDifference) }),
  };
}

/** The first paragraph: what follows are values and differences. */
function sentence(text: string): string {
  const paragraph = text.split(/\n\s*\n/, 1)[0] ?? '';
  return cut(paragraph.replace(/\n\+ actual - expected[^]*$/, '').trim(), longestMessage);
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
const unquoted = (text: string): string => text.trim().replace(/^<(.*)>$/s, '$1');
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)} …`);
