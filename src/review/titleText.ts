/** A patch's title where Markdown is not drawn: code stands in quotation marks in place of backticks. */
export function titleText(title: string): string {
  const parts = title.split('`');
  // A backtick without another one is part of what is said.
  if (parts.length % 2 === 0) return title;
  return parts.map((part, at) => (at % 2 === 1 && part !== '' ? `“${part}”` : part)).join('');
}
