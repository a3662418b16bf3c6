/**
 * A test that asserts nothing and writes down what each case comes to, one line of JSON each. The project's own test
 * tool runs it, so imports and transpilers are those of the project. Each case is done twice: what differs from one
 * time to the next is no behaviour to record.
 */
import type { LanguageId } from '../../syntax/tree.ts';
import type { Outcome, RecordedCase } from './recordedCase.ts';

/** Beside the workspace's own files in a copy; it goes with the next reset. */
export const recordFile = '.touchstone-recorded.jsonl';

/** @param into absolute path of the file that is written. @param head how a test begins: `test('x', ` */
export function recorderTest(language: LanguageId, cases: readonly RecordedCase[], into: string, head: string): string {
  return language === 'python' ? pythonRecorder(cases, into) : scriptRecorder(cases, into, head);
}

const testName = 'touchstone_records';

function scriptRecorder(cases: readonly RecordedCase[], into: string, word: string): string {
  const scenes = cases.map(({ key, setup, actual }) => {
    const code = [...setup, `return (${actual});`].join('\n');
    return `await touchstoneRecord(${JSON.stringify(key)}, ${/\bawait\b/.test(code) ? 'async ' : ''}() => {\n${code}\n});`;
  });
  return `${word}('${testName}', async () => {\n${scenes.join('\n')}\n});\n${scriptTell(into)}`;
}

function pythonRecorder(cases: readonly RecordedCase[], into: string): string {
  const scenes = cases.flatMap(({ key, setup, actual }, at) => [
    `    def touchstone_scene_${at}():`,
    ...[...setup, `return (${actual})`].flatMap((line) => line.split('\n').map((each) => `        ${each}`)),
    `    touchstone_record(${JSON.stringify(key)}, touchstone_scene_${at})`,
  ]);
  const body = scenes.join('\n');
  return `import unittest as touchstone_unittest\n\n\nclass TouchstoneRecordsTest(touchstone_unittest.TestCase):\n    def test_${testName}(self):\n${body.replace(/^/gm, '    ')}\n${pythonTell(into)}`;
}

/** By key, without what was not the same twice or never ended; `begun`: what was started last and never ended. */
export function readRecord(text: string): {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly begun: string | undefined;
} {
  const found = new Map<string, Outcome[]>();
  let begun: string | undefined;
  for (const line of text.split('\n')) {
    const row = rowOf(line);
    if (!row) continue;
    const [key, kind, said, module, awaited] = row;
    begun = kind === 'begun' ? key : undefined;
    if (kind === 'begun') continue;
    const outcome: Outcome =
      kind === 'value'
        ? { kind, literal: said, awaited }
        : kind === 'throws'
          ? { kind, error: said, module, awaited }
          : { kind: 'other', shown: said };
    found.set(key, [...(found.get(key) ?? []), outcome]);
  }
  const outcomes = new Map<string, Outcome>();
  for (const [key, [first, second]] of found)
    if (first && second && JSON.stringify(first) === JSON.stringify(second)) outcomes.set(key, first);
  return { outcomes, begun };
}

function rowOf(line: string): [string, string, string, string, boolean] | undefined {
  try {
    const row: unknown = JSON.parse(line);
    if (!Array.isArray(row) || row.length !== 5) return undefined;
    const [key, kind, said, module, awaited] = row as unknown[];
    const isRow = [key, kind, said, module].every((cell) => typeof cell === 'string') && typeof awaited === 'boolean';
    return isRow ? (row as [string, string, string, string, boolean]) : undefined;
  } catch {
    return undefined;
  }
}

const longestLiteral = 240;

