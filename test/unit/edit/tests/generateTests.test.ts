/** New tests, with real copies and real test runs: which are kept, and why the others are not. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answeringModel, type AnsweringModel } from '../../../fakes/answeringModel.ts';
import { missing } from '../../../fakes/toolProject.ts';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';
import { answer, assertSaid, evidenceOf, faultsCheck, notesOf } from './aGeneration.ts';

suite('Generated tests', function () {
  this.timeout(300_000);
  let project: EditProject;
  /** Outside of the copy, so that no reset removes what a test has left there. */
  const marker = path.join(os.tmpdir(), `touchstone-seen-${process.pid}`);
  setup(() => rmSync(marker, { force: true }));
  teardown(() => {
    project.remove();
    rmSync(marker, { force: true });
  });
  const generate = (file: string, line: number | undefined, model?: AnsweringModel) =>
    project.edit(
      {
        kind: 'tests',
        place: { path: file, ...(line !== undefined && { lines: { first: line, last: line } }) },
        tests: { kind: 'found' },
      },
      model ? { model } : {},
    );
  const scriptTests = (test: string): string => `
import { existsSync, writeFileSync } from 'node:fs';
import { fareFor } from '../src/fare.js';

${test}('is a function', () => { assert.equal(typeof fareFor, 'function'); });
${test}('costs nothing', () => { assert.equal(fareFor(6), 0); });
${test}('changes its mind', () => {
  const seen = existsSync(${JSON.stringify(marker)});
  if (!seen) writeFileSync(${JSON.stringify(marker)}, '');
  assert.equal(fareFor(7), seen ? 0 : 14);
});
// Where the price per zone begins.
${test}('the sixth zone costs more', () => { assert.equal(fareFor(6), 12); });
${test}('the same once more', () => {
  assert.equal(fareFor(6), 12)
});
${test}('as before', () => { assert.equal(fareFor(2), 3); });
${test}('uses what is not there', () => { assert.equal(roundedFare(6), 12); });
`;
  const fare = `/** Euros for a trip: the first five zones cost the same. */
export function fareFor(zones) {
  if (zones > 5) return zones * 2;
  return 3;
}
`;

  test('node:test: one that notices a fault is kept; the others are dropped, each with its reason', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'src/fare.js': fare,
      'src/trip.js': `import { fareFor } from './fare.js';\nexport const tripFare = (zones) => fareFor(zones.length);\n`,
      'test/fare.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { fareFor } from '../src/fare.js';

test('two zones', () => {
  assert.equal(fareFor(2), 3);
});
`,
    });
    const model = answeringModel([
      answer(
        `${scriptTests('test')}test('leaves a file', () => { writeFileSync('left.txt', ''); assert.equal(fareFor(8), 16); });`,
      ),
      answer(
        `import test from 'node:test';\ntest('five zones cost what one does', () => assert.equal(fareFor(5), 3));`,
      ),
    ]);
    const before = project.read('test/fare.test.js');
    const result = await generate('src/fare.js', 3, model);
    assert.equal(
      afterOf(result)['test/fare.test.js'],
      `${before}
// Where the price per zone begins.
test('the sixth zone costs more', () => { assert.equal(fareFor(6), 12); });

test('five zones cost what one does', () => assert.equal(fareFor(5), 3));
`,
    );
    assertSaid(result, [
      '“is a function” notices no seeded fault that other tests let pass',
      '“costs nothing” fails on the code as it is (AssertionError',
      '“changes its mind” changes its mind: it passed once and then failed on the same code',
      '“the same once more” does the same as “the sixth zone costs more”',
      '“as before” does the same as “two zones”',
      '“uses what is not there” uses “roundedFare”, which is declared and imported nowhere',
      '“leaves a file” leaves files behind (left.txt)',
    ]);
    assert.match(
      faultsCheck(result),
      /^2 of 9 tests kept\. With them the tests notice (\d+) of \1 seeded faults, \d+ more than before\.$/,
    );
    const evidence = evidenceOf(result);
    assert.deepEqual(
      [evidence.verdict, evidence.written, evidence.candidates.passed],
      ['verified', ['test/fare.test.js'], 2],
    );
    assert.equal(project.read('test/fare.test.js'), before, 'the tree is as it was');
    const [first = [], second = []] = model.asked.map((messages) => messages.map(({ text }) => text));
    assert.match(
      first.join('\n'),
      /the first five zones cost the same[^]*tripFare = \(zones\) => fareFor[^]*test\('two zones'/,
    );
    assert.match(
      second.at(-1) ?? '',
      /Kept: “the sixth zone costs more”[^]*not noticed by any test:\n- line 3: “>” becomes “>=”/,
    );
  });

  test('mocha: tests that notice only what others do are kept for want of better, and that is said', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'mocha' } }),
      'src/fare.js': `export function fareFor(zones) {\n  return zones > 5 ? 12 : 3;\n}\n`,
      'test/fare.js': `import assert from 'node:assert/strict';
import { fareFor } from '../src/fare.js';
describe('fares', () => {
  it('two zones', () => assert.equal(fareFor(2), 3));
});
`,
    });
    project.link('node_modules');
    const model = answeringModel([
      answer(
        `it('is a function', () => { assert.equal(typeof fareFor, 'function'); });\nit('three zones', () => { assert.equal(fareFor(3), 3); });`,
      ),
      answer(`it('four zones', () => { assert.ok(fareFor(4)); });`),
    ]);
    const result = await generate('src/fare.js', 2, model);
    assert.match(
      faultsCheck(result),
      /^1 of 3 tests kept\. It notices seeded faults, but none that the tests before let pass \(\d of \d\)\.$/,
    );
    assert.match(afterOf(result)['test/fare.js']!, /it\('three zones'/);
    assert.match(notesOf(result), /“is a function” notices none of the seeded faults/);
  });

  test('pytest: the same rule, in a file of its own where none is about the code yet', async function () {
    if (missing('python3', '-m', 'pytest', '--version')) return this.skip();
    project = new EditProject({
      'pytest.ini': '[pytest]\n',
      'shop/__init__.py': '',
      'shop/fare.py': `def fare_for(zones):\n    if zones > 5:\n        return zones * 2\n    return 3\n`,
      'shop/sums.py': 'def double(x):\n    return 2 * x\n',
      'tests/test_sums.py': `from shop.sums import double\n\n\ndef test_two():\n    assert double(2) == 4\n`,
    });
    const model = answeringModel([
      answer(`import os
import pytest
from shop.fare import fare_for


def test_exists():
    assert callable(fare_for)


def test_wrong():
    assert fare_for(6) == 0


def test_changes():
    seen = os.path.exists(${JSON.stringify(marker)})
    open(${JSON.stringify(marker)}, 'w').close()
    assert fare_for(7) == (0 if seen else 14)


# Where the price per zone begins.
@pytest.mark.parametrize('zones, euros', [(5, 3), (6, 12)])
def test_border(zones, euros):
    assert fare_for(zones) == euros


def test_border_again():
    assert fare_for(6)==12


def test_border_twice():
    assert fare_for(6) == 12
`),
    ]);
    const result = await generate('shop/fare.py', 2, model);
    assert.equal(
      afterOf(result)['tests/test_fare.py'],
      `import pytest
from shop.fare import fare_for


# Where the price per zone begins.
@pytest.mark.parametrize('zones, euros', [(5, 3), (6, 12)])
def test_border(zones, euros):
    assert fare_for(zones) == euros


def test_border_again():
    assert fare_for(6)==12
`,
    );
    assertSaid(result, [
      '“test_exists” notices none of the seeded faults',
      '“test_wrong” fails on the code as it is',
      '“test_changes” ',
      '“test_border_twice” does the same as “test_border_again”',
    ]);
    assert.match(faultsCheck(result), /^2 of 6 tests kept\. With them the tests notice (\d+) of \1 seeded faults/);
  });

  test('go test: what does not compile is dropped, the rest judged', async function () {
    if (missing('go', 'version')) return this.skip();
    project = new EditProject({
      'go.mod': 'module example.com/trips\n\ngo 1.19\n',
      'fare/fare.go': `package fare\n\nfunc For(zones int) int {\n\tif zones > 5 {\n\t\treturn 12\n\t}\n\treturn 3\n}\n`,
      'fare/fare_test.go': `package fare

import "testing"

func TestTwo(t *testing.T) {
	if For(2) != 3 {
		t.Fatal("two")
	}
}
`,
    });
    const model = answeringModel([
      answer(`package fare

import (
	"os"
	"testing"
)

func TestVacuous(t *testing.T) {
	_ = For(6)
}

func TestWrong(t *testing.T) {
	if For(6) != 0 {
		t.Fatal("wrong")
	}
}

func TestUnknown(t *testing.T) {
	if Rounded(6) != 12 {
		t.Fatal("unknown")
	}
}

func TestChanges(t *testing.T) {
	_, err := os.Stat(${JSON.stringify(marker)})
	os.WriteFile(${JSON.stringify(marker)}, nil, 0o600)
	if err == nil || For(7) != 12 {
		t.Fatal("seen")
	}
}

// Where the price begins.
func TestBorder(t *testing.T) {
	if For(5) != 3 || For(6) != 12 {
		t.Fatal("border")
	}
}
`),
    ]);
    const result = await generate('fare/fare.go', 4, model);
    const text = afterOf(result)['fare/fare_test.go']!;
    assert.match(text, /^\/\/ Where the price begins\.\nfunc TestBorder/m);
    assert.doesNotMatch(text, /Vacuous|Wrong|Unknown|Changes|"os"/);
    assertSaid(result, [
      '“TestUnknown” does not compile',
      '“TestWrong” fails on the code as it is',
      '“TestChanges” changes its mind',
      '“TestVacuous” notices no seeded fault that other tests let pass',
    ]);
  });

  test('without a model what vitest sees of a function and of a class today is recorded, and said to be no more', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'vitest run' } }),
      'src/fare.ts': `export function fareFor(zones: number): number {
  if (zones < 1) throw new RangeError('no zones');
  return zones > 5 ? 12 : 3;
}

export class Purse {
  #coins: number[] = [];
  constructor(private readonly most: number) {}
  put(coin: number): boolean {
    if (this.#coins.length >= this.most) return false;
    this.#coins.push(coin);
    return true;
  }
}
`,
      'src/fare.test.ts': `import { expect, test } from 'vitest';
import { fareFor } from './fare';

test('two zones', () => {
  expect(fareFor(2)).toBe(3);
});
`,
    });
    project.link('node_modules');
    const result = await generate('src/fare.ts', undefined);
    const text = afterOf(result)['src/fare.test.ts']!;
    assert.match(text, /^import \{ fareFor \} from '\.\/fare';\nimport \{ Purse \} from '\.\/fare';$/m);
    assert.match(
      text,
      /test\('recorded: fareFor\(6\) is 12', \(\) => \{\n {2}\/\/ Recorded: what this does today, not what it should do\.\n {2}expect\(fareFor\(6\)\)\.toBe\(12\);\n\}\);/,
    );
    assert.match(text, /expect\(\(\) => fareFor\(0\)\)\.toThrow\(\);/);
    assert.match(text, /const subject = new Purse\(/);
    assert.match(notesOf(result), /record what the code does today\. Whether that is right, nobody has said/);
    assert.match(reasonOf(result), /Record what src\/fare\.ts does today in \d tests/);
  });

  test('without a model in Python, with unittest; what is different each time is no behaviour', async function () {
    if (missing('python3', '--version')) return this.skip();
    project = new EditProject({
      'fare.py': `import random


class NoZones(Exception):
    pass


def fare_for(zones: int, names: list[str]):
    if zones < 0:
        raise NoZones()
    return {"zones": zones, "names": sorted(names)}


def luck(most: int):
    return most + random.random()
`,
      'test_other.py': `import unittest


class OtherTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(1, 1)
`,
    });
    const result = await generate('fare.py', 8);
    const text = afterOf(result)['test_fare.py']!;
    assert.match(
      text,
      /^import unittest\nfrom fare import fare_for\nfrom fare import NoZones\n\n\nclass RecordedFareForTest\(unittest\.TestCase\):\n {4}def test_recorded_fare_for_1\(self\):/,
    );
    assert.match(text, /with self\.assertRaises\(NoZones\):\n {12}fare_for\(-\d+, /);
    assert.match(reasonOf(await generate('fare.py', 14)), /Nothing that luck gives|No made-up input shows/);
  });

  test('says why there are none, and what would help', async () => {
    project = new EditProject({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'src/names.js': `export const names = ['a'];\nexport { one } from './one.js';\n`,
      'src/broken.js': 'export function f( {\n',
      'notes.md': '# Notes\n',
      'test/names.test.js': `import test from 'node:test';\ntest('nothing', () => {});\n`,
    });
    const why = async (file: string): Promise<string> => reasonOf(await generate(file, undefined));
    assert.match(
      await why('notes.md'),
      /cannot be generated for notes\.md: they are for JavaScript.*Name a file in one/,
    );
    assert.match(await why('test/names.test.js'), /holds tests itself\. Name the code/);
    assert.match(await why('src/broken.js'), /does not parse\. Mend that first/);
    assert.match(
      reasonOf(await project.edit({ kind: 'tests', place: { path: 'src/names.js' } })),
      /no test may be run\. Allow/,
    );
    assert.match(reasonOf(await project.edit({ kind: 'tests', tests: { kind: 'found' } })), /not said what to test/);
  });
});
