import assert from 'node:assert/strict';
import type { SolveDeps } from '../../../../src/refine/solveDeps.ts';
import { openBench, type Bench } from '../../../fakes/modelBench.ts';
import { edit, promptOf, searched, type Scenario } from './aScriptedSearch.ts';

/**
 * A model that can only be right when the prompt holds the fact: it takes what it answers from there. With the fact it
 * fixes the fault at its first answer, and without it never.
 */
suite('What a model must be told, and is', () => {
  let bench: Bench;
  setup(async () => (bench = await openBench()));
  teardown(() => bench.dispose());

  async function isFixed(scenario: Scenario, answerFrom: (prompt: string) => string, more: Partial<SolveDeps> = {}) {
    bench.server.abilities.reply = (body) => answerFrom(promptOf(body));
    const { solutions } = await searched({ budget: { samples: 1 }, ...scenario }, bench.model(), more);
    // The embedded source may have an idea of its own.
    return solutions.some(({ steps, stillFailing }) => stillFailing.size === 0 && steps[0]?.source === 'model');
  }
  /** Only in a fact of this kind: code that is shown anyway does not count. */
  const within = (prompt: string, heading: RegExp, wanted: RegExp): string | undefined => {
    for (const [, label = '', text = ''] of prompt.matchAll(/^<data-\w+> ([^\n]*)\n([^]*?)\n<\/data-\w+>/gm))
      if (heading.test(label)) {
        const found = wanted.exec(text)?.[1];
        if (found !== undefined) return found;
      }
    return undefined;
  };

  const greeting: Scenario = {
    files: { 'src/greet.js': 'function greet(name) {\n  return null;\n}\n' },
    tests: { greets: "greet('Bo') === 'Good day, Bo.'" },
  };
  const greet = (prompt: string): string => {
    const expected = within(prompt, /failed assertion/, /expected: (.*)/) ?? 'unknown';
    return edit('src/greet.js', '  return null;', `  return ${JSON.stringify(expected)}.replace('Bo', name);`);
  };

  test('the assertion, with what was expected', async () => assert.equal(await isFixed(greeting, greet), true));
  test('… and without it the fault stays', async () =>
    assert.equal(await isFixed({ ...greeting, isSilent: true }, greet), false));

  const parcel: Scenario = {
    files: {
      'src/parcel.js':
        'var secret = [6, 7].map((x) => x * 3);\nfunction weight() {\n  var grams = secret[0];\n  return null;\n}\n',
    },
    tests: { weighs: 'weight() === 1018' },
    isSilent: true,
  };
  const weigh = (prompt: string): string =>
    edit(
      'src/parcel.js',
      '  return null;',
      `  return ${within(prompt, /traced values/, /grams = (\d+)/) ?? '-1'} + 1000;`,
    );
  const traceValues: NonNullable<SolveDeps['traceValues']> = () =>
    Promise.resolve([
      {
        place: { path: 'src/parcel.js', line: 4 },
        times: 1,
        hits: [{ hit: 1, values: [{ name: 'grams', value: '18' }] }],
      },
    ]);

  test('a traced value', async () => assert.equal(await isFixed(parcel, weigh, { traceValues }), true));
  test('… and without it the fault stays', async () => assert.equal(await isFixed(parcel, weigh), false));

  /** So long a file is not shown whole. */
  const padding = '// One of many lines that say nothing of the fault.\n'.repeat(1200);
  const queue: Scenario = {
    files: {
      'src/front.js': 'function depth() {\n  return null;\n}\n',
      'src/queue.js': `${padding}function push() {\n  var most = 41 + 1;\n  return most;\n}\n`,
    },
    tests: { 'is as deep as the queue': 'depth() === 42' },
    covered: ['src/front.js'],
    frames: [{ path: 'src/queue.js', line: 1202 }],
    isSilent: true,
  };
  const deepen = (prompt: string): string =>
    edit('src/front.js', '  return null;', `  return ${within(prompt, /code on the stack/, /most = (.*);/) ?? '-1'};`);

  test('the code of a frame', async () => assert.equal(await isFixed(queue, deepen), true));
  test('… and without it the fault stays', async () =>
    assert.equal(await isFixed({ ...queue, frames: [{ path: 'src/front.js', line: 1 }] }, deepen), false));

  const rates: Scenario = {
    files: {
      'src/a.js': 'function total(sum) {\n  rateOf(sum);\n  return null;\n}\n',
      'src/rates.js': `${padding}function rateOf(sum) {\n  return sum * 13;\n}\n`,
    },
    tests: { 'is the rate': 'total(2) === 1026' },
    covered: ['src/a.js'],
    isSilent: true,
  };
  const total = (prompt: string): string => {
    const by = within(prompt, /definition from another file/, /return sum \* (\d+)/) ?? '-1';
    return edit('src/a.js', '  return null;', `  return sum * ${by} + 1000;`);
  };

  test('a definition in another file', async () => assert.equal(await isFixed(rates, total), true));
  test('… and without it the fault stays', async () =>
    assert.equal(await isFixed({ ...rates, readable: ['src/a.js'] }, total), false));
});
