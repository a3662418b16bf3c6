'use strict';
/**
 * Where vitest's tests run, in a process or a thread: says when a test begins and ends, and takes what it
 * ran. Where tests overlap, what was run belongs to each that was under way: more than is true, never less.
 */
const { begin, describeFailure, report } = require('./channel.cjs');

let files = 0;
/** Whether the file has come to its tests: what it ran until then is nobody's if it never does. */
let loaded = false;
/** The tests under way, by what vitest calls them. */
const active = new Map();
const coverage = process.env.TOUCHSTONE_COVERAGE
  ? require('./coverage.cjs').start(process.env.TOUCHSTONE_ROOT, undefined, true)
  : undefined;
const take = () => coverage?.take([...active.values()]);
const takeLast = () => loaded && take();

/** Called for each test file, before it is loaded. */
exports.watch = ({ beforeAll, beforeEach, afterEach }, worker) => {
  takeLast();
  active.clear();
  loaded = false;
  // Where test files share their modules, what one has loaded the next needs too.
  const { isolate, pool = '' } = worker?.config ?? {};
  if (files++ === 0 || isolate !== false || pool.startsWith('vm')) {
    begin();
    coverage?.forget(worker?.filepath);
  }
  process.env.TOUCHSTONE_INSIDE = 'yes';

  beforeAll(() => {
    loaded = true;
  });
  beforeEach(({ task }) => {
    take();
    const test = { file: task.file.filepath, names: namesOf(task) };
    active.set(task.id, test);
    // A program that the test starts inherits this.
    process.env.TOUCHSTONE_INSIDE = JSON.stringify(test);
    report({ kind: 'begin', ...test });
  });

  afterEach(({ task }) => {
    take();
    const test = active.get(task.id);
    active.delete(task.id);
    if (!test) return;
    const { state, errors, startTime } = task.result ?? {};
    const failure = state === 'fail' ? describeFailure(errors?.[0]) : {};
    const outcome = state === 'fail' ? 'failed' : 'passed';
    // Only counts when the run is stopped before the reporter, which knows more, comes to this test.
    report({ kind: 'end', ...test, outcome, durationMs: startTime ? Date.now() - startTime : 0, ...failure });
  });
};

process.on('exit', takeLast);
require('./stall.cjs').watch(Number(process.env.TOUCHSTONE_DEADLINE), (stack) => {
  report({ kind: 'stalled', stack });
  take();
});

function namesOf(task) {
  const names = [task.name];
  for (let suite = task.suite; suite && !suite.filepath; suite = suite.suite) {
    // Before version 1 the file is a suite without a name.
    if (suite.name !== '') names.unshift(suite.name);
  }
  return names;
}
