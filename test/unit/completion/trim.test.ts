import assert from 'node:assert/strict';
import { siteAt } from '../../../src/completion/site.ts';
import { trimSuggestion } from '../../../src/completion/trim.ts';

/** What is left of a text at `▮`. */
function left(file: string, text: string, languageId = 'typescript'): string | undefined {
  const offset = file.indexOf('▮');
  const site = siteAt(file.replace('▮', ''), offset, languageId);
  const trimmed = trimSuggestion(text, site);
  return trimmed.kind === 'text' ? trimmed.text : undefined;
}

const cases: readonly (readonly [
  name: string,
  file: string,
  text: string,
  expected: string | undefined,
  language?: string,
])[] = [
  ['keeps what fits', 'const a = ▮;', 'one + two', 'one + two'],
  ['keeps the bracket that the user already typed', 'f(▮)', 'width)', 'width'],
  ['keeps the brackets that it opens itself', 'f(▮)', 'g(x)', 'g(x)'],
  ['leaves out the semicolon that is there', 'const a = ▮;', 'one();', 'one()'],
  ['leaves out the quote that is there', 'const a = "▮";', 'one"', 'one'],
  ['leaves out all of the rest of the line', 'function f(▮): void {', 'a: string): void {', 'a: string'],
  ['does not take one letter for an overlap', 'const a = ▮ b;', 'grab', 'grab'],
  ['takes code out of a fence', 'const a = ▮', '```ts\none\n```', 'one'],
  ['ends at a token that has leaked', 'const a = ▮', 'one<|fim_middle|>two', 'one'],
  ['does not say again what is typed on the line', 'const total = ▮', 'const total = sum();', ' sum();'],
  ['does not indent twice', 'if (a) {\n    ▮\n}', '    return;', 'return;'],
  ['one blank is enough', 'return ▮', ' value;', 'value;'],
  [
    'indents with tabs where the file does',
    'func f() {\n\tif a {▮\n}',
    '\n        return\n    }',
    '\n\t\treturn\n\t}',
    'go',
  ],
  ['indents with blanks where the file does', 'def f():\n    if a:▮', '\n\t\treturn', '\n        return', 'python'],
  ['unifies line ends', 'if (a) {▮', '\r\n  b();\r\n}', '\n  b();\n}'],
  ['shows no blanks', 'const a = ▮', '  \n ', undefined],
  ['does not repeat the line above', '  callOnce(one);\n  ▮', 'callOnce(one);', undefined],
  ['never shows a key', 'const a = ▮;', "'AKIAABCDEFGHIJKLMNOP'", undefined],
  ['never shows a password', 'API_TOKEN=▮', 'hf8jd73kf9sdk3', undefined, 'shellscript'],
];

suite('trimming a suggestion', () => {
  for (const [name, file, text, expected, language] of cases)
    test(name, () => assert.equal(left(file, text, language), expected));
});
