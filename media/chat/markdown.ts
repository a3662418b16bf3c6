import DOMPurify from 'dompurify';
import MarkdownIt, { type Token } from 'markdown-it';
import { element } from '../page/element.ts';
import { highlighted } from './highlight.ts';

/**
 * Markdown of people, models and files as elements. Nothing in it is trusted: HTML stays text, pictures are never
 * loaded, and a link is either a place that the extension has checked or an address that is written out in full.
 */
export function markdownNodes(markdown: string): DocumentFragment {
  const made = sanitised(parser.render(markdown), textTags);
  for (const table of made.querySelectorAll('table')) wrapTable(table);
  return made;
}

/** The block at the end, which may still grow, and the lines before it. */
export interface LastBlock {
  /** Lines before it. */
  readonly line: number;
  /** Code between fences as far as it is there. */
  readonly fence?: { readonly language: string; readonly code: string };
}

export function lastBlock(markdown: string): LastBlock {
  const tokens = parser.parse(markdown, {});
  const last = tokens.findLast(({ level, map }) => level === 0 && map !== null);
  if (!last?.map) return { line: 0 };
  if (last.type === 'fence') return { line: last.map[0], fence: { language: languageOf(last), code: last.content } };
  // A list of thousands of items is drawn item by item: numbers go on, since a list may start with any.
  if (/_list_open$/.test(last.type) && markdown.length > longList) {
    const item = tokens.findLast(({ type, level }) => type === 'list_item_open' && level === 1);
    if (item?.map) return { line: item.map[0] };
  }
  return { line: last.map[0] };
}

const longList = 4000;

/** Code as it stands, coloured where its language is known. */
export function codeNodes(code: string, language: string): Node {
  const markup = highlighted(code, language);
  return markup === undefined ? document.createTextNode(code) : sanitised(markup, ['span']);
}

const parser = createParser();

function createParser(): MarkdownIt {
  const md = new MarkdownIt({ html: false, linkify: true, typographer: false });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.validateLink = (address) => /^(?:#place-\d+$|https?:\/\/)/i.test(address.trim());
  const { rules } = md.renderer;
  const text = md.utils.escapeHtml;
  rules['heading_open'] = (tokens, at) => `<${lowered(tokens[at]!)}>`;
  rules['heading_close'] = (tokens, at) => `</${lowered(tokens[at]!)}>\n`;
  rules['image'] = (tokens, at) => {
    const picture = tokens[at]!;
    return `<span class="picture">Picture not loaded: ${text(picture.content)} (${text(picture.attrGet('src') ?? '')})</span>`;
  };
  rules['link_open'] = (tokens, at) => {
    const address = tokens[at]!.attrGet('href') ?? '';
    return `<a href="${text(address)}">`;
  };
  rules['link_close'] = (tokens, at) => {
    const open = openOf(tokens, at);
    const address = tokens[open]?.attrGet('href') ?? '';
    const words = tokens
      .slice(open + 1, at)
      .map(({ content }) => content)
      .join('');
    const isWritten = address.startsWith('#') || words === address || `${words}/` === address;
    return isWritten ? '</a>' : `</a><span class="address"> (${text(address)})</span>`;
  };
  rules['fence'] = (tokens, at) => codeMarkup(tokens[at]!.content, languageOf(tokens[at]!));
  rules['code_block'] = (tokens, at) => codeMarkup(tokens[at]!.content, '');
  return md;

  function codeMarkup(code: string, language: string): string {
    return `<pre><code class="language-${text(language)}">${text(code)}</code></pre>\n`;
  }
}

const languageOf = ({ info }: Token): string => /^[\w+#-]*/.exec(info.trim())?.[0] ?? '';

/** Below the headings of the page. */
const lowered = ({ tag }: Token): string => `h${Math.min(6, Number(tag.slice(1)) + 2)}`;

function openOf(tokens: readonly Token[], close: number): number {
  for (let at = close - 1, depth = 0; at >= 0; at--) {
    const { type } = tokens[at]!;
    if (type === 'link_close') depth++;
    if (type === 'link_open' && depth-- === 0) return at;
  }
  return -1;
}

const textTags = [
  ...['p', 'br', 'hr', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 's', 'a', 'span', 'code', 'pre', 'blockquote'],
  ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** The parser lets no markup through; this is the second lock. */
function sanitised(markup: string, tags: string[]): DocumentFragment {
  return DOMPurify.sanitize(markup, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ['href', 'class', 'start'],
    ALLOWED_URI_REGEXP: /^(?:#place-\d+$|https?:\/\/)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** What is too wide for a narrow side bar moves by itself, by keyboard too. */
function wrapTable(table: Element): void {
  const around = element('div', { class: 'wide', role: 'region', 'aria-label': 'Table', tabindex: '0' });
  table.replaceWith(around);
  around.append(table);
}
