import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkspaceFiles } from '../../../../src/testing/node/workspaceFiles.ts';

suite('the files of a workspace', () => {
  let root = '';
  setup(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'files-')))));
  teardown(() => rmSync(root, { recursive: true }));
  const write = (file: string, content: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  };

  test('single files that are left out are told with their reason, but not what git ignores', async () => {
    write('.gitignore', '*.log\n');
    write('src/a.ts', 'a();\n');
    write('b.log', 'b\n');
    write('data/large.csv', '1,2\n'.repeat(300_000));
    write('logo.png', Buffer.from([137, 80, 78, 71, 0]));
    write('.env', 'KEY=1\n');
    write('node_modules/x/index.js', 'x();\n');
    const files = openWorkspaceFiles(root, new Map());
    assert.deepEqual([...(await files.leftOut())].sort(), [
      ['.env', 'a kind of file that holds secrets'],
      ['data/large.csv', 'larger than 1,000 kB'],
      ['logo.png', 'not text, by its name'],
    ]);
    assert.deepEqual(await files.paths(), ['.gitignore', 'src/a.ts']);
    assert.match(files.whyNot('data/large.csv') ?? '', /^data\/large\.csv is left alone: larger than 1,000 kB\.$/);
  });
});
