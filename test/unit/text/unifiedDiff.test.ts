import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatUnifiedDiff, type TextChange } from '../../../src/text/unifiedDiff.ts';
import { textPairs } from './randomText.ts';

suite('formatUnifiedDiff', () => {
  test('reads as everyone expects a patch to read', () =>
    assert.equal(
      formatUnifiedDiff([{ path: 'src/range.ts', before: 'a\nb\nc', after: 'a\nB\nc' }]),
      [
        '--- a/src/range.ts',
        '+++ b/src/range.ts',
        '@@ -1,3 +1,3 @@',
        ' a',
        '-b',
        '+B',
        ' c',
        '\\ No newline at end of file',
        '',
      ].join('\n'),
    ));

  test('says nothing about files that stay the same', () =>
    assert.equal(formatUnifiedDiff([{ path: 'a', before: 'x', after: 'x' }]), ''));

  test('is applied by git to the very bytes proposed, whatever the names and line breaks', () => {
    const names = ['plain.ts', 'with space/and more.ts', 'ümlaut "quoted".py', 'a\tb'];
    const changes: TextChange[] = textPairs(120).map(({ before, after }, i) => ({
      path: `${i}/${names[i % names.length]}`,
      before: i % 9 === 0 ? '\uFEFF' + before : before,
      after: i % 9 === 0 ? '\uFEFF' + after : after,
    }));
    inFolder((folder) => {
      for (const { path, before } of changes) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), before);
      }
      gitApply(folder, formatUnifiedDiff(changes));
      for (const { path, after } of changes) assert.equal(readFileSync(join(folder, path), 'utf8'), after, path);
    });
  });
});

function gitApply(folder: string, patch: string): void {
  const GIT_CEILING_DIRECTORIES = dirname(folder);
  const env = {
    ...process.env,
    GIT_CEILING_DIRECTORIES,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch, env });
}

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-diff-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
