import assert from 'node:assert/strict';
import { asWritten, WrittenCalls } from '../../../../src/chat/asked/writtenCalls.ts';
import {
  endOf,
  lastTool,
  openChatBench,
  saidIn,
  toolsIn,
  type ChatBench,
  type Move,
} from '../../../fakes/chatBench.ts';

const call = (json: string, label = 'call-abc123'): string => `\`\`\`${label}\n${json}\n\`\`\``;
const read = '{"tool": "read_file", "arguments": {"path": "a.ts"}}';

/** Letter by letter, as a stream may come. */
function heard(text: string): WrittenCalls {
  const written = new WrittenCalls('call-abc123');
  for (const letter of text) written.push(letter);
  written.end();
  return written;
}

suite('a call that is written as text', () => {
  for (const [title, text, shown, calls] of [
    ['stands after words', `I look.\n\n${call(read)}`, 'I look.\n\n', ['read_file {"path":"a.ts"}']],
    ['is not closed', `\`\`\`call-abc123\n${read}`, '', ['read_file {"path":"a.ts"}']],
    [
      'two of them',
      `${call(read)}\n\n${call('{"tool": "outline"}')}\n`,
      '',
      ['read_file {"path":"a.ts"}', 'outline {}'],
    ],
    ['with tildes', `~~~ call-abc123\n${read}\n~~~`, '', ['read_file {"path":"a.ts"}']],
    [
      'with line breaks in a string',
      call('{"tool": "run_code", "arguments": {"code": "a\n\tb"}}'),
      '',
      ['run_code {"code":"a\\n\\tb"}'],
    ],
    [
      'with a result that is made up',
      `${call(read)}\nThe file says 5.\n${call(read)}`,
      '',
      ['read_file {"path":"a.ts"}'],
    ],
    ['other code is no call', '```ts\ncall-abc123\n```\nDone `call`.', '```ts\ncall-abc123\n```\nDone `call`.', []],
    ['a word like it is none', '```callback\nx\n```', '```callback\nx\n```', []],
    ['nothing at all', 'c', 'c', []],
  ] as const)
    test(title, () => {
      const written = heard(text);
      assert.equal(written.malformed, undefined);
      assert.equal(written.shown, shown);
      assert.deepEqual(
        written.calls.map(({ name, arguments: given }) => `${name} ${given}`),
        calls,
      );
    });

  for (const [title, text, why] of [
    ['another mark', call(read, 'call-000000'), /begins with call-000000, and not with call-abc123/],
    ['no mark', call(read, 'call'), /begins with call, and not/],
    ['no JSON', call('read_file("a.ts")'), /not valid JSON/],
    ['cut off', '```call-abc123\n{"tool": "read', /not valid JSON/],
    ['a list', call(`[${read}]`), /not one JSON object/],
    ['no tool', call('{"name": "read_file"}'), /“tool” must be/],
    ['arguments as a string', call('{"tool": "x", "arguments": "{}"}'), /“arguments” must be/],
    ['something beside', call('{"tool": "x", "allowed": true}'), /no “allowed” beside/],
  ] as const)
    test(`cannot be read: ${title}`, () => {
      const written = heard(`Well.\n${text}`);
      assert.deepEqual(written.calls, []);
      assert.equal(written.shown, 'Well.\n');
      assert.match(written.malformed?.why ?? '', why);
    });

  test('is text of the model in what is sent, and its result comes from the user', () => {
    const toolCalls = [{ id: '1', name: 'read_file', arguments: '{"path":"a.ts"}' }];
    assert.deepEqual(
      asWritten(
        [
          { role: 'assistant', text: 'I look.\n', toolCalls },
          { role: 'tool', callId: '1', text: 'five' },
          { role: 'user', text: 'Go on.' },
        ],
        'call-abc123',
      ),
      [
        { role: 'assistant', text: `I look.\n\n${call('{"tool": "read_file", "arguments": {"path":"a.ts"}}')}` },
        { role: 'user', text: 'What came of your call:\nfive\n\nGo on.' },
      ],
    );
  });
});

const files = { 'src/cart.ts': 'export const total = 1;\nexport const tax = 2;\n' };

