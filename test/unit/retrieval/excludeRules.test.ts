import assert from 'node:assert/strict';
import { excludeRules, siblingOf } from '../../../src/retrieval/excludeRules.ts';

suite('the rules of the exclude settings', () => {
  test('are the globs that hold, with their setting', () =>
    assert.deepEqual(
      excludeRules(
        { files: { '**/.git': true, '**/out': false }, search: { '**/dist': true }, own: ['docs/**'] },
        '/w',
      ),
      [
        { glob: '**/.git', setting: 'files.exclude' },
        { glob: '**/dist', setting: 'search.exclude' },
        { glob: 'docs/**', setting: 'touchstone.index.exclude' },
      ],
    ));

  test('keep their condition', () => {
    const [rule] = excludeRules({ files: { '**/*.js': { when: '$(basename).ts' } }, search: {}, own: [] }, '/w');
    assert.equal(rule?.when, '$(basename).ts');
    assert.equal(siblingOf('view.test.js', '$(basename).ts'), 'view.test.ts');
  });

  test('may name the folder, or another one, or nonsense', () =>
    assert.deepEqual(
      excludeRules(
        {
          files: null,
          search: { '/w/made/**': true, '/other': true, './here': true, x: { when: 3 } },
          own: ['', ' a '],
        },
        '/w',
      ).map(({ glob }) => glob),
      ['made/**', 'here', 'a'],
    ));
});
