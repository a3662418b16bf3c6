import assert from 'node:assert/strict';
import { rewritesIn } from '../../../../src/edit/optimise/rewrites.ts';
import { targetAt } from '../../../../src/edit/optimise/target.ts';
import { createParser } from '../../../../src/syntax/node/parser.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { applyEdits } from '../../../../src/text/edit.ts';
import { grammars } from '../../syntax/installedGrammars.ts';

suite('Rewrites that are known to pay', () => {
  const parser = createParser({ grammars });
  suiteTeardown(() => parser.dispose());

  /** Each rewrite of the first function, as the text that it makes. */
  async function rewritten(text: string, language: LanguageId = 'javascript') {
    const tree = await parser.parse(language, text);
    try {
      const target = targetAt(tree, 'a', { first: 1, last: 99 });
      assert.ok(target);
      return rewritesIn(tree, target).map(({ name, edits, conditions }) => ({
        name,
        after: applyEdits(text, edits),
        conditions,
      }));
    } finally {
      tree.dispose();
    }
  }
  const becomes = async (before: string, after: string, language?: LanguageId): Promise<void> => {
    const all = await rewritten(before, language);
    assert.ok(
      all.some((each) => each.after === after),
      all.map((each) => each.after).join('\n---\n') || 'nothing',
    );
  };
  const staysAsIs = async (text: string, language?: LanguageId): Promise<void> =>
    assert.deepEqual(await rewritten(text, language), []);

  test('look up in a set, built before the outermost loop through which the list stays', async () => {
    await becomes(
      'function f(a, b) {\n  for (const x of a) {\n    for (const y of x) if (b.includes(y)) return y;\n  }\n}\n',
      'function f(a, b) {\n  const bSet = new Set(b);\n  for (const x of a) {\n    for (const y of x) if (bSet.has(y)) return y;\n  }\n}\n',
    );
    await becomes(
      'const f = (a, b) => a.filter((x) => b.indexOf(x) === -1);\n',
      'const f = (a, b) => {\n  const bSet = new Set(b);\n  return a.filter((x) => !bSet.has(x));\n};\n',
    );
    await becomes(
      'function f(a, users) {\r\n  return a.map((x) => users.map((u) => u.id).includes(x));\r\n}\r\n',
      'function f(a, users) {\r\n  const knownSet = new Set(users.map((u) => u.id));\r\n  return a.map((x) => knownSet.has(x));\r\n}\r\n',
    );
    await becomes(
      'def f(a, b):\n    return [x for x in a if x not in b]\n',
      'def f(a, b):\n    b_set = set(b)\n    return [x for x in a if x not in b_set]\n',
      'python',
    );
  });

  test('look up in a set that grows with its list', async () => {
    await becomes(
      'function f(a) {\n  const out = [];\n  for (const x of a) if (!out.includes(x)) out.push(x);\n  return out;\n}\n',
      'function f(a) {\n  const out = [];\n  const outSet = new Set(out);\n  for (const x of a) if (!outSet.has(x)) { out.push(x); outSet.add(x); }\n  return out;\n}\n',
    );
    await becomes(
      'def f(a):\n    out = []\n    for x in a:\n        if x not in out:\n            out.append(x)\n    return out\n',
      'def f(a):\n    out = []\n    out_set = set(out)\n    for x in a:\n        if x not in out_set:\n            out.append(x)\n            out_set.add(x)\n    return out\n',
      'python',
    );
  });

  test('look places up in a map', () =>
    becomes(
      'function f(a: string[], b: string[]) {\n  return a.map((x) => b.indexOf(x));\n}\n',
      'function f(a: string[], b: string[]) {\n  const bPlaces = new Map(b.map((value, at) => [value, at] as const).reverse());\n  return a.map((x) => (bPlaces.get(x) ?? -1));\n}\n',
      'typescript',
    ));

  test('leave a list alone that may change, or be something else, or is looked at once', async () => {
    await staysAsIs('function f(a, b) {\n  return b.includes(a);\n}\n');
    await staysAsIs('function f(a, b) {\n  for (const x of a) if (b.includes(x)) b.splice(0, 1);\n}\n');
    await staysAsIs('function f(a, b) {\n  for (const x of a) {\n    if (b.includes(x)) change(b);\n  }\n}\n');
    await staysAsIs('function f(a, b) {\n  const c = b;\n  for (const x of a) if (b.includes(x)) c.push(x);\n}\n');
    await staysAsIs('function f(a) {\n  for (const x of a) if (x.list.includes(a)) x.list = [];\n}\n');
    await staysAsIs('function f(a, b) {\n  for (const x of a) if ("abc".includes(x)) return b;\n}\n');
    await staysAsIs('def f(a, b):\n    known = set(b)\n    return [x for x in a if x in known]\n', 'python');
    await staysAsIs('def f(a):\n    return [x for x in a if x in ("b", "c")]\n', 'python');
    await staysAsIs('def f(a, b):\n    for x in a:\n        if x in b:\n            b.remove(x)\n', 'python');
    await staysAsIs(
      'def f(a, b):\n    for x in a:\n        b = next_of(b)\n        if x in b:\n            return x\n',
      'python',
    );
    // Behind a condition it may be nothing that a set can be made of.
    await staysAsIs('function f(a, b) {\n  return b && a.filter((x) => b.includes(x));\n}\n');
  });

  test('say when they would not be the same', async () => {
    const [looked] = await rewritten('function f(a, b) {\n  return a.filter((x) => b.includes(x));\n}\n');
    assert.deepEqual(looked?.conditions, ['It takes b to be an array, not a string.']);
    const [sure] = await rewritten(
      'function f(a: number[], b: number[]) {\n  return a.filter((x) => b.includes(x));\n}\n',
      'typescript',
    );
    assert.deepEqual(sure?.conditions, []);
  });

  test('take the first without working out the rest', async () => {
    await becomes(
      'function f(a) {\n  return a.filter((x) => x > 1)[0];\n}\n',
      'function f(a) {\n  return a.find((x) => x > 1);\n}\n',
    );
    await becomes('def f(a):\n    return sorted(a, key=len)[0]\n', 'def f(a):\n    return min(a, key=len)\n', 'python');
    await becomes('def f(a):\n    return sorted(a, reverse=True)[0]\n', 'def f(a):\n    return max(a)\n', 'python');
    await becomes(
      'def f(a):\n    return [x for x in a if x][0]\n',
      'def f(a):\n    return next(x for x in a if x)\n',
      'python',
    );
    await staysAsIs('function f(a) {\n  return a.filter((x) => x > 1)[1];\n}\n');
    await staysAsIs('def f(a):\n    return sorted(a)[1]\n', 'python');
  });

  test('add in place what is copied for each item', async () => {
    await becomes(
      'const f = (a) => a.reduce((all, x) => [...all, x * 2], []);\n',
      'const f = (a) => a.reduce((all, x) => { all.push(x * 2); return all; }, []);\n',
    );
    await becomes(
      'const f = (a) => a.reduce((all, x) => ({ ...all, [x.id]: x }), {});\n',
      'const f = (a) => a.reduce((all, x) => { all[x.id] = x; return all; }, {});\n',
    );
    await becomes(
      'const f = (a) => a.reduce((all, x) => (x ? [...all, x] : all), []);\n',
      'const f = (a) => a.reduce((all, x) => { if (x) all.push(x); return all; }, []);\n',
    );
    await becomes(
      'function f(a) {\n  let out = [];\n  for (const x of a) out = out.concat([x]);\n  return out;\n}\n',
      'function f(a) {\n  let out = [];\n  for (const x of a) out.push(x);\n  return out;\n}\n',
    );
    await becomes(
      'def f(a):\n    out = []\n    for x in a:\n        out = out + [x]\n    return out\n',
      'def f(a):\n    out = []\n    for x in a:\n        out.append(x)\n    return out\n',
      'python',
    );
    await becomes(
      'def f(a):\n    out = ""\n    for x in a:\n        out += x\n    return out\n',
      'def f(a):\n    out = ""\n    out_parts = [out]\n    for x in a:\n        out_parts.append(x)\n    out = "".join(out_parts)\n    return out\n',
      'python',
    );
    await staysAsIs('const f = (a, start) => a.reduce((all, x) => [...all, x], start);\n');
    await staysAsIs(
      'function f(a) {\n  let out = [];\n  for (const x of a) {\n    out = [...out, x];\n    show(out);\n  }\n}\n',
    );
    await staysAsIs('def f(a, out):\n    for x in a:\n        out = out + [x]\n    return out\n', 'python');
  });

  test('work out once what is the same in each round', async () => {
    await becomes(
      'function f(a, b) {\n  let n = 0;\n  for (const x of a) n += Object.keys(b).length + x;\n  return n;\n}\n',
      'function f(a, b) {\n  let n = 0;\n  const keys = Object.keys(b);\n  for (const x of a) n += keys.length + x;\n  return n;\n}\n',
    );
    await becomes(
      'def f(a, b):\n    return [x for x in a if x > sum(b)]\n',
      'def f(a, b):\n    once_known = sum(b)\n    return [x for x in a if x > once_known]\n',
      'python',
    );
    await staysAsIs('function f(a, b) {\n  for (const x of a) b[x] = Object.keys(b).length;\n}\n');
    await staysAsIs('function f(a, b) {\n  for (const x of a) x.list = Object.keys(b);\n}\n');
    await staysAsIs(
      'def f(a):\n    total = []\n    for x in a:\n        total.append(sum(total))\n    return total\n',
      'python',
    );
  });

  test('are none for what does not parse or has no such language', async () => {
    await staysAsIs('function f(a, b) {\n  return a.filter((x) => b.includes(x);\n}\n');
    await staysAsIs('fn f(a: &[u8], b: &[u8]) -> usize { a.iter().filter(|x| b.contains(x)).count() }\n', 'rust');
  });
});
