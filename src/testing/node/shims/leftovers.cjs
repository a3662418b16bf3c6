'use strict';
/** What a run of tests leaves behind in the sandbox that the next one uses as well. */
const fs = require('node:fs');
const path = require('node:path');

/** What a sandbox gives to its processes alone. */
const TEMPORARY = ['/tmp', '/var/tmp', '/dev/shm'];

function entriesOf(folders) {
  const names = (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);
  return new Set(folders.flatMap((folder) => names(folder).map((name) => path.join(folder, name))));
}

/** Returns what makes the temporary folders as they are now: each run finds them as the first did. */
exports.isolate = () => {
  const before = entriesOf(TEMPORARY);
  return () => {
    for (const file of entriesOf(TEMPORARY)) {
      if (!before.has(file)) fs.rmSync(file, { recursive: true, force: true });
    }
  };
};

/**
 * Ends what tests have started and not ended. Returns whether all of it is gone. What the tool itself has
 * started, such as a compiler, serves the runs that follow; it does not have the mark of a test.
 */
exports.endChildren = (report) => {
  const mark = `TOUCHSTONE_REPORT=${report}`;
  return endAll((pid) => read(pid, 'environ').split('\0').includes(mark));
};

/** Ends all processes that it sees but these, by their ids: for a sandbox in which there is nothing else. */
exports.endOthers = (known) => endAll((pid) => !known.has(pid));

/** The ids of all processes that can be seen. */
exports.processes = () => new Set(fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)));

function endAll(isMeant) {
  for (let tries = 0; tries < 40; tries++) {
    const left = [...exports.processes()].filter((pid) => Number(pid) !== process.pid && isAlive(pid) && isMeant(pid));
    if (left.length === 0) return true;
    for (const pid of left) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        continue;
      }
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
  return false;
}

/** One that has ended and was not waited for is no more than an entry. */
function isAlive(pid) {
  return /^State:\s+[^ZX\s]/m.test(read(pid, 'status'));
}

function read(pid, name) {
  try {
    return fs.readFileSync(path.join('/proc', pid, name), 'utf8');
  } catch {
    return '';
  }
}
