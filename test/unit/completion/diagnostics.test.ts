import assert from 'node:assert/strict';
import { diagnosticPieces, type Problem } from '../../../src/completion/diagnostics.ts';

const text = Array.from({ length: 100 }, (_, at) => `line ${at + 1}`).join('\n');
const offset = text.indexOf('line 50');
const place = { path: 'src/a.ts', languageId: 'typescript', text, offset };
const error = (line: number, message: string): Problem => ({ severity: 'error', line, message });
const told = (problems: readonly Problem[], close = ''): string =>
  diagnosticPieces(place, problems, { open: close === '' ? '//' : '<!--', close })
    .map((piece) => piece.text)
    .join('\n---\n');

suite('diagnostics in a prompt', () => {
  test('in words, as comments, in the order of the file', () => {
    const warning: Problem = { severity: 'warning', line: 48, message: 'Unused.\nMore.', source: 'eslint' };
    assert.equal(
      told([error(60, "Cannot find name 'total'."), warning]),
      "// warning on line 48 (eslint): Unused.\n// error on line 60: Cannot find name 'total'.",
    );
  });

  test('nothing of the line that is being written, nor from far away', () => {
    assert.equal(told([error(50, 'Expression expected.'), error(90, 'Far.'), error(4000, 'Stale.')]), '');
  });

  test('errors before warnings, the nearest, four at most', () => {
    const all = [45, 46, 47, 48, 52].map((line) => error(line, `on ${line}`));
    const lines = told([{ severity: 'warning', line: 51, message: 'near' }, ...all]);
    assert.doesNotMatch(lines, /near|on 45/);
    assert.equal(lines.split('\n').length, 4);
  });

  test('long messages are cut, and none ends the comment it stands in', () => {
    assert.ok(told([error(48, 'x'.repeat(9000))]).length < 300);
    assert.equal(told([error(48, 'a --> b')], '-->'), '<!-- error on line 48: a  b -->');
  });
});
