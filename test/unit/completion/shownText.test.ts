import assert from 'node:assert/strict';
import { ShownText } from '../../../src/completion/shownText.ts';

const typed = (offset: number, text: string) => ({ offset, removed: 0, text });

suite('what becomes of a suggestion that is shown', () => {
  test('typing through it leaves the rest', () => {
    const shown = new ShownText('turn total;', 10);
    assert.equal(shown.change(typed(10, 't')).kind, 'unchanged');
    assert.equal(shown.change(typed(11, 'u')).kind, 'unchanged');
    assert.equal(shown.rest, 'rn total;');
    assert.equal(shown.cursor, 12);
    assert.equal(shown.moved(12).kind, 'unchanged');
  });

  test('backspacing what was typed of it brings it back', () => {
    const shown = new ShownText('turn', 10);
    shown.change(typed(10, 't'));
    assert.equal(shown.change({ offset: 10, removed: 1, text: '' }).kind, 'unchanged');
    assert.equal(shown.rest, 'turn');
    assert.equal(shown.change({ offset: 9, removed: 1, text: '' }).kind, 'replaced');
  });

  test('several letters at once are a part that was taken', () => {
    const shown = new ShownText('turn total;\n  done();', 10);
    assert.deepEqual(shown.change(typed(10, 'turn')), { kind: 'part', unit: 'word', text: 'turn', offset: 10 });
    assert.deepEqual(shown.change(typed(14, ' total;\n')), {
      kind: 'part',
      unit: 'line',
      text: ' total;\n',
      offset: 14,
    });
    assert.equal(shown.rest, '  done();');
  });

  test('all of it is there at the end, typed or taken', () => {
    const shown = new ShownText('ab', 0);
    shown.change(typed(0, 'a'));
    assert.deepEqual(shown.change(typed(1, 'b')), { kind: 'complete', text: 'b', offset: 1 });
  });

  test('other text replaces it, and the cursor elsewhere dismisses it', () => {
    assert.equal(new ShownText('abc', 5).change(typed(5, 'x')).kind, 'replaced');
    assert.equal(new ShownText('abc', 5).moved(9).kind, 'dismissed');
  });

  test('it moves with what is written above it and cares for nothing below it', () => {
    const shown = new ShownText('abc', 50);
    assert.equal(shown.change(typed(3, 'import x;\n')).kind, 'unchanged');
    assert.equal(shown.cursor, 60);
    assert.equal(shown.change({ offset: 80, removed: 4, text: '' }).kind, 'unchanged');
    assert.equal(shown.cursor, 60);
  });

  test('a bracket that the editor closes by itself is typed, and what is left goes without it', () => {
    const shown = new ShownText('(name);', 4);
    assert.equal(shown.change(typed(4, '()')).kind, 'unchanged');
    assert.equal(shown.rest, 'name);');
    assert.ok(shown.continuesAs('name', 5));
    assert.ok(!shown.continuesAs('nam', 5));
    assert.ok(!shown.continuesAs('name', 6));
  });

  test('inserted together with what was typed of a list’s item, it is still the suggestion', () => {
    const shown = new ShownText('ngth > 0', 12, 'le');
    assert.deepEqual(shown.change({ offset: 10, removed: 2, text: 'length > 0' }), {
      kind: 'complete',
      text: 'ngth > 0',
      offset: 12,
    });
  });

  test('letters outside of the basic plane count as one', () => {
    const shown = new ShownText('😀 = 1', 0);
    assert.equal(shown.change(typed(0, '😀')).kind, 'unchanged');
    assert.equal(shown.rest, ' = 1');
  });
});
