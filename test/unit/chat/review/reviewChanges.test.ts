import assert from 'node:assert/strict';
import type { ChatEvent } from '../../../../src/chat/chatEvent.ts';
import type { ReviewFinding } from '../../../../src/chat/review/finding.ts';
import { readWish, reviewChanges, type ReviewDeps } from '../../../../src/chat/review/reviewChanges.ts';
import { emptyOutline, type Definition } from '../../../../src/syntax/outline.ts';
import { formatUnifiedDiff } from '../../../../src/text/unifiedDiff.ts';
import { never, openBench, type Bench } from '../../../fakes/modelBench.ts';

const key = `ghp_${'abcdefghij0123456789'.repeat(2)}`;
const texts: Readonly<Record<string, string>> = {
  'src/cart.ts': 'function total() {\n  return 0;\n}\nfunction other() {\n  debugger;\n  return 1;\n}\n',
  'test/cart.test.ts': "test('a', () => {});\ntest.only('b', () => {});\n",
  'notes.txt': `<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> main\ntoken ${key}\n`,
};
const diff = formatUnifiedDiff([
  {
    path: 'src/cart.ts',
    before: 'function total() {\n  return 1;\n}\nfunction other() {\n  return 1;\n}\n',
    after: texts['src/cart.ts'],
  },
  { path: 'test/cart.test.ts', before: "test('a', () => {});\n", after: texts['test/cart.test.ts'] },
  { path: 'notes.txt', before: 'token\n', after: texts['notes.txt'] },
]);
const defined = (name: string, startLine: number, endLine: number): Definition => ({
  ...{ name, kind: 'function', start: 0, end: 0, startLine, endLine, scope: [], signature: '', doc: '' },
  ...{ docStart: 0, bodyStart: 0, exported: true },
});

