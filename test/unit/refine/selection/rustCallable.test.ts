import assert from 'node:assert/strict';
import type { Callable } from '../../../../src/refine/selection/callable.ts';
import { callText } from '../../../../src/refine/selection/callText.ts';
import { callableAt, sameCallable } from '../../../../src/refine/selection/findCallable.ts';
import { madeInputs } from '../../../../src/refine/selection/madeInputs.ts';
import { rustModule } from '../../../../src/refine/selection/rustModule.ts';
import { inOrder, rustObservations, rustProbe } from '../../../../src/refine/selection/rustProbe.ts';
import { literalsNear } from '../../../../src/testing/variations.ts';
import { parser } from '../templates/grammars.ts';

/** The function around the first line that has the words. */
async function read(text: string, words: string): Promise<Callable | undefined> {
  const tree = await parser.parse('rust', text);
  const found = callableAt(tree, text.split('\n').findIndex((line) => line.includes(words)) + 1);
  const again = found && sameCallable(tree, found);
  tree.dispose();
  assert.deepEqual(again, found);
  return found;
}

async function callOf(text: string, words: string, input: readonly string[]): Promise<string> {
  const found = await read(text, words);
  assert.ok(found, words);
  assert.equal(found.parameters.length, input.length, found.signature);
  return callText(found, input);
}

const types = `
#[derive(Debug, Clone, Default)]
pub struct Cart {
    pub rate: f64,
    names: Vec<String>,
    by: HashMap<u8, u8>,
}
pub struct Pair(i32, pub String);
struct Unit;
enum Kind { Wide, Narrow = 3 }
enum Part { One(i32), Two }
struct Any<T> { any: T }
struct Reader<'a> { text: &'a str, of: &'a [u8] }
struct Stock { all: HashMap<u8, u8> }
impl Stock {
    fn new() -> Self { Stock { all: HashMap::new() } }
    fn put(&mut self, at: u8) { todo!() }
}
struct Closed { all: HashMap<u8, u8> }
`;

