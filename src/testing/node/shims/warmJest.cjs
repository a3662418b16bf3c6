'use strict';
/**
 * jest and what it is made of are kept. Configuration, file list and tests are taken anew in each run, each
 * test file in a context of its own as always.
 */
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { runOnce, watchRunner } = require('./jest.cjs');
const { changedSince, settingsIn, stampsOf } = require('./stamps.cjs');

/** Returns what runs the chosen tests, in this process, or why it cannot. */
exports.open = async (args, folder) => {
  watchRunner();
  const fromProject = createRequire(path.join(folder, 'package.json'));
  const fromJest = createRequire(fromProject.resolve('jest/package.json'));
  const cli = fromJest.resolve('jest-cli');
  const fromCli = createRequire(cli);
  const { buildArgv = beside(cli).buildArgv } = fromJest('jest-cli');
  const core = fromCli('@jest/core');
  const fromCore = createRequire(fromCli.resolve('@jest/core'));
  const { default: Resolver } = fromCore('jest-resolve');
  if (typeof buildArgv !== 'function' || typeof core.runCLI !== 'function')
    return 'this version of jest cannot be kept';
  const { renew } = require('./jestWorker.cjs');
  // Loaded now and not in the first run.
  for (const name of ['jest-runner', 'jest-runtime', 'jest-haste-map', '@jest/reporters']) fromCore(name);

  const argvOf = (cache) => buildArgv(runOnce(args, path.join(cache, 'jest')));
  // What Node has loaded for jest (configurations, transformers, environments) it does not load again.
  const loaded = () => Object.keys(require.cache).filter((file) => isOwn(file, folder));
  let settings = stampsOf(settingsIn(folder));
  const isStale = () => changedSince(settings).length > 0;

  const run = async () => {
    await renew();
    Resolver.clearDefaultResolverCache?.();
    const argv = await argvOf(process.env.TOUCHSTONE_CACHE ?? process.env.TOUCHSTONE_REPORT);
    const projects = argv.projects?.length > 0 ? argv.projects : [folder];
    const { results } = await core.runCLI(argv, projects);
    if (!results.success) process.exitCode = 1;
    settings = new Map([...stampsOf(loaded()), ...settings]);
    await renew();
  };
  return { run, isStale, inside: true };
};

/** Before version 30 the module that has it is not exported. */
function beside(cli) {
  const run = path.join(path.dirname(cli), 'run.js');
  return existsSync(run) ? require(run) : {};
}

function isOwn(file, folder) {
  return file.startsWith(folder + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`);
}
