import assert from 'node:assert/strict';
import { casesIn, openParser, outcomeOf } from './exactCases.ts';

for (const [what, file] of [
  ['Taking code out', 'extract.cases.txt'],
  ['Adding an argument', 'addArgument.cases.txt'],
  ['Adding an argument in compiled languages', 'compiledArgument.cases.txt'],
  ['Renaming members by the syntax tree', 'members.cases.txt'],
] as const) {
  suite(`${what} without a model`, () => {
    const parser = openParser();
    suiteTeardown(() => parser.dispose());
    for (const example of casesIn(file))
      test(example.title, async () => assert.equal(await outcomeOf(example, parser), example.expected));
  });
}

suite('Exact edits keep what is there', () => {
  const parser = openParser();
  suiteTeardown(() => parser.dispose());

  test('line breaks of Windows', async () => {
    const files = { 'a.js': 'function f(a) {\r\n  «const b = a;\r\n  log(b);»\r\n}\r\n' };
    assert.equal(
      await outcomeOf({ instruction: 'extract function g', files }, parser),
      '### a.js\nfunction f(a) {\r\n  g(a);\r\n}\r\n\r\nfunction g(a) {\r\n  const b = a;\r\n  log(b);\r\n}',
    );
  });

  test('line breaks of Windows in a list of parameters', async () => {
    const files = { 'a.rs': 'fn f(\r\n    a: u32,\r\n) {}\r\nfn g() {\r\n    f(1);\r\n}\r\n' };
    assert.equal(
      await outcomeOf({ instruction: 'add parameter `b: &str` to f with value "é"', files }, parser),
      '### a.rs\nfn f(\r\n    a: u32,\r\n    b: &str,\r\n) {}\r\nfn g() {\r\n    f(1, "é");\r\n}',
    );
  });

  test('what is empty, or no code, is said to be so', async () => {
    const of = (text: string): Promise<string> =>
      outcomeOf({ instruction: 'extract function g', files: { 'a.js': text } }, parser);
    assert.match(await of('«»'), /REFUSED It is not said which code is meant/);
    assert.match(await of('function f() {\n  «// only words»\n}\n'), /REFUSED There is no code/);
    assert.match(await of('function f( {\n  «g();»\n'), /REFUSED The code there does not parse/);
    const files = { 'a.rb': '«puts 1»' };
    assert.match(
      await outcomeOf({ instruction: 'extract function g', files }, parser),
      /REFUSED Code in a\.rb cannot be taken out/,
    );
  });
});
