import assert from 'node:assert/strict';
import { lineOf, lookOf } from '../../../src/completion/statusWords.ts';

const about = 'The embedded engine suggests.';

suite('what the status bar says of completion', () => {
  test('the reason for silence, to whoever looks', () => {
    const look = lookOf({ kind: 'silent', reason: 'The cursor is in a comment.', wasAsked: false }, about, false);
    assert.deepEqual(look, {
      icon: 'verified',
      lines: ['No suggestion: the cursor is in a comment.', about],
      isWarning: false,
    });
  });

  test('and openly when a suggestion was asked for by key', () =>
    assert.equal(
      lookOf({ kind: 'silent', reason: 'Nothing fits here.', wasAsked: true }, about, false).text,
      'no suggestion',
    ));

  test('a name keeps its capital', () =>
    assert.equal(
      lineOf({ kind: 'silent', reason: 'Mistral cannot be reached.', wasAsked: false }),
      'No suggestion: Mistral cannot be reached.',
    ));

  test('a model that cannot be reached is seen in any state but off', () => {
    assert.equal(lookOf({ kind: 'shown', source: 'embedded', count: 1 }, about, true).icon, 'warning');
    assert.equal(lookOf({ kind: 'off', reason: 'It is off.' }, about, true).icon, 'circle-slash');
  });

  test('whose suggestion is shown', () => {
    assert.equal(
      lineOf({ kind: 'shown', source: 'embedded', count: 1 }),
      'A suggestion of the embedded engine is shown.',
    );
    assert.equal(lineOf({ kind: 'shown', source: 'qwen', count: 3 }), '3 suggestions are there, the first from qwen.');
  });
});
