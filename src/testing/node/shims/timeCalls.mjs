/**
 * Calls a function of a file with what tests called it with: to see what it gives, to time it, or under a profiler.
 *   node timeCalls.mjs ORDER.json
 * The order names the file, which leaves its function in `globalThis.touchstoneTarget`; the answer is written to a file
 * of its own, since the code may print.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';

const { isPlain, isSame } = createRequire(import.meta.url)('./plainValues.cjs');
const order = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const answer = (value) => fs.writeFileSync(order.answer, JSON.stringify(value));
const recorded = fs
  .readFileSync(order.inputs, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && line !== 'odd')
  .map((line) => Buffer.from(line, 'base64'));
// Loaded by what is imported below as well: a copy of the values is made before any code of the project runs.
await import(pathToFileURL(order.file).href);
const target = globalThis.touchstoneTarget;

if (typeof target !== 'function') answer({ problem: 'it is no function' });
else if (order.mode === 'look') look();
else time();

/** What it gives for each input, and for inputs made of those; compared with what was given before, if anything was. */
function look() {
  const inputs = [...recorded];
  if (order.made)
    for (const bytes of recorded) for (const values of madeOf(v8.deserialize(bytes))) inputs.push(v8.serialize(values));
  const before = order.compare && v8.deserialize(fs.readFileSync(order.compare));
  const until = performance.now() + order.lookMs;
  const seen = [];
  let odd = 0;
  let changes = false;
  for (const [at, bytes] of inputs.entries()) {
    if (
      before
        ? at >= before.length
        : seen.length >= recorded.length && (performance.now() > until || seen.length >= order.most)
    )
      break;
    const given = outcomeOf(bytes);
    if (at < recorded.length) {
      if (given.odd) odd++;
      changes ||= given.changes;
      // What changes its mind when nothing else changed cannot be compared.
      if (!before && !given.odd && !isSame(given.seen, outcomeOf(bytes).seen)) odd++;
    }
    seen.push(given.odd || (at >= recorded.length && 'threw' in given.seen) ? null : given.seen);
    const known = before?.[at];
    if (known && (given.odd || !isSame(known, given.seen)))
      return answer({
        different: { input: shown(v8.deserialize(bytes)), before: shown(known), after: shown(given.seen) },
      });
  }
  if (order.results) fs.writeFileSync(order.results, v8.serialize(seen));
  answer({
    calls: recorded.length,
    compared: seen.filter((each) => each !== null).length,
    odd,
    changes,
    roundMs: warmUp(inputsOf(changes), order.warmMs),
  });
}

function outcomeOf(bytes) {
  const values = v8.deserialize(bytes);
  let seen;
  let odd = false;
  try {
    const value = target(...values);
    odd = !isPlain(value) || !isPlain(values);
    seen = { value: odd ? undefined : value };
  } catch (error) {
    odd = !isPlain(values);
    seen = { threw: `${error?.name}: ${error?.message}` };
  }
  if (!odd) seen.values = values;
  return { seen, odd, changes: !odd && !isSame(values, v8.deserialize(bytes)) };
}

/**
 * Milliseconds that the processor was at work since `before`: what waits because others are at work would be as long for
 * no code at all. Where Node can tell, of this thread alone: compilers and collectors beside it come and go.
 */
function workedMs(before) {
  const { user, system } = process.threadCpuUsage ? process.threadCpuUsage(before) : process.cpuUsage(before);
  return (user + system) / 1000;
}
function now() {
  return process.threadCpuUsage ? process.threadCpuUsage() : process.cpuUsage();
}

/** As long as code takes to become as fast as it gets, or nearly. @returns milliseconds of a round */
function warmUp(inputs, warmMs) {
  const began = now();
  let last;
  do {
    const [round] = inputs(1);
    const started = now();
    callAll(round);
    last = workedMs(started);
  } while (workedMs(began) < warmMs);
  return last;
}

/** So many rounds, and more until the clock can tell: some know no less than a hundredth of a second. */
function time() {
  const inputs = inputsOf(order.changes);
  warmUp(inputs, order.warmMs);
  let ms = 0;
  let done = 0;
  const began = now();
  do {
    const rounds = inputs(order.rounds);
    const started = now();
    for (const round of rounds) callAll(round);
    done += rounds.length;
    ms = order.changes ? ms + workedMs(started) : workedMs(began);
  } while (done < order.rounds || ms < order.runMs);
  answer({ ms: ms / done });
}

/** @returns what makes inputs for so many rounds, or for some of them: what is called changes them, so each needs its own. */
function inputsOf(changes) {
  const fresh = () => recorded.map((bytes) => v8.deserialize(bytes));
  const size = recorded.reduce((sum, { length }) => sum + length, 1);
  const most = changes ? Math.max(1, Math.min(1000, Math.floor(4_000_000 / size))) : 1000;
  const kept = changes ? undefined : fresh();
  return (rounds) => Array.from({ length: Math.min(rounds, most) }, () => kept ?? fresh());
}

function callAll(inputs) {
  for (let at = 0; at < inputs.length; at++) {
    try {
      globalThis.touchstoneSink = target(...inputs[at]);
    } catch {
      // A test may be about what it refuses.
    }
  }
}

/** Inputs like those that were seen: one part of one argument is different. */
function madeOf(values) {
  return values.flatMap((value, at) =>
    variationsOf(value, 2).map((other) => values.map((each, place) => (place === at ? other : each))),
  );
}

function variationsOf(value, depth) {
  if (Array.isArray(value)) {
    const rest = value
      .slice(0, 1)
      .flatMap((first) => (depth > 0 ? variationsOf(first, depth - 1).map((other) => [other, ...value.slice(1)]) : []));
    return [[], value.slice(0, 1), value.toReversed(), [...value, ...value], [...value, ...value.slice(0, 1)], ...rest];
  }
  if (typeof value === 'string') return ['', `${value}${value}`, value.toUpperCase(), ` ${value}`, `${value}ä😀`];
  if (typeof value === 'number') return [0, -1, 1, value + 1, value - 1, -value];
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'object' && value !== null && depth > 0 && Object.getPrototypeOf(value) === Object.prototype)
    return Object.entries(value).flatMap(([key, held]) =>
      variationsOf(held, depth - 1).map((other) => ({ ...value, [key]: other })),
    );
  return [];
}

function shown(value) {
  let text;
  try {
    text = JSON.stringify(value, (_, each) =>
      typeof each === 'bigint' ? String(each) : each instanceof Set || each instanceof Map ? [...each] : each,
    );
  } catch {
    text = String(value);
  }
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
