import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  test('names /dev/null where there is no file', () =>
    assert.equal(
      formatUnifiedDiff([
        { path: 'new.ts', before: undefined, after: 'a\n' },
        { path: 'old.ts', before: 'b\n', after: undefined },
      ]),
      [
        'diff --git a/new.ts b/new.ts',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/new.ts',
        '@@ -0,0 +1,1 @@',
        '+a',
        'diff --git a/old.ts b/old.ts',
        'deleted file mode 100644',
        '--- a/old.ts',
        '+++ /dev/null',
        '@@ -1,1 +0,0 @@',
        '-b',
        '',
      ].join('\n'),
    ));

  test('has git create and delete files, empty ones too', () => {
    const changes: TextChange[] = [
      { path: 'new/ü and more.ts', before: undefined, after: 'a\nb' },
      { path: 'new/empty', before: undefined, after: '' },
      { path: 'changed', before: 'x\n', after: 'y\n' },
      { path: 'old/a b.ts', before: '\uFEFFa\r\n', after: undefined },
      { path: 'old/empty', before: '', after: undefined },
    ];
    inFolder((folder) => {
      mkdirSync(join(folder, 'old'));
      for (const { path, before } of changes) if (before !== undefined) writeFileSync(join(folder, path), before);
      gitApply(folder, formatUnifiedDiff(changes));
      for (const { path, after } of changes) {
        assert.equal(existsSync(join(folder, path)), after !== undefined, path);
        if (after !== undefined) assert.equal(readFileSync(join(folder, path), 'utf8'), after, path);
      }
    });
  });

  test('is applied by git to the very bytes proposed, whatever the names and line breaks', () => {
    const names = ['plain.ts', 'with space/and more.ts', 'ümlaut "quoted".py', 'a\tb'];
    const changes = textPairs(120).map(({ before, after }, i) => ({
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