const scriptTell = (into: string): string => `
async function touchstoneRecord(key, scene) {
  const fs = process.getBuiltinModule?.('node:fs') ?? (typeof require === 'function' ? require('fs') : await import('node:fs'));
  const tell = (kind, said, awaited = false) => fs.appendFileSync(${JSON.stringify(into)}, JSON.stringify([key, kind, said, '', awaited]) + '\\n');
  class Odd extends Error {}
  const text = (value, depth = 0) => {
    if (depth > 4) throw new Odd();
    const inner = (item) => text(item, depth + 1);
    switch (typeof value) {
      case 'string': return JSON.stringify(value);
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return value + 'n';
      case 'boolean': case 'undefined': return String(value);
      case 'object': break;
      default: throw new Odd();
    }
    if (value === null) return 'null';
    if (Array.isArray(value)) {
      if (value.length > 30 || Object.keys(value).length !== value.length) throw new Odd();
      return '[' + value.map(inner).join(', ') + ']';
    }
    const kind = Object.prototype.toString.call(value);
    if (kind === '[object Date]' && !isNaN(value)) return 'new Date(' + JSON.stringify(value.toISOString()) + ')';
    const name = value.constructor?.name;
    if (kind === '[object Map]' && name === 'Map' && value.size <= 30) return 'new Map(' + inner([...value]) + ')';
    if (kind === '[object Set]' && name === 'Set' && value.size <= 30) return 'new Set(' + inner([...value]) + ')';
    const proto = Object.getPrototypeOf(value);
    if (kind !== '[object Object]' || proto === null || name !== 'Object' || Object.getPrototypeOf(proto) !== null) throw new Odd();
    const keys = Reflect.ownKeys(value);
    if (keys.length > 30 || keys.some((each) => typeof each !== 'string' || each === '__proto__')) throw new Odd();
    const pairs = keys.map((each) => (/^[A-Za-z_$][\\w$]*$/.test(each) ? each : JSON.stringify(each)) + ': ' + inner(value[each]));
    return pairs.length === 0 ? '{}' : '{ ' + pairs.join(', ') + ' }';
  };
  for (let time = 0; time < 2; time++) {
    tell('begun', '');
    let awaited = false;
    try {
      let value = scene();
      if (value !== null && typeof value === 'object' && typeof value.then === 'function') {
        awaited = true;
        value = await value;
      }
      try {
        const literal = text(value);
        if (literal.length > ${longestLiteral}) throw new Odd();
        tell('value', literal, awaited);
      } catch (error) {
        tell('other', Object.prototype.toString.call(value));
      }
    } catch (error) {
      if (error instanceof Error || (error && typeof error.name === 'string')) tell('throws', String(error.name), awaited);
      else tell('other', 'a thrown value');
    }
  }
}
`;

const pythonTell = (into: string): string => `

def touchstone_record(key, scene):
    import json, math

    class Odd(Exception):
        pass

    def text(value, depth=0):
        if depth > 4:
            raise Odd()
        kind = type(value)
        if value is None or kind in (bool, int, str, bytes):
            return repr(value)
        if kind is float:
            if not math.isfinite(value):
                raise Odd()
            return repr(value)
        if kind in (list, tuple, set, dict) and len(value) > 30:
            raise Odd()
        if kind is list:
            return '[' + ', '.join(text(item, depth + 1) for item in value) + ']'
        if kind is tuple:
            return '(' + ', '.join(text(item, depth + 1) for item in value) + (',)' if len(value) == 1 else ')')
        if kind is set:
            return '{' + ', '.join(sorted(text(item, depth + 1) for item in value)) + '}' if value else 'set()'
        if kind is dict:
            return '{' + ', '.join(text(k, depth + 1) + ': ' + text(v, depth + 1) for k, v in value.items()) + '}'
        raise Odd()

    def tell(kind, said, module=''):
        with open(${JSON.stringify(into)}, 'a', encoding='utf-8') as out:
            out.write(json.dumps([key, kind, said, module, False]) + '\\n')

    for _ in range(2):
        tell('begun', '')
        try:
            value = scene()
        except Exception as error:
            module = type(error).__module__
            tell('throws', type(error).__name__, '' if module == 'builtins' else module)
            continue
        try:
            literal = text(value)
            if len(literal) > ${longestLiteral}:
                raise Odd()
            tell('value', literal)
        except Exception:
            tell('other', type(value).__name__)
`;
