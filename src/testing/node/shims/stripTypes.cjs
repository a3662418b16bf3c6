'use strict';
/**
 * TypeScript for the test programs that one process starts (`earlyNode.cjs`): what takes the types out is as much
 * work to load as all else of a start, so the programs ask that process, which has it loaded and remembers.
 * One JSON string a line, over a socket: a file's text, answered by the text without types, or by null.
 */
const fs = require('node:fs');
const nodeModule = require('node:module');

const MOST_REMEMBERED = 500;
const MOST_ASKED = 32 * 1024 * 1024;
/** Of a module as Node names it, and of the same without types. */
const WITHOUT_TYPES = { 'module-typescript': 'module', 'commonjs-typescript': 'commonjs' };
/** What else may have a say in how modules are loaded, or says that types are to stay or to be turned into code. */
const OTHER_LOADERS =
  /^(?:-r|--require|--import|--(?:experimental-)?loader|--experimental-transform-types|--no-(?:experimental-)?strip-types)(?:=|$)/;

/** Whether this process can answer. */
exports.canServe = () => typeof nodeModule.stripTypeScriptTypes === 'function';

const remembered = new Map();

/** Answers what comes from this socket. Tests may write to it as well: what is no question ends it. */
exports.serve = (socket) => {
  let parts = [];
  let length = 0;
  socket.on('data', (part) => {
    const end = part.indexOf('\n');
    parts.push(end < 0 ? part : part.subarray(0, end));
    length += part.length;
    if (length > MOST_ASKED) socket.destroy();
    if (end < 0 || socket.destroyed) return;
    const text = asText(Buffer.concat(parts).toString());
    parts = [];
    length = 0;
    if (text === undefined) socket.destroy();
    else socket.write(`${JSON.stringify(stripped(text))}\n`);
  });
};

function asText(line) {
  try {
    const text = JSON.parse(line);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

function stripped(text) {
  let found = remembered.get(text);
  if (found === undefined) {
    try {
      found = nodeModule.stripTypeScriptTypes(text, { mode: 'strip' });
    } catch {
      // Whoever asks finds out why, and says it as it always does.
      found = null;
    }
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, found);
  }
  return found;
}

/** Whether Node alone loads the modules of this process, and takes types out by itself. */
exports.readsTypes = () => {
  if (process.features.typescript !== 'strip') return false;
  // One file that comes before all others is our own; with more nothing is started early.
  const options = (process.env.NODE_OPTIONS ?? '').replace(/(?<!\S)(?:-r|--require)(?=[\s=])/, '');
  return ![...process.execArgv, ...options.split(/\s+/)].some((flag) => OTHER_LOADERS.test(flag));
};

/** Whether it can ask. */
exports.canAsk = () => typeof nodeModule.registerHooks === 'function';

/** From here on types are taken out by whoever is at the other end of this file descriptor. */
exports.ask = (descriptor) => {
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const format = WITHOUT_TYPES[loaded.format];
      if (!format || loaded.source == null) return loaded;
      const source = answerTo(descriptor, Buffer.from(loaded.source).toString());
      return source == null ? loaded : { ...loaded, format, source };
    },
  });
};

function answerTo(descriptor, text) {
  try {
    const asked = Buffer.from(`${JSON.stringify(text)}\n`);
    for (let at = 0; at < asked.length;) at += again(() => fs.writeSync(descriptor, asked, at));
    return JSON.parse(exports.readLine(descriptor));
  } catch {
    // A test may have closed it; Node does it by itself then.
    return undefined;
  }
}

/** All up to the next end of a line; what is there to read ends with it. */
exports.readLine = (descriptor) => {
  const parts = [];
  const part = Buffer.alloc(64 * 1024);
  for (;;) {
    const length = again(() => fs.readSync(descriptor, part));
    if (length === 0) throw new Error('nobody is there any more');
    parts.push(Buffer.from(part.subarray(0, length)));
    if (part[length - 1] === 0x0a) return Buffer.concat(parts).toString();
  }
};

function again(act) {
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
