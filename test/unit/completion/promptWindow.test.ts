import assert from 'node:assert/strict';
import { estimatedTokens, windowOf, type WindowMemory } from '../../../src/completion/promptWindow.ts';

const body = Array.from(
  { length: 120 },
  (_, at) =>
    `export function part${at}(value: number): number {\n  const half = value / 2;\n  return half + ${at};\n}\n\n`,
).join('');
const piece = (path: string, length: number) => ({ kind: 'definition', path, text: 'x'.repeat(length) }) as const;

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

suite('what goes into a prompt', () => {
  test('keeps to its budget', () => {
    for (const budget of [256, 1024, 2048]) {
      const context = Array.from({ length: 20 }, (_, at) => piece(`c${at}.ts`, 400));
      const request = { path: 'a.ts', text: body, offset: body.length / 2, context, budget };
      const { prefix, suffix, pieces } = windowOf(request, undefined).window;
      const all = prefix + suffix + pieces.map(({ text }) => text).join('');
      assert.ok(estimatedTokens(all) <= budget * 1.05, `${estimatedTokens(all)} of ${budget}`);
    }
  });

  test('begins at the margin of the file', () => {
    const offset = body.indexOf('return half + 90');
    const { window } = windowOf({ path: 'a.ts', text: body, offset, context: [], budget: 512 }, undefined);
    assert.match(window.prefix, /^export function/);
    assert.match(window.suffix, /\n$/);
  });

  test('begins alike from keystroke to keystroke', () => {
    const start = body.indexOf('  return half + 60');
    const typed = Array.from({ length: 12 }, (_, at) => `  const more${at} = half * ${at} + value;\n`).join('');
    let memory: WindowMemory | undefined;
    let before = '';
    let same = 0;
    let all = 0;
    for (let length = 1; length <= typed.length; length++) {
      const text = body.slice(0, start) + typed.slice(0, length) + body.slice(start);
      const context =
        length < 200 ? [piece('a.ts', 500), piece('b.ts', 300)] : [piece('b.ts', 300), piece('a.ts', 500)];
      const next = windowOf({ path: 'x.ts', text, offset: start + length, context, budget: 1024 }, memory);
      memory = next.memory;
      const { pieces, prefix, suffix } = next.window;
      const prompt = `${pieces.map((one) => one.text).join('')}${prefix}|${suffix}`;
      if (before !== '') {
        same += shared(before, prompt);
        all += prompt.length;
      }
      before = prompt;
    }
    assert.ok(same / all >= 0.85, `${(same / all).toFixed(3)} shared`);
  });

  test('is cut anew when text above has changed', () => {
    const offset = body.indexOf('return half + 90');
    const request = { path: 'a.ts', text: body, offset, context: [], budget: 512 };
    const { memory } = windowOf(request, undefined);
    const changed = `// One more line above.\n${body}`;
    const { window } = windowOf({ ...request, text: changed, offset: offset + 24 }, memory);
    assert.match(window.prefix, /^export function/);
  });

  test('kinds stand in their order, whoever came first, and none takes all the room', () => {
    const kinds = ['diagnostic', 'recentEdit', 'neighbour', 'retrieved', 'definition', 'libraries'] as const;
    const context = [0, 1, 2, 3].flatMap((at) =>
      kinds.map((kind) => ({ kind, path: `${kind}${at}`, text: `${kind}${at}`.padEnd(100, '.') })),
    );
    const request = { path: 'a.ts', text: body, offset: 3000, context, budget: 1024 };
    const { pieces } = windowOf(request, undefined).window;
    const order = pieces.map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1]);
    assert.deepEqual(order, [...kinds].reverse());
    assert.ok(pieces.map(({ text }) => text).join('').length <= 1024 * 3 * 0.34);
  });

  test('one that knows much has what the others leave', () => {
    const context = Array.from({ length: 9 }, (_, at) => ({ ...piece(`c${at}`, 100), kind: 'neighbour' as const }));
    const request = { path: 'a.ts', text: body, offset: 3000, context, budget: 1024 };
    assert.equal(windowOf(request, undefined).window.pieces.length, 9);
  });

  test('what stands in another piece is not told twice', () => {
    const whole = { kind: 'neighbour', path: 'c.ts', text: 'one\ntwo\nthree' } as const;
    const part = { kind: 'retrieved', path: 'c.ts', text: 'two' } as const;
    const request = { path: 'a.ts', text: body, offset: 3000, context: [whole, part], budget: 1024 };
    assert.deepEqual(windowOf(request, undefined).window.pieces, [whole]);
  });

  test('a new piece leaves those before it where they were', () => {
    const [a, b] = [piece('a', 50), piece('b', 60)];
    const edit = { kind: 'recentEdit', path: 'e', text: 'edited' } as const;
    const request = { path: 'x.ts', text: body, offset: 3000, budget: 1024 };
    const first = windowOf({ ...request, context: [a, b] }, undefined);
    const next = windowOf({ ...request, context: [edit, piece('c', 70), b, a] }, first.memory);
    assert.deepEqual(
      next.window.pieces.map(({ path }) => path),
      [...first.window.pieces.map(({ path }) => path), 'c', 'e'],
    );
  });

  test('knows nothing of another file', () => {
    const { memory } = windowOf(
      { path: 'a.ts', text: body, offset: 9000, context: [piece('c.ts', 100)], budget: 512 },
      undefined,
    );
    const { window } = windowOf({ path: 'b.ts', text: 'one', offset: 3, context: [], budget: 512 }, memory);
    assert.deepEqual(window, { prefix: 'one', suffix: '', pieces: [] });
  });
});
