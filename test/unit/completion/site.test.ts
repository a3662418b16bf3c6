import assert from 'node:assert/strict';
import { extentAt, siteAt } from '../../../src/completion/site.ts';

function at(file: string, languageId: string) {
  const offset = file.indexOf('▮');
  return siteAt(file.replace('▮', ''), offset, languageId);
}

suite('the place of the cursor', () => {
  const inside: readonly (readonly [string, string, string])[] = [
    ['typescript', 'const a = 1; // ▮', 'lineComment'],
    ['typescript', 'const a = "//▮"', 'string'],
    ['typescript', 'const a = `${b + ▮}`', 'code'],
    ['typescript', 'const a = `${b} ▮`', 'string'],
    ['typescript', 'const a = /"/; ▮', 'code'],
    ['typescript', "const a = b / c; const d = 'x▮'", 'string'],
    ['typescript', '/* a\n ▮ */', 'blockComment'],
    ['python', 'def f():\n    """Says ▮\n    """', 'string'],
    ['python', 'a = "x"  # ▮', 'lineComment'],
    ['rust', "fn f<'a>(x: &'a str) {\n    ▮", 'code'],
    ['shellscript', 'echo ${#list} ▮', 'code'],
    ['lua', 'local a = 1 -- ▮', 'lineComment'],
    ['css', '/* ▮ */', 'blockComment'],
    ['html', '<!-- ▮ -->', 'blockComment'],
  ];
  for (const [languageId, file, kind] of inside)
    test(`${languageId}: ${JSON.stringify(file)} is ${kind}`, () =>
      assert.equal(at(file, languageId).state.inside.kind, kind));

  const extents: readonly (readonly [string, string, 'line' | 'block'])[] = [
    ['typescript', 'if (a) {▮}\n', 'block'],
    ['typescript', 'if (a) {▮\n', 'block'],
    ['typescript', 'f(▮)', 'line'],
    ['typescript', 'if (a) {\n  ▮\n}', 'block'],
    ['typescript', 'if (a) {\n  b();\n  ▮\n}', 'line'],
    ['typescript', 'const a = ▮;', 'line'],
    ['python', 'def f(a):▮\n', 'block'],
    ['python', 'def f(a:▮\n', 'line'],
    ['python', 'x = a[1:▮\n', 'line'],
    ['go', 'func f() {▮\n}', 'block'],
    ['ruby', 'items.each do |item|▮\n', 'block'],
    ['markdown', 'Some text:▮\n', 'line'],
  ];
  for (const [languageId, file, extent] of extents)
    test(`${languageId}: ${JSON.stringify(file)} wants a ${extent}`, () =>
      assert.equal(extentAt(at(file, languageId), 'typing'), extent));

  test('knows which open brackets nothing closes', () => {
    assert.equal(at('class A {\n  f() {▮\n}', 'typescript').unclosed, 1);
    assert.equal(at('class A {\n  f() {▮\n  }\n}', 'typescript').unclosed, 0);
    assert.equal(at('f(() => {▮', 'typescript').unclosed, 2);
  });
});
