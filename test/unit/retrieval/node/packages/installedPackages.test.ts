import assert from 'node:assert/strict';
import path from 'node:path';
import {
  startInstalledPackages,
  type InstalledPackages,
} from '../../../../../src/retrieval/node/packages/installedPackages.ts';
import { PackagesFolder } from '../../../../fakes/packagesFolder.ts';

const script = new URL('../../../../../src/retrieval/node/packages/packagesWorker.ts', import.meta.url);
const signal = new AbortController().signal;

suite('the thread of the installed packages', () => {
  let folder: PackagesFolder;
  let packages: InstalledPackages;
  suiteSetup(() => {
    folder = new PackagesFolder({
      'package.json': '{"dependencies": {"kit": "^1.0.0", "gone": "1"}}',
      'node_modules/kit/package.json': '{"version": "1.2.3", "types": "a.d.ts"}',
      'node_modules/kit/a.d.ts': `
/** Cuts an array into pieces of one size. */
export declare function chunk(array: unknown[]): void;
export declare class Reader { /** Goes back to the first line. */ rewindToStart(): void; }
`,
    });
    packages = startInstalledPackages(script, folder.order());
  });
  suiteTeardown(() => {
    packages.dispose();
    folder.remove();
  });

  test('answers several at once, and says what exists', async () => {
    const from = path.join(folder.root, 'a.ts');
    const [yes, no, unknown] = await Promise.all([
      packages.existsHere({ from, package: 'kit', name: 'chunk' }, signal),
      packages.existsHere({ from, package: 'kit', name: 'chunks' }, signal),
      packages.existsHere({ from, package: 'gone', name: 'chunks' }, signal),
    ]);
    assert.equal(yes.answer, 'yes');
    assert.deepEqual(no, { answer: 'no', reason: 'The package has no “chunks”.' });
    assert.deepEqual(unknown, { answer: 'unknown', reason: 'It cannot be told: it is not installed.' });
  });

  test('finds declarations by words, members too, and says what was not searched', async () => {
    const from = path.join(folder.root, 'a.ts');
    const { results, notes } = await packages.search({ from, query: 'go back to the start', limit: 3 }, signal);
    assert.equal(results[0]?.name, 'Reader.rewindToStart');
    assert.equal(results[0].package, 'kit');
    assert.equal(results[0].version, '1.2.3');
    assert.deepEqual(notes, ['gone was not searched: it is not installed.']);
    const installed = await packages.installed(from, signal);
    assert.deepEqual(
      installed.map(({ name, version, isMissing }) => ({ name, version, isMissing })),
      [
        { name: 'kit', version: '1.2.3', isMissing: false },
        { name: 'gone', version: undefined, isMissing: true },
      ],
    );
  });

  test('a question that nobody waits for any more is let go', async () => {
    const stop = new AbortController();
    const asking = packages.lookUp({ from: folder.root, package: 'kit' }, stop.signal);
    stop.abort();
    await assert.rejects(asking, { name: 'AbortError' });
    assert.equal((await packages.lookUp({ from: folder.root, package: 'kit', name: 'chunk' }, signal)).kind, 'found');
  });
});
