/** Takes random stretches of real code out into functions, as a user with a careless mouse might. */

import { extractFunction } from '../../../../src/edit/exact/extract/extractFunction.ts';
import { isFunction } from '../../../../src/syntax/grammar.ts';
import { languageOf } from '../../../../src/syntax/language.ts';
import type { TreeSitter } from '../../../../src/syntax/node/parser.ts';
import type { SyntaxNode } from '../../../../src/syntax/tree.ts';
import { closest, descend, parts } from '../../../../src/syntax/walk.ts';

export type Tried =
  | { readonly kind: 'offered'; readonly text: string; readonly first: number; readonly last: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'none' };

/** The same numbers for the same seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export async function tryExtract(
  path: string,
  text: string,
  random: (below: number) => number,
  parser: TreeSitter,
): Promise<Tried> {
  const language = languageOf(path)!;
  const tree = await parser.parse(language, text);
  const blocks: SyntaxNode[] = [];
  try {
    for (const node of descend(tree.root))
      if (
        /^(?:statement_block|block|switch_case)$/.test(node.type) &&
        closest(node, isFunction) &&
        parts(node).length > 1
      )
        blocks.push(node);
    const block = blocks[random(blocks.length)];
    if (!block) return { kind: 'none' };
    const statements = parts(block).filter(({ id }) => id !== block.childForFieldName('value')?.id);
    const from = random(statements.length);
    const to = from + random(Math.min(5, statements.length - from));
    const [first, last] = [statements[from], statements[to]];
    if (!first || !last) return { kind: 'none' };
    const place = { path, offsets: { start: first.startIndex, end: last.endIndex } };
    const files = { paths: () => Promise.resolve([path]), text: () => Promise.resolve(text), whyNot: () => undefined };
    const result = await extractFunction(
      { name: undefined, code: undefined },
      place,
      { files, parse: parser.parse },
      new AbortController().signal,
    );
    if (result.kind === 'refused') return { kind: 'refused', why: result.why };
    return {
      kind: 'offered',
      text: result.texts.get(path)!,
      first: first.startPosition.row + 1,
      last: last.endPosition.row + 1,
    };
  } finally {
    tree.dispose();
  }
}
