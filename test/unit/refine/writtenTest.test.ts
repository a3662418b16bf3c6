import assert from 'node:assert/strict';
import { reproductionPrompt } from '../../../src/refine/writtenTest.ts';

suite('a test that a model writes', () => {
  test('is asked for without secrets', () => {
    const text = JSON.stringify(
      reproductionPrompt({
        framework: 'mocha',
        example: { path: 'a.test.js', text: 'const key = "ghp_0123456789012345678901234567890123456789";' },
        path: 'a.test.js',
        issue: 'wrong',
        code: [],
      }),
    );
    assert.ok(!text.includes('ghp_0123'));
    assert.ok(text.includes('added to a.test.js'));
  });
});
