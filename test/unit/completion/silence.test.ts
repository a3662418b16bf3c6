/** Places where nothing belongs, and a model that says something all the same (Codev-Bench's empty ground truth). */
import assert from 'node:assert/strict';
import { createCompletionEngine } from '../../../src/completion/engine.ts';
import { ModelSource } from '../../../src/completion/modelSource.ts';
import { usualCompletionSettings } from '../../../src/completion/settings.ts';
import type { FillModel } from '../../../src/model/completionFill.ts';
import { systemClock } from '../../../src/model/node/clock.ts';

type Case = readonly [languageId: string, name: string, file: string, said: string];

const cases: readonly Case[] = [
  [
    'typescript',
    'the next line is said again',
    'function f(a: number) {\n  const b = a + 1;\n  ▮\n  return b;\n}\n',
    'return b;\n}\n',
  ],
  [
    'typescript',
    'the next two lines are said again',
    'function f() {\n  ▮\n  first();\n  second();\n}\n',
    'first();\n  second();\n}',
  ],
  [
    'typescript',
    'the closing bracket is said again',
    'const value = call(one▮);\nconst more = 2;\n',
    ');\nconst more = 2;',
  ],
  ['typescript', 'after a complete statement', 'const value = call(one);▮\nconst more = 2;\n', '\nconst other = 3;'],
  ['typescript', 'after a closed block', 'if (ready) {\n  start();\n}▮\nfinish();\n', ' else {\n  wait();\n}'],
  ['typescript', 'the brace of the block is said again', 'function f() {\n  work();\n  ▮\n}\n', '}\n\nfunction g() {'],
  [
    'typescript',
    'only a new line and what follows',
    'const first = one▮\nconst second = two;\n',
    '\nconst second = two;\n',
  ],
  ['typescript', 'in a comment', 'const first = one;\n// This counts ▮\n', 'the number of items\nlet count = 0;'],
  ['typescript', 'in a message', "throw new Error('The server could not ▮');\n", "be reached');\n"],
  ['typescript', 'in front of a word', 'const value = ▮width * height;\n', 'width * '],
  ['typescript', 'blanks', 'const value = 1 +▮\n', '   \n\n'],
  ['typescript', 'a token leaks', 'const value = width▮\nconst next = 1;\n', '<|fim_pad|><|fim_pad|>'],
  ['typescript', 'the line above again', 'function f() {\n  registerAll(one);\n  ▮\n}\n', 'registerAll(one);\n'],
  ['typescript', 'an empty answer', 'const value = width▮\nconst next = 1;\n', ''],
  [
    'python',
    'the next line is said again',
    'def f(a):\n    b = a + 1\n    ▮\n    return b\n',
    'return b\n\n\ndef g():',
  ],
  [
    'python',
    'the next function is said again',
    'def f(a):\n    return a\n\n▮\n\ndef g(a):\n    return a + 1\n',
    'def g(a):\n    return a + 1\n',
  ],
  ['python', 'a complete return', 'def f(a):\n    return a + 1▮\n\n\ndef g(a):\n', '\n\n\ndef h(a):\n    return a'],
  ['python', 'a body that is there', 'def f(a):▮\n    return a + 1\n', '\n    return a + 1\n'],
  ['python', 'the else that is there', 'if a:\n    b()\n    ▮\nelse:\n    c()\n', 'else:\n    c()\n'],
  ['python', 'a comment', 'x = load()\n# Now we ▮\n', 'save the result\nsave(x)'],
  ['go', 'the return is said again', 'func f(a int) int {\n\tb := a + 1\n\t▮\n\treturn b\n}\n', 'return b\n}\n'],
  ['go', 'the closing bracket is said again', 'func f() {\n\tfmt.Println(value▮)\n}\n', ')\n}\n'],
  ['go', 'the case that is there', 'switch a {\ncase 1:\n\tone()\n\t▮\ncase 2:\n\ttwo()\n}\n', 'case 2:\n\ttwo()\n}'],
  ['go', 'after a brace', 'func f() {\n\twork()\n}▮\n\nfunc g() {}\n', '\n\nfunc h() {}'],
  ['ruby', 'the end is said again', 'def f(a)\n  a + 1\n  ▮\nend\n', 'end\n\ndef g'],
  ['ruby', 'the next line is said again', 'def f(a)\n  b = a + 1\n  ▮\n  puts b\nend\n', 'puts b\nend\n'],
  [
    'java',
    'the next line is said again',
    'int f(int a) {\n    int b = a + 1;\n    ▮\n    return b;\n}\n',
    'return b;\n}',
  ],
  ['java', 'the bracket and the semicolon', 'int f() {\n    return call(value▮);\n}\n', ');\n}'],
  [
    'rust',
    'the value is said again',
    'fn f(a: u32) -> u32 {\n    let b = a + 1;\n    ▮\n    b.pow(2)\n}\n',
    'b.pow(2)\n}',
  ],
  ['css', 'the brace is said again', '.row {\n  display: flex;\n  ▮\n}\n', '}\n\n.column {'],
];

async function said([languageId, , file, text]: Case): Promise<string | undefined> {
  const model: FillModel = {
    name: 'talker',
    provider: 'here',
    async *fill() {
      for (const piece of text.match(/[\s\S]{1,4}/g) ?? []) {
        await Promise.resolve();
        yield { kind: 'text', text: piece };
      }
      yield { kind: 'end', reason: 'stop' };
    },
  };
  const settings = () => usualCompletionSettings;
  const engine = createCompletionEngine({
    sources: [new ModelSource({ model, repository: 'shop', settings, now: () => 0 })],
    context: [],
    clock: systemClock,
    waitsForPauses: false,
    settings,
  });
  const { suggestions, withheld } = await engine.complete(
    {
      path: 'src/place',
      languageId,
      text: file.replace('▮', ''),
      offset: file.indexOf('▮'),
      trigger: 'typing',
      document: 'file',
      isReadOnly: false,
      cursors: 1,
      hasSelection: false,
    },
    new AbortController().signal,
  );
  assert.equal(suggestions.length === 0, withheld !== undefined, 'silence has its reason');
  return suggestions[0]?.text;
}

suite('staying silent', () => {
  const talked: string[] = [];
  for (const one of cases)
    test(`${one[0]}: ${one[1]}`, async () => {
      const text = await said(one);
      if (text !== undefined) talked.push(`${one[0]}, ${one[1]}: ${JSON.stringify(text)}`);
    });

  test('in nine of ten places at least where nothing belongs', () => {
    assert.ok(talked.length <= cases.length * 0.1, talked.join('\n'));
  });

  test('but not where a branch of its own belongs, though the same word follows', async () => {
    const file = 'if a:\n    if b:\n        c()\n    ▮\nelse:\n    d()\n';
    assert.equal(await said(['python', 'an inner else', file, 'else:\n        e()\n']), 'else:');
  });
});
