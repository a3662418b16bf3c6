/** What a comment above a definition, or a docstring, says: the words without the marks. */

const longestDoc = 2000;

const opening = /^\s*(?:\/\*[*!]*|\/\/[/!]*|<!--|#+!?|\*(?!\/))?[ \t]?/;
const closing = /\s*(?:\*+\/|-->)\s*$/;
const quotes = /^[rRbBuUfF]*("""|'''|"|')([^]*?)\1?$/;
const tags = /<\/?[a-zA-Z][^<>]*>/g;

/** Of one comment or of several with line breaks between. */
export function commentWords(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd().replace(closing, '').replace(opening, ''));
  return shortened(lines.join('\n').replace(tags, ''));
}

/** Of a string literal that stands where documentation stands. */
export function docstringWords(text: string): string {
  const inside = quotes.exec(text)?.[2] ?? text;
  return shortened(
    inside
      .split('\n')
      .map((line) => line.trim())
      .join('\n'),
  );
}

const shortened = (text: string): string =>
  text
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, longestDoc);
