import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { openParser } from './exactCases.ts';
import { randomOf, tryExtract } from './randomExtract.ts';

const top = path.resolve(import.meta.dirname, '../../../..');
/** Larger files take longer and show nothing else. */
const mostCharacters = 30_000;

suite('Random stretches of real code', function () {
  this.timeout(600_000);
  const parser = openParser();
  suiteTeardown(() => parser.dispose());

  test('130 of packages: what is offered parses and knows its names', async () => {
    const files = ['mocha/lib', 'mocha/lib/reporters', 'semver/classes', 'semver/ranges', 'eslint/lib/rules'].flatMap(
      (folder) => scriptsIn(path.join(top, 'node_modules', folder)),
    );
    const random = randomOf(20_261_121);
    let offered = 0;
    for (let tried = 0; tried < 130;) {
      const file = files[random(files.length)]!;
      const text = readFileSync(file, 'utf8');
      if (text.length > mostCharacters) continue;
      const result = await tryExtract('a.js', text, random, parser);
      if (result.kind === 'none') continue;
      tried++;
      if (result.kind !== 'offered') continue;
      offered++;
      const known = new Set(faultsIn(text));
      const fresh = faultsIn(result.text).filter((fault) => !known.has(fault));
      assert.deepEqual(fresh, [], `${file}:${result.first}-${result.last}\n${result.text}`);
    }
    assert.ok(offered >= 65, `only ${offered} were offered`);
  });

  test('70 of Python’s own modules: what is offered compiles and knows its names', async () => {
    const lib = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
      encoding: 'utf8',
    }).trim();
    const files = [
      'textwrap',
      'shlex',
      'csv',
      'heapq',
      'json/decoder',
      'json/encoder',
      'pprint',
      'statistics',
      'string',
      'calendar',
      'cmd',
      'copy',
      'fractions',
      'glob',
      'netrc',
      'posixpath',
      'socketserver',
      'webbrowser',
    ];
    const random = randomOf(20_261_122);
    const pairs: { before: string; after: string; place: string }[] = [];
    for (let tried = 0; tried < 70;) {
      const file = path.join(lib, `${files[random(files.length)]!}.py`);
      const text = readFileSync(file, 'utf8');
      if (text.length > mostCharacters) continue;
      const result = await tryExtract('a.py', text, random, parser);
      if (result.kind === 'none') continue;
      tried++;
      if (result.kind === 'offered')
        pairs.push({ before: text, after: result.text, place: `${file}:${result.first}-${result.last}` });
    }
    const answer = execFileSync('python3', ['-c', namesOfPython], { input: JSON.stringify(pairs), encoding: 'utf8' });
    assert.deepEqual(JSON.parse(answer), []);
    assert.ok(pairs.length >= 35, `only ${pairs.length} were offered`);
  });

  for (const [program, folder, ...command] of [
    ['waypoint', 'lib', process.execPath, '--test', 'test/*.test.js'],
    ['formula', 'formula', 'python3', '-m', 'unittest', '-q'],
  ] as const) {
    test(`${program} passes its tests after 30 tries, each on what the one before left`, async () => {
      const copy = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-extract-')));
      try {
        cpSync(path.join(top, 'test/fixtures/bugs', program), copy, { recursive: true });
        const files = readdirSync(path.join(copy, folder)).filter((name) => /\.(?:js|py)$/.test(name));
        const random = randomOf(7);
        let offered = 0;
        for (let tried = 0; tried < 30; tried++) {
          const name = files[random(files.length)]!;
          const file = path.join(copy, folder, name);
          const result = await tryExtract(name, readFileSync(file, 'utf8'), random, parser);
          if (result.kind !== 'offered') continue;
          offered++;
          writeFileSync(file, result.text);
        }
        const [line, ...args] = command;
        execFileSync(line, args, { cwd: copy, stdio: 'pipe' });
        assert.ok(offered >= 10, `only ${offered} were offered`);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    });
  }
});

const scriptsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => path.join(folder, name));

/** What TypeScript says of the syntax and of names, with nothing but this file known. */
function faultsIn(text: string): string[] {
  const name = '/a.js';
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const program = ts.createProgram({
    rootNames: [name],
    options: { noLib: true, noResolve: true, allowJs: true, checkJs: true, target: ts.ScriptTarget.Latest },
    host: {
      getSourceFile: (file) => (file === name ? source : undefined),
      writeFile: () => undefined,
      getDefaultLibFileName: () => 'lib.d.ts',
      useCaseSensitiveFileNames: () => true,
      getCanonicalFileName: (file) => file,
      getCurrentDirectory: () => '/',
      getNewLine: () => '\n',
      fileExists: (file) => file === name,
      readFile: () => undefined,
    },
  });
  // Cannot find name, used before its declaration or before it has a value, declared twice, a constant that is set.
  const ofNames = new Set([2304, 2552, 18_004, 2448, 2454, 2451, 2300, 2588]);
  const found = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source).filter(({ code }) => ofNames.has(code)),
  ];
  return found.map(({ code, messageText }) => `${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

const namesOfPython = `
import builtins, json, sys, symtable

def unknown(text):
    top = symtable.symtable(text, "a", "exec")
    known = set(dir(builtins)) | {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    tables = [top]
    for table in tables:
        tables.extend(table.get_children())
        known.update(s.get_name() for s in table.get_symbols() if s.is_declared_global() and s.is_assigned())
    return {s.get_name() for table in tables for s in table.get_symbols()
            if s.is_referenced() and (s.is_global() or table is top) and s.get_name() not in known}

wrong = []
for pair in json.load(sys.stdin):
    try:
        new = unknown(pair["after"]) - unknown(pair["before"])
    except SyntaxError as error:
        new = [str(error)]
    if new:
        wrong.append([pair["place"], sorted(new)])
print(json.dumps(wrong))
`;
