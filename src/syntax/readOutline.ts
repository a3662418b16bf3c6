/**
 * An outline out of what a language's queries found. Of patterns that find the same definition the one that stands
 * first in the query file decides.
 */

import { commentWords, docstringWords } from './docComment.ts';
import type { GrammarId } from './grammars.ts';
import { ImportReader } from './importReader.ts';
import { LineTable } from './lineTable.ts';
import type { Capture, QueryMatch } from './queryMatch.ts';
import type { Definition, Outline, Reference, SymbolKind } from './outline.ts';
import { isExported } from './visibility.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Found {
  readonly kind: SymbolKind;
  readonly pattern: number;
  readonly name: Span | undefined;
  readonly body: Span | undefined;
  readonly scope: Span | undefined;
  start: number;
  end: number;
  /** Where the signature begins: after decorators. */
  head: number;
  marked: boolean;
}

interface Wrapper extends Span {
  readonly kind: 'wrapper' | 'export' | 'decorated';
  taken: boolean;
}

const longestSignature = 240;
const longestName = 200;
const classLike: ReadonlySet<SymbolKind> = new Set(['class', 'interface', 'enum', 'extension', 'type', 'constant']);
/** By their captures; of two kinds at one place the first counts. */
const referenceKinds: ReadonlyMap<string, Reference['kind']> = new Map([
  ['call', 'call'],
  ['type', 'type'],
  ['reference', 'name'],
  ['member', 'member'],
]);
const rank = [...referenceKinds.keys()];

export function readOutline(language: GrammarId, text: string, matches: Iterable<QueryMatch>): Outline {
  const lines = new LineTable(text);
  const definitions = new Map<number, Found>();
  const wrappers = new Map<string, Wrapper>();
  const attributes: Span[] = [];
  const comments: Span[] = [];
  const docstrings: Span[] = [];
  const exported = new Set<string>();
  const references: Capture[] = [];
  const imports = new ImportReader(language, lines);

  for (const { pattern, captures } of matches) {
    let definition: (Span & { kind: SymbolKind }) | undefined;
    let name: Span | undefined;
    let body: Span | undefined;
    let scope: Span | undefined;
    let importing = false;
    for (const capture of captures) {
      switch (capture.name) {
        case 'name':
          name = capture;
          break;
        case 'body':
          body = capture;
          break;
        case 'scope':
          scope = capture;
          break;
        case 'wrapper':
        case 'export':
        case 'decorated':
          wrappers.set(`${capture.start}:${capture.end}`, {
            start: capture.start,
            end: capture.end,
            kind: capture.name,
            taken: false,
          });
          break;
        case 'attribute':
          attributes.push(capture);
          break;
        case 'comment':
          comments.push(capture);
          break;
        case 'docstring':
          docstrings.push(capture);
          break;
        case 'exported':
          exported.add(text.slice(capture.start, capture.end));
          break;
        case 'call':
        case 'type':
        case 'member':
        case 'reference':
          if (capture.end - capture.start <= longestName) references.push(capture);
          break;
        default:
          if (capture.name.startsWith('definition.')) {
            definition = {
              start: capture.start,
              end: capture.end,
              kind: capture.name.slice('definition.'.length) as SymbolKind,
            };
          } else if (capture.name.startsWith('import')) importing = true;
      }
    }
    if (importing) imports.add(captures);
    if (!definition) continue;
    const key = name?.start ?? definition.start;
    const before = definitions.get(key);
    if (before && before.pattern <= pattern) continue;
    const { kind, start } = definition;
    const end = start + text.slice(start, definition.end).trimEnd().length;
    definitions.set(key, { kind, pattern, name, body, scope, start, end, head: start, marked: false });
  }

  return {
    definitions: settle(language, lines, [...definitions.values()], {
      wrappers: [...wrappers.values()],
      attributes,
      comments: comments.sort(byPlace),
      docstrings,
      exported,
    }),
    references: referencesOf(lines, references, definitions),
    imports: imports.read(),
  };
}

