'use strict';
/**
 * A Node process that has vitest or jest loaded and runs chosen tests with it, one run after another, as
 * their own watch modes do: most of a short run is such a tool starting, which is the same each time.
 *   node warmNode.cjs STORAGE TOOL ARGUMENTS…    3>&1 >/dev/null 2>&1
 * STORAGE is a folder that is there as long as the process, and goes with it.
 * One JSON object a line: on the input `{run: {environment, confined}}`, answered on descriptor 3 by `{done}`; before
 * the first, `{ready}` or `{unfit}`; `{stale}` is for a new process to answer. A run that leaves something behind is the last one of its process.
 */
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const channel = require('./channel.cjs');
const { endChildren, isolate } = require('./leftovers.cjs');

const [, , storage, tool, ...args] = process.argv;
const folder = process.cwd();
/** More runs than this, or more memory, and a new process is cheaper than a slow one. */
const MOST_RUNS = 150;
const MOST_HEAP = 700 * 1024 * 1024;
const ANSWERS = 3;

main().catch((error) => {
  answer({ unfit: String(error?.stack ?? error) });
  process.exit(0);
});

async function main() {
  const open = require(tool === 'vitest' ? './warmVitest.cjs' : './warmJest.cjs').open;
  const opened = await open(args, folder, storage);
  if (typeof opened === 'string') {
    answer({ unfit: opened });
    process.exit(0);
  }
  const { run, isStale, inside } = opened;
  const known = snapshot();
  const clearTemporary = isolate();
  answer({ ready: true });
  let runs = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { run: order } = JSON.parse(line);
    // To be stopped is to be ended: whoever asks for it does so.
    if (!order) continue;
    prepare(order.environment);
    if (isStale()) giveUp();
    const printed = await printedBy(run);
    const clean = endChildren(process.env.TOUCHSTONE_REPORT);
    // Whether the project or what has run here before is the cause, a new process will tell.
    if (channel.isOdd && runs > 0) giveUp();
    if (order.confined) clearTemporary();
    const code = process.exitCode || 0;
    const last = ++runs >= MOST_RUNS || process.memoryUsage().heapUsed > MOST_HEAP || (inside && leftBehind(known));
    answer({ done: { code, signal: null, stdout: printed, stderr: '', truncated: false, clean, last } });
    if (last) process.exit(0);
  }
  process.exit(0);
}

function prepare(environment) {
  for (const name of Object.keys(process.env)) {
    // The marker by which all processes of a run are found is this process's own.
    if (name.startsWith('TOUCHSTONE_') && name !== 'TOUCHSTONE_RUN') delete process.env[name];
  }
  Object.assign(process.env, environment);
  process.chdir(folder);
  process.exitCode = undefined;
  channel.reset();
}

/** What was told of the run is told by another process. */
function giveUp() {
  const folder = process.env.TOUCHSTONE_REPORT;
  for (const name of fs.readdirSync(folder)) if (name.endsWith('.jsonl')) fs.rmSync(path.join(folder, name));
  answer({ stale: true });
  process.exit(0);
}

function answer(message) {
  fs.writeSync(ANSWERS, `${JSON.stringify(message)}\n`);
}

/** What the tool prints from within this process. */
async function printedBy(run) {
  const parts = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = (chunk, encoding, done) => {
      parts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      const settle = typeof encoding === 'function' ? encoding : done;
      if (settle) process.nextTick(settle);
      return true;
    };
  }
  try {
    await run();
  } finally {
    streams.forEach((stream, index) => (stream.write = writes[index]));
  }
  return parts.join('').slice(-200_000);
}

/** Node's own modules that tests like to change. */
const SHARED = ['fs', 'fs/promises', 'path', 'os', 'child_process', 'http', 'https', 'net', 'dns', 'crypto', 'timers'];

function snapshot() {
  return {
    resources: count(process.getActiveResourcesInfo()),
    shared: SHARED.map((name) => ({ ...require(`node:${name}`) })),
  };
}

/** Whether something of the run goes on here: servers and timers, or functions of Node that are not as they were. */
function leftBehind(known) {
  const now = count(process.getActiveResourcesInfo());
  for (const [kind, many] of now)
    if (!/^(?:Immediate|PipeWrap|FSReq\w*)$/.test(kind) && many > (known.resources.get(kind) ?? 0)) return true;
  return SHARED.some((name, index) => {
    const before = known.shared[index];
    const after = require(`node:${name}`);
    return Object.keys(before).some((key) => before[key] !== after[key]);
  });
}

function count(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
