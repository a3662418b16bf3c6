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

  test('knows files with secrets by their names, whatever their case, and copies of them', () => {
    const missed = [
      ...['.env.local', '.ENV', '.Env.Production', '.env-staging', '.env.local.bak', '.env~', '.envrc', 'prod.env'],
      ...['id_rsa.bak', 'ID_RSA', 'id_ed25519.old', 'id_rsa (1)', 'id_ed25519_work', 'ssh_host_rsa_key', 'id_ecdsa_sk'],
      ...['credentials.json', 'Credentials', 'secrets.yaml', 'secret.toml.orig', 'credentials.csv'],
      ...['.npmrc', '.NPMRC.bak', '.netrc', '_netrc', '.pypirc', '.git-credentials', '.pgpass'],
      ...['kubeconfig', 'kubeconfig.yaml', 'prod.kubeconfig', '.kube/config', '.KUBE/cache/x'],
      ...[
        'service-account.json',
        'serviceAccountKey.json',
        'service_account-prod.json',
        'shop-firebase-adminsdk-x1.json',
      ],
      ...[
        'AuthKey_AB12.p8',
        'server.KEY',
        'release.keystore',
        'vpn.ovpn',
        'prod.tfvars',
        '.vault_pass',
        '.bash_history',
      ],
    ].filter((path) => !isSecretFile(`deploy/${path}`));
    assert.deepEqual(missed, []);
  });

  test('takes no source for a secret because of a word in its name', () => {
    const refused = [
      ...['src/environment.ts', 'env.py', '.env.example', '.env.local.template', 'env.d.ts', 'id_rsa.pub', 'id_map.ts'],
      ...['credentials.ts', 'secretSanta.py', 'secrets.test.ts', 'kubeconfigs.go', 'serviceAccount.ts', 'tfvars.ts'],
      ...['keys.md', 'keyboard.ts', 'copy.ts', 'old.ts', 'client_secret.py', 'credentials/index.ts', 'docs/backup.md'],
      ...['id_rsa.go', 'id_ed25519.rs', 'kubeconfig.go', 'kubeconfig_test.go'],
    ].filter(isSecretFile);
    assert.deepEqual(refused, []);
  });

  test('gives one spelling to a path', () => assert.equal(normalizeWorkspacePath('./src\\\\a/./b.ts'), 'src/a/b.ts'));

  test('does not take code that speaks of secrets for one', () =>
    assert.deepEqual(['secrets.ts', 'credentials.py', 'token.ts', '.env.sample'].filter(isSecretFile), []));
});
