import assert from 'node:assert/strict';
import { issueTitle, mostIssueCharacters, readIssueText } from '../../../src/refine/issueText.ts';

suite('the text of an issue', () => {
  test('line breaks of any kind, colours and a byte order mark are made plain', () =>
    assert.deepEqual(readIssueText('\ufeff\u001b[31mTotals\u001b[0m are off\r\nby one\rcent\u0007\n\n'), {
      text: 'Totals are off\nby one\ncent',
      note: '',
    }));

  test('secrets do not get in', () => {
    const key = `sk-${'a1B2'.repeat(8)}`;
    const { text, note } = readIssueText(`It fails with ${key} and with hunter22`, ['hunter22']);
    assert.equal(text, 'It fails with [redacted] and with [redacted]');
    assert.equal(note, 'Secrets were taken out.');
  });

  test('of a very long one the middle is left out, and no character is cut in two', () => {
    const family = '👨‍👩‍👧';
    const { text, note } = readIssueText(family.repeat(mostIssueCharacters + 7));
    assert.match(note, /^The text is long: 7 characters/);
    assert.equal(text.replaceAll(family, ''), '\n[…]\n');
  });

  test('nothing and what is no text are refused, with what helps', () => {
    assert.throws(() => readIssueText(' \r\n '), /There is no text in it/);
    assert.throws(() => readIssueText('PNG\0\0'), /That is not a text/);
  });

  test('its title is its first line', () => {
    assert.equal(issueTitle('\n# Totals are off\n\nSteps:'), 'Totals are off');
    assert.equal(issueTitle('x'.repeat(100)), `${'x'.repeat(79)}…`);
    assert.equal(issueTitle('é東'.repeat(50)).length, 80);
  });
});
