import assert from 'node:assert/strict';
import { overfittingSigns } from '../../../../src/refine/selection/overfitting.ts';
import { parser } from '../templates/grammars.ts';

interface Case {
  readonly path?: string;
  readonly test?: string;
  readonly before: string;
  readonly after: string;
  /** Lines of the changed file that the failing test ran; unknown when left out. */
  readonly ran?: readonly number[];
}

/** The sentences about a patch. */
async function signs({ path = 'src/price.ts', test = '', before, after, ran }: Case): Promise<string[]> {
  const file = path.endsWith('.py') ? 'tests/test_price.py' : 'test/price.test.ts';
  const found = await overfittingSigns(
    {
      changes: [{ path, before, after }],
      failing: [{ id: 't', name: 't', file, outcome: 'failed', durationMs: 1, failure: { message: '', frames: [] } }],
      coverage: ran ? [{ test: 't', lines: new Map([[path, new Set(ran)]]) }] : [],
      read: (asked) => Promise.resolve(asked === file ? test : undefined),
    },
    parser.parse,
    new AbortController().signal,
  );
  return found.map(({ text }) => text);
}

const fn = (body: string): string => `export function price(n: number, code: string) {\n${body}\n}\n`;

suite('overfittingSigns', () => {
  test('a comparison with a value of the failing test', async () => {
    const test = "assert.equal(price(17, 'SAVE'), 34);";
    const of = (body: string) => signs({ test, before: fn('  return n;'), after: fn(body) });
    assert.deepEqual(await of('  if (n === 17) return 34;\n  return n;'), [
      'It compares with 17, a value of the failing test (“n === 17”, src/price.ts:2): it may be right for that input alone.',
    ]);
    assert.equal((await of('  if (code == "SAVE") return 34;\n  return n;')).length, 1);
    assert.equal((await of('  switch (n) { case 17: return 34; }\n  return n;')).length, 1);
    assert.equal((await of("  return ['SAVE'].includes(code) || code.startsWith('SAVE') ? 34 : n;")).length, 1);
  });

  test('a limit that the program knows, a value of no test and a guard against nothing are no special cases', async () => {
    const test = "assert.equal(price(18, ''), 0);";
    const before = fn('  if (n < 17) return 0;\n  return n;');
    assert.deepEqual(await signs({ test, before, after: fn('  if (n < 18) return 0;\n  return n;') }), []);
    assert.deepEqual(await signs({ test, before, after: fn('  if (n < 17 || n === 99) return 0;\n  return n;') }), []);
    const empty = fn("  if (code === '') return 0;\n  if (n < 17) return 0;\n  return n;");
    assert.deepEqual(await signs({ test, before, after: empty }), []);
    const known = fn('  if (n === 18) return 0;\n  return n;');
    const turned = fn('  if (n === 18) return 1;\n  return n;');
    assert.deepEqual(await signs({ test, before: known, after: turned }), []);
  });

  test('in Python too', async () => {
    const before = 'def price(n):\n    return n\n';
    const after = 'def price(n):\n    if n == 17:\n        return 34\n    return n\n';
    assert.equal((await signs({ path: 'price.py', test: 'assert price(17) == 34', before, after })).length, 1);
    const chosen = 'def price(n):\n    if n in (17, 40):\n        return 34\n    return n\n';
    assert.equal((await signs({ path: 'price.py', test: 'assert price(17) == 34', before, after: chosen })).length, 1);
  });

  test('in Java, Go and Rust too', async () => {
    const java = (body: string): string =>
      `class Price {\n  int price(int n, String c) {\n${body}    return n;\n  }\n}\n`;
    const go = (body: string): string => `package p\n\nfunc Price(n int) int {\n${body}\treturn n\n}\n`;
    const rust = (body: string): string => `pub fn price(n: i32) -> i32 {\n${body}}\n`;
    const rows = [
      ['Price.java', java(''), java('    if (n == 17) return 34;\n')],
      ['Price.java', java(''), java('    if (c.equals("SAVE")) { return 34; }\n')],
      ['price.go', go(''), go('\tif n == 17 {\n\t\treturn 34\n\t}\n')],
      ['price.go', go(''), go('\tswitch n {\n\tcase 17:\n\t\treturn 34\n\t}\n')],
      ['price.rs', rust('    n\n'), rust('    match n { 17 => 34, _ => n }\n')],
      ['Price.java', java('    check(n);\n'), java('')],
      ['price.go', go('\tcheck(n)\n'), go('')],
      ['price.rs', rust('    check(n);\n    n\n'), rust('    n\n')],
      ['Price.java', java('    load(n);\n'), java('    try { load(n); } catch (Exception e) { }\n')],
    ] as const;
    const kinds = [];
    for (const [path, before, after] of rows) {
      const found = await signs({ path, test: 'price(17, "SAVE") is 34', before, after });
      kinds.push(found.map((text) => text.split(' ').slice(0, 2).join(' ')).join());
    }
    assert.deepEqual(kinds, [
      ...Array.from({ length: 5 }, () => 'It compares'),
      ...Array.from({ length: 3 }, () => 'It removes'),
      'It swallows',
    ]);
  });

  test('statements that are taken away, above all where no failing test runs them', async () => {
    const before = fn('  log(n);\n  if (code) check(code);\n  return n + 1;');
    const after = fn('  log(n);\n  return n + 1;');
    assert.deepEqual(await signs({ before, after, ran: [2, 4] }), [
      'It removes “if (code) check(code);” (src/price.ts:3), which no failing test runs.',
    ]);
    assert.deepEqual(await signs({ before, after, ran: [2, 3, 4] }), [
      'It removes “if (code) check(code);” (src/price.ts:3): check that nobody needs it.',
    ]);
  });

  test('a statement that is changed, moved or wrapped is still there', async () => {
    const before = fn('  log(n);\n  check(code);\n  return n;');
    assert.deepEqual(await signs({ before, after: fn('  check(code);\n  log(n);\n  return n;') }), []);
    assert.deepEqual(await signs({ before, after: fn('  log(n);\n  if (code) check(code);\n  return n;') }), []);
    assert.deepEqual(await signs({ before, after: fn('  log(n);\n  check(code, n);\n  return n;') }), []);
  });

  test('a body that is emptied', async () => {
    const before = 'class A:\n    def check(self, x):\n        raise ValueError(x)\n';
    const after = 'class A:\n    def check(self, x):\n        pass\n';
    assert.ok(
      (await signs({ path: 'a.py', before, after })).some((text) => text.startsWith('check does nothing any more')),
    );
  });

  test('an exception that is swallowed', async () => {
    const before = fn('  return parse(code);');
    const quiet = fn('  try { return parse(code); } catch { return null; }');
    assert.match(
      (await signs({ before, after: quiet }))[0] ?? '',
      /^It swallows an exception \(“catch \{ return null; \}”/,
    );
    const spoken = fn('  try { return parse(code); } catch (e) { throw new Error("bad code", { cause: e }); }');
    assert.deepEqual(await signs({ before, after: spoken }), []);
  });

  test('code that can never run', async () => {
    const before = fn('  log(n);\n  return n;');
    assert.deepEqual(await signs({ before, after: fn('  return 34;\n  log(n);\n  return n;') }), [
      '“log(n);” (src/price.ts:3) can never run now.',
    ]);
    assert.deepEqual(await signs({ before, after: fn('  if (false) log(n);\n  return n;') }), [
      '“if (false) log(n);” (src/price.ts:2) always goes the same way now.',
    ]);
    assert.deepEqual(await signs({ before, after: fn('  if (n > 5) return 1;\n  log(n);\n  return n;') }), []);
    assert.deepEqual(
      await signs({ before, after: fn('  while (true) { if (n) break; }\n  log(n);\n  return n;') }),
      [],
    );
  });

  test('a loop that ends in its first turn', async () => {
    const rust = (last: string): string =>
      `fn share(shares: &mut [i32]) {\n    for share in shares.iter_mut() {\n        *share += 1;\n${last}    }\n}\n`;
    const path = 'src/share.rs';
    assert.deepEqual(await signs({ path, before: rust(''), after: rust('        break;\n') }), [
      '“for share in shares.iter_mut() { *share += 1; break; }” (src/share.rs:2) never goes round a second time now.',
    ]);
    assert.deepEqual(await signs({ path, before: rust(''), after: rust('        if *share > 3 { break; }\n') }), []);
    const loop = (body: string): string => fn(`  for (const each of n) {\n    ${body}\n  }`);
    assert.equal((await signs({ before: loop('log(each);'), after: loop('return each;') })).length, 1);
    assert.deepEqual(await signs({ before: loop('log(each);'), after: loop('if (each) continue; break;') }), []);
  });

  test('a test that is changed', async () => {
    const before = 'test("a", () => {\n  assert.equal(f(), 1);\n  assert.ok(g());\n});\n';
    assert.match(
      (await signs({ path: 'test/a.test.ts', before, after: before.replace('  assert.ok(g());\n', '') }))[0] ?? '',
      /takes an assertion away/,
    );
    assert.match(
      (await signs({ path: 'test/a.test.ts', before, after: before.replace('1', '2') }))[0] ?? '',
      /bent to pass/,
    );
    assert.deepEqual(await signs({ path: 'test/new.test.ts', before: '', after: before }), []);
  });
});
