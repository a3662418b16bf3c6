import assert from 'node:assert/strict';
import { Parser } from 'web-tree-sitter';
import type { Node } from 'web-tree-sitter';
import { loadGrammar } from '../../../../src/syntax/node/grammar.ts';
import { heldRoot } from '../../../../src/syntax/node/heldNode.ts';
import type { LanguageId, SyntaxNode } from '../../../../src/syntax/tree.ts';
import type { RawNode } from '../../../../src/syntax/uniform/form.ts';
import { grammars } from '../installedGrammars.ts';

const texts: Readonly<Partial<Record<LanguageId, string>>> = {
  typescript:
    'export class Ölfass<T> { fill = (litres = 1, ...more: T[]): void => { if (litres < 0) throw new Error("🛢"); else this.add(`${litres}`) } }',
  python:
    'def füllen(fass, *, liter=1):\n    """🛢"""\n    if liter < 0: raise ValueError("zu wenig")\n    else:\n        return [x for x in fass if x]\n',
  go: 'package a\n\nfunc (b *Barrel) Fill(litres, more int) (n int, err error) {\n\tfor i, v := range b.all { n += v * i }\n\treturn\n}\n',
  rust: 'impl Barrel { pub fn fill(&mut self, litres: u32) -> Option<u32> { match litres { 0 => None, n => Some(n + 1) } } }\n',
  java: 'class Barrel { int fill(int litres) { for (int i = 0; i < litres; i++) { total += i; } return total; } }\n',
  javascript: 'const broken = (a, b => { return a +; }\nlet "\n',
};

async function trees(language: LanguageId): Promise<{ raw: Node; held: RawNode; text: string }> {
  const grammar = await loadGrammar(grammars, language);
  const parser = new Parser().setLanguage(grammar);
  const text = texts[language] ?? '';
  const root = parser.parse(text)?.rootNode;
  assert.ok(root);
  return { raw: root, held: heldRoot(root, text), text };
}

const answers = (node: SyntaxNode): unknown => ({
  ...{ id: node.id, type: node.type, text: node.text, isNamed: node.isNamed, hasError: node.hasError },
  ...{ isError: node.isError, isMissing: node.isMissing, start: node.startPosition, end: node.endPosition },
  ...{ range: [node.startIndex, node.endIndex], counts: [node.childCount, node.namedChildCount] },
  beside: [node.previousNamedSibling?.id, node.nextNamedSibling?.id],
  parent: node.parent?.id,
});

const fields = ['name', 'body', 'left', 'right', 'parameters', 'condition', 'alternative', 'value', 'no such field'];

for (const language of Object.keys(texts) as LanguageId[]) {
  test(`a held node of ${language} answers as the parser's own does`, async () => {
    const { raw, held } = await trees(language);
    const waiting: [Node, RawNode][] = [[raw, held]];
    for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
      const [own, copy] = pair;
      assert.deepEqual(answers(copy), answers(own));
      for (const name of fields) assert.equal(copy.childForFieldName(name)?.id, own.childForFieldName(name)?.id, name);
      for (const [at, child] of own.children.entries()) {
        const theirs = copy.children[at];
        assert.ok(theirs);
        assert.equal(copy.fieldNameForChild(at), own.fieldNameForChild(at));
        waiting.push([child, theirs]);
      }
    }
  });

  test(`the innermost held node of ${language} at a place is the parser's`, async () => {
    const { raw, held, text } = await trees(language);
    for (let at = 0; at < text.length; at++) {
      assert.equal(held.descendantForIndex(at)?.id, raw.descendantForIndex(at)?.id, `at ${at}`);
      assert.equal(held.descendantForIndex(at, at + 3)?.id, raw.descendantForIndex(at, at + 3)?.id, `from ${at}`);
    }
  });
}

test('a held node is made once', async () => {
  const { held } = await trees('python');
  const fn = held.namedChildren[0];
  assert.ok(fn);
  assert.equal(fn.childForFieldName('body'), fn.children.at(-1));
  assert.equal(fn.parent, held);
  assert.equal(held.namedChildren[0], fn);
});
