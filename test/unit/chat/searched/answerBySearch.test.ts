import assert from 'node:assert/strict';
import type { ChatEvent } from '../../../../src/chat/chatEvent.ts';
import type { TurnRequest } from '../../../../src/chat/chatRequest.ts';
import type { UserMessage } from '../../../../src/chat/conversation.ts';
import { answerBySearch } from '../../../../src/chat/searched/answerBySearch.ts';
import type { Commit, HistoryQuestion, SearchedDeps } from '../../../../src/chat/searched/searchedDeps.ts';
import type { SymbolResult } from '../../../../src/retrieval/placeRequest.ts';
import { emptyOutline, type Definition } from '../../../../src/syntax/outline.ts';
import { saidIn } from '../../../fakes/chatBench.ts';

const signal = new AbortController().signal;
const cart = 'import { tax } from "./tax.js";\n\nexport function totalOf(items) {\n  return `${items.length}```;\n}\n';

/** One function in one file, and a history that remembers what it was asked. */
function world(change: Partial<SearchedDeps> = {}): SearchedDeps {
  const files = new Map([['src/cart.js', cart]]);
  const definition: Partial<Definition> = {
    ...{ name: 'totalOf', scope: [], kind: 'function', startLine: 3, endLine: 5 },
    doc: 'What `items` cost, with {@link tax}.\n\nMore of it.',
  };
  const known: SymbolResult = {
    ...{ path: 'src/cart.js', startLine: 3, endLine: 5, symbol: 'totalOf', kind: 'function', score: 1 },
    reason: 'defines it',
  };
  return {
    files: { paths: () => Promise.resolve([...files.keys()]), text: (path) => Promise.resolve(files.get(path)) },
    readOutline: () => Promise.resolve({ ...emptyOutline, definitions: [definition as Definition] }),
    lookup: {
      search: () => Promise.resolve({ results: [], ms: 0 }),
      symbols: ({ relation, name }) =>
        Promise.resolve({ results: relation === 'definitions' && name === 'totalOf' ? [known] : [], ms: 0 }),
    },
    ...change,
  };
}

async function asked(change: Partial<TurnRequest>, deps = world()): Promise<ChatEvent[]> {
  const request: TurnRequest = { root: '/memory', history: [], text: '', chips: [], ...change };
  const events: ChatEvent[] = [];
  for await (const event of answerBySearch(request, deps, signal)) events.push(event);
  return events;
}

suite('an answer by search', () => {
  test('to nothing says what can be asked', async () => {
    assert.match(saidIn(await asked({})), /^Ask about the code of this workspace/);
  });

  test('shows a definition with its comment, its lines and a link that was given out before', async () => {
    const events = await asked({ text: 'Where is `totalOf`?' });
    assert.equal(
      saidIn(events),
      [
        'It is defined once, by the outlines of the files.',
        '',
        '1. [`src/cart.js:3-5`](#place-1) `totalOf`: function',
        '',
        '   What `items` cost, with `tax`.',
        '',
        '   ````js',
        '   export function totalOf(items) {',
        '     return `${items.length}```;',
        '   }',
        '   ````',
        '',
        '',
      ].join('\n'),
    );
    const kinds = events.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['status', 'text', 'citation', 'text']);
  });

  test('that only points is about what was asked before', async () => {
    const before: UserMessage = { id: 'q', role: 'user', at: 1, text: 'Where is `totalOf`?', chips: [] };
    const questions: HistoryQuestion[] = [];
    const history = (about: HistoryQuestion): Promise<Commit[]> => {
      questions.push(about);
      return Promise.resolve([]);
    };
    const said = saidIn(await asked({ text: 'When was it changed?', history: [before] }, world({ history })));
    assert.deepEqual(questions, [{ path: 'src/cart.js', lines: { first: 3, last: 5 }, limit: 10 }]);
    assert.match(said, /git knows no commit that changed `src\/cart\.js`, lines 3 to 5/);
  });

  test('about changes links what is still there, and forges nothing', async () => {
    const commit: Commit = {
      ...{ hash: 'abc1234', date: '2026-11-22', author: 'A*da' },
      ...{ subject: 'Sum up [here](#place-9)', paths: ['src/cart.js', 'src/gone.js'] },
    };
    const said = saidIn(
      await asked({ text: 'What changed lately?' }, world({ history: () => Promise.resolve([commit]) })),
    );
    assert.ok(said.includes('- `abc1234` 2026-11-22 A\\*da: Sum up \\[here\\](\\#place-9)\n'), said);
    assert.ok(said.includes('  [`src/cart.js`](#place-1), `src/gone.js`\n'), said);
  });

  test('says what it does not know, and how to add a model', async () => {
    const deps = world({ noModel: 'No model is chosen.' });
    const said = saidIn(await asked({ text: 'Where is `nowhereAtAll`?' }, deps));
    assert.match(said, /Nothing in the workspace is called `nowhereAtAll`/);
    assert.match(said, /\*No model is chosen\.\*\n$/);
    assert.match(saidIn(await asked({ text: 'What changed lately?' })), /in no git repository that may be read/);
  });
});
