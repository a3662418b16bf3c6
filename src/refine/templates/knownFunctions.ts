/** The functions of a file as others may learn from them. */

import { runSteps, type Steps } from '../../base/steps.ts';
import { isClass, isFunction, isSimpleStatement } from '../../syntax/grammar.ts';
import { parameterName, parametersOf } from '../../syntax/declaredNames.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';

export interface KnownFunction {
  readonly tree: SyntaxTree;
  readonly node: SyntaxNode;
  readonly name: string;
  readonly parameters: readonly string[];
  /** Names that it uses, those of members too. */
  readonly words: ReadonlySet<string>;
  /** Its statements, nested ones too, blocks and headers of loops left out. */
  readonly statements: readonly SyntaxNode[];
}

const longestStatement = 160;

const known = new WeakMap<SyntaxTree, readonly KnownFunction[]>();

/** The functions of a file that have a name and a body; found once for each tree. */
export function functionsOf(tree: SyntaxTree): readonly KnownFunction[] {
  return runSteps(functionsInSteps(tree));
}

/** The same in steps: a long file takes a while. */
export function* functionsInSteps(tree: SyntaxTree): Steps<readonly KnownFunction[]> {
  const before = known.get(tree);
  if (before) return before;
  const found: KnownFunction[] = [];
  for (const each of readFunctions(tree)) if (found.push(each) % functionsAtATime === 0) yield;
  known.set(tree, found);
  return found;
}

/** Some milliseconds of work. */
const functionsAtATime = 40;

function* readFunctions(tree: SyntaxTree): Generator<KnownFunction> {
  for (const node of descend(tree.root)) {
    const name = isFunction(node) ? field(node, 'name')?.text : undefined;
    if (name === undefined || !field(node, 'body')) continue;
    const words = new Set<string>();
    const statements: SyntaxNode[] = [];
    for (const inner of descend(node, (below) => below.id === node.id || !(isFunction(below) || isClass(below)))) {
      if (/^(property_)?identifier$/.test(inner.type)) words.add(inner.text);
      if (
        (isSimpleStatement(inner) || inner.type === 'if_statement') &&
        inner.endIndex - inner.startIndex <= longestStatement
      )
        statements.push(inner);
    }
    const parameters = parametersOf(node).map((parameter) => parameterName(parameter)?.text ?? '');
    yield { tree, node, name, parameters, words, statements };
  }
}
