import assert from 'node:assert/strict';
import { SuggestionMemory } from '../../../src/completion/memory.ts';

const place = { path: 'a.ts', prefix: 'const a = ', suffix: ';\n' };
const suggestion = { text: 'call(one, two)', source: 'm', confidence: 0.5 };

function remembered(text = suggestion.text): SuggestionMemory {
  const memory = new SuggestionMemory();
  memory.remember(place, [{ ...suggestion, text }], 0);
  return memory;
}

const texts = (memory: SuggestionMemory, prefix: string, suffix = place.suffix, path = place.path, now = 1) =>
  memory.find({ path, prefix, suffix }, now)?.suggestions.map(({ text }) => text);

suite('what was suggested before', () => {
  test('is known while it is typed', () => {
    assert.deepEqual(texts(remembered(), 'const a = ca'), ['ll(one, two)']);
    assert.equal(texts(remembered(), 'const a = co'), undefined);
  });

  test('is known again when what was typed is taken back', () => {
    const memory = remembered();
    memory.remember({ ...place, prefix: 'const a = x' }, [], 0);
    assert.deepEqual(texts(memory, 'const a = x'), []);
    assert.deepEqual(texts(memory, 'const a = '), ['call(one, two)']);
  });

  test('is not known in another file, before another suffix, or after five minutes', () => {
    assert.equal(texts(remembered(), place.prefix, place.suffix, 'b.ts'), undefined);
    assert.equal(texts(remembered(), place.prefix, ' + 1;\n'), undefined);
    assert.equal(texts(remembered(), place.prefix, place.suffix, place.path, 6 * 60_000), undefined);
  });

  test('leaves out the bracket that the editor has closed', () =>
    assert.deepEqual(texts(remembered(), 'const a = call(', ');\n'), ['one, two']));

  test('is not known where the closed bracket is in the middle of it', () =>
    assert.equal(texts(remembered('call(one) + two'), 'const a = call(', ');\n'), undefined));

  test('is over when all of it is typed', () =>
    assert.equal(texts(remembered(), 'const a = call(one, two)'), undefined));

  test('is forgotten on demand', () => {
    const memory = remembered();
    memory.forget({ ...place, prefix: 'const a = ca' });
    assert.equal(texts(memory, place.prefix), undefined);
  });
});
