'use strict';
/**
 * Comes into jest's own process and into its workers. In the first it changes the command line before that
 * is read: one run, heard by our reporter, that writes nothing into the tree. In all of them it is around
 * jest's test runner, which is the place where single tests are seen.
 */
const Module = require('node:module');
const path = require('node:path');

/** What means nothing here or would change what a run is; those in the second list take a value. */
const FLAG =
  /^(?:-b|-u|--(?:no-)?(?:ci|watch|watchAll|watchman|updateSnapshot|coverage|collectCoverage|bail|json|notify|openHandlesTimeout|cache)(?:=.*)?)$/;
const FLAG_WITH_VALUE =
  /^--(?:reporters|outputFile|cacheDirectory|coverageDirectory|coverageReporters|collectCoverageFrom|coverageThreshold)(=.*)?$/;

/** The arguments of `jest …`, for one run that we hear. */
exports.runOnce = (args, cache) => {
  const words = [];
  for (let at = 0; at < args.length; at++) {
    const valued = FLAG_WITH_VALUE.exec(args[at]);
    if (!valued) {
      if (!FLAG.test(args[at])) words.push(args[at]);
      // `--bail 3`, `--watch false`
      else if (/^(?:\d+|true|false)$/.test(args[at + 1] ?? '')) at++;
    } else if (valued[1] === undefined) at++;
  }
  const ours = ['--ci', '--watchAll=false', '--watchman=false', '--coverage=false', '--bail=0'];
  ours.push(`--cacheDirectory=${cache}`, `--reporters=${path.join(__dirname, 'jestReporter.cjs')}`);
  if (require('./channel.cjs').chosen()) ours.push(`--filter=${path.join(__dirname, 'jestFilter.cjs')}`);
  // A list takes all words up to the next flag.
  return [...ours, '--colors=false', ...words];
};

const RUNNER = /[\\/]jest-circus[\\/](?:build[\\/])?(?:runner|legacy-code-todo-rewrite[\\/]jestAdapter)\.js$/;

/** Wraps the test runner when it is loaded, by whatever name the configuration calls it. */
exports.watchRunner = () => {
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    return typeof request === 'string' && RUNNER.test(request) ? require('./jestWorker.cjs').around(loaded) : loaded;
  };
};