/** In the order of the text; a name that is defined there is not a reference. */
function referencesOf(lines: LineTable, found: Capture[], defined: ReadonlyMap<number, unknown>): Reference[] {
  found.sort((a, b) => a.start - b.start || rank.indexOf(a.name) - rank.indexOf(b.name));
  const references: Reference[] = [];
  let last = -1;
  for (const { name: capture, start, end } of found) {
    if (start === last || defined.has(start)) continue;
    last = start;
    const name = detached(lines.text.slice(start, end));
    references.push({ name, kind: referenceKinds.get(capture)!, line: lines.rowAt(start) + 1, start });
  }
  return references;
}

interface Around {
  readonly wrappers: readonly Wrapper[];
  readonly attributes: readonly Span[];
  readonly comments: readonly Span[];
  readonly docstrings: readonly Span[];
  readonly exported: ReadonlySet<string>;
}

function settle(language: GrammarId, lines: LineTable, found: readonly Found[], around: Around): Definition[] {
  const { text } = lines;
  widen(text, found, around.wrappers);
  const attributeAt = new Map(around.attributes.map((attribute) => [attribute.end, attribute.start]));
  for (const definition of found) {
    for (let before = attributeAt.get(solid(text, definition.start)); before !== undefined;) {
      definition.start = before;
      before = attributeAt.get(solid(text, before));
    }
  }

  const inOrder = [...found].sort(byPlace);
  const docs = docstringsOf(inOrder, around.docstrings);
  const settled: Definition[] = [];
  const open: { readonly end: number; readonly start: number; readonly definition: Definition }[] = [];
  for (const one of inOrder) {
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (one.end <= top.end && one.start < top.end && !(one.start === top.start && one.end === top.end)) break;
      open.pop();
    }
    const parent = open.at(-1)?.definition;
    const { name, scope } = nameOf(language, text, one);
    const member = scope.length > 0 || (parent !== undefined && classLike.has(parent.kind));
    const kind = one.kind === 'function' && member ? 'method' : one.kind;
    const signatureEnd = one.body && one.body.start > one.head ? one.body.start : one.end;
    const signature = oneLine(text.slice(one.head, Math.min(signatureEnd, one.head + 2 * longestSignature)));
    const docStart = commentStart(lines, around.comments, one.start);
    const docstring = docs.get(one);
    const doc = [
      docStart < one.start ? commentWords(text.slice(docStart, one.start)) : '',
      docstring ? docstringWords(text.slice(docstring.start, docstring.end)) : '',
    ];
    const marked = one.marked || (parent === undefined && around.exported.has(name));
    const definition: Definition = {
      name,
      kind,
      start: one.start,
      end: one.end,
      startLine: lines.rowAt(one.start) + 1,
      endLine: lines.rowAt(Math.max(one.start, one.end - 1)) + 1,
      scope: [...(parent ? [...parent.scope, parent.name] : []), ...scope],
      signature: detached(signature.slice(0, longestSignature)),
      doc: detached(doc.filter(Boolean).join('\n')),
      docStart,
      bodyStart: one.body ? Math.max(one.body.start, one.head) : one.end,
      exported: isExported(language, { name, signature, marked, parent }),
    };
    settled.push(definition);
    open.push({ start: one.start, end: one.end, definition });
  }
  return settled;
}

/** Gives definitions the keywords and decorators around them: `export const`, `@cached`. */
function widen(text: string, found: readonly Found[], wrappers: readonly Wrapper[]): void {
  const nodes: (Found | Wrapper)[] = [...wrappers, ...found].sort(byPlace);
  const open: { readonly node: Found | Wrapper; readonly start: number; readonly end: number }[] = [];
  for (const node of nodes) {
    const { start, end } = node;
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const same = start === top.start && end === top.end && !isWrapper(top.node);
      if (end <= top.end && start < top.end && !same) break;
      open.pop();
    }
    if (!isWrapper(node)) {
      for (let at = open.length - 1; at >= 0; at--) {
        const wrapper = open[at]!.node;
        if (!isWrapper(wrapper)) break;
        const near =
          wrapper.kind === 'decorated' || isLead(text.slice(wrapper.start, Math.min(start, wrapper.start + 2000)));
        if (near && !wrapper.taken) {
          node.start = Math.min(node.start, wrapper.start);
          if (wrapper.kind !== 'decorated') node.head = Math.min(node.head, wrapper.start);
          if (/^[\s;]*$/.test(text.slice(end, wrapper.end))) {
            node.end = Math.max(node.end, wrapper.start + text.slice(wrapper.start, wrapper.end).trimEnd().length);
          }
          wrapper.taken = true;
        }
        if (wrapper.kind === 'export' && wrapper.taken) node.marked = true;
      }
    }
    open.push({ node, start, end });
  }
}

