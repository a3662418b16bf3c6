import type { Extraction, Refused, Written } from './extraction.ts';
import { indentAt, moved, stepOf } from './layout.ts';
import { placed } from './placed.ts';

export function writtenInPython(extraction: Extraction): Written | Refused {
  const { tree, taken, home, ties, handed, name, givesResult } = extraction;
  const refuse = (why: string): Refused => ({ kind: 'refused', why, next: 'Select other lines, or choose a model.' });
  if (ties.yields && (ties.awaits || ties.returns > 0)) return refuse('It yields, and cannot be handed on as a whole.');
  const isAsyncAround = home.around?.children.some((child) => child?.type === 'async') ?? false;
  if (ties.yields && (isAsyncAround || taken.kind === 'expression'))
    return refuse('It yields, and cannot be handed on as a whole.');
  if (home.kind === 'method' && handed.back.some(({ variable }) => variable.name === home.self))
    return refuse(`“${home.self}” is changed.`);
  const step = stepOf(tree);
  const indent = indentAt(tree.text, home.span.start);
  const inner = indent + step;
  const given = handed.given
    .map((variable) => variable.name)
    .filter((each) => home.kind !== 'method' || each !== home.self);
  const self = home.kind === 'method' ? [home.self ?? 'self'] : [];
  const back = handed.back.map(({ variable }) => variable.name);
  const body =
    taken.kind === 'expression'
      ? expressionLines(tree.text.slice(taken.span.start, taken.span.end), inner)
      : moved(tree, taken.span, inner);
  const lines = [
    ...(home.isStatic && home.kind === 'method' ? [`${indent}@classmethod`] : []),
    `${indent}${ties.awaits ? 'async ' : ''}def ${name}(${[...self, ...given].join(', ')}):`,
    ...handed.outward.map((each) => `${inner}${each.isGlobal ? 'global' : 'nonlocal'} ${each.name}`),
    ...body,
    ...(back.length > 0 ? [`${inner}return ${back.join(', ')}`] : []),
  ];
  const called = `${home.kind === 'method' ? `${home.self}.` : ''}${name}(${given.join(', ')})`;
  const waited = ties.yields ? `yield from ${called}` : ties.awaits ? `await ${called}` : called;
  const call = givesResult ? `return ${waited}` : back.length > 0 ? `${back.join(', ')} = ${waited}` : waited;
  const blanks = indent === '' ? 2 : 1;
  const text = lines.join('\n');
  const replaced = taken.kind === 'expression' ? (ties.awaits ? `(${waited})` : waited) : call;
  return { edits: placed(tree, home, taken.span, text, replaced, blanks) };

  function expressionLines(code: string, at: string): string[] {
    if (!code.includes('\n')) return [`${at}return ${code}`];
    const [head = '', ...rest] = moved(tree, taken.span, at + step);
    return [`${at}return (`, head, ...rest, `${at})`];
  }
}
