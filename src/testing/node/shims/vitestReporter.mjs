/**
 * A reporter for vitest: tells the runner each result, and prints a short line for a person. It also is our
 * way in: what it is given first is vitest itself, whose projects it lets load our setup file.
 */
import { createRequire } from 'node:module';

// Vite may load this file in its own way, in which one module cannot name another beside it.
const require = createRequire(import.meta.url);
const { chosen, describeFailure, report } = require('./channel.cjs');
const path = require('node:path');
const { existsSync, readFileSync } = require('node:fs');
const { fileURLToPath } = require('node:url');

let root = '';

const setup = path.join(path.dirname(fileURLToPath(import.meta.url)), 'vitestSetup.js');

export default class Reporter {
  #told = false;
  #only;
  /** Tests that their author left out. A failed hook makes others look the same. */
  #leftOut = new Set();

  onInit(vitest) {
    const only = (this.#only = chosen());
    root = vitest.config?.root ?? process.cwd();
    // Where it would be kept, in node_modules, links lead to the user's own.
    if (vitest.cache?.results) vitest.cache.results.writeToCache = async () => {};
    const configs = new Set([vitest.config, ...(vitest.projects ?? []).map((project) => project.config)]);
    for (const config of configs) prepare(config, only);
    for (const project of vitest.projects ?? []) keepFiles(project, only);
  }

  onUserConsoleLog({ content }) {
    process.stdout.write(content);
  }

  /** Before version 3. */
  onCollected(files = []) {
    this.#look(files);
  }

  onTestModuleCollected(module) {
    this.#look([module.task]);
  }

  #look(files) {
    for (const test of files.flatMap(testsOf)) if (!isRun(test)) this.#leftOut.add(test.id);
  }

  /** What vitest calls at the end before version 3, and also in it. */
  onFinished(files = [], errors = []) {
    this.#tell(files, errors);
  }

  onTestRunEnd(modules, errors) {
    this.#tell(
      modules.map((module) => module.task),
      errors,
    );
  }

  #tell(files, errors) {
    if (this.#told) return;
    this.#told = true;
    for (const file of files) this.#tellFile(file);
    for (const error of errors) {
      const file = error.VITEST_TEST_PATH;
      tell({ kind: 'problem', ...(file && { file }), ...failureOf(error) });
    }
  }

  #tellFile(file) {
    const [error] = file.result?.errors ?? [];
    if (file.tasks.length > 0) this.#tellSuite(file, [], undefined);
    else if (error) tell({ kind: 'problem', file: pathOf(file), ...failureOf(error) });
    else if (file.result?.state === 'fail') tell({ kind: 'fileFailed', file: pathOf(file) });
  }

  /** @param blame what a hook of a suite around has thrown, before any test of it */
  #tellSuite(suite, names, blame) {
    const [error] = suite.result?.errors ?? [];
    const last = testsOf(suite).findLast(ended);
    const cause = blame ?? (last ? undefined : error);
    for (const task of suite.tasks) {
      const inner = [...names, task.name];
      if (task.type === 'suite') this.#tellSuite(task, inner, cause);
      else if (cause && !ended(task) && this.#wasWanted(task)) {
        tell({ ...resultOf(task, inner), outcome: 'failed', ...failureOf(cause) });
      } else if (ended(task) || !isRun(task)) tell(resultOf(task, inner));
      // Else the run was ended before it: that it began is told already.
    }
    // A failed hook fails the tests that it kept from running, else the last one.
    if (error && last?.result.state === 'pass') {
      tell({ ...resultOf(last, ancestors(last)), outcome: 'failed', ...failureOf(error), again: true });
    }
  }

  #wasWanted(test) {
    if (this.#leftOut.has(test.id)) return false;
    const file = pathOf(test.file);
    const id = ancestors(test).join(' › ');
    return !this.#only || this.#only.some((each) => each.file === file && bareId(each) === id);
  }
}

function prepare(config, only) {
  if (!config) return;
  // Nothing is written into the tree. What is missing there is a failure, as it is on a server.
  if (config.snapshotOptions) config.snapshotOptions.updateSnapshot = 'none';
  // In a browser there are no files and no processes to tell anything with.
  if (!config.browser?.enabled && !config.setupFiles?.includes(setup)) config.setupFiles?.unshift(setup);
  if (only) config.testNamePattern = new RegExp(`^\\s*(?:${only.map(namesOf).join('|')})$`, 's');
}

