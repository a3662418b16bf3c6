import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileSyntax } from '../../../src/syntax/node/fileSyntax.ts';
import { root } from '../../../scripts/project.ts';
import { readCorpus, type Corpus } from '../../bench/retrieval/corpus.ts';
import { figuresOf } from '../../bench/retrieval/measure.ts';
import { packages } from '../../bench/retrieval/packages.ts';

const files: Readonly<Record<string, string>> = {
  'shop.ts': [
    '/** Adds the price of every line to a total. Secretword one. */',
    'export function sum(lines: number[]): number {',
    '  // stays, since it is no doc comment',
    '  return lines.reduce((all, line) => all + line, 0);',
    '}',
    '/** A basket with its lines, secretword two. */',
    'export class Basket {',
    '  /**',
    '   * Empties the {@link Basket} at once.',
    '   * @returns secretword three',
    '   */',
    '  clear(): void { this.lines = []; }',
    '  /** Done. */',
    '  close(): void {}',
    '}',
  ].join('\n'),
  'shop.py': [
    'def discount(price):',
    '    """Take a tenth off the price. Secretword four."""',
    '    return price * 0.9',
    '',
    'def later():',
    '    """Adds the price of every line to a total."""',
  ].join('\n'),
};

suite('the corpus of the retrieval bench', () => {
  let folder = '';
  let corpus: Corpus;
  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corpus-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const syntax = createFileSyntax({
      grammars: join(root, 'node_modules', '@vscode', 'tree-sitter-wasm', 'wasm'),
      queries: join(root, 'src', 'syntax', 'queries'),
    });
    corpus = await readCorpus({ ...packages[0]!, endings: ['.ts', '.py'] }, folder, syntax);
    syntax.dispose();
  });
  suiteTeardown(() => rm(folder, { recursive: true, force: true }));

  test('asks the first sentence of each doc comment that says something', () => {
    const asked = corpus.questions.map(({ text, answers }) => [
      text,
      answers.map((number) => corpus.functions[number]!.whole.name).sort(),
    ]);
    assert.deepEqual(asked.sort(), [
      ['Adds the price of every line to a total.', ['later', 'sum']],
      ['Empties the Basket at once.', ['clear']],
      ['Take a tenth off the price.', ['discount']],
    ]);
  });

  test('nothing of a doc comment is in what is searched', () => {
    const searched = JSON.stringify([corpus.functions, corpus.chunks]);
    assert.doesNotMatch(searched, /secretword|a tenth off|Empties|Adds the price/i);
    assert.match(searched, /stays, since it is no doc comment/);
  });

  test('a chunk knows which functions stand in it', () => {
    const names = corpus.chunks.map(({ functions }) => functions.map((number) => corpus.functions[number]!.whole.name));
    for (const name of ['sum', 'clear', 'close', 'discount', 'later']) {
      assert.equal(names.flat().filter((one) => one === name).length, 1, name);
    }
  });
});

suite('the figures of the retrieval bench', () => {
  test('of ranks, with what was not found as 0', () =>
    assert.deepEqual(figuresOf([1, 2, undefined, 8]), { mrr: 0.40625, recall1: 0.25, recall5: 0.5, recall10: 0.75 }));

  test('four packages for tuning, at least eight held out, in five languages or more', () => {
    const held = packages.filter(({ tuning }) => !tuning);
    assert.equal(packages.length - held.length, 4);
    assert.ok(held.length >= 8);
    assert.ok(new Set(held.map(({ language }) => language)).size >= 5);
  });
});
