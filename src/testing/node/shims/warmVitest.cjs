'use strict';
/**
 * vitest, its servers and what they have transformed are kept; tests run in processes or threads of their
 * own as always. Before each run, what has changed on disk since the last is forgotten.
 */
const { mkdtempSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { changedSince, settingsIn, stampsOf } = require('./stamps.cjs');
const { runOnce } = require('./vitest.cjs');

/** Returns what runs the chosen tests, or why it cannot. */
exports.open = async (args, folder, storage) => {
  const manifest = createRequire(path.join(folder, 'package.json')).resolve('vitest/package.json');
  const vitestNode = await import(pathToFileURL(path.join(path.dirname(manifest), 'dist/node.js')));
  const { createVitest, parseCLI } = vitestNode;
  const { default: Reporter } = await import(pathToFileURL(path.join(__dirname, 'vitestReporter.mjs')));
  if (!createVitest || !parseCLI) return 'this version of vitest cannot be kept';
  const parsed = parseCLI(['vitest', ...runOnce(args, path.dirname(manifest))]);
  const { exclude, ...options } = parsed.options;
  /** Stands for the reporter of each run. */
  let reporter;
  const relay = new Proxy({}, { get: (_, name) => reporter?.[name]?.bind(reporter) });

  // What it keeps among temporary files must be there as long as it is.
  const { TMPDIR } = process.env;
  process.env.TMPDIR = mkdtempSync(path.join(storage, 'vitest-'));
  const vitest = await createVitest('test', {
    ...options,
    ...(exclude && { cliExclude: [exclude].flat() }),
    ...{ watch: false, run: true, reporters: [relay], reporter: undefined },
  });
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  vitest.config.reporters = [relay];
  const unfit = whyNot(vitest);
  if (unfit) return unfit;
  const settings = stampsOf(settingsOf(vitest, folder));
  const isStale = () => changedSince(settings).length > 0;
  let sources = new Map();

  const run = async () => {
    for (const file of changedSince(sources)) vitest.invalidateFile(file);
    vitest.clearSpecificationsCache();
    reporter = new Reporter();
    reporter.onInit(vitest);
    const tests = await vitest.globTestSpecifications(parsed.filter);
    // What was known of other files would be told again.
    vitest.state.filesMap.clear();
    // Their stamps are taken before they are read, so that a change meanwhile is seen the next time.
    const before = stampsOf(filesOf(vitest));
    await vitest.runTestSpecifications(tests, false);
    // Workers that wait for a next run would have the environment of this one.
    await vitest.pool?.close?.();
    vitest.pool = undefined;
    sources = new Map([...stampsOf(filesOf(vitest)), ...before]);
  };
  return { run, isStale, inside: false };
};

/** Why tests of this project would not be the same in a vitest that has run before. */
function whyNot(vitest) {
  if (typeof vitest.invalidateFile !== 'function' || typeof vitest.runTestSpecifications !== 'function') {
    return 'this version of vitest cannot be kept';
  }
  for (const { config } of vitest.projects) {
    if (config.globalSetup?.length > 0) return 'there is a global setup, which is to run once for each run';
    if (config.isolate === false) return 'test files share their modules';
    if (config.browser?.enabled || config.typecheck?.enabled) return 'tests do not run in Node';
    if (config.pool !== 'forks' && config.pool !== 'threads') return `there is a pool ${config.pool}`;
  }
  return undefined;
}

/** The files that decide how vitest is set up. */
function settingsOf(vitest, folder) {
  const files = new Set(settingsIn(folder));
  for (const { config } of vitest.projects.map(({ vite }) => vite)) {
    if (config.configFile) files.add(config.configFile);
    for (const file of [...(config.configFileDependencies ?? []), ...settingsIn(config.root)]) files.add(file);
  }
  return files;
}

/** The files of the project that the servers know something of. */
function filesOf(vitest) {
  const files = new Set();
  for (const { vite } of vitest.projects) {
    for (const { moduleGraph } of Object.values(vite.environments ?? {})) {
      for (const file of moduleGraph.fileToModulesMap.keys()) if (!file.includes('/node_modules/')) files.add(file);
    }
  }
  return [...files];
}
