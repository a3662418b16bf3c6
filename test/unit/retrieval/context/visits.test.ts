import assert from 'node:assert/strict';
import { Visits } from '../../../../src/retrieval/context/visits.ts';

suite('where the user was', () => {
  test('the later the more, edits more than views, nothing for what was not visited', () => {
    const visits = new Visits();
    visits.add({ path: 'a.ts', line: 1, kind: 'edit' });
    visits.add({ path: 'b.ts', line: 1, kind: 'view' });
    visits.add({ path: 'c.ts', line: 1, kind: 'edit' });
    assert.equal(visits.ofFile('c.ts'), 1);
    assert.ok(visits.ofFile('a.ts') < 1 && visits.ofFile('a.ts') > visits.ofFile('b.ts'));
    assert.equal(visits.ofFile('d.ts'), 0);
  });

  test('staying at one place is one visit', () => {
    const visits = new Visits();
    visits.add({ path: 'a.ts', line: 1, kind: 'edit' });
    const before = visits.ofFile('a.ts');
    for (let line = 1; line < 10; line++) visits.add({ path: 'a.ts', line, kind: 'edit' });
    assert.equal(visits.ofFile('a.ts'), before);
    assert.equal(visits.edits('b.ts', 5).length, 1);
    assert.deepEqual(visits.edits('a.ts', 5), []);
  });
});
