/** Whether other files can use a definition, as far as its own file tells. */

import type { GrammarId } from './grammars.ts';
import type { SymbolKind } from './outline.ts';

interface Visible {
  readonly name: string;
  readonly signature: string;
  /** It stands in an export statement, or is named by one. */
  readonly marked: boolean;
  /** What it stands in. */
  readonly parent: { readonly kind: SymbolKind; readonly exported: boolean } | undefined;
}

const locals: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'test']);

export function isExported(language: GrammarId, definition: Visible): boolean {
  const { name, signature, marked, parent } = definition;
  if (marked) return true;
  if (parent && locals.has(parent.kind)) return false;
  const hidden = parent !== undefined && !parent.exported;
  const at = signature.indexOf(name);
  const modifiers = at < 0 ? signature : signature.slice(0, at);
  const says = (words: RegExp): boolean => words.test(modifiers);
  switch (language) {
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return parent !== undefined && !hidden && !name.startsWith('#') && !says(/\b(?:private|protected)\b/);
    case 'python':
      return !hidden && (!name.startsWith('_') || /^__\w+__$/.test(name));
    case 'go':
      return /^\p{Lu}/u.test(name);
    case 'rust':
      return says(/\bpub\b/) || parent?.kind === 'interface';
    case 'c-sharp':
      // Types are for their own assembly, members for their own type, unless they say otherwise.
      if (!parent || parent.kind === 'module') return !says(/\b(?:private|file)\b/);
      return says(/\b(?:public|internal|protected)\b/) || parent.kind === 'interface';
    case 'java':
      return !hidden && !says(/\bprivate\b/);
    case 'kotlin':
    case 'swift':
      return !hidden && !says(/\b(?:private|fileprivate)\b/);
    case 'php':
      return !says(/\b(?:private|protected)\b/);
    case 'c':
    case 'cpp':
      return parent ? !hidden : !says(/\bstatic\b/);
    case 'bash':
    case 'css':
    case 'html':
    case 'json':
    case 'ruby':
    case 'yaml':
      return !hidden;
  }
}
