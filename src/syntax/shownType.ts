/** The type that a name without a written one gets from the value that it is given, in a compiled language. */

import { elementOf, exactType, resultsOf, signatureFor } from './exactType.ts';
import type { Declarations, ExactNames } from './exactType.ts';
import { call, subscript } from './shapes.ts';
import { splitArguments } from './standardResults.ts';
import type { LanguageId, SyntaxNode } from './tree.ts';
import { field, parts } from './walk.ts';

/** The type of a name that a value, one of a call's results, or what is walked through gives it. */
export function shownType(
  from: SyntaxNode,
  item: number,
  names: ExactNames,
  known: Declarations,
  language: LanguageId,
): string | undefined {
  const of = (node: SyntaxNode): string | undefined => exactType(node, names, known, language);
  const { parent } = from;
  if (parent?.type === 'for_in_statement' && field(parent, 'right')?.id === from.id)
    return stepType(from, item, of, language);
  if (parent?.type === 'let_condition') return elementOf(of(from), language);
  if (item < 0) return of(from);
  if (from.type === 'expression_list') {
    const value = parts(from)[item];
    return value && of(value);
  }
  const signature = signatureFor(from, names, known, language);
  const result = signature && resultsOf(signature.result, language)[item];
  if (result !== undefined) return result;
  if (language !== 'go') return undefined;
  // `v, ok := m[k]`, `n, err := strconv.Atoi(s)`
  if (subscript(from) || from.type === 'type_assertion_expression') return item === 0 ? of(from) : 'bool';
  if (item === 0 && /^strconv\.Atoi/.test(from.text)) return 'int';
  return item > 0 && call(from) && /^err/.test(parts(field(parent ?? from, 'name') ?? from)[item]?.text ?? '')
    ? 'error'
    : undefined;
}

function stepType(
  over: SyntaxNode,
  item: number,
  of: (node: SyntaxNode) => string | undefined,
  language: LanguageId,
): string | undefined {
  if (language === 'go') {
    const type = of(over);
    if (type === undefined || type.startsWith('#') || type === 'int') return 'int';
    const map = /^map\[([^\]]*)\]/.exec(type)?.[1];
    if (item !== 1) return map ?? 'int';
    return type === 'string' ? 'rune' : elementOf(type, language);
  }
  if (over.type === 'range_expression') {
    const bounds = [field(over, 'end'), field(over, 'start')].map((bound) => bound && of(bound));
    return bounds.find((type) => type !== undefined && !type.startsWith('#'));
  }
  const chain = over.text;
  const counted = /\.enumerate\(\)$/.test(chain);
  if (counted && item === 0) return 'usize';
  if (counted && item !== 1) return undefined;
  let inner = over;
  for (
    let step = call(inner);
    step?.receiver && /^(iter|iter_mut|into_iter|enumerate|rev|skip|take|cloned|copied)$/.test(step.name);
    step = call(inner)
  )
    inner = step.receiver;
  if (inner.type === 'reference_expression') inner = field(inner, 'value') ?? inner;
  if (/\.chars\(\)/.test(chain)) return 'char';
  const type = of(inner);
  const map = /^\w*Map<(.*)>$/s.exec(type ?? '');
  return map ? splitArguments(map[1] ?? '')[item] : elementOf(type, language);
}
