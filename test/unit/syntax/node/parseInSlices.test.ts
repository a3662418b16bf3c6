import assert from 'node:assert/strict';
import { Parser } from 'web-tree-sitter';
import { loadGrammar } from '../../../../src/syntax/node/grammar.ts';
import { parseInSlices } from '../../../../src/syntax/node/parseInSlices.ts';
import { grammars } from '../installedGrammars.ts';

/** Some 8,000 lines: no machine parses them in one slice. */
const long = Array.from(
  { length: 1_100 },
  (_, at) =>
    `export function f${at}(list: number[], most = ${at}): number {\n  let sum = 0;\n  for (const each of list) {\n    if (each < most) sum += each * ${at};\n  }\n  return sum;\n}\n`,
).join('\n');

suite('parsing in slices', () => {
  test('gives the tree that parsing at one go gives, and others their turn meanwhile', async () => {
    const grammar = await loadGrammar(grammars, 'typescript');
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    // Two at once, of which one is broken: neither gets into the other.
    const broken = `${long}\nexport function (`;
    const [one, other] = await Promise.all([parseInSlices(grammar, long), parseInSlices(grammar, broken)]);
    clearInterval(count);
    assert.ok(one && other);
    assert.ok(turns > 0);
    const parser = new Parser().setLanguage(grammar);
    for (const [text, tree] of [
      [long, one],
      [broken, other],
    ] as const) {
      const whole = parser.parse(text);
      assert.ok(whole);
      assert.equal(tree.rootNode.toString() === whole.rootNode.toString(), true);
      assert.equal(tree.rootNode.hasError, text === broken);
      whole.delete();
      tree.delete();
    }
    parser.delete();
  });

  test('ends where the time is not enough', async () => {
    const grammar = await loadGrammar(grammars, 'typescript');
    assert.equal(await parseInSlices(grammar, long, 1), undefined);
  });
});
