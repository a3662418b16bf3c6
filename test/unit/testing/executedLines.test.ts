import assert from 'node:assert/strict';
import { executedLines, executedSourceLines, lineLengthsOf } from '../../../src/testing/executedLines.ts';

/** The lines where `«…»` ran. */
function lines(marked: string): number[] {
  const ranges: number[] = [];
  let text = '';
  for (const part of marked.split(/(?=[«»])/)) {
    if (/^[«»]/.test(part)) ranges.push(text.length);
    text += part.replace(/^[«»]/, '');
  }
  return [...executedLines(text, ranges)];
}

suite('executed lines', () => {
  test('every line that a range touches, once', () =>
    assert.deepEqual(lines('«a();\nb();»\nc();\n«d()»; «e()»;'), [1, 2, 4]));

  test('not a line of which only brackets, keywords or a comment ran', () =>
    assert.deepEqual(lines('«export »function f() {\n  «return 1;\n} // end\n\n// why\n/* and\n how */\n}»'), [2]));

  test('not the else of a branch that was not taken', () =>
    assert.deepEqual(lines('«if (a) {\n  b();\n} else »{\n  c();\n}'), [1, 2]));

  test('a whole script that is one line', () => assert.deepEqual(lines('«f()»'), [1]));

  test('the lines of the source that a script was made from', () => {
    // Two generated lines, from lines 3 and 5 of a.ts.
    const map = { version: 3 as const, sources: ['../src/a.ts'], names: [], mappings: 'AAEA;AAEA' };
    const generated = 'one();\ntwo();\n';
    const found = executedSourceLines(map, 'file:///app/dist/a.js', lineLengthsOf(generated), [7, 13]);
    assert.deepEqual(
      found.map(({ source, lines }) => [source, [...lines]]),
      [['file:///app/src/a.ts', [5]]],
    );
  });
});
