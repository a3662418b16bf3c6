import assert from 'node:assert/strict';
import { explainState } from '../../../src/retrieval/whyNot.ts';

suite('why a file is not indexed', () => {
  test('names the rule and where it stands', () =>
    assert.deepEqual(
      explainState('out/a.js', {
        kind: 'refused',
        path: 'out/a.js',
        why: 'ignored',
        reason: 'ignored by "out/" in .gitignore',
        from: { kind: 'file', file: '/w/.gitignore' },
      }),
      {
        sentence: '“out/a.js” is not indexed: ignored by "out/" in .gitignore. Change that rule to index it.',
        mend: { kind: 'file', file: '/w/.gitignore' },
      },
    ));

  test('names the setting', () => {
    const large = explainState('a.sql', {
      kind: 'refused',
      path: 'a.sql',
      why: 'tooLarge',
      reason: 'larger than 1,000 kB',
    });
    assert.match(large.sentence, /larger than 1,000 kB\. Change the setting touchstone\.index\.maxFileKilobytes/);
    assert.deepEqual(large.mend, { kind: 'setting', setting: 'touchstone.index.maxFileKilobytes' });
  });

  test('offers nothing to change for a secret', () => {
    const secret = explainState('.env', {
      kind: 'refused',
      path: '.env',
      why: 'secret',
      reason: 'a kind of file that holds secrets',
    });
    assert.match(secret.sentence, /never indexed/);
    assert.equal(secret.mend, undefined);
  });

  test('says of an indexed file how it is', () => {
    const state = { kind: 'indexed', language: 'c-sharp', chunks: 1, isUnsaved: true } as const;
    assert.equal(
      explainState('a.cs', state).sentence,
      '“a.cs” is indexed, in 1 piece as C#, with what is not saved yet.',
    );
    assert.match(explainState('b.txt', { kind: 'waiting' }).sentence, /waits for its turn/);
  });
});
