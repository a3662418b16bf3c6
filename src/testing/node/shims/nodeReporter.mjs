/**
 * A reporter for node:test: tells the runner each result, and prints a short line for a person.
 * Results come in the order of definition, each after its start, children before what encloses them.
 */
import { createRequire } from 'node:module';

// Not imported: to find the names that a CommonJS file exports, Node loads a reader of its own first.
const channel = createRequire(import.meta.url)('./channel.cjs');

// The parent of `node --test` hears of many files; a file that runs by itself only of its own.
const several = process.execArgv.includes('--test');

export default async function* report(source) {
  /** What is open, by nesting: a name, and the results reported inside it. */
  let open = [];
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:start') {
      open = open.slice(0, data.nesting);
      open[data.nesting] = { name: data.name, inside: [] };
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;

    const own = open[data.nesting] ?? { name: data.name, inside: [] };
    const parent = open[data.nesting - 1];
    parent?.inside.push(...own.inside);
    if (isFileItself(data)) {
      if (type === 'test:fail') channel.report({ kind: 'fileFailed', file: fileOf(data) });
      continue;
    }
    const names = [...open.slice(0, data.nesting).map((each) => each.name), data.name];
    const result = resultOf(type, data, names);
    if (data.details?.error?.failureType === 'subtestsFailed') {
      result.stack = own.inside.map((test) => test.stack ?? '').join('\n');
    }
    const told = data.details?.type === 'suite' ? blamed(data, own.inside, result) : [result];
    for (const each of told) {
      channel.report(each);
      parent?.inside.push(each);
      const failure = each.message ? `${each.message}\n${each.stack}\n` : '';
      yield `${each.outcome} ${each.names.join(' › ')}\n${failure}`;
    }
  }
}

function resultOf(type, data, names) {
  const skipped = data.skip !== undefined || data.todo !== undefined;
  const failed = type === 'test:fail' && !skipped;
  const error = data.details?.error;
  return {
    kind: 'result',
    file: fileOf(data),
    names,
    outcome: failed ? 'failed' : skipped ? 'skipped' : 'passed',
    durationMs: data.details?.duration_ms ?? 0,
    ...(failed && channel.describeFailure(error?.code === 'ERR_TEST_FAILURE' ? (error.cause ?? error) : error)),
    ...(failed && error?.failureType === 'cancelledByParent' && { cancelled: true }),
  };
}

/** A failed hook of a suite fails its tests: those it kept from running, else the last one. */
function blamed(data, inside, suite) {
  if (data.details.error?.failureType !== 'hookFailed') return [];
  const kept = inside.filter((test) => test.cancelled);
  const { outcome, message, stack } = suite;
  const tests = (kept.length > 0 ? kept : inside.slice(-1)).map((test) => ({
    ...test,
    outcome,
    message,
    stack,
    again: true,
  }));
  return tests.length > 0 ? tests : [suite];
}

function fileOf(data) {
  return data.entryFile ?? (several ? data.file : process.argv[1]);
}

/** The test that `node --test` makes of a file: it fails with the process, and has nothing else to say. */
function isFileItself({ nesting, name, file, line }) {
  return (
    several &&
    nesting === 0 &&
    line === 1 &&
    !!file &&
    (file === name || file.endsWith(`/${name}`) || file.endsWith(`\\${name}`))
  );
}
