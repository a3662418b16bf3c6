/** Reads an answer in the format that it was asked for, or else in the one that it was written in. */

import { DiffReader } from './diffAnswer.ts';
import { EditBlockReader } from './editBlocks.ts';
import { FencedCodeReader } from './fencedCode.ts';
import type { AnswerPiece, EditAnswer, EditFormat, EditReader, ModelEdit } from './modelEdit.ts';
import { ToolCallReader } from './toolCallEdits.ts';

export function openEditReader(format: EditFormat): EditReader {
  return new AskedReader(format);
}

/** The edits of a text that is whole. */
export function readEdits(answer: string, format: EditFormat, cut = false): EditAnswer {
  const reader = openEditReader(format);
  reader.push(answer);
  return reader.end(cut);
}

function readerOf(format: EditFormat): EditReader {
  switch (format) {
    case 'blocks':
      return new EditBlockReader();
    case 'symbol':
    case 'file':
      return new FencedCodeReader(format);
    case 'diff':
      return new DiffReader();
    case 'tool':
      return new ToolCallReader();
  }
}

/** Whole files are not among them: code under a path may be an example, and would replace everything. */
const understood = ['blocks', 'diff', 'symbol', 'tool'] as const satisfies readonly EditFormat[];

class AskedReader implements EditReader {
  readonly #asked: EditFormat;
  readonly #reader: EditReader;
  readonly #texts: string[] = [];
  readonly #calls = new ToolCallReader();
  #hasCalls = false;

  constructor(asked: EditFormat) {
    this.#asked = asked;
    this.#reader = readerOf(asked);
  }

  push(piece: AnswerPiece): readonly ModelEdit[] {
    if (typeof piece === 'string') this.#texts.push(piece);
    else if (this.#asked !== 'tool') {
      this.#hasCalls = true;
      return this.#calls.push(piece);
    }
    return this.#reader.push(piece);
  }

  end(cut = false): EditAnswer {
    const answer = this.#reader.end(cut);
    if (this.#hasCalls) {
      const called = this.#calls.end();
      return { ...answer, edits: [...answer.edits, ...called.edits], faults: [...answer.faults, ...called.faults] };
    }
    if (answer.edits.length > 0 || (answer.faults.length > 0 && cut)) return answer;
    const text = this.#texts.join('');
    for (const format of understood) {
      if (format === this.#asked) continue;
      const reader = readerOf(format);
      reader.push(text);
      const other = reader.end(cut);
      if (other.edits.length > 0) return other;
    }
    return answer;
  }
}
