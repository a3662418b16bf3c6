import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { targetFolder } from '../../../../src/testing/cargoPlan.ts';
import { keepOutside, noteBuilt, seedTarget } from '../../../../src/testing/node/cargoTarget.ts';
import { keptJavaTools } from '../../../../src/testing/node/javaTools.ts';
import { keptFolder, sweepKept, touchKept } from '../../../../src/testing/node/keptFolder.ts';

const never = new AbortController().signal;
const shims = path.join(import.meta.dirname, '../../../../src/testing/node/shims');

suite('what outlives the copies of a workspace', () => {
  let storage = '';
  setup(async () => void (storage = await mkdtemp(path.join(os.tmpdir(), 'touchstone-kept-'))));
  teardown(() => rm(storage, { recursive: true, force: true }));

  test('goes when it was not used for a month, or six others were used since', async () => {
    const day = 24 * 60 * 60_000;
    const folders: string[] = [];
    for (let age = 0; age < 8; age++) {
      const folder = keptFolder(storage, `/home/anna/${age}`);
      await mkdir(folder, { recursive: true });
      const used = new Date(Date.now() - (age === 4 ? 31 : age) * day);
      await utimes(folder, used, used);
      folders.push(folder);
    }
    await touchKept(folders[7] ?? '');
    await sweepKept(storage, new AbortController().signal);
    assert.deepEqual(
      folders.map((folder) => existsSync(folder)),
      [true, true, true, true, false, true, false, true],
    );
    await sweepKept(path.join(storage, 'nothing here'), new AbortController().signal);
  });

  test('has our Java programs, which are compiled once for one version of ours', async () => {
    const kept = keptFolder(storage, '/home/anna/ärger');
    let built = 0;
    const build = async (store: string) => {
      await mkdir(store, { recursive: true });
      const run = async (): Promise<boolean> => {
        await writeFile(path.join(store, 'touchstone-agent.jar'), `jar ${++built}`);
        return true;
      };
      const tools = await keptJavaTools(shims, store, kept, undefined, run);
      return readFile(tools?.jar ?? '', 'utf8');
    };
    assert.equal(await build(path.join(storage, 'one')), 'jar 1');
    assert.equal(await build(path.join(storage, 'two')), 'jar 1');
    assert.equal((await readdir(kept)).length, 1);
    await rm(kept, { recursive: true });
    assert.equal(await build(path.join(storage, 'three')), 'jar 2');
  });

  const lock = '[[package]]\nname = "serde"\nsource = "registry+https://example.org/index"\n';

  async function builtTarget(compiled: string, root: string): Promise<void> {
    const debug = path.join(targetFolder(compiled, root), 'debug');
    for (const name of ['serde-0123456789abcdef', 'hive-0123456789abcdef']) {
      await mkdir(path.join(debug, '.fingerprint', name), { recursive: true });
      await mkdir(path.join(debug, 'deps'), { recursive: true });
      await writeFile(path.join(debug, 'deps', `lib${name}.rlib`), name);
    }
    await noteBuilt(compiled, root, new Set(['hive']));
  }

  test('has the Rust packages from outside, and none of the workspace', async () => {
    const kept = keptFolder(storage, '/home/anna/hive');
    const [before, after] = [path.join(storage, 'before'), path.join(storage, 'after')];
    await builtTarget(before, '/copy/0');
    await keepOutside(kept, before, '/copy/0', lock, never);
    await rm(before, { recursive: true });

    await seedTarget(after, '/copy/1', kept, never);
    const target = path.join(targetFolder(after, '/copy/1'), 'debug');
    assert.deepEqual(await readdir(path.join(target, 'deps')), ['libserde-0123456789abcdef.rlib']);
    assert.deepEqual(await readdir(path.join(target, '.fingerprint')), ['serde-0123456789abcdef']);
  });

  test('keeps Rust packages again when they are others, and nothing where all are the workspace’s own', async () => {
    const kept = keptFolder(storage, '/home/anna/hive');
    await builtTarget(storage, '/copy/0');
    await keepOutside(kept, storage, '/copy/0', '[[package]]\nname = "hive"\n', never);
    assert.equal(existsSync(kept), false);
    await keepOutside(kept, storage, '/copy/0', lock, never);
    const deps = path.join(kept, 'cargo/debug/deps');
    await rm(deps, { recursive: true });
    await keepOutside(kept, storage, '/copy/0', lock, never);
    assert.equal(existsSync(deps), false);
    await keepOutside(kept, storage, '/copy/0', lock.replace('serde', 'serde_json'), never);
    assert.equal(existsSync(deps), true);
  });

  test('has nothing of a copy that was stopped', async () => {
    const kept = keptFolder(storage, '/home/anna/hive');
    await builtTarget(storage, '/copy/0');
    await assert.rejects(keepOutside(kept, storage, '/copy/0', lock, AbortSignal.abort(new Error('enough'))), /enough/);
    assert.deepEqual(await readdir(kept), []);
  });
});
