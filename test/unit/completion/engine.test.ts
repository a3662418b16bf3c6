import assert from 'node:assert/strict';
import type { ContextProvider } from '../../../src/completion/context.ts';
import { createCompletionEngine, type EngineDeps } from '../../../src/completion/engine.ts';
import { usualCompletionSettings } from '../../../src/completion/settings.ts';
import type { Moment } from '../../../src/completion/shouldAsk.ts';
import type { CompletionRequest, SourceEvent, SuggestionSource } from '../../../src/completion/suggestion.ts';
import type { Clock } from '../../../src/model/retry.ts';

const never = new AbortController().signal;

/** Time that passes when a test says so. */
class HandClock implements Clock {
  #now = 0;
  #sleeping: { readonly until: number; readonly wake: () => void }[] = [];
  now = (): number => this.#now;
  random = (): number => 0.5;
  sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#sleeping.push({ until: this.#now + milliseconds, wake: resolve });
    });
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.#sleeping.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until);
      if (!next) break;
      this.#now = Math.max(this.#now, next.until);
      this.#sleeping = this.#sleeping.filter((one) => one !== next);
      next.wake();
    }
    this.#now = end;
  }
}

/** A source that writes a piece every so often, and tells who asked and who hung up. */
class SlowSource implements SuggestionSource {
  readonly name = 'slow';
  readonly isInstant = false;
  readonly requests: CompletionRequest[] = [];
  ended = 0;
  readonly #clock: Clock;
  readonly #text: (request: CompletionRequest) => string;
  constructor(clock: Clock, text: string | ((request: CompletionRequest) => string)) {
    this.#clock = clock;
    this.#text = typeof text === 'string' ? () => text : text;
  }
  async *suggest(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
    this.requests.push(request);
    const text = this.#text(request);
    let isWhole = false;
    try {
      for (let length = 4; length < text.length; length += 4) {
        await this.#clock.sleep(20, signal);
        yield { kind: 'partial', text: text.slice(0, length) };
      }
      await this.#clock.sleep(20, signal);
      isWhole = true;
      if (text !== '') yield { kind: 'suggestion', suggestion: { text, source: 'slow', confidence: 0.6 } };
    } finally {
      if (!isWhole) this.ended++;
    }
  }
}

const file = 'export function area(width: number, height: number): number {\n  return ▮;\n}\n';

function at(text: string, more: Partial<Moment> = {}): Moment {
  const offset = text.indexOf('▮');
  return {
    path: 'src/area.ts',
    languageId: 'typescript',
    text: text.replace('▮', ''),
    offset,
    trigger: 'typing',
    document: 'file',
    isReadOnly: false,
    cursors: 1,
    hasSelection: false,
    ...more,
  };
}

const typed = (letters: string): Moment => at(file.replace('▮', `${letters}▮`));

function bench(text: string | ((request: CompletionRequest) => string), more: Partial<EngineDeps> = {}) {
  const clock = more.clock instanceof HandClock ? more.clock : new HandClock();
  const source = new SlowSource(clock, text);
  const engine = createCompletionEngine({
    sources: [source],
    context: [],
    clock,
    waitsForPauses: true,
    settings: () => usualCompletionSettings,
    ...more,
  });
  const ask = async (moment: Moment, ms = 2000, signal = never) => {
    const answer = engine.complete(moment, signal);
    answer.catch(() => {});
    await clock.pass(ms);
    return answer;
  };
  return { clock, source, engine, ask };
}