/** The names of a test as vitest joins them, escaped. Another test with the same names may run as well. */
function namesOf(test) {
  const names = bareId(test).replaceAll(' › ', ' ');
  return names.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Without the number that tells tests of the same name apart. */
const bareId = ({ id }) => id.replace(/ \(\d+\)$/, '');

/** How each project looks for its test files by itself. */
const globs = new WeakMap();

/** The project runs only files that have chosen tests. */
function keepFiles(project, only) {
  if (typeof project.globTestFiles !== 'function') return;
  if (!globs.has(project)) globs.set(project, project.globTestFiles.bind(project));
  const glob = globs.get(project);
  const files = new Set(only?.map((test) => slashes(test.file ?? '')));
  if (!only || files.has('')) {
    project.globTestFiles = glob;
    return;
  }
  const keep = (found) => found?.filter((file) => files.has(slashes(file)));
  project.globTestFiles = async (...args) => {
    const found = await glob(...args);
    if (Array.isArray(found)) return keep(found);
    const { testFiles, typecheckTestFiles } = found;
    return { ...found, testFiles: keep(testFiles), typecheckTestFiles: keep(typecheckTestFiles) };
  };
}

const slashes = (file) => file.replaceAll('\\', '/');

function resultOf(test, names) {
  const state = test.result?.state;
  const failed = state === 'fail';
  const durationMs = test.result?.duration ?? 0;
  const outcome = failed ? 'failed' : state === 'pass' ? 'passed' : 'skipped';
  const told = { kind: 'result', file: pathOf(test.file ?? test.suite?.file), names, outcome, durationMs };
  return failed ? { ...told, ...failureOf(test.result.errors?.[0]) } : told;
}

const isRun = (task) => task.mode === 'run' || task.mode === 'queued' || task.mode === 'only';
const ended = (test) => test.result?.state === 'pass' || test.result?.state === 'fail';

function testsOf(suite) {
  return suite.tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]));
}

function ancestors(task) {
  const names = [task.name];
  for (let suite = task.suite; suite && suite !== task.file; suite = suite.suite) {
    // Before version 1 the file is a suite without a name.
    if (suite.name !== '') names.unshift(suite.name);
  }
  return names;
}

const pathOf = (file) => path.resolve(file?.filepath ?? '');

/** vitest has made the error plain data, its stack in the places of the sources. */
function failureOf(error) {
  if (!error) return { message: 'The test failed without saying why', stack: '' };
  const { message, stack } = describeFailure(error);
  const diff = typeof error.diff === 'string' ? withoutColours(error.diff) : '';
  const frame = typeof error.frame === 'string' ? `\n${withoutColours(error.frame)}` : '';
  return {
    message: [withoutColours(message) + frame, diff].filter((part) => part !== '').join('\n\n'),
    // Where a file does not compile, the stack is vitest's own.
    stack: placeOf(error) ?? withoutColours(stack),
  };
}

/** The place of an error that has no stack in the project: it is in fields of its own, or in the message. */
function placeOf(error) {
  const message = withoutColours(String(error.message));
  const printed = /(?:╭─\[ *|^At file: )(.+?):(\d+):\d+/m.exec(message);
  const missing = /^Failed to load url (.+?) \(resolved id: .*?\) in (.+?)\. Does the file exist/m.exec(message);
  if (missing) return placeIn(missing[2], lineWith(missing[2], missing[1]));
  return placeIn(error.loc?.file ?? error.id ?? printed?.[1], error.loc?.line ?? printed?.[2]);
}

function placeIn(file, line) {
  return typeof file === 'string' && line ? `    at ${pathBelow(root, file)}:${line}:1\n` : undefined;
}

function lineWith(file, text) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.findIndex((line) => line.includes(text)) + 1;
}

/** Some of Vite's messages name a file by its URL, which begins with a slash and is relative to the root. */
function pathBelow(folder, file) {
  return file.startsWith('/') && !existsSync(file) ? path.join(folder, file) : file;
}

function withoutColours(text) {
  return require('node:util').stripVTControlCharacters(text);
}

function tell(event) {
  report(event);
  const what = event.names ? `${event.outcome} ${event.names.join(' › ')}` : (event.file ?? '');
  process.stdout.write(`${what}\n${event.message ? `${event.message}\n${event.stack}\n` : ''}`);
}
