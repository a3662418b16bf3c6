import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as journalPart from '../../src/review/node/acceptJournal.ts';
import type * as writePart from '../../src/review/node/writeProposal.ts';
import type { FileChange } from '../../src/review/proposal.ts';

/**
 * A process that writes a proposal and is killed right before its n-th change of the file system, as a power cut would:
 * `node dieAtWrite.ts N SOURCES JSON`. It says "done" when it was quicker.
 */
const [countdown, sources, order] = process.argv.slice(2);
let left = Number(countdown);

function dieInTurn(owner: object, name: string): void {
  const real: unknown = Reflect.get(owner, name);
  if (typeof real !== 'function') return;
  Reflect.set(owner, name, (...args: unknown[]): unknown => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(real, owner, args) as unknown;
  });
}

for (const name of ['open', 'rename', 'rm', 'rmdir', 'mkdir', 'link', 'chmod']) dieInTurn(promises, name);
for (const name of ['writeFileSync', 'linkSync', 'rmSync', 'renameSync']) dieInTurn(fs, name);
syncBuiltinESMExports();

const from = (path: string): Promise<unknown> => import(pathToFileURL(`${sources}/review/node/${path}`).href);
const { AcceptJournal } = (await from('acceptJournal.ts')) as typeof journalPart;
const { writeProposal } = (await from('writeProposal.ts')) as typeof writePart;
const { journal, root, changes } = JSON.parse(order ?? '') as {
  journal: string;
  root: string;
  changes: readonly FileChange[];
};
// What JSON leaves out is what is not there.
const whole = changes.map(({ path, before, after }) => ({ path, before, after }));
await writeProposal({ root, title: 'Use y', changes: whole }, new AcceptJournal(journal), new AbortController().signal);
console.log('done');