suite('the completion engine', () => {
  test('suggests what the source writes', async () => {
    const { ask, source } = bench('width * height');
    const { suggestions, withheld } = await ask(typed(''));
    assert.equal(withheld, undefined);
    assert.deepEqual(
      suggestions.map(({ text }) => text),
      ['width * height'],
    );
    assert.equal(source.requests[0]?.extent, 'line');
  });

  test('asks nobody while what it shows is typed, nor when it is taken back', async () => {
    const { ask, source } = bench('width * height');
    await ask(typed(''));
    for (const letters of ['w', 'wi', 'wid', 'width *', 'wid', ''])
      assert.equal((await ask(typed(letters))).suggestions[0]?.text, 'width * height'.slice(letters.length));
    assert.equal(source.requests.length, 1);
  });

  test('waits for the request that is on its way while what it writes is typed', async () => {
    const { ask, source, clock, engine } = bench('width * height');
    const first = new AbortController();
    const begun = engine.complete(typed(''), first.signal);
    begun.catch(() => {});
    await clock.pass(300);
    first.abort();
    const second = await ask(typed('w'));
    assert.equal(second.suggestions[0]?.text, 'idth * height');
    assert.equal(source.requests.length, 1);
    await assert.rejects(begun);
  });

  test('asks about this place after all when what was on its way turns out to be something else', async () => {
    const { ask, engine, source, clock } = bench(({ text }) => (text.includes('return wi') ? 'dth' : 'height'));
    void engine.complete(typed(''), never).catch(() => {});
    await clock.pass(360);
    assert.equal(source.requests.length, 1);
    const { suggestions } = await ask(typed('wi'));
    assert.equal(suggestions[0]?.text, 'dth');
    assert.equal(source.requests.length, 2);
  });

  test('keeps what arrives a moment after nobody waits for it any more', async () => {
    const { ask, source, clock, engine } = bench('width * height');
    const first = new AbortController();
    engine.complete(typed(''), first.signal).catch(() => {});
    await clock.pass(300);
    first.abort();
    await clock.pass(240);
    assert.equal((await ask(typed(''))).suggestions[0]?.text, 'width * height');
    assert.equal(source.requests.length, 1);
  });

  test('ends the request that is on its way as soon as something else is typed', async () => {
    const { ask, source, clock, engine } = bench(({ text }) =>
      text.includes('return h') ? 'eight' : 'width * height * 1000',
    );
    const first = new AbortController();
    engine.complete(typed(''), first.signal).catch(() => {});
    await clock.pass(360);
    assert.equal(source.requests.length, 1);
    first.abort();
    const answer = await ask(typed('h'));
    assert.equal(source.ended, 1);
    assert.equal(answer.suggestions[0]?.text, 'eight');
  });

  test('ends a request that nobody waits for any more', async () => {
    const { source, clock, engine } = bench('x'.repeat(400));
    const abort = new AbortController();
    engine.complete(typed(''), abort.signal).catch(() => {});
    await clock.pass(450);
    abort.abort();
    await clock.pass(260);
    assert.equal(source.ended, 1);
  });

  test('asks only when the typing pauses', async () => {
    const { source, clock, engine } = bench('width * height');
    for (const letters of ['a', 'ar', 'are', 'area', 'area(']) {
      const abort = new AbortController();
      engine.complete(typed(letters), abort.signal).catch(() => {});
      await clock.pass(90);
      abort.abort();
    }
    assert.equal(source.requests.length, 0);
    engine.complete(typed('area(w'), never).catch(() => {});
    await clock.pass(1500);
    assert.equal(source.requests.length, 1);
  });

  test('does not show at once what was just refused', async () => {
    const { ask, engine, source } = bench('width * height');
    const { id } = await ask(typed(''));
    engine.rejected(id);
    assert.equal((await ask(typed(''))).withheld?.reason, 'You have just refused this suggestion.');
    assert.equal((await ask(typed('w'))).suggestions.length, 0);
    assert.ok(source.requests.length >= 2);
  });

  test('a changed suffix or another file is another place', async () => {
    const { ask, source } = bench('width * height');
    await ask(typed(''));
    await ask(at(`${file}export const one = 1;\n`));
    await ask({ ...typed(''), path: 'src/other.ts' });
    assert.equal(source.requests.length, 3);
  });

  test('prefetches what comes after an accept', async () => {
    const { ask, engine, source, clock } = bench(
      ({ prefix = '', ...request }: CompletionRequest & { prefix?: string }) =>
        request.text.includes('first') ? 'second = 2' : `${prefix}first = 1`,
    );
    await ask(at('const more = 0;\nconst ▮\n'));
    const prefetched = engine.prefetch(at('const more = 0;\nconst first = 1\nconst ▮\n'), never);
    await clock.pass(500);
    await prefetched;
    assert.equal(source.requests.length, 2);
    const answer = await ask(at('const more = 0;\nconst first = 1\nconst ▮\n'), 0);
    assert.equal(answer.suggestions[0]?.text, 'second = 2');
    assert.equal(source.requests.length, 2);
  });

  test('what is shown extends the selected item of the list', async () => {
    const { ask, source } = bench('.length');
    const moment = at(file.replace('▮', 'wi▮'), {});
    const start = moment.offset - 2;
    const { suggestions } = await ask({ ...moment, selected: { start, text: 'width' } });
    assert.equal(suggestions[0]?.text, 'dth.length');
    assert.ok(source.requests[0]?.text.includes('return width;'));
    const other = await ask({ ...moment, selected: { start, text: 'Window' } });
    assert.equal(other.withheld?.stage, 'ask');
  });

  test('takes context that is there in time, and never the text of a file of secrets', async () => {
    const clock = new HandClock();
    const piece = (path: string) => ({ kind: 'definition', path, text: `// ${path}` }) as const;
    const fast: ContextProvider = { pieces: () => Promise.resolve([piece('a.ts'), piece('.env')]) };
    const slow: ContextProvider = { pieces: (_, signal) => clock.sleep(5000, signal).then(() => [piece('late.ts')]) };
    const broken: ContextProvider = { pieces: () => Promise.reject(new Error('no')) };
    const source = new SlowSource(clock, 'width');
    const engine = createCompletionEngine({
      sources: [source],
      context: [slow, fast, broken],
      clock,
      waitsForPauses: false,
      settings: () => usualCompletionSettings,
    });
    const answer = engine.complete(typed(''), never);
    await clock.pass(300);
    assert.equal((await answer).suggestions[0]?.text, 'width');
    assert.deepEqual(
      source.requests[0]?.context.map(({ path }) => path),
      ['a.ts'],
    );
  });

  test('the next source answers when the first cannot', async () => {
    const clock = new HandClock();
    const down: SuggestionSource = {
      name: 'down',
      isInstant: false,
      suggest: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('The endpoint is down.')) }),
      }),
    };
    const { ask } = bench('', { sources: [down, new SlowSource(clock, 'width')], clock, waitsForPauses: false });
    const asking = ask(typed(''), 0);
    await clock.pass(300);
    assert.equal((await asking).suggestions[0]?.text, 'width');
    const alone = bench('', { sources: [down], waitsForPauses: false });
    assert.deepEqual((await alone.ask(typed(''))).withheld, { stage: 'source', reason: 'The endpoint is down.' });
  });

  test('gives several on a key, and ranks what does not fit lower', async () => {
    const clock = new HandClock();
    const source: SuggestionSource = {
      name: 'three',
      isInstant: true,
      async *suggest({ candidates }) {
        await Promise.resolve();
        for (const text of ['width *', 'width * height', 'height'].slice(0, candidates))
          yield { kind: 'suggestion', suggestion: { text, source: 'three', confidence: 0.6 } };
      },
    };
    const { ask } = bench('', {
      sources: [source],
      clock,
      check: (_, texts) => Promise.resolve(texts.map((text) => (text.endsWith('*') ? 0.5 : 1))),
    });
    const asking = ask({ ...typed(''), trigger: 'invoke' }, 0);
    await clock.pass(300);
    assert.deepEqual(
      (await asking).suggestions.map(({ text }) => text),
      ['width * height', 'height', 'width *'],
    );
  });

  const silences: readonly (readonly [string, Moment, RegExp])[] = [
    ['with several cursors', { ...typed(''), cursors: 2 }, /several cursors/],
    ['in a file that cannot be changed', { ...typed(''), isReadOnly: true }, /cannot be changed/],
    ['in a file of secrets', { ...typed(''), path: '.env' }, /secrets/],
    ['in a language that is switched off', { ...typed(''), languageId: 'markdown' }, /off for markdown/],
    ['inside a word', at('const value = wid▮th * height;\n'), /word/],
    ['before other code', at('const value = ▮ + width * height;\n'), /Other code/],
    ['in a comment', at('const value = 1;\n// Adds the ▮\n'), /comment/],
    ['in a sentence', at("throw new Error('The file could ▮')\n"), /sentence/],
    ['after a complete statement', at('const value = width * height;▮\n'), /complete/],
    ['with too little to go by', at('cons▮'), /too little/],
    ['with text selected', { ...typed(''), hasSelection: true }, /selected/],
  ];
  for (const [name, moment, reason] of silences)
    test(`is silent ${name}, and says so`, async () => {
      const { ask, source } = bench('anything at all');
      const { suggestions, withheld } = await ask(moment);
      assert.equal(suggestions.length, 0);
      assert.equal(withheld?.stage, 'ask');
      assert.match(withheld.reason, reason);
      assert.equal(source.requests.length, 0);
    });

  test('never shows a secret', async () => {
    const { ask } = bench("'sk-abcdefghij0123456789klmnopqrst'");
    const { withheld } = await ask(at('const apiKey = ▮;\nexport default apiKey;\n'));
    assert.deepEqual(withheld, { stage: 'trim', reason: 'It looks like a secret.' });
  });
});
