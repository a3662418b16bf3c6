import assert from 'node:assert/strict';
import { chooseFormat, editTools, formatInstructions, retryText, type EditTask } from '../../../src/text/editFormat.ts';
import { applyEditAnswer } from '../../../src/text/editAnswer.ts';
import type { EditFormat } from '../../../src/text/modelEdit.ts';
import { readEdits } from '../../../src/text/readEdits.ts';

const formats: readonly EditFormat[] = ['blocks', 'symbol', 'file', 'diff', 'tool'];
const task: EditTask = { tools: true, lines: 300 };
const chosen = (more: Partial<EditTask>): EditFormat => chooseFormat({ ...task, ...more }).format;

suite('The format that a model is asked for', () => {
  test('is blocks, unless little has to be written anyway', () => {
    assert.equal(chosen({}), 'blocks');
    assert.equal(chosen({ lines: 0 }), 'file');
    assert.equal(chosen({ lines: 20 }), 'file');
    assert.equal(chosen({ lines: 20, places: 1 }), 'blocks');
    assert.equal(chosen({ symbolLines: 12 }), 'symbol');
    assert.equal(chosen({ symbolLines: 200 }), 'blocks');
  });

  test('is the one that the model has done clearly better in, once enough is known', () => {
    const record = {
      blocks: { applied: 4, refused: 6 },
      diff: { applied: 9, refused: 1 },
      tool: { applied: 10, refused: 0 },
    };
    assert.equal(chosen({ record }), 'tool');
    assert.deepEqual(chooseFormat({ ...task, tools: false, record }), {
      format: 'diff',
      why: 'Of this model’s edits 90 % could be applied as unified diffs, 40 % as search/replace blocks.',
    });
    assert.equal(chosen({ record: { ...record, blocks: { applied: 0, refused: 4 } } }), 'blocks');
    assert.equal(chosen({ record: { ...record, blocks: { applied: 19, refused: 1 } } }), 'blocks');
  });

  test('is one that nobody knows yet where the usual one does badly', () => {
    const badly = { blocks: { applied: 5, refused: 5 } };
    assert.equal(chosen({ record: badly }), 'tool');
    assert.equal(chosen({ tools: false, record: badly }), 'diff');
    const worse = { ...badly, tool: { applied: 1, refused: 9 }, diff: { applied: 1, refused: 9 } };
    assert.equal(chosen({ record: worse }), 'blocks');
    assert.equal(chosen({ record: { blocks: { applied: 8, refused: 2 } } }), 'blocks');
  });

  test('is shown by an example that is read and applied as it stands', async () => {
    const text = 'class Range {\n  contains(x: number): boolean {\n    return this.low < x && x < this.high;\n  }\n}\n';
    for (const format of formats) {
      const example = formatInstructions(format);
      const path = format === 'file' ? 'src/limits.ts' : 'src/range.ts';
      const { texts, refused } = await applyEditAnswer(readEdits(example, format), {
        paths: ['src/range.ts'],
        text: (each) => Promise.resolve(each === 'src/range.ts' ? text : undefined),
        symbols: () => Promise.resolve([{ name: 'Range.contains', start: 16, end: text.length - 3, docStart: 16 }]),
      });
      assert.deepEqual(refused, [], format);
      assert.match(texts.get(path)!, format === 'file' ? /high = 9/ : /<= x && x <= this\.high;\n {2}\}\n\}/, format);
    }
  });

  test('has functions whose arguments are described', () =>
    assert.deepEqual(
      editTools.map(({ name, parameters }) => [name, parameters['required']]),
      [
        ['replace_lines', ['path', 'search', 'replace']],
        ['write_file', ['path', 'content']],
      ],
    ));

  test('is asked for once more with what was wrong', () =>
    assert.equal(
      retryText('blocks', ['Block 1 (a.ts): The SEARCH part is nowhere in the file. The closest, from line 2:\na();']),
      'That could not be used, and nothing was changed.\n- Block 1 (a.ts): The SEARCH part is nowhere in the file. The closest, from line 2:\n  a();\nAnswer again with all blocks, those that were right included.',
    ));
});
