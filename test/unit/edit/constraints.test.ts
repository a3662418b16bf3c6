import assert from 'node:assert/strict';
import { createFileSyntax } from '../../../src/syntax/node/fileSyntax.ts';
import { constraintCheck, constraintsIn } from '../../../src/edit/constraints.ts';
import { grammars, queries } from '../syntax/installedGrammars.ts';

suite('What an instruction demands', () => {
  const syntax = createFileSyntax({ grammars, queries });
  suiteTeardown(() => syntax.dispose());
  const kinds = (instruction: string): string[] =>
    constraintsIn(instruction).map((each) =>
      [each.kind, ...('name' in each ? [each.name] : []), ...('most' in each ? [each.most] : [])].join(' '),
    );
  const checked = async (instruction: string, before: string, after: string, path = 'a.ts'): Promise<string[]> => {
    const outlines = {
      before: (await syntax.read(path, before)).outline,
      after: (await syntax.read(path, after)).outline,
    };
    const isKnown = (module: string): boolean => module !== 'lodash';
    return constraintsIn(instruction).map((constraint) => {
      const { what, outcome, detail } = constraintCheck(constraint, [{ path, before, after, outlines }], isKnown);
      return `${what}: ${outcome}: ${detail}`;
    });
  };

  test('is read where it is plain, and only there', () => {
    assert.deepEqual(kinds('Use `Map` and do not use `any`. Name it `byId`.'), ['avoid any', 'use Map', 'name byId']);
    assert.deepEqual(kinds("Don't use 'eval()', avoid `with`, without using `this`"), [
      'avoid eval',
      'avoid with',
      'avoid this',
    ]);
    assert.deepEqual(
      kinds('Keep the signature, no new dependencies, at most 10 lines, no longer than 80 characters.'),
      ['signature', 'dependency', 'addedLines 10', 'lineLength 80'],
    );
    assert.deepEqual(kinds('fewer than 10 lines without adding packages; do not change its signature'), [
      'signature',
      'addedLines 9',
    ]);
    assert.deepEqual(kinds('Use a map, name the signature of the user, and use up to ten lines.'), []);
  });

  test('is checked on what was written', async () => {
    const before = 'export function f(a: number) {\n  return a;\n}\n';
    assert.deepEqual(await checked('Use `Math.abs`', before, before.replace('return a', 'return Math.abs(a)')), [
      'Uses Math.abs: passed: “Math.abs” is used, as was asked for.',
    ]);
    assert.match(
      (await checked('do not use `any`', before, before.replace('number', 'any'))).join(),
      /failed: .*and is \(a\.ts:1\)/,
    );
    assert.match(
      (await checked('keep the signature', before, before.replace('number', 'string'))).join(),
      /failed: .*another: f \(a\.ts\)/,
    );
    assert.match(
      (await checked('keep the signature', before, before.replace('return a', 'return 1'))).join(),
      /passed/,
    );
    assert.match(
      (await checked('no new dependency', before, `import x from 'lodash';\n${before}`)).join(),
      /failed: .*lodash/,
    );
    assert.match((await checked('no new dependency', before, `import x from './b';\n${before}`)).join(), /passed/);
    assert.match((await checked('name it `total`', before, `const total = 1;\n${before}`)).join(), /passed/);
    assert.match((await checked('name it `total`', before, `${before}// total\n`)).join(), /failed/);
    assert.match(
      (await checked('at most 1 lines', before, `// 1\n// 2\n${before}`)).join(),
      /failed: 2 lines are written, and 1/,
    );
    assert.match(
      (await checked('at most 10 characters', before, `// 0123456789\n${before}`)).join(),
      /failed: a\.ts:1/,
    );
  });
});
