import assert from 'node:assert/strict';
import { mutantsOf, seeded } from '../../../../src/edit/tests/mutants.ts';
import { faultsOf } from '../../../../src/syntax/walk.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { createParser } from '../../../../src/syntax/node/parser.ts';
import { grammars } from '../../syntax/installedGrammars.ts';

suite('seeded faults', () => {
  const parser = createParser({ grammars });
  suiteTeardown(() => parser.dispose());
  const says = async (language: LanguageId, text: string, most = 100): Promise<string[]> => {
    const tree = await parser.parse(language, text);
    const found = mutantsOf(tree, undefined, most);
    tree.dispose();
    for (const mutant of found) {
      const changed = await parser.parse(language, seeded(text, mutant));
      assert.equal(faultsOf(changed.root), 0, `${mutant.what}:\n${changed.text}`);
      changed.dispose();
    }
    return found.map(({ what }) => what);
  };

  test('a border, the opposite, a constant, an operator, a result, a step', async () => {
    const text = `export function fee(days, urgent) {
  let total = days * 2;
  if (days >= 3 && !urgent) total += 1;
  log(total, days);
  return total;
}
`;
    assert.deepEqual(await says('javascript', text), [
      'line 2: “*” becomes “/”',
      'line 2: “2” becomes “3”',
      'line 3: “days >= 3 && !urgent” becomes “!(days >= 3 && !urgent)”',
      'line 3: “>=” becomes “>”',
      'line 3: “>=” becomes “<”',
      'line 3: “3” becomes “4”',
      'line 3: “&&” becomes “||”',
      'line 3: “!urgent” becomes “urgent”',
      'line 3: “total += 1;” is gone',
      'line 3: “+=” becomes “-=”',
      'line 3: “1” becomes “2”',
      'line 4: “log(total, days);” is gone',
      'line 4: in “log(total, days)” the first two arguments change places',
      'line 5: “total” becomes “undefined”',
    ]);
  });

  test('in Python, Go, Java and Rust, each of which parses', async () => {
    const python = await says(
      'python',
      `def f(xs, n=2):\n    """Doc 1 < 2."""\n    if n not in xs and n is not None:\n        raise ValueError("no 1")\n    xs.append(True)\n    return n // 2\n`,
    );
    for (const what of [
      '“not in” becomes “in”',
      '“is not” becomes “is”',
      'raise ValueError("no 1")” is gone',
      '“True” becomes “False”',
      '“//” becomes “*”',
      '“n // 2” becomes “None”',
    ])
      assert.ok(
        python.some((said) => said.includes(what)),
        `${what} in ${python.join('\n')}`,
      );
    assert.ok(!python.some((said) => /line 2|no 1” becomes|"" /.test(said)), python.join('\n'));
    const go = await says(
      'go',
      'package a\n\nimport "fmt"\n\nfunc F(n int) bool {\n\tfmt.Println(n)\n\treturn n < 3 || n == 7\n}\n',
    );
    assert.ok(
      go.includes('line 7: “<” becomes “<=”') && go.includes('line 6: “fmt.Println(n)” is gone'),
      go.join('\n'),
    );
    assert.ok(!go.some((said) => said.includes('line 3')));
    assert.ok((await says('java', 'class A {\n  static int f(int n) { return n > 3 ? n + 1 : 0; }\n}\n')).length >= 4);
    assert.ok(
      (await says('rust', 'fn f(n: i32) -> bool { n > 3 }\n#[test]\nfn t() { assert!(f(4)); }\n')).every((said) =>
        said.startsWith('line 1'),
      ),
    );
  });

  test('types, imports, keys and what is thrown are left alone; text is not taken apart', async () => {
    const text = `import { a } from './one2';
type Two = 'x' | 'y';
export const f = (x: 1 | 2): Record<'k', string> => {
  if (a(x)) throw new Error('say 1');
  return { 'k': 'v' + 'w' };
};
`;
    const said = await says('typescript', text);
    assert.ok(!said.some((what) => /line [12]:|say 1” becomes|“'k'”/.test(what)), said.join('\n'));
    assert.ok(!said.some((what) => what.includes('“+”')), said.join('\n'));
  });

  test('a few are spread over the lines, first those that are most like slips', async () => {
    const text = Array.from({ length: 12 }, (_, at) => `export const f${at} = (n) => n < ${at} && n + 2;`).join('\n');
    const lines = (await says('javascript', text, 6)).map((what) => Number(/line (\d+)/.exec(what)?.[1]));
    assert.deepEqual(lines, [1, 3, 5, 7, 9, 11]);
    assert.ok((await says('javascript', text, 6)).every((what) => what.includes('“<” becomes “<=”')));
  });
});
