import assert from 'node:assert/strict';
import { looksSecret, testEnvironment } from '../../../src/safety/environment.ts';

suite('Environment of a test run', () => {
  const host = {
    PATH: '/usr/bin',
    HOME: '/home/ann',
    LC_ALL: 'C.UTF-8',
    VIRTUAL_ENV: '/home/ann/app/.venv',
    Path: 'C:\\Windows',
    SystemRoot: 'C:\\Windows',
    UNSET: undefined,
    ELECTRON_RUN_AS_NODE: '1',
    VSCODE_PID: '12',
    NODE_OPTIONS: '--inspect',
    SSH_AUTH_SOCK: '/tmp/ssh-1/agent.1',
    OPENAI_API_KEY: 'x',
    DATABASE_URL: 'postgres://localhost/db',
    MY_FLAG: 'yes',
  };

  test('passes what is known to be harmless and nothing else', () =>
    assert.deepEqual(Object.keys(testEnvironment(host, [])), [
      'PATH',
      'HOME',
      'LC_ALL',
      'VIRTUAL_ENV',
      'Path',
      'SystemRoot',
    ]));

  test('passes what the user names, a secret included', () => {
    const environment = testEnvironment(host, ['MY_FLAG', ' DATABASE_URL ', 'OPENAI_API_KEY', 'ABSENT', '']);
    assert.equal(environment['MY_FLAG'], 'yes');
    assert.equal(environment['DATABASE_URL'], 'postgres://localhost/db');
    assert.equal(environment['OPENAI_API_KEY'], 'x');
    assert.equal('ABSENT' in environment, false);
  });

  test('keeps a harmless name back when its value holds a secret', () => {
    const environment = testEnvironment({ GOFLAGS: '-x', NODE_PATH: 'https://ann:pa55word@registry.test/' }, []);
    assert.deepEqual(environment, { GOFLAGS: '-x' });
  });

  for (const name of [
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'npm_config__auth',
    'DB_PASSWORD',
    'STRIPE_KEY',
    'apiKey',
  ]) {
    test(`${name} looks like a secret`, () => assert.equal(looksSecret(name, 'x'), true));
  }
  for (const name of ['KEYBOARD', 'TOKENIZERS_PARALLELISM', 'AUTHOR', 'MONKEY']) {
    test(`${name} does not`, () => assert.equal(looksSecret(name, 'x'), false));
  }
});
