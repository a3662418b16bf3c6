'use strict';
/** A reporter for jest: tells the runner each result, and prints a short line for a person. */
const { stripVTControlCharacters } = require('node:util');
const { describeFailure, report } = require('./channel.cjs');

module.exports = class Reporter {
  #failed = new Set();

  onTestResult({ path: file }, result) {
    const tests = result.testResults.map((test) => resultOf(file, test));
    const error = result.testExecError;
    for (const test of tests) tell(test);
    for (const line of result.console ?? []) process.stdout.write(`${line.message}\n`);
    if (!error) return;
    const ran = tests.findLast((test) => test.outcome !== 'skipped');
    // What goes wrong around the tests of a file, such as a hook after all of them, fails the last one.
    if (!ran) this.#tellFile(file, result, error);
    else if (ran.outcome === 'passed') tell({ ...ran, outcome: 'failed', ...failureOf(error), again: true });
  }

  /** @param result has the error as a person reads it, which can say more */
  #tellFile(file, { failureMessage }, error) {
    if (this.#failed.has(file)) return;
    this.#failed.add(file);
    const failure = failureOf(error);
    tell({
      kind: 'problem',
      file,
      ...failure,
      stack: `${placeIn(failure.message)}${failure.stack || withoutColours(failureMessage ?? '')}`,
    });
  }

  onRunComplete(_, { runExecError }) {
    if (runExecError) tell({ kind: 'problem', ...failureOf(runExecError) });
  }
};

function resultOf(file, { ancestorTitles, title, status, duration, failureMessages, failureDetails }) {
  const failed = status === 'failed';
  const told = {
    kind: 'result',
    file,
    names: [...ancestorTitles, title],
    outcome: failed ? 'failed' : status === 'passed' ? 'passed' : 'skipped',
    durationMs: duration ?? 0,
  };
  return failed ? { ...told, ...failureOf(failureMessages[0] ?? failureDetails?.[0]) } : told;
}

/** jest has made a text of the error: its message, then its stack in the places of the sources. */
function failureOf(error) {
  const text = typeof error === 'string' ? error : '';
  const at = text.search(/\n\s+at /);
  const { message, stack } =
    text === ''
      ? describeFailure(error)
      : { message: at < 0 ? text : text.slice(0, at), stack: at < 0 ? '' : text.slice(at + 1) };
  return { message: withoutColours(message).trim(), stack: withoutColours(stack) };
}

/** `SyntaxError: /the/file.js: Unexpected token (3:4)`, as compilers say it, in the form of a stack's line. */
function placeIn(message) {
  const [, file, line, column] = /^\w*Error: (.+?): [^\n]*\((\d+):(\d+)\)/.exec(message) ?? [];
  return file ? `    at ${file}:${line}:${column}\n` : '';
}

function withoutColours(text) {
  return stripVTControlCharacters(String(text));
}

function tell(event) {
  report(event);
  const what = event.names ? `${event.outcome} ${event.names.join(' › ')}` : (event.file ?? '');
  process.stdout.write(`${what}\n${event.message ? `${event.message}\n${event.stack}\n` : ''}`);
}
