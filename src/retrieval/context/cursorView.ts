/** What stands before a cursor: the names that were used and how near, and what the line has begun. */

import type { FileLinks } from '../graph/fileLinks.ts';
import type { Viewer } from '../graph/symbolGraph.ts';
import { termsOf, termsOfName } from '../tokens.ts';

export interface CursorView {
  readonly viewer: Viewer;
  /** Of the cursor, from 1. */
  readonly line: number;
  /** The last lines before the cursor. */
  readonly window: string;
  /** Names before the cursor, imports aside: how many lines above the cursor the last use is, and how many there are. */
  readonly names: ReadonlyMap<string, NameBefore>;
  /** Names behind a dot, the same way. */
  readonly members: ReadonlyMap<string, NameBefore>;
  /** What stands before the dot that the cursor stands behind: `ledger` of `this.ledger.`; '' for something without a name. */
  readonly receiver: string | undefined;
  /** What of a name is typed already. */
  readonly partial: string;
  /** What is expected here, as far as the line says. */
  readonly expected: 'type' | 'new' | 'decorator' | undefined;
  /** Terms of the nearest lines, and of the name of what is being written. */
  readonly near: ReadonlySet<string>;
  /** What the cursor stands in, the innermost first. */
  readonly around: readonly string[];
  /** Rough types of names by what is written of them: `ledger: Ledger`, `ledger = new Ledger(`. */
  readonly types: ReadonlyMap<string, string>;
}

export interface NameBefore {
  readonly distance: number;
  readonly count: number;
}

const windowLines = 20;
const nearLines = 4;
/** What is farther says little, and a file may be very long. */
const mostLines = 2000;
const typedLines = 150;

/** @param before the text before the cursor. */
export function cursorView(
  viewer: Viewer,
  links: Pick<FileLinks, 'imports' | 'definitions'>,
  before: string,
): CursorView {
  const lines = before.split('\n');
  const line = lines.length;
  const last = lines[line - 1] ?? '';
  const importLines = new Set(links.imports.map((one) => one.line));
  const names = new Map<string, { distance: number; count: number }>();
  const members = new Map<string, { distance: number; count: number }>();
  for (let at = line; at >= Math.max(1, line - mostLines); at--) {
    const text = lines[at - 1]!;
    if (importLines.has(at) || isComment(text)) continue;
    for (const { 0: word, index } of text.matchAll(name)) {
      const known = isMember(text, index) ? members : names;
      const entry = known.get(word);
      if (entry) entry.count++;
      else known.set(word, { distance: line - at, count: 1 });
    }
  }
  const partial = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(last)?.[0] ?? '';
  const lead = last.slice(0, last.length - partial.length);
  const behindDot = /(?:([\p{L}_$][\p{L}\p{N}_$]*)(?:\([^()]*\)|\[[^[\]]*\])?|[)\]])(?:\?\.|\.|->|::)\s*$/u.exec(lead);
  // A name that is only begun is no use of it.
  if (partial !== '' && names.get(partial)?.count === 1 && names.get(partial)?.distance === 0) names.delete(partial);
  const around = links.definitions
    .filter(({ startLine, endLine }) => startLine <= line && endLine >= line - 1)
    .map((definition) => definition.name)
    .reverse();
  const nearText = lines.slice(-nearLines).join('\n');
  return {
    viewer,
    line,
    window: lines.slice(-windowLines).join('\n'),
    names,
    members,
    receiver: behindDot ? (behindDot[1] ?? '') : undefined,
    partial,
    expected: expectedAfter(lead),
    near: new Set([...termsOf(nearText), ...around.slice(0, 1).flatMap(termsOfName)]),
    around,
    types: typesIn(lines.slice(-typedLines).join('\n')),
  };
}

const name = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

const isMember = (text: string, index: number): boolean =>
  text[index - 1] === '.' || (text[index - 1] === '>' && text[index - 2] === '-');

const isComment = (text: string): boolean => /^\s*(?:\/\/|\*|\/\*|#(?!include|define|\[)|--)/.test(text);

function expectedAfter(lead: string): CursorView['expected'] {
  if (/\bnew\s+$/.test(lead)) return 'new';
  if (/^\s*@$/.test(lead)) return 'decorator';
  return /(?:\b(?:extends|implements|instanceof|as|throws|impl|for)\s+|[\w)\]?]\s*:\s*|<|->\s*)$/.test(lead)
    ? 'type'
    : undefined;
}

/** What a variable's type is by its looks: what is written of it, or a type that is called like it. */
export const typeOfName = (view: Pick<CursorView, 'types'>, name: string): string =>
  view.types.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1);

/** Also of the last part of a path: `this.ledger = new Ledger()`. The last that is said counts. */
function typesIn(text: string): Map<string, string> {
  const types = new Map<string, string>();
  for (const pattern of typeHints) {
    for (const { groups } of text.matchAll(pattern)) {
      const { name: of, type } = groups as { name: string; type: string };
      if (!types.has(of) || pattern === typeHints[0]) types.set(of, type);
    }
  }
  return types;
}

const word = '[\\p{L}_$][\\p{L}\\p{N}_$]*';
const hint = (source: string): RegExp => new RegExp(source, 'gu');
const typeHints: readonly RegExp[] = [
  // ledger: Ledger, ledger?: readonly Ledger[], ledger: &mut Ledger
  hint(
    `(?<name>${word})\\??\\s*:\\s*(?:readonly\\s+|&\\s*(?:mut\\s+)?|\\*|Option<|Arc<|Box<|Optional\\[|["'])*(?:${word}\\.)*(?<type>${word})`,
  ),
  // ledger = new Ledger(
  hint(`(?<name>${word})\\s*=\\s*(?:await\\s+)?new\\s+(?:${word}\\.)*(?<type>${word})`),
  // ledger = Ledger(, ledger := &Ledger{, ledger = Ledger::new(, ledger := books.NewLedger(
  hint(`(?<name>${word})\\s*:?=\\s*&?(?:${word}\\.)*(?:New)?(?<type>\\p{Lu}[\\p{L}\\p{N}_]*)(?:::${word})?\\s*[({]`),
  // ledger = openLedger(
  hint(
    `(?<name>${word})\\s*:?=\\s*(?:await\\s+)?(?:${word}\\.)*\\p{Ll}[\\p{Ll}\\d_]*(?<type>\\p{Lu}[\\p{L}\\p{N}]*)\\(`,
  ),
  // Ledger ledger =, Ledger<Entry> ledger;
  hint(`(?<type>\\p{Lu}[\\p{L}\\p{N}_]*)(?:<[^<>;=]*>|\\[\\])?[*&]?\\s+[*&]?(?<name>${word})\\s*[=;,):]`),
  // func (l *Ledger), ledger *books.Ledger
  hint(`(?<name>${word})\\s+\\*?(?:${word}\\.)?(?<type>\\p{Lu}[\\p{L}\\p{N}_]*)\\s*[,)]`),
];
