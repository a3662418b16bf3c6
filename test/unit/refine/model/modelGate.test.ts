import assert from 'node:assert/strict';
import { gateTexts } from '../../../../src/refine/model/modelGate.ts';
import { parser } from '../templates/grammars.ts';

const why = async (path: string, before: string, after: string): Promise<string> => {
  const gated = await gateTexts([{ path, before, after }], parser.parse);
  return gated.kind === 'refused' ? gated.why : 'sound';
};
const keyOf = async (before: string, after: string): Promise<string> => {
  const gated = await gateTexts([{ path: 'a.ts', before, after }], parser.parse);
  return gated.kind === 'sound' ? gated.key : assert.fail(gated.why);
};

suite('The static gate of a model’s change', () => {
  test('lets through what declares or imports the names it uses', async () => {
    const before = 'export function f(x) {\n  return x;\n}\n';
    for (const after of [
      'function half(y) {\n  return y / 2;\n}\nexport function f(x) {\n  return half(x);\n}\n',
      "import { half } from './half.ts';\nexport function f(x) {\n  return half(x);\n}\n",
      'export function f(x) {\n  const { a, b: [c] } = x;\n  return [a, c].map((d) => d);\n}\n',
      'export function f(x) {\n  try {\n    return JSON.parse(x);\n  } catch (error) {\n    throw new Error(String(error));\n  }\n}\n',
      'class A {\n  #b = 1;\n  get b() {\n    return this.#b;\n  }\n}\nexport function f(x) {\n  outer: for (const y of x) continue outer;\n  return new A().b;\n}\n',
      'export function f<T extends object>(x: T): x is T {\n  return typeof window === "undefined" || x satisfies T;\n}\n',
      'enum Kind {\n  A,\n}\nnamespace N {\n  export const z = 1;\n}\nexport function f(x) {\n  return Kind.A + N.z;\n}\n',
    ])
      assert.equal(await why('a.ts', before, after), 'sound', after);
    assert.equal(
      await why('a.tsx', before, 'export function f(x) {\n  return <div className="a">{x}</div>;\n}\n'),
      'sound',
    );
  });

  test('knows Python’s ways of declaring', async () => {
    const before = 'import os\n\n\ndef f(x):\n    return x\n';
    for (const after of [
      'import os\nfrom a.b import c as d\nimport e.g\n\n\ndef f(x, *args, y=1, **more):\n    return d(x, key=e.g, z=args, **more)\n',
      'import os\n\n\ndef f(x):\n    with open(x) as h:\n        return [line for line in h if (n := len(line)) > 1 and n]\n',
      'import os\n\n\ndef f(x):\n    match x:\n        case {"a": b, **rest}:\n            return b, rest\n        case [c, *d]:\n            return c, d\n    try:\n        pass\n    except ValueError as error:\n        raise KeyError(error) from error\n',
      'import os\n\n\ndef f(x):\n    global total\n    total = lambda a, b=2: a + b\n    for i, (j, k) in enumerate(x):\n        total(i, j + k)\n    return os.path.join(*x)\n',
    ])
      assert.equal(await why('a.py', before, after), 'sound', after);
    assert.match(await why('a.py', before, 'import os\n\n\ndef f(x):\n    return math.floor(x)\n'), /uses “math”/);
  });

  test('names what is unknown, and the line that does not parse', async () => {
    assert.match(await why('a.ts', 'f();\n', 'f();\nhelp(f);\n'), /^In a\.ts it uses “help”/);
    assert.match(await why('a.ts', 'f();\n', 'f();\nif (f {\n'), /^a\.ts does not parse with it: see line \d/);
  });

  test('minds only what is new: a file that is broken or knows strange names already may be changed', async () => {
    assert.equal(await why('a.ts', 'if (f {\nlet a = 1;\n', 'if (f {\nlet a = 2;\n'), 'sound');
    assert.equal(await why('a.ts', 'describe(1);\n', 'describe(2);\ndescribe(3);\n'), 'sound');
    assert.equal(await why('a.rb', 'x = 1\n', 'x = )\n'), 'sound');
  });

  test('knows a change that only moves white space or comments, and two that are the same', async () => {
    assert.match(await why('a.ts', 'f(1);\n', 'f( 1 ); // one\n'), /nothing but white space or comments/);
    assert.match(await why('a.ts', 'f(1);\n', 'f(1);\n'), /nothing/);
    const before = 'function f() {\n  return 1;\n}\n';
    assert.equal(
      await keyOf(before, 'function f() {\n  return 1 + 1;\n}\n'),
      await keyOf(before, 'function f() {\n  return (1 + 1);\n}\n'),
    );
    assert.notEqual(
      await keyOf(before, 'function f() {\n  return 2;\n}\n'),
      await keyOf(before, 'function f() {\n  return 3;\n}\n'),
    );
  });
});