suite('functions of Rust that can be called with made-up inputs', () => {
  test('functions of basic types, lists and options of them, however they are handed over', async () => {
    const text = `
/// Doc.
pub(crate) fn fee<'a>(total: i64, name: &'a str, of: &[u8], mut to: &mut Vec<String>, all: Vec<f32>, by: Option<&str>, c: &char) -> Result<&'a str, String> {
    let f = |x| {
        x + 1
    };
    fn inner(y: u8) -> u8 {
        y
    }
    Ok(name)
}
`;
    const input = ['5', '"a"', 'vec![1]', 'vec![]', 'vec![]', 'None', "'c'"];
    for (const words of ['pub(crate)', 'x + 1', '        y', 'Ok('])
      assert.equal(
        await callOf(text, words, input),
        `fee(5, "a", &[1], &mut vec![], vec![], None, &'c')`,
        `at ${words}`,
      );
    assert.deepEqual(
      (await read(text, 'Ok('))?.parameters.map(({ written }) => written),
      [...['i64', '&str', 'Vec<u8>', 'Vec<String>', 'Vec<f32>', 'Option<&str>', 'char']],
    );
  });

  test('methods and functions of structs and enums of the same module', async () => {
    const of = (head: string, input: readonly string[], impl = 'impl Cart'): Promise<string> =>
      callOf(`${types}\n${impl} {\n    ${head} {\n        todo!();\n    }\n}\n`, head, input);
    assert.equal(
      await of('fn a(&mut self, of: &mut Self)', ['1.0', 'vec![]', '2.0', 'vec![]']),
      'Cart { rate: 1.0, names: vec![], ..Cart::default() }.a(&mut Cart { rate: 2.0, names: vec![], ..Cart::default() })',
    );
    assert.equal(
      await of('fn a(self: &Self, x: Pair) -> bool', ['1.0', 'vec![]', '3', 'String::new()']),
      'Cart { rate: 1.0, names: vec![], ..Cart::default() }.a(Pair(3, String::new()))',
    );
    assert.equal(await of('fn a(kind: Kind) -> Self', ['Kind::Wide']), 'Cart::a(Kind::Wide)');
    assert.equal(await of('fn a(mut self) -> bool', ['Kind::Wide'], 'impl Kind'), 'Kind::Wide.a()');
    assert.equal(await of('fn a(&self, x: u8) -> bool', ['1'], 'impl Unit'), 'Unit.a(1)');
    assert.equal(
      await of("fn a(&'a self) -> &'a str", ['"a"', 'vec![1]'], "impl<'a> Reader<'a>"),
      'Reader { text: "a", of: &[1] }.a()',
    );
    assert.equal(await callOf(types, 'todo!', ['1']), 'Stock::new().put(1)');
    const added = await read(
      `${types}\nimpl ops::Add for Pair {\n    fn add(self, to: Pair) -> Pair {\n        self\n    }\n}\n`,
      '        self',
    );
    assert.ok(added?.language === 'rust');
    assert.equal(added.path, '<Pair as ops::Add>::add');
  });

  test('all else is refused', async () => {
    for (const head of [
      'fn a() -> u8',
      'fn a(x: u8)',
      'fn a(x: u8) -> !',
      'fn a(x: u8) -> impl Iterator<Item = u8>',
      'fn a<T>(x: u8) -> u8',
      'async fn a(x: u8) -> u8',
      'unsafe fn a(x: u8) -> u8',
      'fn a(x: impl Into<u8>) -> u8',
      'fn a(x: [u8; 3]) -> u8',
      'fn a(x: (u8, u8)) -> u8',
      'fn a(x: Part) -> u8',
      'fn a(x: Any<u8>) -> u8',
      'fn a(x: Closed) -> u8',
      'fn a(x: Elsewhere) -> u8',
      '#[test]\nfn a(x: u8) -> u8',
    ])
      assert.equal(await read(`${types}\n${head} {\n    here()\n}\n`, 'here()'), undefined, head);
    assert.equal(await read('trait A {\n    fn a(x: u8) -> u8 {\n        here()\n    }\n}\n', 'here()'), undefined);
    assert.equal(
      await read('#[cfg(test)]\nmod tests {\n    fn a(x: u8) -> u8 {\n        here()\n    }\n}\n', 'here()'),
      undefined,
    );
  });

  test('inputs are written as Rust writes them', async () => {
    const found = await read('fn a(x: f64, s: String, k: Option<bool>, c: char) -> u8 {\n    here()\n}\n', 'here()');
    assert.ok(found);
    const inputs = madeInputs(found, { numbers: [50], strings: ['a\u202eb', 'x'] });
    const of = (at: number): Set<string> => new Set(inputs.map((input) => input[at] ?? ''));
    for (const value of ['50.0', '50.5', '-1.0', '1000000000.0', '-1e-7']) assert.ok(of(0).has(value), value);
    for (const value of ['"a\\u{202e}b"', '"a\\tb\\n"', '"😀b"']) assert.ok(of(1).has(`String::from(${value})`), value);
    assert.deepEqual([...of(2)].sort(), ['None', 'Some(false)', 'Some(true)']);
    assert.ok(of(3).has("'x'") && of(3).has("'é'"));
    assert.deepEqual(literalsNear(['x > 50u32 && y < 1_000_i64 && z < 0.5f64']).numbers, [50, 1000, 0.5]);
  });

  test('the probe stands in the module of the function', async () => {
    const text = 'mod a {\n    fn fee(x: u8) -> u8 {\n        x\n    }\n}\n';
    const fee = await read(text, '    x');
    assert.ok(fee?.language === 'rust');
    const probe = rustProbe({ path: 'src/b.rs', module: 'b' }, text, fee, new Map([['call 0', ['3']]]), '/tmp/into');
    assert.equal(probe.id, 'src/b.rs::b::a::touchstone_observed::touchstone_calls');
    assert.ok(probe.text.startsWith(text.slice(0, -2)) && probe.text.endsWith('}\n}\n'));
    assert.match(probe.text, /\("call 0", \(\|\| touchstone_call\(3\)\)/);
  });

  test('only types that come into it are shown by their fields', async () => {
    const found = await read(
      `${types}\nfn a(x: u8) -> Option<Outer> {\n    here()\n}\nstruct Outer { part: Part }\n`,
      'here()',
    );
    assert.ok(found?.language === 'rust');
    assert.deepEqual(
      found.unshown.map(({ name }) => name),
      ['Part', 'Outer'],
    );
  });

  test('a file is the module that cargo takes it for', async () => {
    const of = (path: string, manifest = ''): Promise<string> =>
      rustModule(`shop/${path}`, async (file) => (file === 'shop/Cargo.toml' ? manifest : undefined));
    for (const [path, module] of [
      ['src/lib.rs', ''],
      ['src/main.rs', ''],
      ['src/a.rs', 'a'],
      ['src/a/mod.rs', 'a'],
      ['src/a/b/lib.rs', 'a::b::lib'],
      ['src/bin/tool.rs', ''],
      ['src/bin/tool/main.rs', ''],
      ['src/bin/tool/part.rs', 'part'],
      ['tests/all.rs', ''],
      ['tests/common/mod.rs', 'common'],
    ] as const)
      assert.equal(await of(path), module, path);
    assert.equal(await of('source/start.rs', '[lib]\npath = "source/start.rs"\n'), '');
    assert.equal(await of('source/a/b.rs', '[lib]\npath = "source/start.rs"\n'), 'a::b');
  });

  test('maps and sets are told in one order, and what nothing shows is left out', () => {
    assert.equal(inOrder('Some({"b, {": [2, 1], "a": {3, 1}})'), 'Some({"a": {1, 3}, "b, {": [2, 1]})');
    assert.equal(inOrder("Cart { b: {'}', '\\''}, a: Ok(1) }"), "Cart { b: {'\\'', '}'}, a: Ok(1) }");
    assert.equal(inOrder('{b, a'), '{b, a');
    const rows = [
      ['0', '(begun)', 'x'],
      ['0', '{1, 2}', '{1, 2}'],
      ['0', '{2, 1}', '{2, 1}'],
      ['1', '(begun)', 'does not come to an end'],
      ['2', '(not shown)', '(not shown)'],
      ['3', '[1, 2]', ''],
      ['3', '[2, 1]', ''],
    ];
    const seen = rustObservations(rows.map((row) => JSON.stringify(row)).join('\n'));
    assert.deepEqual(
      [...seen.values()].map(({ key, shown }) => [key, shown]),
      [
        ['0', '{1, 2}'],
        ['1', 'does not come to an end'],
      ],
    );
  });
});
