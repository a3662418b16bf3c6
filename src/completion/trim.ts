import { redact } from '../safety/redaction.ts';
import { opens, unitOf, type Site } from './site.ts';

/** What came from a source, made to fit the place: `text` to show, or why nothing of it is left. */
export type Trimmed =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none'; readonly reason: string };

export function trimSuggestion(raw: string, site: Site): Trimmed {
  let text = raw.replace(/\r\n?/g, '\n');
  text = withoutFence(text);
  text = beforeControlToken(text);
  text = withoutLinePrefix(text, site);
  text = withoutOverlap(text, site);
  text = indentedAlike(text, site);
  text = text.trimEnd() === '' ? '' : keptEnd(text, site);
  if (text.trim() === '') return { kind: 'none', reason: 'Nothing is left of it beside what is there already.' };
  if (repeatsLineAbove(text, site)) return { kind: 'none', reason: 'It says again what stands right above.' };
  // A model may have learnt a key by heart, or have read one further up.
  if (holdsSecret(text, site)) return { kind: 'none', reason: 'It looks like a secret.' };
  return { kind: 'text', text };
}

/** Chat models wrap code in a fence, whatever they are told. */
function withoutFence(text: string): string {
  const fenced = /^\s*```[\w+-]*\n([\s\S]*?)(?:\n?```[\s\S]*)?$/.exec(text);
  return fenced ? (fenced[1] ?? '') : text;
}

/** Tokens that leak into the text, when neither the server nor we knew that they end it. */
function beforeControlToken(text: string): string {
  const at = text.search(
    /<\|?(?:fim_(?:prefix|suffix|middle|pad)|endoftext|file_sep(?:arator)?|im_end|im_start|repo_name|end_of_text|eot_id)\|?>|<｜|<\/?COMPLETION>|<(?:EOT|PRE|SUF|MID)>|<\[(?:fim|end)/,
  );
  return at < 0 ? text : text.slice(0, at);
}

/** Some begin with what is typed already, or indent a line that is indented. */
function withoutLinePrefix(text: string, { linePrefix }: Site): string {
  if (linePrefix.trim() === '') {
    const first = /^[ \t]*/.exec(text)?.[0] ?? '';
    return linePrefix !== '' && first.startsWith(linePrefix) ? text.slice(linePrefix.length) : text;
  }
  const typed = linePrefix.trim();
  if (typed.length >= 4 && text.trimStart().startsWith(typed)) return text.trimStart().slice(typed.length);
  // One blank is enough.
  return /[ \t]$/.test(linePrefix) && /^[ \t]+\S/.test(text) ? text.trimStart() : text;
}

/** The end of the text that the rest of the line has already. */
function withoutOverlap(text: string, { lineSuffix }: Site): string {
  const rest = lineSuffix.trim();
  if (rest === '') return text;
  const body = text.trimEnd();
  for (let length = Math.min(rest.length, body.length); length > 0; length--) {
    const overlap = rest.slice(0, length);
    if (!body.endsWith(overlap)) continue;
    // One letter in common is chance, one bracket is not.
    if (/^[\p{L}\p{N}_$\s]+$/u.test(overlap) && length < rest.length) continue;
    if (/^[)\]}]+$/.test(overlap) && isBalanced(body)) return text;
    return body.slice(0, -length);
  }
  return text;
}

/** Brackets that the text opens itself it must close itself. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Tabs where the file has tabs, blanks where it has blanks. */
function indentedAlike(text: string, { prefix, suffix }: Site): string {
  if (!text.includes('\n')) return text;
  const unit = unitOf(prefix + suffix, prefix.length);
  const [first = '', ...others] = text.split('\n');
  if (unit === '\t') {
    const widths = others.map((line) => /^ +/.exec(line)?.[0].length ?? 0).filter((width) => width > 1);
    const own = widths.length === 0 ? 4 : Math.min(...widths);
    return [
      first,
      ...others.map((line) => line.replace(/^ +/, (blanks) => '\t'.repeat(Math.round(blanks.length / own)))),
    ].join('\n');
  }
  return [first, ...others.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)))].join('\n');
}

/** Blanks at the end go, unless code follows that they keep apart. */
function keptEnd(text: string, { lineSuffix }: Site): string {
  if (lineSuffix.trim() === '') return text.trimEnd();
  // A closing bracket that is pushed to a line of its own keeps its indentation.
  if (/\n[ \t]*$/.test(text)) return text;
  return text.replace(/[ \t]+$/, /^[\s)\]};,.]/.test(lineSuffix) ? '' : ' ');
}

function repeatsLineAbove(text: string, { prefix, linePrefix, shape }: Site): boolean {
  if (linePrefix.trim() !== '' || text.includes('\n')) return false;
  const above = prefix.slice(0, -linePrefix.length || undefined).trimEnd();
  const line = above.slice(above.lastIndexOf('\n') + 1).trim();
  return line.length >= 8 && line === text.trim() && !opens(line, shape);
}

function holdsSecret(text: string, { linePrefix }: Site): boolean {
  // With its line: `password = ` may be what makes the rest a secret.
  const line = linePrefix + text;
  return redact(line) !== line && redact(linePrefix) === linePrefix;
}
