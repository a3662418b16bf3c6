'use strict';
/**
 * Starts Node's test programs before they are wanted, in a sandbox that is there already: each run has a process
 * of its own, and finds it waiting at the gate (`gate.cjs`) with nothing of the project in it.
 *   node earlyNode.cjs    3>&1 >/dev/null 2>&1
 * One JSON object a line: on the input `{run: {args, environment, confined}}`, where `args` are programs to run one after
 * the other, each with what is passed to it, answered on descriptor 3 by `{done}`; `{kill: true}` in between ends the run. Before the first: `{ready}`.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const readline = require('node:readline');
const { endChildren, endOthers, isolate, processes } = require('./leftovers.cjs');
const { canServe, serve } = require('./stripTypes.cjs');

const ANSWERS = 3;
const GATE = 3;
const MOST_PRINTED = 2 * 1024 * 1024;

const clearTemporary = isolate();
const own = processes();
/** How often each choice of tests was run: the most frequent one is likely to be the next. */
const asked = new Map();
let waiting;
let running;
let isKilled = false;

answer({ ready: true });
const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { run, kill } = JSON.parse(line);
  if (kill) {
    isKilled = true;
    running?.kill('SIGKILL');
  }
  if (run) void begin(run);
});
lines.on('close', () => process.exit(0));

async function begin({ args, environment, confined }) {
  const keys = args.map((words) => JSON.stringify(words));
  asked.set(keys[0], (asked.get(keys[0]) ?? 0) + 1);
  isKilled = false;
  const ended = [];
  for (const key of keys) if (!isKilled) ended.push(await run(key, environment));
  const clean = confined ? endOthers(own) : endChildren(environment.TOUCHSTONE_REPORT);
  if (confined) clearTemporary();
  // All output of the dead is in the pipe already.
  await Promise.race([
    Promise.all(ended.map(({ closed }) => closed)),
    new Promise((resolve) => setTimeout(resolve, 200)),
  ]);
  const all = (stream) => ended.map(({ printed }) => printed[stream].text()).join('');
  const truncated = ended.some(({ printed }) => printed.stdout.isCut || printed.stderr.isCut);
  const { code, signal } = ended.at(-1);
  answer({ done: { code, signal, stdout: all('stdout'), stderr: all('stderr'), truncated, clean } });
  waiting = start([...asked].sort((a, b) => b[1] - a[1])[0][0]);
}

/** One program to its end. */
function run(key, environment) {
  // One that has ended before its time tells nothing any more: the new one ends the same, and is heard.
  if (waiting?.key !== key || waiting.over()) {
    waiting?.child.kill('SIGKILL');
    waiting = start(key);
  }
  const { child, printed } = waiting;
  waiting = undefined;
  running = child;
  child.stdio[GATE].write(`${JSON.stringify({ environment })}\n`);
  const closed = new Promise((resolve) => child.once('close', resolve));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      running = undefined;
      resolve({ code, signal, printed, closed });
    });
  });
}

function start(key) {
  const [program, ...args] = JSON.parse(key);
  const env = { ...process.env, TOUCHSTONE_GATE: canServe() ? 'with types' : 'yes' };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const printed = { stdout: tail(child.stdout), stderr: tail(child.stderr) };
  child.on('error', (error) => {
    printed.stderr = {
      isCut: false,
      text: () => `${program}: ${error.code === 'ENOENT' ? 'not found' : error.message}\n`,
    };
    child.emit('exit', 127, null);
  });
  child.stdio[GATE].on('error', () => {});
  serve(child.stdio[GATE]);
  let isOver = false;
  child.once('exit', () => (isOver = true));
  return { key, child, printed, over: () => isOver };
}

function tail(stream) {
  let parts = [];
  let length = 0;
  const kept = {
    isCut: false,
    text: () => Buffer.concat(parts).toString().slice(-MOST_PRINTED),
  };
  stream.on('data', (part) => {
    parts.push(part);
    length += part.length;
    if (length <= 2 * MOST_PRINTED) return;
    parts = [Buffer.concat(parts).subarray(-MOST_PRINTED)];
    length = MOST_PRINTED;
    kept.isCut = true;
  });
  return kept;
}

function answer(message) {
  fs.writeSync(ANSWERS, `${JSON.stringify(message)}\n`);
}
