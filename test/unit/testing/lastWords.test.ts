import assert from 'node:assert/strict';
import { lastWords } from '../../../src/testing/lastWords.ts';

const root = '/tmp/copies/1';
const telling = (output: string): string => lastWords(output, [root]).telling;

/** What is printed, and the line of it that says why. */
const cases: readonly (readonly [name: string, output: string, telling: string, lines?: readonly string[]])[] = [
  [
    'Node, a module that is missing',
    `node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module './setup'
Require stack:
- ${root}/test/a.test.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)
    at async run (${root}/node_modules/mocha/lib/cli.js:3:9) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '${root}/test/a.test.js' ]
}

Node.js v24.1.0
`,
    "Error: Cannot find module './setup'",
    ["Error: Cannot find module './setup'"],
  ],
  [
    'npm, a script that is missing',
    `npm error Missing script: "tset"
npm error
npm error Did you mean this?
npm error   npm run test # run the "test" package script
npm error
npm error To see a list of scripts, run:
npm error   npm run
npm error A complete log of this run can be found in: /root/.npm/_logs/2026-11-21T22_59_38_002Z-debug-0.log
`,
    'Missing script: "tset"',
    ['Missing script: "tset"'],
  ],
  [
    'npm around a tool',
    `
> shop@1.0.0 test
> mocha --reqire ./x

✖ ERROR: Error: Unknown option --reqire
    at parse (${root}/node_modules/mocha/lib/cli.js:3:9)
npm error Lifecycle script \`test\` failed with error:
npm error code 1
npm error path ${root}
npm error workspace shop@1.0.0
`,
    '✖ ERROR: Error: Unknown option --reqire',
  ],
  ['a shell', 'sh: 1: jset: not found\n', 'sh: 1: jset: not found'],
  [
    'Python, the cause before what came of it',
    `Traceback (most recent call last):
  File "${root}/a.py", line 1, in <module>
    import shop.missing
ModuleNotFoundError: No module named 'shop.missing'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "${root}/conftest.py", line 3, in <module>
    raise RuntimeError('no database at db:5432')
RuntimeError: no database at db:5432
`,
    'RuntimeError: no database at db:5432',
  ],
  [
    'pytest, an option',
    `ERROR: usage: pytest [options] [file_or_dir] [file_or_dir] [...]
pytest: error: unrecognized arguments: --cuv
  inifile: ${root}/pytest.ini
`,
    'pytest: error: unrecognized arguments: --cuv',
    [
      'ERROR: usage: pytest [options] [file_or_dir] [file_or_dir] [...]',
      'pytest: error: unrecognized arguments: --cuv',
      'inifile: pytest.ini',
    ],
  ],
  [
    'jest, its headline and what follows',
    `● Validation Error:

  Preset ts-jest not found relative to rootDir ${root}.

  Configuration Documentation:
  https://jestjs.io/docs/configuration
`,
    `● Validation Error: Preset ts-jest not found relative to rootDir this folder.`,
  ],
  [
    'Maven',
    `[INFO] Scanning for projects...
[ERROR] [ERROR] Some problems were encountered while processing the POMs:
[FATAL] Non-resolvable parent POM for shop:shop:1: Cannot access central in offline mode @ line 3
[ERROR] The build could not read 1 project -> [Help 1]
[ERROR]
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
[ERROR] Re-run Maven using the -X switch to enable full debug logging.
[ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/ProjectBuildingException
`,
    '[ERROR] Some problems were encountered while processing the POMs: [FATAL] Non-resolvable parent POM for shop:shop:1: Cannot access central in offline mode @ line 3',
  ],
  [
    'Gradle',
    `
FAILURE: Build failed with an exception.

* What went wrong:
Task 'tset' not found in root project 'shop'.

* Try:
> Run gradle tasks to get a list of available tasks.
> Run with --stacktrace option to get the stack trace.

BUILD FAILED in 1s
`,
    "Task 'tset' not found in root project 'shop'.",
    ["Task 'tset' not found in root project 'shop'."],
  ],
  [
    'cargo',
    '    Updating index\nerror: no such command: `tets`\n\n\tDid you mean `test`?\n',
    'error: no such command: `tets`',
  ],
  [
    'go',
    'go: cannot find main module, but found .git/config in ..\n\tto create a module there, run:\n',
    'go: cannot find main module, but found .git/config in ..',
  ],
  [
    'colours, progress and a bell',
    '\u001b[31mError:\u001b[0m no \u0007licence\r\n10%\r50%\rdone\n',
    'Error: no  licence',
  ],
  ['words in other letters', 'Prüfung läuft\nконец\n', 'конец'],
  ['a word before many others', `Error: the cause\n${'still here 1\nstill here 2\n'.repeat(40)}`, 'Error: the cause'],
  ['lines that say nothing', '----\n\n===\n\t\n^^^\n', '', []],
  ['nothing', '', '', []],
];

suite('lastWords', () => {
  for (const [name, output, expected, lines] of cases)
    test(name, () => {
      assert.equal(telling(output), expected);
      if (lines) assert.deepEqual(lastWords(output, [root]).lines, lines);
    });

  test('a line of its own size is cut, and there are twelve at most', () => {
    const { lines } = lastWords(Array.from({ length: 50 }, (_, at) => `${at} ${'x'.repeat(999)} y`).join('\n'), []);
    assert.equal(lines.length, 12);
    assert.ok(lines.every((line) => line.length === 240 && line.endsWith('…')));
    assert.match(lines.at(-1) ?? '', /^49 /);
  });

  test('the end of a key is nobody’s words', () =>
    assert.deepEqual(
      lastWords(`${`${'Ab3/'.repeat(16)}\n`.repeat(3)}c2hvcnQ=\n-----END PRIVATE KEY-----\nno licence\n`, []).lines,
      ['no licence'],
    ));

  test('much output is read quickly enough to be read at all', () =>
    assert.equal(telling(`${'a'.repeat(3_000_000)}\r${' '.repeat(100_000)}\nError: late\n`), 'Error: late'));
});
