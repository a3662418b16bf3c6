'use strict';
/**
 * Where jest's tests run: says when a test begins and ends, keeps to the chosen tests, and takes what each
 * ran. A test lasts from its announcement, before its hooks, to its end after them. Where tests overlap,
 * what was run belongs to each that was under way: more than is true, never less.
 */
const { begin, chosen, describeFailure, report } = require('./channel.cjs');

let files = 0;
let coverage;
let take = () => {};
let stopWaiting = () => {};

/** The files that follow are of another run of the same process. */
exports.renew = async () => {
  await stopWaiting();
  files = 0;
};

/** @param runner the module `jest-circus/runner`: a function that runs one test file */
exports.around = (runner) => {
  const run = runner?.__esModule ? runner.default : runner;
  if (typeof run !== 'function') return runner;
  const watched = async (globalConfig, config, environment, runtime, testPath, ...rest) => {
    const late = watch(environment, testPath);
    const result = await run(globalConfig, config, environment, runtime, testPath, ...rest);
    for (const { names, error } of late) blameLast(result?.testResults ?? [], names, error);
    return result;
  };
  return { __esModule: true, default: watched };
};

/** A failed hook after the tests of a suite fails the last of them: jest would only say that the file failed. */
function blameLast(results, names, error) {
  const last = results.findLast(
    ({ ancestorTitles, status }) =>
      (status === 'passed' || status === 'failed') && names.every((name, index) => ancestorTitles[index] === name),
  );
  if (last?.status !== 'passed') return;
  const { message, stack } = describeFailure(error);
  Object.assign(last, { status: 'failed', failureMessages: [`${message}\n${stack}`] });
}

/** Returns the hooks that have failed after the tests of their suite: it fills while the file runs. */
function watch(environment, file) {
  if (files++ === 0) start();
  begin();
  coverage?.forget(file);
  // What was run since the last file's end belongs to no test: it is jest's own.
  const active = new Map();
  const late = [];
  let loaded = false;
  take = () => loaded && coverage?.take([...active.values()]);
  const inherit = (value) => {
    const { process: inside } = environment.global;
    if (inside?.env) inside.env.TOUCHSTONE_INSIDE = value;
  };
  inherit('yes');

  const heard = environment.handleTestEvent?.bind(environment);
  environment.handleTestEvent = async (event, state) => {
    const { name, test } = event;
    if (name === 'run_start') {
      loaded = true;
      const only = chosen();
      if (only) keepOnly(state.rootDescribeBlock, [], file, only);
    } else if (name === 'test_start') {
      take();
      const told = { file, names: namesOf(test) };
      active.set(test, told);
      // A program that the test starts inherits this.
      inherit(JSON.stringify(told));
      report({ kind: 'begin', ...told });
    } else if (name === 'hook_failure' && event.hook.type === 'afterAll') {
      late.push({ names: namesOf(event.describeBlock), error: event.error });
    }
    try {
      await heard?.(event, state);
    } finally {
      if (name === 'test_done') end(test);
      else if (name === 'test_skip' || name === 'test_todo') {
        report({ kind: 'end', ...active.get(test), outcome: 'skipped', durationMs: 0 });
        active.delete(test);
      }
      if (name === 'teardown') take();
    }
  };

  function end(test) {
    take();
    const told = active.get(test);
    if (!told) return;
    active.delete(test);
    const [thrown] = test.errors ?? [];
    const failure =
      thrown === undefined ? {} : describeFailure(Array.isArray(thrown) ? (thrown[0] ?? thrown[1]) : thrown);
    const outcome = thrown === undefined ? 'passed' : 'failed';
    // Only counts when the run is stopped before the reporter, which knows more, comes to this test.
    report({ kind: 'end', ...told, outcome, durationMs: test.duration ?? 0, ...failure });
  }
  return late;
}

function start() {
  if (process.env.TOUCHSTONE_COVERAGE) {
    coverage = require('./coverage.cjs').start(process.env.TOUCHSTONE_ROOT, undefined, true);
  }
  stopWaiting = require('./stall.cjs').watch(Number(process.env.TOUCHSTONE_DEADLINE), (stack) => {
    report({ kind: 'stalled', stack });
    take();
  });
}

function keepOnly(block, names, file, only) {
  for (const child of block.children) {
    const inner = [...names, child.name];
    if (child.type === 'describeBlock') keepOnly(child, inner, file, only);
    else if (!only.some((test) => test.file === file && test.id.replace(/ \(\d+\)$/, '') === inner.join(' › '))) {
      child.mode = 'skip';
    }
  }
}

/** The names of a test or a suite, from the outside in; the file's own suite has none. */
function namesOf(task) {
  const names = [];
  for (let each = task; each?.parent; each = each.parent) names.unshift(each.name);
  return names;
}
