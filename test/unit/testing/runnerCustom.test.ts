import assert from 'node:assert/strict';
import { outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';

suite('running a command of the user’s own', () => {
  test('reads the JUnit XML that it writes', () =>
    withProject(
      {
        'run.cjs': `require('node:fs').writeFileSync('junit.xml', \`<?xml version="1.0"?>
<testsuites><testsuite name="cart" file="cart.js">
  <testcase name="adds" classname="cart" time="0.25"/>
  <testcase name="totals" classname="cart" time="0.5"><failure message="expected 3 &lt; 2">at total (cart.js:7:3)</failure></testcase>
  <testcase name="pays"><skipped/></testcase>
</testsuite></testsuites>\`);
process.exitCode = 1;`,
      },
      async ({ run }) => {
        const report = await run('custom', 'node run.cjs');
        assert.deepEqual(outcomes(report), [
          'failed cart.js::cart › totals',
          'passed cart.js::cart › adds',
          'skipped cart.js::cart › pays',
        ]);
        assert.match(resultOf(report, 'cart › totals').failure?.message ?? '', /expected 3 < 2/);
        assert.equal(place(resultOf(report, 'cart › totals')), 'cart.js:7');
        assert.equal(resultOf(report, 'cart › adds').durationMs, 250);
      },
    ));

  test('reads the TAP that it prints', () =>
    withProject(
      {
        'run.sh': `cat <<'END'
TAP version 13
# Subtest: outer
    ok 1 - inner
    not ok 2 - other
      ---
      message: 'expected 1'
      stack: |
        at f (lib.js:4:2)
      ...
    1..2
not ok 1 - outer
ok 2 - later # SKIP no network
1..2
END
exit 1`,
      },
      async ({ run }) => {
        const report = await run('custom', 'sh run.sh');
        assert.deepEqual(outcomes(report), [
          'failed ::outer',
          'failed ::outer › other',
          'passed ::outer › inner',
          'skipped ::later',
        ]);
        assert.equal(place(resultOf(report, 'outer › other')), 'lib.js:4');
      },
    ));

  test('takes the exit code of one that says nothing else, and its lines', () =>
    withProject(
      {
        'check.cjs': `const assert = require('node:assert');
console.log('the key is hunter2');
assert.equal(1 + 1, 3);
`,
      },
      async ({ run }) => {
        const report = await run('custom', 'node check.cjs', { coverage: true });
        assert.deepEqual(outcomes(report), ['failed ::node check.cjs']);
        assert.equal(place(resultOf(report, 'node check.cjs')), 'check.cjs:3');
        assert.deepEqual([...(report.coverage?.[0]?.lines.get('check.cjs') ?? [])], [1, 2, 3]);
        assert.match(report.output, /the key is \*\*\*/);
        assert.doesNotMatch(JSON.stringify(report.results), /hunter2/);
      },
    ));

  test('hears a framework behind a script that is not understood', () =>
    withProject(
      {
        Makefile: '',
        'all.sh': 'exec node_modules/.bin/mocha spec.cjs\n',
        'spec.cjs': `it('is heard', () => {});\n`,
      },
      async ({ run }) => {
        assert.deepEqual(outcomes(await run('custom', 'sh all.sh')), ['passed spec.cjs::is heard']);
      },
    ));

  test('a missing program is a problem that says so', () =>
    withProject({}, async ({ run }) => {
      const report = await run('pytest', 'no-such-python -m pytest');
      assert.match(report.problem?.message ?? '', /exit code 127.*no-such-python/s);
      assert.deepEqual(report.results, []);
    }));
});
