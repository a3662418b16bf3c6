/**
 * A test file in which some tests do no longer assert but tell what they see: each variation of each scene is run
 * twice and its outcome is written to a file, one line of JSON each. The project's own test tool runs it, so
 * imports, fixtures and transpilers are those of the project.
 */
import type { LanguageId, SyntaxTree } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import { applyEdits } from '../../text/edit.ts';
import type { TestBody } from '../../testing/scenes.ts';
import type { Variation } from '../../testing/variations.ts';

export interface Probe {
  readonly test: TestBody;
  /** By their keys. */
  readonly variations: ReadonlyMap<string, Variation>;
}

/** What is told of one variation. */
export interface Observation {
  readonly key: string;
  /** Equal where the behaviour is: of an exception its type alone. */
  readonly same: string;
  /** As a person reads it. */
  readonly shown: string;
}

/** Languages whose tests can be made to tell. */
export const canProbe = (language: LanguageId): boolean =>
  language === 'python' || language === 'javascript' || language === 'typescript' || language === 'tsx';

/** @param into absolute path of the file that observations are appended to. */
export function probeText(tree: SyntaxTree, probes: readonly Probe[], into: string): string {
  const python = tree.language === 'python';
  const edits = probes.map((probe) => (python ? pythonEdit(probe) : scriptEdit(tree, probe)));
  const text = applyEdits(tree.text, edits);
  if (python)
    return `${text.replace(/^if __name__ == .*$/m, `${pythonTell(into)}\n\n$&`)}${hasMain(text) ? '' : pythonTell(into)}`;
  // A checker of types has nothing to say about an input that is meant to be unusual.
  const hashbang = /^#!.*\n/.exec(text)?.[0] ?? '';
  return `${hashbang}// @ts-nocheck\n${text.slice(hashbang.length)}\n${scriptTell(into)}`;
}

const hasMain = (text: string): boolean => /^if __name__ == /m.test(text);

/** The test once for each variation, twice each, so that every one starts with fixtures of its own. */
function scriptEdit(tree: SyntaxTree, { test, variations }: Probe) {
  const list = field(test.whole, 'parameters') ?? field(test.whole, 'parameter');
  const given = list?.text.replace(/^\(|\)$/g, '') ?? '';
  // A test that takes `done` would wait for it.
  const parameters = /^(?:done|cb|callback)$/.test(given.trim()) ? '' : given;
  const call = test.whole.parent?.parent ?? test.whole;
  const head = tree.text.slice(call.startIndex, test.whole.startIndex);
  const tail = tree.text.slice(test.whole.endIndex, call.endIndex);
  const tests = [...variations].map(([key, { setup, actual }]) => {
    const scene = [...setup, `return (${actual});`].join('\n');
    return `${head}async function (${parameters}) {\nawait touchstoneTell(${JSON.stringify(key)}, async () => {\n${scene}\n});\n}${tail}`;
  });
  // In one expression, wherever the call stood.
  return {
    start: call.startIndex,
    end: call.endIndex,
    text: `(${[...tests, ...tests].join(',\n')})`,
  };
}

