import type { SyntaxTree } from '../../../syntax/tree.ts';
import type { TextEdit } from '../../../text/edit.ts';
import type { Home } from './home.ts';
import { breakOf, lineStartOf } from './layout.ts';
import type { Span } from './variables.ts';

/** The edits that put a definition beside its home and a call in the place of what was taken. @param blanks lines between */
export function placed(
  { text }: SyntaxTree,
  { span: home, side }: Pick<Home, 'span' | 'side'>,
  taken: Span,
  definition: string,
  call: string,
  blanks: number,
): readonly TextEdit[] {
  const breaks = breakOf(text);
  const gap = breaks.repeat(blanks + 1);
  const written = definition.replaceAll('\n', breaks);
  const replaced = { start: taken.start, end: taken.end, text: call.replaceAll('\n', breaks) };
  if (side === 'before') {
    const at = lineStartOf(text, Math.min(home.start, taken.start));
    return [{ start: at, end: at, text: written + gap }, replaced];
  }
  // What is behind it on its line stays there, if it is no more than a comment.
  let at = Math.max(home.end, taken.end);
  const rest = /^[ \t]*;?[ \t]*(?:(?:\/\/|#)[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(at));
  if (rest) at += rest[0].length;
  if (at === taken.end) return [{ ...replaced, text: replaced.text + gap + written }];
  return [replaced, { start: at, end: at, text: gap + written }];
}
