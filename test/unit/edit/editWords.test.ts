import assert from 'node:assert/strict';
import type { EditEvent } from '../../../src/edit/editEvent.ts';
import { EditProgress, logEdit } from '../../../src/edit/editWords.ts';

const asked = (attempt: 1 | 2): EditEvent => ({
  ...{ kind: 'asked', attempt, format: 'blocks', promptTokens: 400, rules: ['AGENTS.md'] },
  shown: [{ path: 'src/a.ts', first: 1, last: 9 }],
});

suite('what an edit says of itself', () => {
  test('while it goes on: how much is written, and what is looked at', () => {
    const events: readonly (readonly [EditEvent, string | undefined])[] = [
      [asked(1), 'the model reads'],
      [{ kind: 'writing', text: 'Title' }, 'the model writes: 1 line'],
      [{ kind: 'writing', text: ': it\n\nsrc/a.ts\n' }, 'the model writes: 4 lines'],
      [{ kind: 'writing', text: '<<<' }, undefined],
      [{ kind: 'ready', edits: 1, texts: new Map() }, 'the model writes: 4 lines, 1 edit done'],
      [{ kind: 'refused', reasons: [] }, 'the answer cannot be used'],
      [asked(2), 'asking once more, with what was wrong'],
      [{ kind: 'writing', text: 'x\n' }, 'the model writes again: 2 lines'],
      [{ kind: 'checking', what: '“npm test”' }, 'checking “npm test”'],
      [{ kind: 'measuring', what: 'total', done: 3, most: 20 }, 'measuring total, 3 of at most 20'],
    ];
    const progress = new EditProgress();
    for (const [event, words] of events) assert.equal(progress.words(event), words);
  });

  test('in the log: what was shown to the model, and why nothing happened', () => {
    const lines: string[] = [];
    const say =
      (level: string) =>
      (line: string): void =>
        void lines.push(`${level} ${line}`);
    const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
    const result = { status: 'none', reason: 'It fits two places.', next: 'Select one.', said: 'Done!' } as const;
    for (const event of [asked(1), { kind: 'finished', result }] satisfies EditEvent[]) logEdit(event, log);
    assert.deepEqual(lines, [
      'info Edit: the model is asked for blocks, about 400 tokens, with the rules of AGENTS.md. It is shown src/a.ts:1-9.',
      'warn Edit: nothing is changed. It fits two places. Select one.',
      'info Edit: the model said: Done!',
    ]);
  });
});
