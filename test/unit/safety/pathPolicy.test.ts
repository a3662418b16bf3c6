import assert from 'node:assert/strict';
import { isSecretFile, judgePath, normalizeWorkspacePath } from '../../../src/safety/pathPolicy.ts';

suite('Path policy', () => {
  for (const path of [
    'src/a.ts',
    'a b/ü.py',
    './src//a.ts',
    'src\\a.ts',
    '.github/workflows/ci.yml',
    '.gitignore',
    '.env.example',
    'environment.ts',
    'src/keys.ts',
  ]) {
    test(`allows ${path}`, () => assert.equal(judgePath(path).kind, 'allowed'));
  }
  for (const path of [
    '',
    '.',
    '/etc/passwd',
    'C:\\Windows\\x',
    'c:x',
    '~/x',
    '../x',
    'a/../../x',
    'a\\..\\..\\x',
    'a\nb',
    'a\0b',
    '.git/config',
    'sub/.GIT/hooks/pre-commit',
    '.git',
    '.env',
    'api/.env.local',
    'server.pem',
    'id_rsa',
    'conf/credentials.json',
    '.npmrc',
    '.ssh/config',
  ]) {
    test(`refuses ${JSON.stringify(path)}`, () => assert.equal(judgePath(path).kind, 'refused'));
  }

  test('gives one spelling to a path', () => assert.equal(normalizeWorkspacePath('./src\\\\a/./b.ts'), 'src/a/b.ts'));

  test('does not take code that speaks of secrets for one', () =>
    assert.deepEqual(['secrets.ts', 'credentials.py', 'token.ts', '.env.sample'].filter(isSecretFile), []));
});