suite('a model that cannot call tools', () => {
  const opened: ChatBench[] = [];
  const open = async (
    moves: (round: number, told: readonly string[]) => Move,
    tools: 'honoured' | 'ignored' | 'refused' = 'refused',
  ): Promise<ChatBench> => {
    const bench = await openChatBench(moves, files, tools);
    opened.push(bench);
    return bench;
  };
  teardown(() => Promise.all(opened.splice(0).map((bench) => bench.dispose())));

  for (const tools of ['refused', 'ignored'] as const)
    test(`reads what it asks for, and answers with it, where tools are ${tools}`, async () => {
      const bench = await open(
        (round, told) =>
          round === 0
            ? [{ name: 'read_file', arguments: { path: 'src/cart.ts', first: 2 } }]
            : `It says: ${told[0] ?? ''}`,
        tools,
      );
      const events = await bench.ask();
      assert.deepEqual(toolsIn(events), ['read_file running', 'read_file done']);
      assert.match(saidIn(events), /^I look\.\n\nIt says: <data-[^]*\n2 export const tax = 2;/);
      assert.ok(!saidIn(events).includes('call-'));
      assert.equal(endOf(events).reason, 'complete');
      assert.ok(bench.sent().every(({ role }) => role !== 'tool'));
    });

  test('a model that only now refuses tools is asked again without', async () => {
    const bench = await open(
      (round, told) => (round === 0 ? [{ name: 'read_file', arguments: { path: 'src/cart.ts' } }] : (told[0] ?? '')),
      'honoured',
    );
    await bench.ask();
    bench.server.abilities.tools = 'refused';
    const events = await bench.ask();
    assert.deepEqual(toolsIn(events), ['read_file running', 'read_file done']);
    assert.equal(endOf(events).reason, 'complete');
  });

  test('a call that cannot be read is asked for once more', async () => {
    const bench = await open((round, told) =>
      round === 0
        ? '```MARK\nread_file("src/cart.ts")\n```'
        : round === 1
          ? [{ name: 'read_file', arguments: { path: 'src/cart.ts' } }]
          : told.join('\n'),
    );
    const events = await bench.ask();
    assert.deepEqual(toolsIn(events), ['unreadable call failed', 'read_file running', 'read_file done']);
    assert.match(saidIn(events), /could not be read, so nothing was called[^]*export const tax/);
  });

  test('who cannot write one the second time either is to answer without', async () => {
    const bench = await open((round) => (round < 2 ? `\`\`\`MARK\nno ${round}\n\`\`\`` : 'Then without.'));
    const events = await bench.ask();
    assert.deepEqual(toolsIn(events), ['unreadable call failed', 'unreadable call failed']);
    assert.match(saidIn(events), /Then without\.$/);
    assert.equal(endOf(events).reason, 'complete');
  });

  test('who never writes one that can be read is stopped', async () => {
    const bench = await open((round) => `\`\`\`MARK\nno ${round}\n\`\`\``);
    assert.equal(endOf(await bench.ask()).reason, 'limit');
    assert.equal(bench.server.requests.filter(({ body }) => JSON.stringify(body).includes('MARK')).length, 0);
  });

  test('a refused call is not made, and the model is told', async () => {
    const bench = await open((round, told) =>
      round === 0 ? [{ name: 'run_command', arguments: { command: 'ls' } }] : (told[0] ?? ''),
    );
    bench.answer = () => Promise.resolve('no');
    const events = await bench.ask();
    assert.deepEqual(toolsIn(events), ['run_command asking', 'run_command refused']);
    assert.match(saidIn(events), /The user did not allow it/);
    assert.deepEqual(bench.done, []);
  });

  test('loops end: the same call, ever new calls, and calls that cannot be made', async () => {
    for (const [moves, made] of [
      [() => [{ name: 'outline', arguments: { path: '.' } }], 1],
      [(round: number) => [{ name: 'search_code', arguments: { query: `tax ${round}`, exact: true } }], 12],
      [(round: number) => [{ name: `made_up_${round}`, arguments: {} }], 0],
    ] as const) {
      const events = await (await open(moves)).ask();
      assert.equal(endOf(events).reason, 'limit');
      assert.equal(toolsIn(events).filter((state) => state.endsWith(' done')).length, made);
    }
  });

  test('a result that is too large is cut, and a hundred calls at once are not all made', async () => {
    const bench = await open((round, told) =>
      round === 0 ? [{ name: 'run_command', arguments: { command: 'seq' } }] : `${told.join('').length}`,
    );
    bench.printed = 'a long line of output, again and again\n'.repeat(100_000);
    const events = await bench.ask();
    assert.match(lastTool(events)?.detail ?? '', /characters are left out here/);
    assert.ok(Number(/\d+$/.exec(saidIn(events))?.[0]) < 20_000);

    const many = Array.from({ length: 100 }, (_, at) => ({ name: 'outline', arguments: { path: `${at}` } }));
    const eager = await open((round, told) =>
      round === 0 ? many : `${told.filter((text) => text.startsWith('Not answered')).length}`,
    );
    assert.match(saidIn(await eager.ask()), /92$/);
  });

  test('code that only quotes a call makes none', async () => {
    const bench = await open(() => `It says:\n\n    ${call(read)}\n\nand\n\n${call(read, 'json')}\n`);
    const events = await bench.ask();
    assert.deepEqual(toolsIn(events), []);
    assert.equal(endOf(events).reason, 'complete');
  });
});
