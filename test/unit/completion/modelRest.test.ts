import assert from 'node:assert/strict';
import { ModelRest, restingSource } from '../../../src/completion/modelRest.ts';
import type { CompletionRequest, SourceEvent, SuggestionSource } from '../../../src/completion/suggestion.ts';

const never = new AbortController().signal;
const request: CompletionRequest = {
  path: 'a.ts',
  languageId: 'typescript',
  text: '',
  offset: 0,
  trigger: 'typing',
  extent: 'line',
  candidates: 1,
  context: [],
};

suite('a model that cannot be reached', () => {
  let now = 0;
  let asked = 0;
  let isDown = true;
  const told: (string | undefined)[] = [];
  const rest = new ModelRest({ now: () => now }, (fault) => told.push(fault && (fault.error as Error).message));
  const model: SuggestionSource = {
    name: 'm',
    isInstant: false,
    async *suggest(): AsyncGenerator<SourceEvent> {
      asked++;
      if (isDown) throw new Error('refused');
      yield { kind: 'suggestion', suggestion: { text: 'x', source: 'm', confidence: 1 } };
    },
  };
  const source = restingSource(model, rest);
  const ask = async (): Promise<string[]> => {
    const texts: string[] = [];
    for await (const event of source.suggest(request, never))
      if (event.kind === 'suggestion') texts.push(event.suggestion.text);
    return texts;
  };

  test('is asked once, and then left alone: nobody waits for it, and it is told once', async () => {
    await assert.rejects(ask(), /refused/);
    assert.ok(source.isInstant);
    for (let keystroke = 0; keystroke < 20; keystroke++) await assert.rejects(ask(), /refused/);
    assert.equal(asked, 1);
    assert.deepEqual(told, ['refused']);
  });

  test('is asked again later, and rests longer when it still fails', async () => {
    now = 2_001;
    await assert.rejects(ask(), /refused/);
    assert.equal(asked, 2);
    now = 5_000;
    await assert.rejects(ask(), /refused/);
    assert.equal(asked, 2);
    assert.deepEqual(told, ['refused']);
  });

  test('is back as soon as it answers', async () => {
    now = 7_000;
    isDown = false;
    assert.deepEqual(await ask(), ['x']);
    assert.deepEqual(told, ['refused', undefined]);
    assert.ok(!source.isInstant);
  });

  test('a question that was called back is no fault', async () => {
    const abort = new AbortController();
    abort.abort();
    const aborting = restingSource(
      {
        ...model,
        suggest: () => failing(abort.signal),
      },
      rest,
    );
    await assert.rejects(async () => {
      for await (const _ of aborting.suggest(request, abort.signal));
    });
    assert.equal(rest.fault, undefined);
  });
});

async function* failing(signal: AbortSignal): AsyncGenerator<SourceEvent> {
  signal.throwIfAborted();
  yield { kind: 'partial', text: '' };
}
