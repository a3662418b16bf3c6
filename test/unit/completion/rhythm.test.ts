import assert from 'node:assert/strict';
import { TypingRhythm } from '../../../src/completion/rhythm.ts';

const place = { trigger: 'typing', linePrefix: 'const a', lineSuffix: '', isAtEnd: false } as const;

function typingEvery(milliseconds: number): TypingRhythm {
  const rhythm = new TypingRhythm();
  for (let key = 0; key < 60; key++) rhythm.keystroke(key * milliseconds);
  return rhythm;
}

suite('when to ask', () => {
  test('waits longer for who types slowly', () =>
    assert.ok(typingEvery(300).delay(place) > typingEvery(100).delay(place)));

  test('waits less where something is expected', () => {
    const rhythm = typingEvery(150);
    assert.ok(rhythm.delay({ ...place, linePrefix: 'const a = ' }) < rhythm.delay(place));
  });

  test('waits less for an endpoint that takes its time', () => {
    const rhythm = typingEvery(200);
    const before = rhythm.delay(place);
    for (let answer = 0; answer < 10; answer++) rhythm.answered(200);
    assert.ok(rhythm.delay(place) < before);
    assert.ok(rhythm.delay(place) >= 40);
  });

  test('does not take a pause for thought for rhythm', () => {
    const rhythm = typingEvery(100);
    const before = rhythm.delay(place);
    rhythm.keystroke(60 * 100 + 30_000);
    assert.equal(rhythm.delay(place), before);
  });

  test('does not wait at all when it is asked by key', () =>
    assert.equal(typingEvery(200).delay({ ...place, trigger: 'invoke' }), 0));
});
