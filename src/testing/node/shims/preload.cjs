'use strict';
/**
 * Comes into every Node process of a test run by NODE_OPTIONS, decides what the process is, and does
 * nothing at all where it is neither a test process nor a program that a test started.
 */
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.env.TOUCHSTONE_GATE) require('./gate.cjs').wait();
if (isMainThread && process.env.TOUCHSTONE_REPORT) begin();

function begin() {
  const fs = require('node:fs');
  const path = require('node:path');
  const main = realPath(process.argv[1]);
  const root = process.env.TOUCHSTONE_ROOT;
  if (process.env.TOUCHSTONE_VALUES) require('./values.cjs').start(process.env.TOUCHSTONE_VALUES);
  const coverage = () => (process.env.TOUCHSTONE_COVERAGE ? require('./coverage.cjs').start(root, main) : undefined);

  // A test may itself start test runners: those are programs under test, not ours to report on.
  if (process.env.TOUCHSTONE_INSIDE) {
    if (isOurs(main)) coverProgram(coverage());
  } else if (process.env.NODE_TEST_CONTEXT || isNodeTestFile()) {
    mapStacks();
    require('./nodeTest.cjs').watch(main, coverage());
  } else if (/[\\/]mocha[\\/](bin[\\/]_?mocha(\.c?js)?|lib[\\/]cli[\\/]cli\.js)$/.test(main)) {
    const shim = path.join(__dirname, 'mocha.cjs');
    if (!process.argv.includes(shim)) {
      process.argv = process.argv.filter((word) => !/^(-p|--parallel|-b|--bail|-w|--watch)$/.test(word));
      process.argv.push('--require', shim, '--no-parallel', '--no-bail');
    }
    mapStacks();
  } else if (/[\\/]vitest[\\/](vitest\.mjs|dist[\\/]cli\.m?js)$/.test(main)) {
    const home = main.slice(0, main.search(/(vitest\.mjs|dist[\\/]cli\.m?js)$/));
    process.argv = [...process.argv.slice(0, 2), ...require('./vitest.cjs').runOnce(process.argv.slice(2), home)];
  } else if (/[\\/](jest|jest-cli)[\\/]bin[\\/]jest\.js$|[\\/]react-scripts[\\/]scripts[\\/]test\.js$/.test(main)) {
    const cache = path.join(process.env.TOUCHSTONE_CACHE ?? process.env.TOUCHSTONE_REPORT, 'jest');
    const { runOnce, watchRunner } = require('./jest.cjs');
    process.argv = [...process.argv.slice(0, 2), ...runOnce(process.argv.slice(2), cache)];
    watchRunner();
  } else if (/[\\/]jest-worker[\\/]build[\\/](workers[\\/])?processChild\.js$/.test(main)) {
    require('./jest.cjs').watchRunner();
  } else if (isOurs(main) && !process.execArgv.includes('--test')) {
    coverProgram(coverage());
  }

  function realPath(file) {
    try {
      return fs.realpathSync(file);
    } catch {
      return file ?? '';
    }
  }

  function isOurs(file) {
    return file.startsWith(root + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`);
  }

  /** `node file.test.js` and `--test-isolation=none` run tests in this very process. */
  function isNodeTestFile() {
    if (process.execArgv.includes('--test')) {
      return process.execArgv.some((word) => /^--(experimental-)?test-isolation=none$/.test(word));
    }
    if (!isOurs(main)) return false;
    try {
      return /['"]node:test['"]/.test(fs.readFileSync(main, 'utf8'));
    } catch {
      return false;
    }
  }

  /** Stack frames of compiled code should name the source that a person wrote. */
  function mapStacks() {
    const { setSourceMapsSupport } = require('node:module');
    if (setSourceMapsSupport) setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
    else process.setSourceMapsEnabled(true);
  }

  /** What a program runs belongs to the test that started it. */
  function coverProgram(covered) {
    if (!covered) return;
    const test = process.env.TOUCHSTONE_INSIDE;
    process.on('exit', () => covered.take(test?.startsWith('{') ? [JSON.parse(test)] : []));
  }
}
