/** How this project writes tests, read off one of its test files, and new ones written in the same way. */
import type { LanguageId } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Framework } from '../../testing/testCommand.ts';
import { relativePath } from './paths.ts';
import type { Outcome, RecordedCase } from './recordedCase.ts';

export interface StyleInput {
  readonly framework: Framework;
  readonly language: LanguageId;
  /** A test file of the project. */
  readonly example: { readonly path: WorkspacePath; readonly text: string };
  /** The file that tests go to, and what they test. */
  readonly home: WorkspacePath;
  readonly source: WorkspacePath;
  readonly sourceText: string;
  /** Top of the package that the tests are run in. */
  readonly directory: WorkspacePath;
}

export interface TestStyle {
  /** The word that a test begins with: `test`, `it`. */
  readonly word: string;
  /** Imports that any test needs, and those of what is tested. */
  imports(names: readonly string[]): readonly string[];
  /** One test, with its name. */
  write(name: string, recorded: RecordedCase, outcome: Outcome): string;
  /** All of them, as they stand in a file. */
  together(tests: readonly string[], about: string): string;
}

export const testStyle = (input: StyleInput): TestStyle =>
  input.language === 'python' ? pythonStyle(input) : scriptStyle(input);

const remark = (about: string): string => `Recorded: what ${about} does today, not what it should do.`;

