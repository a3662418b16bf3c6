/** Making something faster, with real copies, real tests and real timing; what only looks faster is refused. */

import assert from 'node:assert/strict';
import type { EditEvent, EditResult } from '../../../../src/edit/editEvent.ts';
import type { EditRequest } from '../../../../src/edit/editRequest.ts';
import type { Model } from '../../../../src/model/model.ts';
import type { MeasuredVariant } from '../../../../src/review/proposal.ts';
import { answeringModel } from '../../../fakes/answeringModel.ts';
import { EditProject, reasonOf } from '../aProject.ts';

const source = `export function common(a, b) {
  return a.filter((tag) => b.includes(tag));
}

export function untested(a) {
  return a.filter(Boolean)[0];
}

export const plain = (a) => a.length;
`;
const files = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'src/code.js': source,
  'test/code.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { common, plain } from '../src/code.js';
const many = Array.from({ length: 700 }, (_, at) => 'tag' + at);
test('all', () => assert.equal(common(many, many.toReversed()).length, 700));
test('some', () => assert.deepEqual(common(['a', 'b', 'b'], ['b', 'c']), ['b', 'b']));
test('plain', () => assert.equal(plain([1]), 1));
`,
};

const at = (line: number): Pick<EditRequest, 'kind' | 'place' | 'tests'> => ({
  kind: 'optimise',
  place: { path: 'src/code.js', lines: { first: line, last: line } },
  tests: { kind: 'found' },
});

const answer = (title: string, path: string, before: string, after: string): string =>
  `Title: ${title}\n\n${path}\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n`;
const body = '  return a.filter((tag) => b.includes(tag));';

suite('What is to be faster', function () {
  this.timeout(300_000);
  let project: EditProject;
  setup(() => {
    project = new EditProject(files);
  });
  teardown(() => project.remove());

  async function optimised(
    request: Partial<EditRequest>,
    model?: Model,
  ): Promise<{
    readonly result: EditResult;
    readonly events: readonly EditEvent[];
    readonly measured: MeasuredVariant[];
  }> {
    const events: EditEvent[] = [];
    for await (const event of project.events(request, model ? { model } : {})) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished');
    return {
      result: last.result,
      events,
      measured: events.flatMap((event) => (event.kind === 'measured' ? [event.variant] : [])),
    };
  }

  test('is proposed with its figures once it is, and no model is needed', async () => {
    const { result, events } = await optimised(at(2));
    assert.ok(result.status === 'proposed', reasonOf(result));
    const { title, changes, evidence } = result.proposal;
    assert.match(title, /^Make common [\d.]+ times as fast \(median of \d+, p [<=] 0\.0\d+\)$/);
    assert.match(
      changes[0]?.after ?? '',
      /const bSet = new Set\(b\);\n {2}return a\.filter\(\(tag\) => bSet\.has\(tag\)\);/,
    );
    assert.deepEqual([evidence.verdict, evidence.stillPassing, evidence.candidates.run], ['verified', 3, 1]);
    const [first] = evidence.measured ?? [];
    assert.ok(first?.outcome === 'faster' && first.tests === 'passed' && (first.timing?.ratio ?? 0) > 1.1);
    assert.match(
      evidence.checks?.find(({ what }) => what === 'Speed')?.detail ?? '',
      /It gives the same for \d+ inputs/,
    );
    assert.deepEqual(evidence.warnings, ['It takes b to be an array, not a string.']);
    assert.ok(
      events.some((event) => event.kind === 'measuring' && event.done > 0 && /2 calls of common/.test(event.what)),
    );
    assert.equal(project.read('src/code.js'), source);
  });

  test('is made faster in Python too, where the profile is of functions', async () => {
    project.write({
      'least.py': 'def least(values):\n    return sorted(values)[0]\n',
      'test_least.py':
        'import unittest\nfrom least import least\n\nclass LeastTest(unittest.TestCase):\n    def test_many(self):\n        self.assertEqual(least([(at * 7919) % 10007 for at in range(20000)]), 0)\n',
    });
    const tests = { framework: 'unittest', line: 'python3 -m unittest discover', directory: '', reason: '' } as const;
    const place = { path: 'least.py', lines: { first: 1, last: 1 } };
    const { result } = await optimised({ kind: 'optimise', place, tests: { kind: 'command', command: tests } });
    assert.ok(result.status === 'proposed', reasonOf(result));
    assert.equal(result.proposal.changes[0]?.after, 'def least(values):\n    return min(values)\n');
    assert.deepEqual(result.proposal.evidence.warnings, [
      'For an empty list it raises ValueError instead of IndexError.',
    ]);
  });

  test('by a model is held to the same: other results, kept results and changed tests are refused', async () => {
    // Nobody knows what `at` does, so the syntax tree offers nothing here.
    const unclear = body.replace('b.includes', 'at(b).includes');
    project.write({ 'src/code.js': `${source.replace(body, unclear)}const at = (list) => list;\n` });
    const path = 'src/code.js';
    const head = 'export function common(a, b) {';
    const same = answer('Same', path, unclear, '  return a.filter((each) => at(b).includes(each));');
    const model = answeringModel([
      answer(
        'Sets',
        path,
        unclear,
        '  const c = new Set(at(b));\n  return [...new Set(a)].filter((tag) => c.has(tag));',
      ),
      answer(
        'Remember',
        path,
        `${head}\n${unclear}`,
        `const seen = new Map();\n${head}\n  if (!seen.has(a)) seen.set(a, a.filter((tag) => at(b).includes(tag)));\n  return seen.get(a);`,
      ),
      answer('No test', 'test/code.test.js', "test('plain', () => assert.equal(plain([1]), 1));", ''),
      ...[same, same, same],
    ]);
    const { result, measured } = await optimised({ ...at(2), instruction: 'Think of sets.' }, model);
    assert.deepEqual(
      measured.map(({ name, outcome }) => `${name}: ${outcome}`),
      ['Sets: refused', 'Remember: refused', 'No test: refused', 'Same: not faster'],
      JSON.stringify(measured, undefined, 1),
    );
    assert.match(measured[0]?.why ?? '', /^For .* it gives .* instead of /);
    assert.match(measured[1]?.why ?? '', /keeps something from one call to the next/);
    assert.match(measured[2]?.why ?? '', /changes the test test\/code\.test\.js/);
    assert.match(reasonOf(result), /4 variants were tried, and none is faster by 10 % for sure/);
    assert.ok(result.status === 'none' && result.measured?.length === 4 && (result.spending?.answers ?? 0) >= 5);
    const last =
      model.asked
        .at(-1)
        ?.map(({ text }) => text)
        .join('\n') ?? '';
    for (const part of [
      'Think of sets.',
      'Where the time goes',
      'src/code.js:2',
      'Sets: For ',
      'tests pass',
      'times as fast',
    ])
      assert.ok(last.includes(part), `${part} is missing:\n${last.slice(-4000)}`);
  });

  test('is left alone where nobody could tell, and says so', async () => {
    assert.match(reasonOf((await optimised(at(6))).result), /No test runs it.*Write a test of it first/);
    assert.match(reasonOf((await optimised(at(9))).result), /Nothing was found there.*Choose a model/);
    assert.match(reasonOf((await optimised({ ...at(4) })).result), /No function stands in line 4 of src\/code\.js/);
    const whole = { kind: 'optimise', place: { path: 'src/code.js' } } as const;
    assert.match(reasonOf((await optimised(whole)).result), /not said what is to be faster/);
    assert.match(reasonOf((await optimised({ ...at(2), tests: { kind: 'none' } })).result), /only tests can tell/);
    project.write({ 'src/code.js': source.replace('b.includes(tag)', '!b.includes(tag)') });
    assert.match(reasonOf((await optimised(at(2))).result), /2 tests that run it fail already: /);
  });

  test('may be timed by a command, and stops at once when cancelled', async () => {
    project.write({
      'bench.js': "console.error('no data'); process.exit(3);\n",
      'src/code.js': source.replace('(a, b)', '(a, b = [""])'),
    });
    const { result } = await optimised({
      ...at(6),
      bench: 'node bench.js',
      place: { path: 'src/code.js', lines: { first: 2, last: 2 } },
    });
    assert.match(reasonOf(result), /“node bench\.js” failed: no data/);
    const stop = new AbortController();
    const heard = (async () => {
      for await (const event of project.events(at(2), {}, stop.signal)) if (event.kind === 'measuring') stop.abort();
    })();
    await assert.rejects(heard, { name: 'AbortError' });
  });
});
