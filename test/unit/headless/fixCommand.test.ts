/** `touchstone fix` as scripts see it: exit codes, what is printed where, and what is left behind. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandBench, hashOfTree } from '../../fakes/touchstoneCommand.ts';

const clamp = `/** The value, or the end of the range that is nearer. */
export function clamp(value, low, high) {
  if (value < low) return low;
  if (value > high) return low;
  return value;
}
`;
const clampTest = `import assert from 'node:assert/strict';
import test from 'node:test';
import { clamp } from '../clamp.js';

test('leaves what is inside', () => assert.equal(clamp(3, 1, 5), 3));
test('lifts what is too low', () => assert.equal(clamp(0, 1, 5), 1));
test('lowers what is too high', () => assert.equal(clamp(9, 1, 5), 5));
`;
const pythonClamp = `def clamp(value, low, high):
    if value < low:
        return low
    if value > high:
        return low
    return value
`;
const pythonTest = `from clamp import clamp

def test_lifts_what_is_too_low():
    assert clamp(0, 1, 5) == 1

def test_lowers_what_is_too_high():
    assert clamp(9, 1, 5) == 5
`;
const manifest = (script: string) => JSON.stringify({ type: 'module', scripts: { test: script } });
const broken = { 'package.json': manifest('node --test'), 'clamp.js': clamp, 'test/clamp.test.js': clampTest };

suite('touchstone fix', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  suiteSetup(async () => (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());
  teardown(async () => assert.deepEqual(await bench.copies(), [], 'no copy of a workspace is left'));

  test('prints the verified patch as one JSON object, exits with 0 and leaves the workspace as it was', async () => {
    const root = await bench.project(broken);
    const before = await hashOfTree(root);
    const { code, json, out, log } = await bench.fix(root, '--issue', 'too large values become the lower end');
    assert.equal(code, 0, log);
    assert.equal(await hashOfTree(root), before);
    assert.equal(out.trimEnd().split('\n').length, 1);

    const { evidence, localisation, candidates, ...rest } = json;
    for (const key of ['status', 'patch', 'evidence', 'localisation', 'candidates', 'seconds'])
      assert.ok(key in json, key);
    assert.equal(rest.status, 'verified');
    assert.match(rest.patch, /^--- a\/clamp\.js\n\+\+\+ b\/clamp\.js\n@@ /);
    assert.match(rest.patch, /^\+ {2}if \(value > high\) return high;$/m);
    assert.equal(evidence?.verdict, 'verified');
    assert.deepEqual(evidence.fixed, ['lowers what is too high']);
    assert.equal(evidence.command, 'npm test');
    for (const place of localisation) assert.deepEqual(Object.keys(place), ['path', 'line', 'score']);
    assert.ok(localisation.slice(0, 5).some(({ path: file, line }) => file === 'clamp.js' && line === 4));
    assert.deepEqual(Object.keys(candidates), ['generated', 'parsed', 'run', 'passed']);
    assert.ok(candidates['generated']! >= candidates['parsed']! && candidates['parsed']! >= candidates['run']!);
    assert.ok(candidates['run']! >= candidates['passed']! && candidates['passed']! >= 1);
    assert.ok(rest.seconds > 0);
  });

  test('applies a verified patch with --write, and only what the patch says', async () => {
    const root = await bench.project(broken);
    const { code, log } = await bench.fix(root, '--write');
    assert.equal(code, 0, log);
    assert.equal(
      await readFile(path.join(root, 'clamp.js'), 'utf8'),
      clamp.replace('high) return low', 'high) return high'),
    );
    await writeFile(path.join(root, 'clamp.js'), clamp);
    assert.equal(await hashOfTree(root), await hashOfTree(await bench.project(broken)));
  });

  test('does not apply a patch that leaves a test failing, and exits with 1', async () => {
    const root = await bench.project({
      ...broken,
      'test/never.test.js': `import test from 'node:test';\ntest('cannot pass', () => { throw new Error('never'); });\n`,
    });
    const before = await hashOfTree(root);
    const { code, json } = await bench.fix(root, '--write', '--budget-seconds', '8');
    assert.equal(json.status, 'unverified');
    assert.match(json.patch, /return high/);
    assert.equal(code, 1);
    assert.equal(await hashOfTree(root), before);
  });

  test('says why there is nothing to fix, and exits with 1', async () => {
    const root = await bench.project({ ...broken, 'clamp.js': clamp.replace('high) return low', 'high) return high') });
    const { code, json } = await bench.fix(root);
    assert.equal(code, 1);
    assert.match(json.reason ?? '', /^All 3 tests pass/);
    const { status, patch, evidence, localisation, candidates, seconds } = json;
    assert.deepEqual([status, patch, evidence, localisation], ['none', '', null, []]);
    assert.deepEqual(candidates, { generated: 0, parsed: 0, run: 0, passed: 0 });
    assert.equal(typeof seconds, 'number');
  });

  test('fixes by a command that only has an exit code', async () => {
    const root = await bench.project({
      'clamp.js': clamp,
      'check.js': `import { clamp } from './clamp.js';\nprocess.exitCode = clamp(9, 1, 5) === 5 && clamp(0, 1, 5) === 1 ? 0 : 1;\n`,
      'package.json': '{"type":"module"}',
    });
    const { code, json, log } = await bench.fix(root, '--test', 'node check.js');
    assert.equal(code, 0, log);
    assert.match(json.patch, /return high/);
    assert.equal(json.evidence?.command, 'node check.js');
  });

  test('without --json prints the patch in a form that git applies', async () => {
    const root = await bench.project(broken);
    const { code, out } = await bench.run(['fix', '--workspace', root]);
    assert.equal(code, 0);
    assert.match(out, /^# .+\n# Verified: fixes lowers what is too high; 2 tests still pass\.\n/);
    assert.match(out, /\n--- a\/clamp\.js\n\+\+\+ b\/clamp\.js\n/);
  });

  const usageErrors: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    ['no workspace', [], /--workspace DIR is missing/],
    ['an unknown option', ['--workspace', '.', '--fast'], /'--fast'/],
    ['a workspace that is not there', ['--workspace', 'nowhere'], /nowhere” is not a folder/],
    ['a workspace that is a file', ['--workspace', process.execPath], /is not a folder/],
    ['both kinds of issue', ['--workspace', '.', '--issue', 'x', '--issue-file', 'y'], /exclude each other/],
    ['an issue file that is not there', ['--workspace', '.', '--issue-file', 'nowhere.md'], /cannot be read/],
    ['a budget that is no number', ['--workspace', '.', '--budget-seconds', 'soon'], /a number above 0, not “soon”/],
    ['no lane to run in', ['--workspace', '.', '--jobs', '0'], /a number above 0, not “0”/],
  ];
  for (const [what, args, says] of usageErrors) {
    test(`refuses ${what} with one line and exit code 2`, async () => refuses(['fix', ...args], says));
  }

  test('refuses an unknown command with one line and exit code 2', () => refuses(['mend'], /“mend” is not a command/));

  test('refuses a folder without tests with one line and exit code 2', async () =>
    refuses(['fix', '--workspace', await bench.project({ 'notes.md': 'x' })], /--test "COMMAND"/));

  async function refuses(args: readonly string[], says: RegExp): Promise<void> {
    const { code, out, log } = await bench.run(args);
    assert.equal(code, 2, log);
    assert.equal(out, '');
    assert.match(log, says);
    assert.match(log, /^touchstone: [^\n]+\n$/);
  }

  // Waits for so long that a survivor would be found, under a name that nobody else uses.
  const nap = `71.${process.pid}`;
  const waits = `import { spawnSync } from 'node:child_process';\nspawnSync('sleep', ['${nap}']);\n`;
  const waitsForCandidates = `import { readFileSync } from 'node:fs';
