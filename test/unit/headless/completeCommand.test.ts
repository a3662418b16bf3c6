/** `touchstone complete` as scripts see it: one JSON object a line in, one a line out. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startFillServer, type FillServer, type Way } from '../../fakes/fillServer.ts';
import { CommandBench } from '../../fakes/touchstoneCommand.ts';

interface Answer {
  readonly suggestions: readonly { readonly text: string; readonly source: string; readonly confidence: number }[];
  readonly withheld?: { readonly stage: string; readonly reason: string };
  readonly ms: number;
  readonly error?: string;
}

const recorder = path.resolve(import.meta.dirname, '../../fakes/connectionRecorder.cjs');

const files = {
  'src/ledger.ts': [
    '/** Money that was moved. */',
    'export interface Booking {',
    '  readonly amountInCents: number;',
    '  readonly bookedOn: Date;',
    '}',
    '',
    'export function sumOfBookings(bookings: readonly Booking[]): number {',
    '  return bookings.reduce((sum, booking) => sum + booking.amountInCents, 0);',
    '}',
    '',
  ].join('\n'),
  'src/report.ts': [
    "import { sumOfBookings, type Booking } from './ledger.ts';",
    '',
    'export function reportLine(bookings: readonly Booking[]): string {',
    '  const total = ',
    '}',
    '',
  ].join('\n'),
  '.env': 'PASSWORD_OF_THE_LEDGER=0123456789abcdef\n',
};

suite('touchstone complete', function () {
  this.timeout(60_000);
  let bench: CommandBench;
  let server: FillServer;
  suiteSetup(async () => {
    bench = await CommandBench.open();
    server = await startFillServer();
  });
  suiteTeardown(async () => {
    await server.dispose();
    await bench.close();
  });

  const ask = async (
    root: string,
    requests: readonly object[],
    more: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ answers: readonly Answer[]; code: number | null; log: string }> => {
    const args = ['complete', '--workspace', root, '--stdin', '--json', ...more];
    const run = bench.start(args, environment, 'pipe');
    run.child.stdin!.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    const { out, code, log } = await run.ended;
    const answers = out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer);
    return { answers, code, log };
  };

  test('answers each line without a model, and opens no connection', async () => {
    const root = await bench.project(files);
    const record = path.join(bench.folder, 'connections.txt');
    const { answers, code, log } = await ask(
      root,
      [
        { file: 'src/report.ts', line: 4, column: 17 },
        { file: 'src/report.ts', line: 4, column: 17, trigger: 'invoke' },
        { file: 'src/report.ts', line: 99, column: 1 },
        { file: '.env', line: 1, column: 1 },
        { file: '../elsewhere.ts', line: 1, column: 1, text: 'export const one = 1;' },
        { file: 'src/report.ts' },
      ],
      [],
      { NODE_OPTIONS: `--require "${recorder}"`, TOUCHSTONE_CONNECTIONS: record },
    );
    assert.equal(code, 0, log);
    assert.equal(answers.length, 6);
    for (const { suggestions, withheld, ms } of answers.slice(0, 5)) {
      assert.equal(suggestions.length > 0, withheld === undefined);
      assert.ok(ms >= 0);
    }
    assert.match(answers[2]?.withheld?.reason ?? '', /outside the file/);
    assert.match(answers[3]?.withheld?.reason ?? '', /secrets/);
    assert.match(answers[4]?.withheld?.reason ?? '', /not a path inside the workspace/);
    assert.match(answers[5]?.error ?? '', /No request/);
    assert.match(await readFile(record, 'utf8'), /^(watching \d+\n)+$/);
  });

  test('asks a model that answers only when the definition from another file is in its prompt', async () => {
    const root = await bench.project(files);
    server.script.ways = new Set<Way>(['completions']);
    server.script.reply = ({ prompt }) =>
      String(prompt).includes('amountInCents') ? 'sumOfBookings(bookings);\n  return `${total}`;\n}\n' : '';
    const { answers, code, log } = await ask(
      root,
      [{ file: 'src/report.ts', line: 4, column: 17 }],
      ['--model', 'qwen2.5-coder:7b-base', '--base-url', server.baseUrl],
    );
    assert.equal(code, 0, log);
    assert.deepEqual(answers[0]?.suggestions, [
      { text: 'sumOfBookings(bookings);', source: 'qwen2.5-coder:7b-base', confidence: 0.65 },
    ]);
    for (const { raw } of server.requests) assert.doesNotMatch(raw, /PASSWORD_OF_THE_LEDGER|0123456789abcdef/);
  });

  test('says why, when the endpoint is not there, and goes on without it', async () => {
    const root = await bench.project(files);
    const { answers, code } = await ask(
      root,
      [{ file: 'src/report.ts', line: 4, column: 17 }],
      ['--model', 'starcoder2:3b', '--base-url', 'http://127.0.0.1:9/v1'],
    );
    assert.equal(code, 0);
    assert.notEqual(answers[0]?.suggestions[0]?.source, 'starcoder2:3b');
  });

  test('answers a single place in words', async () => {
    const root = await bench.project(files);
    const place = ['--file', 'src/ledger.ts', '--line', '2', '--column', '5'];
    const { out, code } = await bench.run(['complete', '--workspace', root, ...place]);
    assert.equal(code, 0);
    assert.match(out, /^Nothing is suggested \(ask\): The cursor is in front of a word\.\n$/);
  });

  for (const [name, args] of [
    ['no workspace', ['--stdin']],
    ['both ways to ask', ['--workspace', '.', '--stdin', '--file', 'a.ts', '--line', '1', '--column', '1']],
    ['a model without its address', ['--workspace', '.', '--stdin', '--model', 'x']],
    [
      'a format that is none',
      ['--workspace', '.', '--stdin', '--model', 'x', '--base-url', 'localhost', '--format', 'y'],
    ],
    ['a folder that is not there', ['--workspace', './nowhere', '--stdin']],
  ] as const)
    test(`refuses ${name} with exit code 2`, async () => {
      const { code, log } = await bench.run(['complete', ...args]);
      assert.equal(code, 2);
      assert.match(log, /touchstone complete --help/);
    });
});
