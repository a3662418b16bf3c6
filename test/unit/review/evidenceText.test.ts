import assert from 'node:assert/strict';
import { diffTitle, evidenceLine, evidenceMarkdown } from '../../../src/review/evidenceText.ts';
import { evidenceOf } from './proposals.ts';

suite('evidence in words', () => {
  test('says in one line what was shown and what it took', () =>
    assert.equal(evidenceLine(evidenceOf()), 'Fixes 2 tests · 14 still pass · 37 candidates tried · 8 s'));

  test('names one test as one', () =>
    assert.equal(
      evidenceLine(evidenceOf({ fixed: ['a'], stillPassing: 1, candidates: counts(1), seconds: 0.4 })),
      'Fixes 1 test · 1 still passes · 1 candidate tried · under 1 s',
    ));

  test('counts minutes when it took minutes', () =>
    assert.match(evidenceLine(evidenceOf({ seconds: 72.4 })), /· 1 min 12 s$/));

  test('says "Not tested" in so many words', () => {
    const untested = evidenceOf({
      verdict: 'untested',
      command: '',
      fixed: [],
      stillPassing: 0,
      candidates: counts(0),
    });
    assert.equal(evidenceLine(untested), 'Not tested · 8 s');
    assert.equal(diffTitle('range.ts', 1, untested), 'range.ts: 1 hunk · not tested');
    assert.equal(
      evidenceMarkdown(untested),
      '**Not tested.** No test was run, so nobody knows whether this change works.',
    );
  });

  test('names what still fails before what is fixed', () => {
    const partial = evidenceOf({ verdict: 'partial', fixed: ['a'], stillFailing: ['b', 'c'] });
    assert.equal(diffTitle('range.ts', 2, partial), 'range.ts: 2 hunks · 2 tests still fail');
    assert.equal(
      evidenceMarkdown(partial),
      [
        '**Partly verified** · Fixes 1 test · 2 still fail · 14 still pass · 37 candidates tried · 8 s',
        'Still fails: b; c',
        'Now passes: a',
        'Ran `npm test` in a copy of the workspace',
      ].join('\n\n'),
    );
  });

  test('titles a diff by its proof', () =>
    assert.equal(diffTitle('range.ts', 1, evidenceOf()), 'range.ts: 1 hunk · verified by 16 tests'));

  test('shortens long lists and gives every warning', () => {
    const text = evidenceMarkdown(
      evidenceOf({ fixed: ['a', 'b', 'c', 'd', 'e'], flaky: ['f'], warnings: ['One.', 'Two.'] }),
    );
    assert.match(text, /Now passes: a; b; c; and 2 more\n/);
    assert.match(text, /Left out as flaky: f\n/);
    assert.match(text, /\*\*Warning:\*\* One\\\.\n\n\*\*Warning:\*\* Two\\\.$/);
  });

  test('lets no test name or command become a link, an image or a command', () => {
    const text = evidenceMarkdown(
      evidenceOf({ fixed: ['[x](command:evil) <img src=x>\n# y $(zap)'], command: 'npm `test`' }),
    );
    assert.match(text, /Now passes: \\\[x\\\]\\\(command\\:evil\\\) &lt;img src=x&gt; \\# y \\\$\\\(zap\\\)/);
    assert.match(text, /Ran `` npm `test` `` in a copy/);
  });
});

function counts(run: number) {
  return { generated: run, parsed: run, run, passed: 0 };
}
