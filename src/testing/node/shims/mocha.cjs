'use strict';
/**
 * Comes into mocha by `--require`, whatever the project's own configuration says: takes the place of its
 * reporter, keeps to the chosen tests, and takes what each test ran. A test lasts from its announcement,
 * before its hooks, to the next announcement or suite, so what its hooks run is its own.
 */
const fs = require('node:fs');
const path = require('node:path');
const { chosen, describeFailure, report } = require('./channel.cjs');

process.env.TOUCHSTONE_INSIDE = 'yes';
const Mocha = findMocha();
const coverage = process.env.TOUCHSTONE_COVERAGE
  ? require('./coverage.cjs').start(process.env.TOUCHSTONE_ROOT, process.argv[1])
  : undefined;

if (Mocha) {
  const load = Mocha.prototype.loadFilesAsync;
  Mocha.prototype.loadFilesAsync = async function (...args) {
    const only = chosen();
    if (only) this.files = this.files.filter((file) => only.some((test) => test.file === path.resolve(file)));
    this.reporter(reporterFor(Mocha));
    try {
      return await load.apply(this, args);
    } catch (error) {
      report({ kind: 'problem', ...describeFailure(error) });
      throw error;
    } finally {
      if (only) keepOnly(this.suite, only);
    }
  };
}

/** The class of the mocha that is running, which may be of another version than any other on this machine. */
function findMocha() {
  let folder = path.dirname(fs.realpathSync(process.argv[1]));
  while (path.basename(folder) !== 'mocha' && folder !== path.dirname(folder)) folder = path.dirname(folder);
  for (const file of ['lib/mocha.cjs', 'lib/mocha.js']) {
    const full = path.join(folder, file);
    if (fs.existsSync(full)) return require(full);
  }
  return undefined;
}

function keepOnly(suite, only) {
  suite.tests = suite.tests.filter((test) => {
    const { file, names } = nameOf(test);
    return only.some((each) => each.file === file && each.id.replace(/ \(\d+\)$/, '') === names.join(' › '));
  });
  for (const inner of suite.suites) keepOnly(inner, only);
}

function nameOf(runnable) {
  return { file: path.resolve(runnable.file ?? runnable.parent?.file ?? process.argv[1]), names: runnable.titlePath() };
}

function reporterFor({ reporters }) {
  return class Reporter extends reporters.Spec {
    constructor(runner, options) {
      super(runner, options);
      /** The test whose code is running, hooks included; none while files load and suites are set up. */
      let current;
      let tests = [];
      const switchTo = (test) => {
        coverage?.take(current ? [nameOf(current)] : []);
        current = test;
        process.env.TOUCHSTONE_INSIDE = test ? JSON.stringify(nameOf(test)) : 'yes';
      };
      const tell = (test, outcome, more) => {
        if (!tests.includes(test)) tests.push(test);
        report({ kind: 'result', ...nameOf(test), outcome, durationMs: test.duration ?? 0, ...more });
      };

      runner.on('suite', () => switchTo(undefined));
      runner.on('suite end', () => switchTo(undefined));
      runner.on('test', (test) => {
        switchTo(test);
        report({ kind: 'begin', ...nameOf(test) });
      });
      runner.on('pass', (test) => tell(test, 'passed'));
      runner.on('pending', (test) => tell(test, 'skipped'));
      runner.on('fail', (test, error) => {
        if (test.type !== 'hook') {
          tell(test, 'failed', { ...describeFailure(error), again: tests.includes(test) });
          return;
        }
        // A failed hook fails the tests that it kept from running, else the one that it came after.
        const failure = describeFailure(error);
        const more = { message: `${test.title}: ${failure.message}`, stack: failure.stack };
        const kept = [];
        test.parent.eachTest((each) => !tests.includes(each) && !each.isPending() && kept.push(each));
        const last = current ?? tests.at(-1);
        if (kept.length > 0) kept.forEach((each) => tell(each, 'failed', more));
        else tell(last ?? test, 'failed', { ...more, again: last !== undefined });
      });
      runner.on('end', () => switchTo(undefined));
      process.on('exit', (code) => {
        switchTo(undefined);
        report({ kind: 'exited', code });
      });
      coverage?.watchForStall(() => switchTo(current));
    }
  };
}