/** Keywords and decorators only: what stands in a call or an object is not what its wrapper wraps. */
const isLead = (text: string): boolean =>
  text.length < 2000 && !/[({[=]/.test(text.replace(/@[\w.]+(?:\([^)]*\))?/g, ''));

const isWrapper = (node: Found | Wrapper): node is Wrapper => 'taken' in node;

/** What holds others first; what stands around a definition before it. */
const byPlace = (a: Span, b: Span): number =>
  a.start - b.start || b.end - a.end || Number('taken' in b) - Number('taken' in a);

/** The end of what stands before an offset, blanks aside. */
function solid(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  return at;
}

/** Where the run of comments begins that ends on the line above; `start` itself when there is none. */
function commentStart(lines: LineTable, comments: readonly Span[], start: number): number {
  const { text } = lines;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  let from = start;
  for (let at = low - 1; at >= 0; at--) {
    const comment = comments[at]!;
    const between = text.slice(comment.start + text.slice(comment.start, comment.end).trimEnd().length, from);
    const alone = text.slice(lines.start(lines.rowAt(comment.start)), comment.start).trim() === '';
    if (!alone || !/^[^\S\n]*\n?[^\S\n]*$/.test(between) || text.startsWith('#!', comment.start)) break;
    from = comment.start;
  }
  return from;
}

/** Each docstring's definition: the innermost around it. */
function docstringsOf(inOrder: readonly Found[], docstrings: readonly Span[]): Map<Found, Span> {
  const docs = new Map<Found, Span>();
  const sorted = [...docstrings].sort(byPlace);
  const open: Found[] = [];
  let next = 0;
  for (const docstring of sorted) {
    for (let one = inOrder[next]; one && one.start <= docstring.start; one = inOrder[++next]) open.push(one);
    while (open.length > 0 && open.at(-1)!.end < docstring.end) open.pop();
    const owner = open.at(-1);
    if (owner && !docs.has(owner)) docs.set(owner, docstring);
  }
  return docs;
}

function nameOf(language: GrammarId, text: string, found: Found): { name: string; scope: string[] } {
  const unnamed = { name: found.kind === 'class' && language === 'kotlin' ? 'companion' : 'default', scope: [] };
  if (!found.name) return unnamed;
  let name = oneLine(text.slice(found.name.start, found.name.end)).slice(0, longestName);
  const front = found.scope ? text.slice(found.scope.start, found.scope.end) : '';
  switch (language) {
    case 'javascript':
    case 'typescript':
    case 'tsx': {
      if (front === 'module' && name === 'exports') return { ...unnamed, name: 'default' };
      if (front === 'exports' || front === 'module.exports') found.marked = true;
      break;
    }
    case 'c':
    case 'cpp':
    case 'rust':
    case 'swift':
      if (!name.includes('operator')) {
        for (let shorter = ''; shorter !== name;) {
          shorter = name;
          name = name.replace(/<[^<>]*>/g, '');
        }
      }
      break;
    case 'ruby':
    case 'php':
      name = name.replace(/^[:$]/, '');
      break;
    default:
  }
  name = name.replace(/^(["'`])([^]*)\1$/, '$2');
  const outer = /^[\w$.]+$/.test(front) && !/^(?:this|self|module|exports|module\.exports)$/.test(front);
  const scope = outer
    ? front
        .replace(/\.prototype$/, '')
        .split('.')
        .filter((part) => part !== 'this')
    : [];
  if (language === 'rust') name = name.replace(/^&\s*(?:'\w+\s+)?(?:mut\s+)?/, '');
  if (language === 'cpp' || language === 'rust') {
    const path = name.split('::').filter(Boolean);
    return { name: detached(path.at(-1) ?? name), scope: [...scope, ...path.slice(0, -1)].map(detached) };
  }
  return { name: detached(name), scope: scope.map(detached) };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A copy: what is sliced from a text keeps the whole text in memory, and an index holds a great many slices. */
const detached = (slice: string): string => (slice.length < 13 ? slice : ` ${slice}`.slice(1));