if (readFileSync(new URL('../clamp.js', import.meta.url), 'utf8') !== ${JSON.stringify(clamp)}) await import('../wait.js');
`;
  const pythonWaits = `import pathlib, subprocess
if pathlib.Path('clamp.py').read_text() != ${JSON.stringify(pythonClamp)}:
    subprocess.run(['sleep', '${nap}'])
`;
  for (const [when, files] of [
    ['during the first run', { 'package.json': manifest('node --test'), 'wait.test.js': waits }],
    [
      'while candidates run',
      { ...broken, 'wait.js': waits, 'test/clamp.test.js': `${waitsForCandidates}${clampTest}` },
    ],
    [
      'while candidates run in Python',
      { 'clamp.py': pythonClamp, 'test_clamp.py': `${pythonWaits}${pythonTest}`, 'pytest.ini': '[pytest]\n' },
    ],
  ] as const) {
    test(`ends at once on Ctrl+C ${when}, with everything that it started`, async function () {
      if (process.platform !== 'linux') this.skip();
      const root = await bench.project(files);
      const before = await hashOfTree(root);
      const run = bench.start(['fix', '--workspace', root, '--json']);
      while (run.child.exitCode === null && runningProcesses(nap).length === 0) await sleep(20);
      assert.notDeepEqual(await bench.copies(), [], run.logged());
      const asked = performance.now();
      run.child.kill('SIGINT');
      const { code, out, log } = await run.ended;
      const seconds = (performance.now() - asked) / 1000;
      assert.deepEqual(runningProcesses(nap), []);
      assert.deepEqual(runningProcesses(bench.folder), []);
      assert.equal(code, 130, log);
      assert.equal(out, '');
      assert.equal(await hashOfTree(root), before);
      // A second is the promise; a machine that does ten other things may be late with the news.
      assert.ok(seconds < 3, `it took ${seconds.toFixed(1)} s`);
    });
  }
});

/** The command lines on this machine that hold a text. */
function runningProcesses(part: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(part));
}
