import assert from 'node:assert/strict';
import { CommandBench, hashOfTree } from '../../fakes/touchstoneCommand.ts';

const files = {
  'package.json': '{"dependencies": {"kit": "^1.0.0"}}',
  'node_modules/kit/package.json': '{"version": "1.2.3", "types": "a.d.ts"}',
  'node_modules/kit/a.d.ts': '/** Cuts. */\nexport declare function chunk(array: unknown[]): void;\n',
};

suite('touchstone api', () => {
  let bench: CommandBench;
  suiteSetup(async () => void (bench = await CommandBench.open()));
  suiteTeardown(() => bench.close());

  test('tells signature, version, place and doc, and leaves the folder as it is', async () => {
    const root = await bench.project(files);
    const before = await hashOfTree(root);
    const { code, out } = await bench.run(['api', 'kit.chunk', '--workspace', root]);
    assert.equal(
      out,
      'kit 1.2.3 (asked for: ^1.0.0)\nchunk\n    export declare function chunk(array: unknown[]): void\n    node_modules/kit/a.d.ts:2\n    Cuts.\n',
    );
    assert.equal(code, 0);
    assert.equal(await hashOfTree(root), before);
  });

  test('ends with 1 and a suggestion for what is not there', async () => {
    const root = await bench.project(files);
    const { code, out } = await bench.run(['api', 'kit.chunks', '--workspace', root]);
    assert.equal(code, 1);
    assert.match(out, /The package has no “chunks”\.\nDid you mean chunk\?/);
    const json = await bench.run(['api', 'kit.chunks', '--workspace', root, '--json']);
    assert.equal((JSON.parse(json.out) as { kind: string }).kind, 'absent');
  });

  test('ends with 2 for misuse', async () => {
    const root = await bench.project(files);
    for (const args of [
      ['kit'],
      ['--workspace', root],
      ['kit', '--list', '--workspace', root],
      ['kit', '--workspace', `${root}/nowhere`],
      ['--search', 'x', '--limit', '0', '--workspace', root],
    ]) {
      const { code, log } = await bench.run(['api', ...args]);
      assert.equal(code, 2, args.join(' '));
      assert.match(log, /--help|existing folder/);
    }
  });
});
