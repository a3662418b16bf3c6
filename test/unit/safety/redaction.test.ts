import assert from 'node:assert/strict';
import { redact, redactingLog } from '../../../src/safety/redaction.ts';

// Put together here, so that no scanner takes this file for a leak.
const join = (...pieces: readonly string[]): string => pieces.join('');
const random36 = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';

const secrets: readonly [string, string, string?][] = [
  ['an OpenAI key', join('sk-', 'proj-', random36, '_', random36)],
  ['an older OpenAI key', join('sk-', random36)],
  ['an OpenRouter key', join('sk-or-v1-', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')],
  ['a GitHub token', join('ghp_', random36)],
  ['a fine-grained GitHub token', join('github_pat_', '11ABCDEFG0', random36, '_x')],
  ['a GitLab token', join('glpat-', 'x1Y2z3A4b5C6d7E8f9G0')],
  ['a Slack token', join('xoxb-', '123456789012-', 'abcdefGHIJ')],
  ['an AWS key id', join('AKIA', 'IOSFODNN7EXAMPLE')],
  ['a Google key', join('AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q')],
  ['a Groq key', join('gsk_', random36, 'abcd1234')],
  ['a Hugging Face token', join('hf_', random36)],
  ['an npm token', join('npm_', random36)],
  ['a JSON web token', join('eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0In0.', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r')],
];

suite('redaction', () => {
  for (const [title, secret] of secrets)
    test(`takes ${title}`, () => {
      assert.equal(redact(`const x = '${secret}';`), "const x = '[redacted]';");
      assert.equal(redact(`at ${secret}, then`), 'at [redacted], then');
    });

  for (const [title, text, clean] of [
    ['a bearer token', `Authorization: Bearer ${random36}`, 'Authorization: Bearer [redacted]'],
    ['a short bearer token in a header', '"authorization": "Bearer abc-def"', '"authorization": "Bearer [redacted]"'],
    ['a password in an address', 'postgres://app:hunter2@db:5432/x', 'postgres://app:[redacted]@db:5432/x'],
    ['a line of a .env file', 'DB_PASSWORD=hunter2\nPORT=80', 'DB_PASSWORD=[redacted]\nPORT=80'],
    ['an exported variable', '  export API_KEY="abcd1234"', '  export API_KEY="[redacted]"'],
    [
      'a secret AWS key',
      join('aws_secret_access_key = ', 'wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'),
      'aws_secret_access_key = [redacted]',
    ],
    ['a literal in code', 'apiKey: "9f86d081884c7d659a2f",', 'apiKey: "[redacted]",'],
    ['a literal in JSON', '{"client_secret": "9f86d081884c7d659a2f"}', '{"client_secret": "[redacted]"}'],
  ] as const)
    test(`takes ${title}`, () => assert.equal(redact(text), clean));

  test('takes a private key, also one that was cut off or escaped', () => {
    const begin = join('-----BEGIN RSA ', 'PRIVATE KEY-----');
    const end = join('-----END RSA ', 'PRIVATE KEY-----');
    const lines = `${random36}\n${random36}\n`;
    assert.equal(redact(`a\n${begin}\n${lines}${end}\nb`), 'a\n[redacted]\nb');
    assert.equal(redact(`${begin}\\n${random36}\\n${random36}\\n${end}`), '[redacted]');
    assert.doesNotMatch(redact(`${begin}\n${lines}`), /a1B2/);
  });

  for (const code of [
    "const apiKey = process.env['OPENAI_API_KEY'];",
    'API_KEY = os.environ["API_KEY"]',
    'API_KEY=$OPENAI_API_KEY',
    'API_KEY=${{ secrets.API_KEY }}',
    'MAX_TOKENS=4096',
    'ENABLE_TOKEN=true',
    'const token = await nextToken(stream);',
    'function login(user: string, password: string): Promise<Token> {',
    'token: "access_token_version_2_header"',
    'password: "please-choose-a-long-one"',
    '<div class="sk-folding-cube-animation-container-2">',
    'https://user@example.com/path:80@x',
    'url = `https://${user}:${password}@${host}`',
    'http://localhost:8080/a@b',
    'Bearer authenticationIsRequired',
    "headers.set('authorization', `Bearer ${key}`)",
    'import { AKIAlike } from "./task-risk-analysis-for-everything.ts"',
    'sha512-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit 656d95e1f0a3b2c4d5e6f708192a3b4c5d6e7f80',
    '// -----BEGIN PRIVATE KEY----- opens a key file',
    'secret = hashlib.sha256(data).hexdigest()',
  ])
    test(`leaves ${code}`, () => assert.equal(redact(code), code));

  test('takes secrets known by value wherever they stand, longest first', () => {
    assert.equal(redact('x=pass word!&y=pass%20word!', ['pass word!']), 'x=[redacted]&y=[redacted]');
    assert.equal(redact('abcdefgh', ['abcdef', 'abcdefgh']), '[redacted]');
    assert.equal(redact('a short a', ['a']), 'a short a');
  });

  test('a clean text is clean again', () => {
    const once = redact(secrets.map(([, secret]) => `TOKEN=${secret}`).join('\n'));
    assert.equal(redact(once), once);
  });

  test('stays quick on long lines', () => {
    const text = `${'a'.repeat(200_000)} ${'-----BEGIN PRIVATE KEY-----'.repeat(500)} ${'x://y:'.repeat(20_000)}`;
    assert.equal(typeof redact(text), 'string');
  });

  test('a redacting log passes every level on, cleaned', () => {
    const lines: string[] = [];
    const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
    const log = redactingLog({ debug: at('d'), info: at('i'), warn: at('w'), error: at('e') }, () => ['opensesame']);
    log.debug('opensesame');
    log.info(`key ${secrets[0]?.[1]}`);
    log.warn('fine');
    log.error('x opensesame');
    assert.deepEqual(lines, ['d [redacted]', 'i key [redacted]', 'w fine', 'e x [redacted]']);
  });
});