function pythonEdit({ test, variations }: Probe) {
  const { body } = test;
  const column = body.startPosition.column;
  const sameLine = body.startPosition.row === test.whole.startPosition.row;
  const indent = ' '.repeat(sameLine ? test.whole.startPosition.column + 4 : column);
  // The fixtures of `unittest` are made anew for each.
  const own = /^\(\s*self\b/.test(field(test.whole, 'parameters')?.text ?? '') ? ', self' : '';
  const lines = [...variations].flatMap(([key, { setup, actual }], at) => [
    `def touchstone_scene_${at}():`,
    ...setup.flatMap((statement) =>
      dedented(statement, column)
        .split('\n')
        .map((line) => `    ${line}`),
    ),
    `    return (${actual})`,
    `touchstone_tell(${JSON.stringify(key)}, touchstone_scene_${at}${own})`,
  ]);
  const text = lines.map((line, at) => (at === 0 && !sameLine ? line : `${indent}${line}`)).join('\n');
  return { start: body.startIndex, end: body.endIndex, text: sameLine ? `\n${text}` : text };
}

/** Further lines of a statement without the indentation of the block that it stood in. */
const dedented = (code: string, column: number): string =>
  code
    .split('\n')
    .map((line, at) => (at === 0 ? line : line.replace(new RegExp(`^ {0,${column}}`), '')))
    .join('\n');

/**
 * What was told, by key; of what was begun and never ended, that. Lines that were cut are left out.
 * @param mend makes a row of one that says the same in other words
 */
export function readObservations(
  text: string,
  mend: (row: ObservedRow) => ObservedRow = (row) => row,
): ReadonlyMap<string, Observation> {
  const found = new Map<string, Observation>();
  const unsteady = new Set<string>();
  for (const line of text.split('\n')) {
    const row = parsedRow(line);
    if (!row) continue;
    const [key, same, shown] = mend(row);
    const known = found.get(key);
    const isNew = known === undefined || known.same === begun;
    if (!isNew && same !== begun && known.same !== same) unsteady.add(key);
    if (isNew) found.set(key, { key, same, shown });
  }
  for (const key of unsteady) found.delete(key);
  return found;
}

/** Of an observation. */
export type ObservedRow = readonly [key: string, same: string, shown: string];

export const begun = '(begun)';

function parsedRow(line: string): ObservedRow | undefined {
  try {
    const row: unknown = JSON.parse(line);
    if (!Array.isArray(row) || row.length !== 3 || !row.every((cell) => typeof cell === 'string')) return undefined;
    return row as unknown as ObservedRow;
  } catch {
    return undefined;
  }
}

const scriptTell = (into: string): string => `
async function touchstoneTell(key, scene) {
  const fs = process.getBuiltinModule?.('node:fs') ?? (typeof require === 'function' ? require('fs') : await import('node:fs'));
  const tell = (same, shown) => fs.appendFileSync(${JSON.stringify(into)}, JSON.stringify([key, same.slice(0, 2000), shown.slice(0, 300)]) + '\\n');
  const text = (value, depth = 0, seen = []) => {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return value + 'n';
    if (typeof value === 'function') return '[function]';
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
    if (seen.includes(value) || depth > 5) return '…';
    const inner = (item) => text(item, depth + 1, [...seen, value]);
    if (value instanceof Date) return 'Date(' + (isNaN(value) ? 'invalid' : value.toISOString()) + ')';
    if (value instanceof RegExp) return String(value);
    if (value instanceof Error) return value.name + '(' + JSON.stringify(value.message) + ')';
    if (Array.isArray(value)) return '[' + Array.from(value.slice(0, 100), inner).join(', ') + (value.length > 100 ? ', …' : '') + ']';
    if (value instanceof Map) return 'Map{' + [...value].slice(0, 100).map(([k, v]) => inner(k) + ' => ' + inner(v)).join(', ') + '}';
    if (value instanceof Set) return 'Set{' + [...value].slice(0, 100).map(inner).join(', ') + '}';
    if (ArrayBuffer.isView(value)) return value.constructor.name + '[' + Array.from(value).slice(0, 100).join(', ') + ']';
    if (typeof value.next === 'function' && typeof value[Symbol.iterator] === 'function') {
      const items = [];
      for (const item of value) if (items.push(inner(item)) >= 50) break;
      return 'iterator[' + items.join(', ') + ']';
    }
    const name = value.constructor && value.constructor !== Object ? value.constructor.name + ' ' : '';
    return name + '{' + Object.keys(value).slice(0, 50).map((k) => k + ': ' + inner(value[k])).join(', ') + '}';
  };
  tell('${begun}', 'does not come to an end');
  try {
    const shown = text(await scene());
    tell(shown, shown);
  } catch (error) {
    const name = error?.name ?? 'a value';
    tell('throws ' + name, 'throws ' + name + (error?.message ? ': ' + error.message.split('\\n')[0] : ''));
  }
}
`;

const pythonTell = (into: string): string => `
def touchstone_tell(key, scene, case=None):
    import json, types

    def text(value, depth=0):
        if depth > 5:
            return '…'
        if isinstance(value, dict):
            return '{' + ', '.join(text(k, depth + 1) + ': ' + text(v, depth + 1) for k, v in list(value.items())[:100]) + '}'
        if isinstance(value, (set, frozenset)):
            return '{' + ', '.join(sorted(text(item, depth + 1) for item in value)[:100]) + '}'
        if type(value) is list or isinstance(value, types.GeneratorType):
            items = []
            for item in value:
                items.append(text(item, depth + 1))
                if len(items) >= 100:
                    break
            return '[' + ', '.join(items) + ']'
        if type(value) is tuple:
            return '(' + ', '.join(text(item, depth + 1) for item in value[:100]) + (',)' if len(value) == 1 else ')')
        if type(value).__repr__ is object.__repr__:
            return type(value).__name__ + '(' + ', '.join(str(k) + '=' + text(v, depth + 1) for k, v in getattr(value, '__dict__', {}).items()) + ')'
        return repr(value)

    def tell(same, shown):
        with open(${JSON.stringify(into)}, 'a', encoding='utf-8') as out:
            out.write(json.dumps([key, same[:2000], shown[:300]]) + '\\n')

    tell('${begun}', 'does not come to an end')
    for _ in range(2):
        if hasattr(case, 'setUp') and hasattr(case, 'tearDown'):
            case.tearDown()
            case.setUp()
        try:
            shown = text(scene())
            tell(shown, shown)
        except Exception as error:
            name = type(error).__name__
            tell('raises ' + name, 'raises ' + name + (': ' + str(error).split('\\n')[0] if str(error) else ''))
`;
