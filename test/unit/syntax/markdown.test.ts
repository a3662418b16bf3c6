import assert from 'node:assert/strict';
import { chunksOf } from '../../../src/syntax/chunk.ts';
import { markdownOutline } from '../../../src/syntax/markdown.ts';
import { uncovered } from './rendered.ts';

suite('the headings of a Markdown text', () => {
  const headings = (text: string): string[] =>
    markdownOutline(text).definitions.map(({ name, signature }) => `${signature.indexOf(' ')} ${name}`);

  test('are marked or underlined', () =>
    assert.deepEqual(headings('# A\n\nB\n===\nC\n---\n###### D ######\n'), ['1 A', '1 B', '2 C', '6 D']));

  test('are not in code, lists, rules or front matter', () => {
    assert.deepEqual(headings('---\na: b\n---\n# A\n'), ['1 A']);
    assert.deepEqual(headings('```\n# x\n~~~\n```\n~~~~sh\n# y\n```\n~~~~\n# A\n'), ['1 A']);
    assert.deepEqual(headings('- item\n---\n\n---\n\n    # code\n#hash\n'), []);
  });

  test('lose their links and emphasis', () =>
    assert.deepEqual(headings('# The *big* [one](x.md) of `snake_case`\n'), ['1 The big one of snake_case']));

  test('cut a text into sections with their place', () => {
    const section = (title: string): string => `${title}\n\n${'Some words.\n'.repeat(20)}\n`;
    const text = `Before.\nAll.\n\n${section('# A')}${section('## B')}${section('# C')}`;
    const chunks = chunksOf(text, markdownOutline(text));
    assert.deepEqual(
      chunks.map(({ name, scope, startLine }) => `${startLine} ${[...scope, name].join('/')}`),
      ['1 ', '4 A', '27 A/B', '50 C'],
    );
    assert.deepEqual(uncovered(text, chunks), []);
  });
});