suite('/review', () => {
  let shown: readonly ReviewFinding[] | undefined;
  const deps: ReviewDeps = {
    files: { paths: () => Promise.resolve(Object.keys(texts)), text: (path) => Promise.resolve(texts[path]) },
    readOutline: (path) =>
      Promise.resolve(
        path === 'src/cart.ts'
          ? { ...emptyOutline, definitions: [defined('total', 1, 3), defined('other', 4, 7)] }
          : emptyOutline,
      ),
    lookup: {
      search: () => Promise.resolve({ results: [], ms: 0 }),
      symbols: ({ name }) =>
        Promise.resolve({
          results:
            name === 'total'
              ? [{ path: 'test/cart.test.ts', startLine: 1, endLine: 1, kind: 'test', score: 1, reason: '' }]
              : [],
          ms: 0,
        }),
    },
    problems: () =>
      Promise.resolve([
        { path: 'src/cart.ts', line: 2, severity: 'error', message: 'Type `a` is wrong.' },
        { path: 'src/cart.ts', line: 1, severity: 'error', message: 'It was there before.' },
      ]),
    diff: () => Promise.resolve(diff),
    noModel: 'No model.',
    show: (findings) => void (shown = findings),
  };
  const said = (events: readonly ChatEvent[]): string =>
    events.flatMap((event) => (event.kind === 'text' ? [event.delta] : [])).join('');
  const review = async (change: Partial<ReviewDeps>, text = ''): Promise<ChatEvent[]> => {
    const events: ChatEvent[] = [];
    for await (const event of reviewChanges({ text, chips: [] }, { ...deps, ...change }, never)) events.push(event);
    return events;
  };
  setup(() => void (shown = undefined));

  test('without a model finds what is certain in the new lines, and says what it did not look at', async () => {
    const events = await review({});
    assert.deepEqual(
      shown?.map(({ path, line, severity }) => `${path}:${line} ${severity}`),
      [
        ...['notes.txt:1 error', 'notes.txt:5 error', 'notes.txt:6 error', 'src/cart.ts:2 error'],
        ...['src/cart.ts:5 warning', 'test/cart.test.ts:2 warning', 'src/cart.ts:4 note'],
      ],
    );
    const text = said(events);
    assert.match(text, /^\*\*7 findings\*\* in /);
    assert.match(text, /\*\*Warning\*\* \[src\/cart\.ts:5\]\(#place-\d\): `debugger;` stops/);
    assert.match(text, /Not looked at:\n\n- Whether the change does what it is meant to/);
    assert.match(text, /- The tests: none was run/);
    assert.ok(!text.includes(key));
  });

  test('proposes what to do where only one thing can be meant', async () => {
    await review({});
    assert.deepEqual(
      shown?.flatMap(({ fix }) => (fix ? [fix] : [])),
      [
        { search: '  debugger;', replace: '' },
        { search: "test.only('b', () => {});", replace: "test('b', () => {});" },
      ],
    );
  });

  test('says that nothing has changed, and clears what was shown', async () => {
    assert.match(said(await review({ diff: () => Promise.resolve('') })), /Nothing differs from the last commit/);
    assert.deepEqual(shown, []);
    assert.match(said(await review({ diff: () => Promise.resolve('') }, 'staged')), /Nothing is staged. Stage what/);
  });

  test('reads what is to be compared', () => {
    assert.deepEqual(readWish(''), { of: { kind: 'commit', base: 'HEAD' }, wish: '' });
    assert.deepEqual(readWish('main'), { of: { kind: 'branch', base: 'main' }, wish: '' });
    assert.deepEqual(readWish('--staged'), { of: { kind: 'staged' }, wish: '' });
    assert.deepEqual(readWish('mind the locks'), { of: { kind: 'commit', base: 'HEAD' }, wish: 'mind the locks' });
  });

  suite('with a model', () => {
    let bench: Bench;
    let replies: string[] = [];
    setup(async () => {
      bench = await openBench({
        reply: (body) =>
          JSON.stringify(body).includes('You review a change') ? (replies.shift() ?? 'nothing') : 'Hello',
      });
    });
    teardown(() => bench.dispose());
    const entry = {
      path: 'src/cart.ts',
      line: 2,
      quote: 'return 0;',
      severity: 'error',
      message: 'The total is always 0.',
    };
    const list = JSON.stringify([entry, { ...entry, path: 'src/nowhere.ts' }, { ...entry, quote: 'rm -rf /' }]);
    const asked = (): Promise<ChatEvent[]> => {
      const asking = { model: bench.model(), limits: { mostTokens: 0, inputPrice: 0, outputPrice: 0 } };
      return review({ asking, problems: () => Promise.resolve([]) });
    };
    const chats = (): string[] =>
      bench.server.requests
        .filter(({ path }) => path.endsWith('/chat/completions'))
        .map(({ body }) => JSON.stringify(body));

    test('shows what it finds beside what is certain, and drops what is not in the change', async () => {
      replies = [list];
      const events = await asked();
      assert.ok(shown?.some(({ line, message }) => line === 2 && message === 'The total is always 0.'));
      assert.equal(shown?.length, 7);
      assert.deepEqual(
        events.flatMap((event) => (event.kind === 'dropped' ? [event.why] : [])),
        [
          'src/nowhere.ts is no file of this change.',
          'The change of src/cart.ts has no such text at line 2 or near it.',
        ],
      );
      assert.ok(!chats().join().includes(key), 'no secret is sent');
    });

    test('is sent back once what is malformed', async () => {
      replies = ['It looks good to me!', JSON.stringify([entry])];
      await asked();
      assert.ok(shown?.some(({ message }) => message === 'The total is always 0.'));
      assert.match(chats().at(-1) ?? '', /could not be read.*not one JSON list/);
    });

    test('is not asked a third time, and the answer says so', async () => {
      replies = ['no', 'no', list];
      const text = said(await asked());
      assert.match(text, /gave no list of findings, asked twice/);
      assert.equal(replies.length, 1);
      assert.equal(shown?.length, 6, 'what is certain stays');
    });
  });
});
