/** How a value is written into a text: its width, its decimals, what stands between two values, how often a text is split. */

import { asOperand } from '../../syntax/grammar.ts';
import { call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { descend, parts } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { quoted, replaced, replacement } from './write.ts';

export function* formats(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (node.type === 'template_string') yield* template(node);
    if (node.type === 'string') {
      if (site.python && parts(node).some(({ type }) => type === 'interpolation')) yield* interpolated(node);
      else yield* placeholders(node, site);
    }
    if (node.type === 'macro_invocation') {
      for (const inner of descend(node)) if (inner.type === 'string') yield* placeholders(inner, site);
    }
    yield* split(node, site);
  }
}

const between = [' ', ', ', ',', '-', ':', '/', ': ', ' - ', '.', '', '_', '; '];

/** What stands between two values. */
function* separators(node: SyntaxNode): Generator<Draft> {
  const text = node.text;
  if (text.length > 3 || /[\p{L}\p{N}\n\\"'`{}%]/u.test(text)) return;
  for (const [at, other] of between.filter((each) => each !== text).entries())
    yield replaced('format', node, other, 0.55 - at * 0.04);
}

/** `${hour}:${minute}`. */
function* template(node: SyntaxNode): Generator<Draft> {
  const inner = parts(node);
  for (const [at, part] of inner.entries()) {
    const beside = [inner[at - 1], inner[at + 1]];
    if (part.type === 'string_fragment' && beside.every((each) => each?.type === 'template_substitution'))
      yield* separators(part);
    const value = part.type === 'template_substitution' ? parts(part)[0] : undefined;
    if (!value || value.type === 'string') continue;
    const clock = beside.some(
      (each) => each !== undefined && /^[-:./]/.test(each.text.trim()) && each.type === 'string_fragment',
    );
    if (!/padStart|toFixed/.test(value.text)) {
      if (clock) yield replaced('format', value, `String(${value.text}).padStart(2, '0')`, 0.8);
      yield replaced(
        'format',
        value,
        `${asOperand(value)}.toFixed(2)`,
        /price|amount|total|cost|sum|rate|avg|mean/i.test(value.text) ? 0.6 : 0.2,
      );
    }
  }
}

/** `f"{hour:02d}:{minute}"`. */
function* interpolated(node: SyntaxNode): Generator<Draft> {
  const values = parts(node).filter(({ type }) => type === 'interpolation');
  const specifiers = values.map((value) => parts(value).find(({ type }) => type === 'format_specifier'));
  const known = [...new Set(specifiers.flatMap((each) => (each ? [each.text] : [])))];
  const put = (value: SyntaxNode, at: number, text: string) => {
    const old = specifiers[at];
    return old ? replacement(old, text) : { start: value.endIndex - 1, end: value.endIndex - 1, text };
  };
  for (const [at, value] of values.entries()) {
    const old = specifiers[at];
    const usual = old
      ? variantsOf(old.text)
      : [
          ...known.map((text): [string, number] => [text, 1.4]),
          [':02d', 0.5] as const,
          [':.2f', 0.4] as const,
          [':,', 0.15] as const,
        ];
    for (const [text, fit] of usual)
      yield {
        template: 'format',
        edits: [put(value, at, text)],
        description: `${quoted(value.text)} is written as ${quoted(text)}`,
        fit,
      };
  }
  if (values.length > 1 && known.length === 0)
    yield {
      template: 'format',
      edits: values.map((value, at) => put(value, at, ':02d')),
      description: 'every value has two digits',
      fit: 0.4,
    };
  for (const part of parts(node)) {
    const [before, after] = [part.previousNamedSibling, part.nextNamedSibling];
    if (part.type === 'string_content' && before?.type === 'interpolation' && after?.type === 'interpolation')
      yield* separators(part);
  }
}

/** A width or a number of decimals one more or one less, filled or not. */
function variantsOf(specifier: string): [string, number][] {
  const found: [string, number][] = [];
  const numbers = [...specifier.matchAll(/\d+/g)].map((match) => ({ at: match.index, text: match[0] }));
  for (const { at, text } of numbers) {
    const width = Number(text);
    for (const by of [1, -1]) {
      if (width + by < 0) continue;
      const other = text.startsWith('0') && text.length > 1 ? `0${width + by}` : String(width + by);
      found.push([specifier.slice(0, at) + other + specifier.slice(at + text.length), 0.8]);
    }
    // Filled with noughts or with spaces.
    if (text.startsWith('0') && text.length > 1)
      found.push([specifier.slice(0, at) + text.slice(1) + specifier.slice(at + text.length), 0.5]);
    else if (specifier[at - 1] !== '.') found.push([`${specifier.slice(0, at)}0${specifier.slice(at)}`, 0.6]);
  }
  for (const [from, to] of [
    ['<', '>'],
    ['>', '<'],
    ['^', '<'],
  ] as const)
    if (specifier.includes(from)) found.push([specifier.replace(from, to), 0.7]);
  return found.filter(([text]) => text !== specifier);
}

const holders = /%[-+ 0#,]*\d*(?:\.\d+)?[a-zA-Z]|\{[\w.]*(?::[^{}]*)?\}/g;

/** `"%02d:%d"`, `"{:02}:{}"`. */
function* placeholders(node: SyntaxNode, site: Site): Generator<Draft> {
  const found = [...node.text.matchAll(holders)].map((match) => ({
    at: node.startIndex + match.index,
    text: match[0],
  }));
  if (
    found.length === 0 ||
    found.length > 8 ||
    (found.every(({ text }) => text.startsWith('{')) && site.tree.language !== 'rust' && !site.python)
  )
    return;
  const becomes = (at: number, length: number, text: string, fit: number): Draft => ({
    template: 'format',
    edits: [{ start: at, end: at + length, text }],
    description: `${quoted(site.tree.text.slice(at, at + length))} becomes ${quoted(text)} in ${quoted(node.text)}`,
    fit,
  });
  const kinds = new Set(found.map(({ text }) => text));
  for (const { at, text } of found) {
    for (const other of kinds) {
      if (other !== text && other.at(-1) === text.at(-1)) yield becomes(at, text.length, other, 1.2);
    }
    for (const [other, fit] of variantsOf(text)) yield becomes(at, text.length, other, fit);
    if (/^%[di]$/.test(text)) yield becomes(at, 2, '%02d', kinds.size > 1 ? 0.5 : 0.4);
    if (text === '%f') yield becomes(at, 2, '%.2f', 0.8);
    if (site.tree.language === 'go' && /^%[vsq]$/.test(text)) {
      const wraps = /Errorf\($/.test(site.tree.text.slice(0, node.startIndex));
      for (const other of ['%w', '%q', '%s', '%v'])
        if (other !== text && (wraps || other !== '%w')) yield becomes(at, 2, other, other === '%w' ? 1.6 : 0.4);
    }
    if (text === '{}' && site.tree.language === 'rust')
      for (const [other, fit] of [
        ['{:02}', 0.5],
        ['{:.2}', 0.4],
        ['{:?}', 0.2],
      ] as const)
        yield becomes(at, 2, other, fit);
  }
  for (const [index, { at, text }] of found.entries()) {
    const next = found[index + 1];
    const start = at + text.length;
    const gap = next && site.tree.text.slice(start, next.at);
    if (gap === undefined || gap.length > 3 || /[\p{L}\p{N}\\"'{}%]/u.test(gap)) continue;
    for (const [order, other] of between.filter((each) => each !== gap).entries())
      yield becomes(start, gap.length, other, 0.55 - order * 0.04);
  }
}

/** Only the first separator counts; and in Java it is a pattern. */
function* split(node: SyntaxNode, site: Site): Generator<Draft> {
  const called = call(node);
  if (!called?.receiver) return;
  const [first, second] = called.values;
  const go = site.tree.language === 'go' && called.receiver.text === 'strings';
  if (go && first && second) {
    if (called.name === 'Split') yield replaced('split', node, `strings.SplitN(${first.text}, ${second.text}, 2)`, 1);
    if (called.name === 'SplitN') yield replaced('split', node, `strings.Split(${first.text}, ${second.text})`, 1);
    return;
  }
  if (!/^(split|rsplit|splitn|rsplitn)$/.test(called.name) || !first) return;
  const { language } = site.tree;
  if (language === 'rust') {
    if (called.name === 'split') yield replaced('split', node, `${called.receiver.text}.splitn(2, ${first.text})`, 1);
    return;
  }
  if (called.values.length === 1 && first.type !== 'keyword_argument') {
    const limits = language === 'java' ? ['2', '-1'] : site.python ? ['1'] : [];
    for (const limit of limits) yield replaced('split', called.list, `(${first.text}, ${limit})`, 1);
    if (site.python)
      yield replaced('split', node, `${called.receiver.text}.r${called.name.replace(/^r/, '')}(${first.text}, 1)`, 0.5);
  } else if (second) yield replaced('split', called.list, `(${first.text})`, 0.9);
  const special = /^"([.|*+?^$])"$/.exec(first.text)?.[1];
  if (language === 'java' && special !== undefined) yield replaced('split', first, `"\\\\${special}"`, 2.5);
}
