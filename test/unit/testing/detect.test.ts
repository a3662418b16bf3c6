import assert from 'node:assert/strict';
import { detectTestCommands } from '../../../src/testing/detect.ts';
import { recogniseTestCommand } from '../../../src/testing/recognise.ts';

/** Files whose name begins with `!` are ignored ones: they can be read and are not listed. */
async function detect(files: Record<string, string>): Promise<string[]> {
  const { commands } = await detectTestCommands({
    list: () => Promise.resolve(Object.keys(files).filter((name) => !name.startsWith('!'))),
    read: (path) => Promise.resolve(files[path] ?? files[`!${path}`]),
  });
  return commands.map(({ framework, line, directory }) => `${framework}: ${line}${directory && ` in ${directory}`}`);
}

const script = (line: string, more: Record<string, string> = {}): Record<string, string> => ({
  'package.json': JSON.stringify({ scripts: { test: line } }),
  ...more,
});
const unittest = 'import unittest\nclass A(unittest.TestCase): ...\n';

suite('finding the test command', () => {
  test('of a package script', async () => {
    assert.deepEqual(await detect(script('node --test')), ['node:test: npm test']);
    assert.deepEqual(await detect(script('tsc && node --test dist')), ['node:test: npm test']);
    assert.deepEqual(await detect(script('tsx --test test/*.ts')), ['node:test: npm test']);
    assert.deepEqual(await detect(script('node test/all.test.js')), ['node:test: npm test']);
    assert.deepEqual(await detect(script('eslint . && c8 mocha -r ts-node/register')), ['mocha: npm test']);
    assert.deepEqual(await detect(script('NODE_ENV=test npx cross-env A=1 mocha')), ['mocha: npm test']);
    assert.deepEqual(await detect(script('make check')), ['custom: npm test']);
  });

  test('of vitest, however it is started', async () => {
    for (const line of [
      ...['vitest', 'vitest run --coverage', 'vitest --run', 'vitest watch', 'npx vitest', 'pnpm exec vitest run'],
      ...['eslint . && TZ=UTC vitest run src', 'cross-env CI=1 vitest', 'yarn vitest run', 'dotenv -e .env -- vitest'],
      ...['node --trace-warnings ./node_modules/vitest/vitest.mjs run', 'c8 vitest run'],
    ]) {
      assert.deepEqual(await detect(script(line)), ['vitest: npm test'], line);
    }
    assert.deepEqual(await detect(script('vitest run', { 'pnpm-lock.yaml': '' })), ['vitest: pnpm test']);
    assert.deepEqual(await detect(script('vitest bench')), ['custom: npm test']);
  });

  test('of jest, however it is started', async () => {
    for (const line of [
      ...['jest', 'jest --ci --coverage', 'jest --watchAll', 'react-scripts test', 'npx jest src', 'npm exec -- jest'],
      ...['node --experimental-vm-modules node_modules/jest/bin/jest.js', 'node node_modules/.bin/jest'],
      ...['NODE_OPTIONS=--experimental-vm-modules npx jest', 'tsc && cross-env NODE_ENV=test jest'],
    ]) {
      assert.deepEqual(await detect(script(line)), ['jest: npm test'], line);
    }
    assert.deepEqual(await detect(script('node jest-report.js')), ['custom: npm test']);
  });

  test('of configurations of vitest and jest without a script', async () => {
    const of = (files: Record<string, string>) => detect({ 'package.json': '{}', ...files });
    assert.deepEqual(await of({ 'vitest.config.ts': '' }), ['vitest: npx vitest run']);
    assert.deepEqual(await of({ 'vite.config.mts': 'export default defineConfig({\n  test: {} })' }), [
      'vitest: npx vitest run',
    ]);
    assert.deepEqual(await of({ 'vite.config.mts': 'export default {}' }), []);
    assert.deepEqual(await of({ 'package.json': '{"devDependencies":{"vitest":"4"}}' }), ['vitest: npx vitest run']);
    assert.deepEqual(await of({ 'jest.config.cjs': '' }), ['jest: npx jest']);
    assert.deepEqual(await of({ 'package.json': '{"jest":{}}' }), ['jest: npx jest']);
    // What is configured is used; what is only installed may be left from before.
    assert.deepEqual(await of({ 'package.json': '{"jest":{},"devDependencies":{"vitest":"4"}}' }), [
      'jest: npx jest',
      'vitest: npx vitest run',
    ]);
  });

  test('of its narrower scripts as well', async () => {
    const scripts = { test: 'npm run test:unit && playwright test', 'test:unit': 'mocha' };
    assert.deepEqual(await detect({ 'package.json': JSON.stringify({ scripts }) }), [
      'mocha: npm test',
      'mocha: npm run test:unit',
    ]);
  });

  test('not what npm init writes', async () => {
    assert.deepEqual(await detect(script('echo "Error: no test specified" && exit 1')), []);
    assert.deepEqual(
      await detect(script('echo "Error: no test specified" && exit 1', { 'a.test.js': `import 'node:test'` })),
      ['node:test: node --test'],
    );
  });

  test('of test files and configurations without a script', async () => {
    assert.deepEqual(await detect({ 'test/a.test.mjs': `import { test } from "node:test";` }), [
      'node:test: node --test',
    ]);
    assert.deepEqual(await detect({ '.mocharc.yml': '', 'package.json': '{}' }), ['mocha: npx mocha']);
    const manifest = '{"devDependencies":{"mocha":"11"}}';
    assert.deepEqual(await detect({ 'package.json': manifest, 'test/a.js': '' }), ['mocha: npx mocha']);
    assert.deepEqual(await detect({ 'package.json': manifest, 'src/a.spec.js': '' }), [
      `mocha: npx mocha 'src/**/*.spec.js'`,
    ]);
  });

  test('of pytest', async () => {
    for (const files of [
      { 'pytest.ini': '' },
      { 'pyproject.toml': '[tool.pytest.ini_options]\n' },
      { 'setup.cfg': '[tool:pytest]\n' },
      { 'tox.ini': '[pytest]\n' },
      { 'tests/conftest.py': '' },
      { 'tests/test_a.py': 'import pytest\n' },
      { 'requirements-dev.txt': 'pytest>=8\n' },
      { 'tests/test_a.py': 'def test_a(): ...\n' },
    ] as Record<string, string>[]) {
      assert.deepEqual(await detect(files), ['pytest: python3 -m pytest'], JSON.stringify(files));
    }
    assert.deepEqual(await detect({ 'requirements.txt': 'pytest-docs\n' }), []);
  });

  test('of the workspace’s own Python', async () => {
    assert.deepEqual(await detect({ 'pytest.ini': '', '!.venv/pyvenv.cfg': '' }), [
      'pytest: .venv/bin/python -m pytest',
    ]);
    assert.deepEqual(await detect({ 'test_a.py': unittest, '!venv/pyvenv.cfg': '' }), [
      'unittest: venv/bin/python -m unittest discover',
    ]);
  });

  test('of unittest, from where its tests are found and can import', async () => {
    const discover = 'unittest: python3 -m unittest discover';
    assert.deepEqual(await detect({ 'test_a.py': unittest }), [discover]);
    assert.deepEqual(await detect({ 'tests/__init__.py': '', 'tests/test_a.py': unittest }), [discover]);
    assert.deepEqual(await detect({ 'tests/test_a.py': unittest }), [`${discover} -s tests`]);
    assert.deepEqual(
      await detect({ 'src/app/__init__.py': '', 'src/app/tests/__init__.py': '', 'src/app/tests/test_a.py': unittest }),
      [`${discover} -s src/app/tests -t src`],
    );
    assert.deepEqual(await detect({ 'my tests/a_test.py': unittest }), [`${discover} -s 'my tests' -p '*test*.py'`]);
  });

  test('of several languages, and of a project inside when the root has none', async () => {
    assert.deepEqual(await detect(script('mocha', { 'pytest.ini': '' })), [
      'mocha: npm test',
      'pytest: python3 -m pytest',
    ]);
    assert.deepEqual(await detect({ 'web/package.json': '{"scripts":{"test":"mocha"}}', 'README.md': '' }), [
      'mocha: npm test in web',
    ]);
  });

  test('says what it looked for when there is none', async () => {
    const { reason } = await detectTestCommands({
      list: () => Promise.resolve([]),
      read: () => Promise.resolve(undefined),
    });
    assert.match(reason, /package\.json.*node:test.*pytest/s);
  });
});

suite('a command that the user wrote', () => {
  test('is understood where it can be', () => {
    const framework = (line: string): string =>
      recogniseTestCommand(line, '', '{"scripts":{"test":"mocha"}}').framework;
    assert.equal(framework('npm test'), 'mocha');
    assert.equal(framework('npx vitest'), 'vitest');
    assert.equal(framework('npx jest src/a'), 'jest');
    assert.equal(framework('uv run pytest -x'), 'pytest');
    assert.equal(framework('python -m unittest tests.a'), 'unittest');
    assert.equal(framework('node --test'), 'node:test');
    assert.equal(framework('make check'), 'custom');
    assert.equal(framework('(cd a && mocha)'), 'custom');
  });
});
