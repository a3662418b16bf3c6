import { element } from './element.ts';

/** Code as it stands, in the editor's font. What would change the direction of its text is made visible. */
export function codeBlock(code: string): HTMLElement {
  return element('pre', { class: 'code', tabindex: '0' }, element('code', {}, visible(code)));
}

/** A sentence with what stands in backticks set as code. */
export function codeSpans(text: string): Node[] {
  return text
    .split(/(`[^`]+`)/)
    .map((piece) =>
      /^`[^`]+`$/.test(piece) ? element('code', {}, visible(piece.slice(1, -1))) : document.createTextNode(piece),
    );
}

/** Marks for the direction of text can make code read otherwise than it runs. */
export function visible(code: string): string {
  return code.replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, (mark) => {
    const point = mark.codePointAt(0) ?? 0;
    return `⟨U+${point.toString(16).toUpperCase()}⟩`;
  });
}
