'use strict';
/**
 * Inside a process that runs node:test tests: says when a test begins and ends, and takes what it ran.
 * The hooks are registered before any test is defined, on the root, from where every test inherits them.
 * Where tests overlap (subtests, concurrency), what was run belongs to each test that was under way:
 * more than is true, never less.
 */
const { afterEach, beforeEach } = require('node:test');
const { describeFailure, report } = require('./channel.cjs');

exports.watch = (main, coverage) => {
  /** The tests under way: their context, and what they are called. */
  const active = new Map();
  const take = () => coverage?.take([...active.values()]);
  const startedAt = new Map();
  process.env.TOUCHSTONE_INSIDE = 'yes';

  beforeEach((context) => {
    take();
    const test = { file: context.filePath ?? main, names: context.fullName.split(' > ') };
    active.set(context, test);
    startedAt.set(context, performance.now());
    // A program that the test starts inherits this.
    process.env.TOUCHSTONE_INSIDE = JSON.stringify(test);
    report({ kind: 'begin', ...test });
  });

  afterEach((context) => {
    take();
    const test = active.get(context);
    if (!test) return;
    active.delete(context);
    const { passed, error } = context;
    const durationMs = performance.now() - startedAt.get(context);
    startedAt.delete(context);
    const failure = passed === false && error ? describeFailure(error.cause ?? error) : {};
    // Only counts when the reporter, which knows more, is stopped before it comes to this test.
    report({ kind: 'end', ...test, outcome: passed === false ? 'failed' : 'passed', durationMs, ...failure });
  });

  process.on('uncaughtExceptionMonitor', (error) => {
    if (active.size === 0) report({ kind: 'problem', file: main, ...describeFailure(error) });
  });
  process.on('exit', (code) => {
    take();
    report({ kind: 'exited', code });
  });
  coverage?.watchForStall(() => take());
};
