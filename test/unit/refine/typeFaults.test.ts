import assert from 'node:assert/strict';
import { gate } from '../../../src/refine/gate.ts';
import type { LanguageId } from '../../../src/syntax/tree.ts';
import { parser } from './templates/grammars.ts';

/** Whether the gate lets the text after `→` stand where the text in `«»` stood. */
async function passes(language: LanguageId, code: string): Promise<boolean> {
  const [, before = '', old = '', fresh = '', after = ''] = /^(.*)«(.*)→(.*)»(.*)$/s.exec(code) ?? [];
  const tree = await parser.parse(language, before + old + after);
  try {
    const edits = [{ start: before.length, end: before.length + old.length, text: fresh }];
    const candidate = { path: 'a', edits, template: 'x', description: 'x', line: 1, prior: 1 };
    return (await gate(tree, candidate, parser.parse)) !== undefined;
  } finally {
    tree.dispose();
  }
}

const go = (code: string): readonly [LanguageId, string] => [
  'go',
  `package a\n\nimport "strings"\n\nfunc f(n int, x float64, s string, ok bool, p *T) (int, error) {\n\tz := strings.ToLower(s)\n\t${code}\n\tuse(z)\n\treturn 0, nil\n}`,
];
const java = (code: string): readonly [LanguageId, string] => [
  'java',
  `class A {\n  int f(int n, double x, String s, boolean ok, List<String> names) {\n    ${code}\n    return 0;\n  }\n}`,
];
const rust = (code: string): readonly [LanguageId, string] => [
  'rust',
  `fn f(n: usize, m: u32, x: f64, s: &str, ok: bool, v: Vec<u32>) -> usize {\n    let a = 1;\n    let mut b = 1;\n    ${code}\n    n\n}`,
];

const refused: readonly (readonly [LanguageId, string])[] = [
  go('if «ok→n» {\n\t}'),
  go('m := n + «n→x»'),
  go('m := n + «n→s»'),
  go('if «ok→!n» {\n\t}'),
  go('if n == «n→nil» {\n\t}'),
  go('if p == «nil→3» {\n\t}'),
  go('«use(n)→n»'),
  go('if ok {\n\t\treturn «0, nil→0»\n\t}'),
  go('if ok {\n\t\treturn «0, nil→s, nil»\n\t}'),
  go('use(«n→late»)\n\tlate := 2\n\tuse(late)'),
  go('w := 1\n\tuse(«w→n»)'),
  java('if («ok→n») n++;'),
  java('int m = «n→s»;'),
  java('int m = «n→x»;'),
  java('if (n == «n→null») n++;'),
  java('if (s «==→<» s) n++;'),
  java('for (int i : xs) { «n++;→break; n++;» }'),
  rust('if «ok→n» { }'),
  rust('let q = n + «n→m as u32»;'),
  rust('let q = v[«n→m»];'),
  rust('«b = 2→a = 2»;'),
  rust('let q = x + «x→ok»;'),
];
const allowed: readonly (readonly [LanguageId, string])[] = [
  go('if «ok→!ok» {\n\t}'),
  go('m := x * «2→3.5»'),
  go('if p «==→!=» nil {\n\t}'),
  go('if ok {\n\t\treturn «0, nil→n, errors.New(s)»\n\t}\n\tuse(errors.New(s))'),
  java('double d = «x→n»;'),
  java('String t = s «+→+ n +» s;'),
  java('long m = «n→n * 2»;'),
  java('if (names «==→!=» null) n++;'),
  rust('if «ok→!ok» { }'),
  rust('«b = 2→b = 3»;'),
  rust('let q = n «+→-» 1;'),
  rust('let q = v[«n→n - 1»];'),
];

suite('what a compiler would refuse', () => {
  for (const [language, code] of refused) {
    test(`no run for ${/«.*?»/s.exec(code)?.[0]} (${language})`, async () =>
      assert.equal(await passes(language, code), false));
  }
  for (const [language, code] of allowed) {
    test(`a run for ${/«.*?»/s.exec(code)?.[0]} (${language})`, async () =>
      assert.equal(await passes(language, code), true));
  }
});