function scriptStyle(input: StyleInput): TestStyle {
  const { framework, example } = input;
  const { text } = example;
  const usesRequire = /\brequire\(/.test(text) && !/^import\s/m.test(text);
  const word = /(?<![\w.])test\s*\(/.test(text) ? 'test' : /(?<![\w.])it\s*\(/.test(text) ? 'it' : 'test';
  const expects = /(?<![\w.])expect\s*\(/.test(text);
  const isChai = expects && /['"]chai['"]/.test(text);
  const own = assertName(text);
  const assertion = expects ? 'expect' : (own?.name ?? 'assert');
  const isStrict = own ? own.strict : true;
  const quote = (text.match(/'/g)?.length ?? 0) >= (text.match(/"/g)?.length ?? 0) ? "'" : '"';
  const semicolon = /;\s*$/m.test(text) ? ';' : '';
  const indent = /^(\t| +)\S/m.exec(text)?.[1] ?? '  ';
  const bring = (names: string, from: string): string =>
    usesRequire
      ? `const ${names.replace(/ as /g, ': ')} = require(${quote}${from}${quote})${semicolon}`
      : `import ${names} from ${quote}${from}${quote}${semicolon}`;
  return {
    word,
    imports(names) {
      const runner = broughtFrom(text, word);
      const asserting = expects ? broughtFrom(text, 'expect') : undefined;
      const listed = names.filter((name) => !isDefault(input.sourceText, name));
      const defaults = names.filter((name) => isDefault(input.sourceText, name));
      const from = specifier(input);
      return [
        ...(runner === undefined ? [] : [runner]),
        ...(asserting !== undefined && asserting !== runner ? [asserting] : []),
        ...(expects ? [] : own?.statement !== undefined ? [own.statement] : [bring('assert', 'node:assert/strict')]),
        ...(!expects && framework === 'node:test' && runner === undefined ? [bring(`{ ${word} }`, 'node:test')] : []),
        ...defaults.map((name) => bring(name, from)),
        ...(listed.length > 0 ? [bring(`{ ${listed.join(', ')} }`, from)] : []),
      ];
    },
    write(name, { setup, actual }, outcome) {
      const code = quotedLike(quote, actual);
      const isAsync = outcome.kind !== 'other' && (outcome.awaited || /\bawait\b/.test([...setup, actual].join('\n')));
      const before = setup.map((line) => quotedLike(quote, line));
      // What throws may throw on the way there.
      const lines = [`// ${remark('this')}`, ...(outcome.kind === 'throws' ? [] : before), ...asserted()];
      const body = lines.map((line) => `${indent}${line.replaceAll('\n', `\n${indent}`)}`).join('\n');
      return `${word}(${JSON.stringify(name).replace(/^"(.*)"$/s, (_all, inner: string) => quotedName(quote, inner))}, ${isAsync ? 'async ' : ''}() => {\n${body}\n})${semicolon}`;

      function asserted(): string[] {
        if (outcome.kind === 'throws') {
          const inner = [...before, `${code}${semicolon}`].map(
            (line) => `${indent}${line.replaceAll('\n', `\n${indent}`)}`,
          );
          const done = before.length === 0 ? (code.startsWith('{') ? `(${code})` : code) : `{\n${inner.join('\n')}\n}`;
          const call = `${outcome.awaited ? 'async ' : ''}() => ${done}`;
          if (isChai) return [`${assertion}(${call}).to.throw()${semicolon}`];
          if (expects)
            return outcome.awaited
              ? [`await ${assertion}((${call})()).rejects.toThrow()${semicolon}`]
              : [`${assertion}(${call}).toThrow()${semicolon}`];
          const kind = `{ name: ${quote}${outcome.error}${quote} }`;
          return [
            `${outcome.awaited ? `await ${assertion}.rejects` : `${assertion}.throws`}(${call}, ${kind})${semicolon}`,
          ];
        }
        if (outcome.kind === 'other') return [];
        const literal = quotedLike(quote, outcome.literal);
        const value = outcome.awaited && !/^await\b/.test(code) ? `await ${code}` : code;
        const isDeep = /^[[{n]/.test(literal) && literal !== 'null';
        if (isChai) return [`${assertion}(${value}).to.${isDeep ? 'deep.equal' : 'equal'}(${literal})${semicolon}`];
        if (expects) return [`${assertion}(${value}).${isDeep ? 'toEqual' : 'toBe'}(${literal})${semicolon}`];
        const method = isDeep ? (isStrict ? 'deepEqual' : 'deepStrictEqual') : isStrict ? 'equal' : 'strictEqual';
        return [`${assertion}.${method}(${value}, ${literal})${semicolon}`];
      }
    },
    together: (tests) => tests.join('\n\n'),
  };
}

/** What the example calls Node's assertions by, and whether they are the strict ones. */
function assertName(
  text: string,
): { readonly name: string; readonly strict: boolean; readonly statement: string } | undefined {
  for (const [statement, names = '', from = ''] of text.matchAll(
    /^(?:import\s+(?=[\w$*{])|(?:const|var|let)\s+)([^'"=]+?)\s*(?:from\s*|=\s*require\()['"]((?:node:)?assert(?:\/strict)?)['"]\)?(?:\.strict)?;?/gm,
  )) {
    const listed = /\bstrict\s*(?:as|:)\s*([\w$]+)/.exec(names)?.[1];
    const whole = /^(?:\*\s+as\s+)?([\w$]+)/.exec(names)?.[1];
    const name = listed ?? whole;
    if (name !== undefined)
      return {
        name,
        strict: listed !== undefined || from.endsWith('/strict') || statement.includes('.strict'),
        statement,
      };
  }
  return undefined;
}

/** The import or `require` that brings a name into the example, for this name alone. */
function broughtFrom(text: string, name: string): string | undefined {
  for (const [statement, names = '', from = ''] of text.matchAll(
    /^(?:import\s+|(?:const|var|let)\s+)([^'"=]+?)\s*(?:from\s*|=\s*require\()['"]([^'"]+)['"]\)?;?/gm,
  )) {
    if (from.startsWith('.')) continue;
    const listed =
      /\{([^}]*)\}/
        .exec(names)?.[1]
        ?.split(',')
        .map((each) => each.trim()) ?? [];
    const found = listed.find((each) => (each.split(/\s+as\s+|\s*:\s*/).at(-1) ?? '') === name);
    if (found !== undefined) return statement.replace(names, `{ ${found} }`);
    if (new RegExp(`^${name}\\b(?!\\s*:)`).test(names)) return statement.replace(names, name);
  }
  return undefined;
}

const isDefault = (source: string, name: string): boolean =>
  new RegExp(`export default (?:async )?(?:function\\*?|class)?\\s*${name.replaceAll('$', '\\$')}(?![\\w$])`).test(
    source,
  );

/** How tests here would import the source: as they do already, else with or without an ending as they import others. */
function specifier({ example, home, source, framework }: StyleInput): string {
  const stem = source.replace(/\.[^./]+$/, '');
  const written = [...example.text.matchAll(/(?:from|require\(|import\()\s*['"](\.{1,2}\/[^'"]*)['"]/g)].map(
    ([, path]) => path ?? '',
  );
  const folder = example.path.split('/').slice(0, -1);
  const known = written.find((path) => resolved(folder, path).replace(/\.[cm]?[jt]sx?$/, '') === stem);
  if (known !== undefined && home.split('/').slice(0, -1).join('/') === folder.join('/')) return known;
  const ending = /\.[^./]+$/.exec(source)?.[0] ?? '';
  const shown = written.map((path) => /\.[cm]?[jt]sx?$/.exec(path)?.[0]);
  const typed = /\.[cm]?tsx?$/.test(source);
  const bundled = framework === 'vitest' || framework === 'jest';
  const kept =
    written.length === 0
      ? typed && bundled
        ? ''
        : ending
      : shown.every((each) => each === undefined)
        ? ''
        : typed && shown.some((each) => /^\.[cm]?jsx?$/.test(each ?? ''))
          ? ending.replace('t', 'j')
          : ending;
  return `${relativePath(home, stem)}${kept}`;
}

function resolved(folder: readonly string[], path: string): string {
  const parts = [...folder];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** JSON's quotes as this project writes them, where nothing inside stands against it. */
const quotedLike = (quote: string, code: string): string =>
  quote === '"' ? code : code.replace(/"((?:[^"\\']|\\[^"'])*)"/g, (_all, inner: string) => `'${inner}'`);

const quotedName = (quote: string, inner: string): string =>
  quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

function pythonStyle(input: StyleInput): TestStyle {
  const { framework, example } = input;
  const asClass = framework === 'unittest' || (framework !== 'pytest' && /\bTestCase\b/.test(example.text));
  const from = pythonModule(input);
  return {
    word: 'def',
    imports: (names) => [
      asClass ? 'import unittest' : 'import pytest',
      ...(names.length > 0 ? [`from ${from} import ${names.join(', ')}`] : []),
    ],
    write(name, { setup, actual }, outcome) {
      const lines = [`# ${remark('this')}`, ...(outcome.kind === 'throws' ? [] : setup), ...asserted()];
      const body = lines.map((line) => `    ${line.replaceAll('\n', '\n    ')}`).join('\n');
      const whole = `def ${name}(${asClass ? 'self' : ''}):\n${body}`;
      return asClass ? whole.replace(/^/gm, '    ') : whole;

      function asserted(): string[] {
        if (outcome.kind === 'other') return [];
        if (outcome.kind === 'throws') {
          const error = outcome.error;
          const inner = [...setup, actual].map((line) => `    ${line.replaceAll('\n', '\n    ')}`);
          return [`with ${asClass ? `self.assertRaises(${error})` : `pytest.raises(${error})`}:`, ...inner];
        }
        const { literal } = outcome;
        const isOne = /^(?:None|True|False)$/.test(literal);
        if (asClass)
          return [isOne ? `self.assertIs(${actual}, ${literal})` : `self.assertEqual(${actual}, ${literal})`];
        return [`assert ${actual} ${isOne ? 'is' : '=='} ${literal}`];
      }
    },
    together: (tests, about) => {
      if (!asClass) return tests.join('\n\n\n');
      const name = about
        .replace(/^.*\/|\.py$/g, '')
        .replace(/\W+/g, ' ')
        .replace(/(?:^| |_)(\w)/g, (_all, letter: string) => letter.toUpperCase());
      return `class Recorded${name}Test(unittest.TestCase):\n${tests.join('\n\n')}`;
    },
  };
}

/** `shop.price` of `src/shop/price.py`, as the example imports its neighbours. */
function pythonModule({ example, source, directory }: StyleInput): string {
  const inside = directory !== '' && source.startsWith(`${directory}/`) ? source.slice(directory.length + 1) : source;
  const dotted = inside.replace(/(?:\/__init__)?\.py$/, '').split('/');
  const imported = [...example.text.matchAll(/^\s*(?:from|import)\s+([\w.]+)/gm)].map(([, name]) =>
    (name ?? '').split('.'),
  );
  // The longest tail of the path that begins as something that is imported does.
  for (let from = 0; from < dotted.length; from++)
    if (imported.some(([first]) => first === dotted[from])) return dotted.slice(from).join('.');
  return dotted.slice(dotted[0] === 'src' || dotted[0] === 'lib' ? 1 : 0).join('.');
}
