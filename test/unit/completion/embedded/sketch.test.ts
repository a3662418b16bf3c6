import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { readCorpus } from '../../../../src/completion/embedded/corpus.ts';
import { DocumentTokens } from '../../../../src/completion/embedded/documentTokens.ts';
import { lex } from '../../../../src/completion/embedded/lexer.ts';
import { sketchPlaces, Sketches } from '../../../../src/completion/embedded/sketch.ts';
import { Vocabulary } from '../../../../src/completion/embedded/vocabulary.ts';

/** What the most similar place of a file says comes after a text, token after token. */
function copied(known: string, text: string, most = 30): string[] {
  const vocabulary = new Vocabulary();
  const corpus = runSteps(readCorpus([{ path: 'a.ts', text: known }], vocabulary));
  const document = new DocumentTokens(vocabulary, corpus.abstraction);
  document.read(text, '');
  const sketches = new Sketches(vocabulary, corpus.rarity);
  const tokens = [...document.stream.tokens];
  const source = { tokens: corpus.tokens, codes: corpus.abstract, blanks: corpus.blanks };
  const positions = sketchPlaces(corpus.contexts, tokens.slice(-3), () => 'workspace', 50);
  let found = sketches.best(tokens, [{ source, positions }]).slice(0, 1);
  const texts: string[] = [];
  for (let count = 0; count < most; count++) {
    const [next] = sketches.supports(found, document.recent, () => true).of.keys();
    if (next === undefined) break;
    texts.push(vocabulary.text(next));
    found = sketches.after(found, document.recent, next);
  }
  return texts;
}

const known = `
function drawCircle(canvas, circle) {
  const radius = circle.radius;
  canvas.begin("circle", radius);
  canvas.fill(circle.color, radius);
}
function closeLedger(ledger, today) {
  const book = ledger.book;
  book.seal(today);
}
`;

suite('copying from what is similar', () => {
  test('a line with the names of this place, though no run of tokens before it is the same', () => {
    const text =
      'function drawSquare(canvas, square, extra) {\n  const width = square.width;\n  canvas.begin("square", width);\n  canvas.';
    assert.deepEqual(copied(known, text, 8), lex('fill(square.color, width)').texts);
  });

  test('a name that stands for another is the other from then on', () => {
    const vocabulary = new Vocabulary();
    const corpus = runSteps(readCorpus([{ path: 'a.ts', text: 'start(one); go(one);\n' }], vocabulary));
    const sketches = new Sketches(vocabulary, corpus.rarity);
    const source = { tokens: corpus.tokens, codes: corpus.tokens, blanks: corpus.blanks };
    let found = sketches.best([vocabulary.number('start')], [{ source, positions: [2] }]);
    for (const text of ['(', 'other', ')', ';', 'go', '(']) found = sketches.after(found, [], vocabulary.number(text));
    const { of } = sketches.supports(found, [], () => true);
    assert.deepEqual(
      [...of.keys()].map((token) => vocabulary.text(token)),
      ['other'],
    );
  });

  test('what goes on otherwise is followed no more', () => {
    const vocabulary = new Vocabulary();
    const corpus = runSteps(readCorpus([{ path: 'a.ts', text: 'start(one);\n' }], vocabulary));
    const sketches = new Sketches(vocabulary, corpus.rarity);
    const source = { tokens: corpus.tokens, codes: corpus.abstract, blanks: corpus.blanks };
    const found = sketches.best([vocabulary.number('start')], [{ source, positions: [2] }]);
    assert.equal(found.length, 1);
    assert.deepEqual(sketches.after(found, [], vocabulary.number('=')), []);
  });

  test('where nothing is similar nothing is copied', () => {
    assert.deepEqual(copied(known, 'total = 3\nprint'), []);
    assert.deepEqual(copied('', ''), []);
  });
});
