import assert from 'node:assert/strict';
import { leftOverOf, mendingOf } from '../../../src/review/interrupted.ts';

suite('an accept that did not come to its end', () => {
  test('has left what a file read before, what it was to read, half of that, or something else', () => {
    const changed = { before: 'old\n', after: 'new text\n' };
    assert.equal(leftOverOf(changed, 'old\n'), 'before');
    assert.equal(leftOverOf(changed, 'new text\n'), 'after');
    assert.equal(leftOverOf(changed, 'new t'), 'torn');
    assert.equal(leftOverOf(changed, ''), 'torn');
    assert.equal(leftOverOf(changed, 'mine\n'), 'other');
    assert.equal(leftOverOf(changed, undefined), 'other');
    assert.equal(leftOverOf({ before: undefined, after: 'new\n' }, undefined), 'before');
    assert.equal(leftOverOf({ before: undefined, after: 'new\n' }, ''), 'torn');
    assert.equal(leftOverOf({ before: 'old\n', after: undefined }, undefined), 'after');
    assert.equal(leftOverOf({ before: '', after: 'new\n' }, ''), 'before');
  });

  test('is finished when every file was written, taken back when one was not', () => {
    assert.equal(mendingOf(['after', 'after']), 'finished');
    assert.equal(mendingOf(['after', 'other']), 'finished');
    assert.equal(mendingOf(['after', 'before']), 'take back');
    assert.equal(mendingOf(['after', 'before', 'other']), 'take back');
    assert.equal(mendingOf(['after', 'torn']), 'take back');
    assert.equal(mendingOf(['before', 'before']), 'nothing to do');
    assert.equal(mendingOf(['before', 'other']), 'nothing to do');
  });
});
