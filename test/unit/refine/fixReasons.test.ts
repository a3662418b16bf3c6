import assert from 'node:assert/strict';
import { suiteRuns, type Baseline } from '../../../src/refine/baseline.ts';
import { nothingFails, nothingFound } from '../../../src/refine/fixReasons.ts';
import type { FixRequest } from '../../../src/refine/fixRequest.ts';

const command = { framework: 'custom', line: 'npm test', directory: '', reason: '' } as const;
const request = { command, budgetSeconds: 30 } as FixRequest;
const habits = { hanging: [], blocked: [], offline: [], slow: new Set<string>(), writes: [] };
const counts = { generated: 0, parsed: 0, run: 0, passed: 0 };

function baseline(message: string | undefined, passing: readonly string[] = [], output = ''): Baseline {
  const failure = { message: message ?? '', frames: [] };
  const failed = { id: suiteRuns, name: '', outcome: 'failed', durationMs: 1, failure } as const;
  return {
    failing: message === undefined ? [] : [failed],
    passing: new Set(passing),
    passed: [],
    flaky: [],
    habits,
    coverage: [],
    wholeMs: 1,
    wholeLimitMs: 1,
    output,
  };
}

const found = (given: Baseline, more = {}): string => nothingFound(given, { ...counts, ...more }, request, false);
const last =
  ' No code was found that a change could mend. Make the command run in a terminal first, or check it in the setting touchstone.fix.testCommand.';

suite('why a fix has nothing to show', () => {
  test('a runner that ends before any test is quoted', () => {
    assert.equal(
      found(
        baseline(
          "No test reported. The command ended with exit code 1: Error: Cannot find module './x'\nNode said a\nNode said b",
        ),
      ),
      `“npm test” ends before any test reports. The command ended with exit code 1: Error: Cannot find module './x'. It printed last: “Node said a / Node said b”.${last}`,
    );
    assert.equal(
      found(baseline('src/a.ts:3:5: Cannot find name x. (TS2304)')),
      `“npm test” ends before any test reports. src/a.ts:3:5: Cannot find name x. (TS2304).${last}`,
    );
    assert.equal(
      found(baseline('The command ended with exit code 3 and printed nothing that says why', ['a'])),
      `The run of “npm test” does not come to its end. The command ended with exit code 3 and printed nothing that says why.${last}`,
    );
    assert.equal(found(baseline('')), `“npm test” ends before any test reports.${last}`);
  });

  test('so it is where patches were tried', () =>
    assert.equal(
      found(baseline('a.js: SyntaxError: Unexpected token\n'), { generated: 3, parsed: 3, run: 3 }),
      '“npm test” ends before any test reports. a.js: SyntaxError: Unexpected token. All 3 candidates were tried and none passed.',
    ));

  test('of much that was printed the last is shown', () => {
    const said = found(
      baseline(
        `No test reported. It ended: x\n${Array.from({ length: 9 }, (_, at) => `${at}${'ä'.repeat(300)}`).join('\n')}`,
      ),
    );
    const quoted = /It printed last: “(.*)”\./.exec(said)?.[1] ?? '';
    assert.equal(quoted.length, 400);
    assert.match(quoted, /^6ä+ \/ 7ä+…$/);
  });

  test('a command that runs no test and is content is quoted as well', () => {
    assert.equal(
      nothingFails(baseline(undefined, [], 'No test files found in /copy/1/test\n'), command, '/copy/1'),
      '“npm test” ran no test. It printed last: “No test files found in test”. Check the command in the setting touchstone.fix.testCommand.',
    );
    assert.equal(
      nothingFails(baseline(undefined), command, '/copy/1'),
      '“npm test” ran no test. Check the command in the setting touchstone.fix.testCommand.',
    );
  });
});
