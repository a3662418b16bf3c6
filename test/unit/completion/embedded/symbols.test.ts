import assert from 'node:assert/strict';
import { runSteps } from '../../../../src/base/steps.ts';
import { readCorpus, type CorpusFile } from '../../../../src/completion/embedded/corpus.ts';
import { DocumentSymbols } from '../../../../src/completion/embedded/documentSymbols.ts';
import { DocumentTokens } from '../../../../src/completion/embedded/documentTokens.ts';
import { filesOfModule } from '../../../../src/completion/embedded/moduleFiles.ts';
import { Vocabulary } from '../../../../src/completion/embedded/vocabulary.ts';

/** What scope and symbols say at the end of a text. */
function hintsAt(path: string, languageId: string, text: string, files: readonly CorpusFile[] = []) {
  const vocabulary = new Vocabulary();
  const corpus = runSteps(readCorpus(files, vocabulary));
  const document = new DocumentTokens(vocabulary, corpus.abstraction);
  const symbols = new DocumentSymbols(vocabulary);
  document.read(text, '');
  const hints = symbols.hints(path, languageId, text, document, [corpus]).at(document.stream.tokens.slice(-32));
  return {
    relations: Object.fromEntries([...hints.of].map(([token, { relation }]) => [vocabulary.text(token), relation])),
    likeness: (name: string) => hints.likenessTo(vocabulary.number(name)),
  };
}

const shop: CorpusFile = {
  path: 'src/shop.ts',
  text: 'export class Shop {\n  name: string;\n  sell(item: Item, unitPrice: number) {}\n}\nexport const opened = 1;\n',
};

suite('what scope and symbols say of a place', () => {
  test('names in scope, and whether they were used yet', () => {
    const { relations } = hintsAt(
      'a.ts',
      'typescript',
      "import { used, waiting } from './x.ts';\nfunction f(first, second) {\n  const sum = used + first;\n  return ",
    );
    assert.deepEqual(relations, {
      first: 'parameter',
      second: 'new parameter',
      sum: 'new local',
      f: 'top',
      used: 'import',
      waiting: 'new import',
    });
  });

  test('members of a class in another file, by what the name was declared as', () => {
    for (const declared of ['const one = new Shop();', 'const one: Shop = any();'])
      assert.deepEqual(hintsAt('src/a.ts', 'typescript', `${declared}\none.`, [shop]).relations, {
        name: 'member',
        sell: 'member',
      });
  });

  test('own members, with those of the base', () => {
    const { relations } = hintsAt(
      'src/a.ts',
      'typescript',
      'class Market extends Shop {\n  place = 1;\n  open() {\n    this.',
      [shop],
    );
    assert.deepEqual(Object.keys(relations), ['place', 'open', 'name', 'sell']);
  });

  test('what a module declares', () => {
    const { relations } = hintsAt('src/a.ts', 'typescript', "import * as shops from './shop.ts';\nshops.", [shop]);
    assert.deepEqual(relations, { Shop: 'export', opened: 'export' });
  });

  test('a member of a member is not taken for one of the first', () => {
    assert.deepEqual(hintsAt('a.ts', 'typescript', 'const one = new Shop();\nother.one.', [shop]).relations, {});
  });

  test('what the called function names its parameter', () => {
    const { likeness } = hintsAt('a.ts', 'typescript', 'one.sell(pick(1, 2), ', [shop]);
    assert.equal(likeness('unitPrice'), 'same');
    assert.equal(likeness('price'), 'word');
    assert.equal(likeness('item'), 'none');
  });

  test('a module is found from where it is imported', () => {
    const vocabulary = new Vocabulary();
    const paths = ['src/a/x.ts', 'src/b/index.ts', 'lib/db/models/__init__.py', 'lib/db/fields.py', 'http/h2/one.go'];
    const corpus = runSteps(
      readCorpus(
        paths.map((path) => ({ path, text: '' })),
        vocabulary,
      ),
    );
    const found = (module: string, from: string): string[] =>
      filesOfModule(module, from, corpus).map((file) => paths[file]!);
    assert.deepEqual(found('./x.js', 'src/a/y.ts'), ['src/a/x.ts']);
    assert.deepEqual(found('../b', 'src/a/y.ts'), ['src/b/index.ts']);
    assert.deepEqual(found('..fields', 'lib/db/models/base.py'), ['lib/db/fields.py']);
    assert.deepEqual(found('project.lib.db.models', 'lib/db/fields.py'), ['lib/db/models/__init__.py']);
    assert.deepEqual(found('example.org/net/http/h2', 'main.go'), ['http/h2/one.go']);
    assert.deepEqual(found('left-pad', 'src/a/y.ts'), []);
    assert.deepEqual(found('../../../../x', 'src/a/y.ts'), []);
  });
});
