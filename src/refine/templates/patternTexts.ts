/** Patterns that stand in texts: what Java, Go and Rust give to their regular expressions. */

import { call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { closest } from '../../syntax/walk.ts';
import { patternVariants } from './patterns.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

const readers = /^(matches|replaceAll|replaceFirst|split|compile|MustCompile|MatchString|new|find|is_match)$/;

export function* patternTexts(site: Site): Generator<Draft> {
  if (!site.compiled) return;
  for (const node of site.expressions) {
    if (node.type !== 'string') continue;
    const reader = closest(node, (above) => call(above) !== undefined);
    const called = reader && call(reader);
    if (!called || called.values[0]?.id !== node.id || !readers.test(lastName(called.callee))) continue;
    if (/^(new|find|is_match|compile)$/.test(called.name) && !/Regex|regexp|Pattern/.test(called.callee.text)) continue;
    const read = readPattern(node.text);
    if (!read) continue;
    for (const { text, fit } of patternVariants(read.pattern)) {
      const written = read.write(text);
      if (written !== undefined) yield replaced('pattern', node, written, fit);
    }
  }
}

const lastName = (callee: SyntaxNode): string => /(\w+)$/.exec(callee.text)?.[1] ?? '';

/** The pattern in a text as the language writes it, and how another is written in its place. */
function readPattern(
  text: string,
): { readonly pattern: string; readonly write: (pattern: string) => string | undefined } | undefined {
  const raw = /^(`|r#*")([\s\S]*)(`|"#*)$/.exec(text);
  if (raw) {
    const [, open = '', pattern = '', close = ''] = raw;
    return { pattern, write: (other) => (other.includes(close) ? undefined : open + other + close) };
  }
  const plain = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  // Anything but a doubled backslash stands for a character that the pattern has as it is.
  if (plain === undefined || /(^|[^\\])(\\\\)*\\[^\\]/.test(plain)) return undefined;
  return {
    pattern: plain.replace(/\\\\/g, '\\'),
    write: (other) => `"${other.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`,
  };
}
