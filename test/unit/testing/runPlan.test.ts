import assert from 'node:assert/strict';
import type { PlanContext } from '../../../src/testing/planContext.ts';
import { planRun } from '../../../src/testing/runPlan.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import type { Framework } from '../../../src/testing/testCommand.ts';

const context: PlanContext = {
  root: '/app',
  shims: '/my shims',
  folder: '/tmp/run',
  chosen: undefined,
  environment: { PATH: '/bin' },
  scripts: {},
  binFolders: ['/app/node_modules/.bin'],
  importRoots: ['/app/src'],
  compiled: undefined,
  delimiter: ':',
  has: () => true,
  fileUrl: (file) => `file://${file.replaceAll(' ', '%20')}`,
  pathOf: ({ file }) => file && `/app/${file}`,
};

const plan = (framework: Framework, line: string, more: Partial<PlanContext> = {}, only?: TestResult[]) =>
  planRun(
    { command: { framework, line, directory: '', reason: '' }, coverage: false, limitMs: 1, ...(only && { only }) },
    { ...context, ...more },
  );

const reporter = '--test-reporter file:///my%20shims/nodeReporter.mjs --test-reporter-destination stdout';
const failed = (file: string, names: string): TestResult => ({
  id: `${file}::${names}`,
  name: names,
  file,
  outcome: 'failed',
  durationMs: 0,
});

suite('a run’s line', () => {
  test('follows package scripts, with what comes before and after', () => {
    const scripts = { pretest: 'tsc', test: 'npm run unit -- --grep x', unit: 'mocha a', posttest: 'rm -r out' };
    assert.equal(
      plan('mocha', 'npm test -- --slow 5', { scripts }).line,
      'tsc && mocha a --grep x --slow 5 && rm -r out',
    );
  });

  test('leaves out linters and coverage wrappers', () => {
    const scripts = { test: 'eslint . && c8 --check-coverage node --test && npm run lint', lint: 'prettier --check .' };
    assert.equal(plan('node:test', 'npm test', { scripts }).line, `node ${reporter} --test`);
  });

  test('puts our reporter in the place of the script’s own', () =>
    assert.equal(
      plan('node:test', 'node --import tsx --test --test-reporter=spec --test-reporter-destination stdout test/*.ts')
        .line,
      `node ${reporter} --import tsx --test test/*.ts`,
    ));

  test('chooses files and names, each file in a process of its own without a parent', () => {
    const line = 'tsc && node --import tsx --test "test/*.js"';
    const one = plan('node:test', line, {}, [failed('test/a b.js', 'outer › 1 + 1')]);
    assert.equal(
      one.line,
      `tsc && node ${reporter} --test-name-pattern '(^|\\s)1 \\+ 1$' --import tsx '/app/test/a b.js'`,
    );
    const two = plan('node:test', line, {}, [failed('test/a.js', 'x'), failed('test/b.js', 'p » q')]);
    const patterns = ['x', 'p', 'q'].map((name) => `--test-name-pattern '(^|\\s)${name}$'`).join(' ');
    assert.equal(
      two.line,
      `tsc && node ${reporter} ${patterns} --import tsx /app/test/a.js; ` +
        `node ${reporter} ${patterns} --import tsx /app/test/b.js`,
    );
  });

  test('starts the project’s own vitest, jest and mocha without what only finds them', () => {
    assert.equal(plan('vitest', 'npx --yes vitest run "src"').line, 'vitest run "src"');
    assert.equal(plan('jest', 'tsc && npm exec -- jest -i').line, 'tsc && jest -i');
    assert.equal(plan('mocha', 'pnpm mocha').line, 'mocha');
    assert.equal(plan('vitest', 'npx cross-env A=1 vitest').line, 'npx cross-env A=1 vitest');
  });

  test('hears the second test program also when the first fails', () =>
    assert.equal(
      plan('node:test', 'node a.test.js && node b.test.js').line,
      `node ${reporter} a.test.js; node ${reporter} b.test.js`,
    ));

  test('keeps the script’s own NODE_OPTIONS, and adds ours', () => {
    const { line } = plan('mocha', "cross-env NODE_OPTIONS='--import tsx' mocha");
    assert.equal(line, `cross-env NODE_OPTIONS='--import tsx --require "/my shims/preload.cjs"' mocha`);
  });

  test('runs unittest through our module, with the user’s arguments', () =>
    assert.equal(
      plan('unittest', '.venv/bin/python -m unittest discover -s tests').line,
      '.venv/bin/python -m touchstone_unittest discover -s tests',
    ));

  test('is the user’s own where it is not understood', () => {
    for (const line of ['(cd a && npm test)', 'make test 2>&1']) assert.equal(plan('node:test', line).line, line);
    assert.equal(plan('custom', 'npm test', { scripts: { test: 'x' } }).line, 'npm test');
  });
});

suite('a run’s environment', () => {
  test('finds programs of dependencies first', () =>
    assert.equal(plan('mocha', 'mocha').environment['PATH'], '/app/node_modules/.bin:/bin'));

  test('keeps compiled code between runs, but not where lines are counted', () => {
    const compiled = '/tmp/compiled';
    assert.equal(plan('mocha', 'mocha', { compiled }).environment['NODE_COMPILE_CACHE'], compiled);
    assert.equal(plan('mocha', 'mocha').environment['NODE_COMPILE_CACHE'], undefined);
    const command = { framework: 'mocha', line: 'mocha', directory: '', reason: '' } as const;
    const counted = planRun({ command, coverage: true, limitMs: 1 }, { ...context, compiled });
    assert.equal(counted.environment['NODE_COMPILE_CACHE'], undefined);
  });

  test('brings Python our modules and the tree’s own, and writes nothing into it', () => {
    const { environment } = plan('pytest', 'pytest', { environment: { PYTHONPATH: '/mine', PYTEST_ADDOPTS: '-q' } });
    assert.equal(environment['PYTHONPATH'], '/my shims:/app/src:/mine');
    assert.equal(environment['PYTEST_ADDOPTS'], '-q -p touchstone_pytest -o "cache_dir=/tmp/run/cache"');
    assert.equal(environment['PYTHONDONTWRITEBYTECODE'], '1');
    assert.equal(environment['NODE_OPTIONS'], undefined);
  });
});
