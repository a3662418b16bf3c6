/**
 * What an edit of a file comes to for those who use what it defines: the difference of two outlines. After CodePlan
 * (Bairi et al., 2023), whose table of changes and what each may impact this follows.
 */

import type { Definition, Outline, SymbolKind } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';

export interface SymbolChange {
  readonly path: WorkspacePath;
  readonly name: string;
  readonly kind: SymbolKind;
  /** Names of what it stands in, outermost first. */
  readonly scope: readonly string[];
  readonly what:
    /** Its name, parameters, type or modifiers. */
    | 'signature'
    /** Another name in its place. */
    | 'renamed'
    | 'removed'
    /** Only what has to be there in others too: a member of an interface, of an abstract class, of a record. */
    | 'added'
    /** What a function gives back, as far as its body alone tells. */
    | 'returns'
    /** What it extends or implements. */
    | 'supertypes';
  /** The other name. */
  readonly renamedTo?: string;
  /** As it was and as it is; '' where it is not there. */
  readonly before: string;
  readonly after: string;
  readonly line: number;
}

export interface FileState {
  readonly path: WorkspacePath;
  readonly text: string;
  readonly outline: Outline;
}

export function symbolChanges(before: FileState, after: FileState): SymbolChange[] {
  const { path } = before;
  const [old, now] = [byKey(before.outline), byKey(after.outline)];
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, definition]) => definition);
  const come = [...now].filter(([key]) => !old.has(key)).map(([, definition]) => definition);
  const changes: SymbolChange[] = [];
  const change = (
    { name, kind, scope, startLine }: Definition,
    what: SymbolChange['what'],
    was: Definition | undefined,
    is: Definition | undefined,
  ): void => {
    const texts = { before: shown(before.text, was), after: shown(after.text, is) };
    const renamed = is && is.name !== name && { renamedTo: is.name };
    changes.push({ path, name, kind, scope, what, ...renamed, ...texts, line: is?.startLine ?? startLine });
  };
  for (const [key, was] of old) {
    const is = now.get(key);
    if (!is) continue;
    const [headBefore, headAfter] = [headOf(before.text, was), headOf(after.text, is)];
    if (holdsMembers.has(was.kind)) {
      if (headBefore !== headAfter) change(was, 'supertypes', was, is);
      else if (was.kind === 'enum' && plain(textOf(before.text, was)) !== plain(textOf(after.text, is)))
        change(was, 'signature', was, is);
    } else if (headBefore !== headAfter) change(was, 'signature', was, is);
    else if (
      callable.has(was.kind) &&
      isUntyped(path, headAfter) &&
      returned(before.text, was) !== returned(after.text, is)
    )
      change(was, 'returns', was, is);
  }
  const taken = new Set<Definition>();
  for (const was of gone) {
    const alike = come.filter((is) => !taken.has(is) && is.kind === was.kind && same(is.scope, was.scope));
    // Of several the one that is most like it: nothing else says that it has another name now.
    const is =
      alike.find((each) => likeness(before.text, was, after.text, each)) ??
      (alike.length === 1 && gone.length === 1 ? alike[0] : undefined);
    if (is) taken.add(is);
    // What stands in something that has gone is told with it.
    if (gone.some((outer) => outer !== was && isIn(was, outer))) continue;
    change(was, is ? 'renamed' : 'removed', was, is);
  }
  for (const is of come) {
    if (taken.has(is)) continue;
    const owner = after.outline.definitions.find(
      ({ name, scope }) => name === is.scope.at(-1) && same(scope, is.scope.slice(0, -1)),
    );
    const isOld = owner && old.has(keyOf(owner));
    if (owner && isOld && mustHave(owner, is, after.text)) change(is, 'added', undefined, is);
  }
  return changes;
}

const holdsMembers: ReadonlySet<SymbolKind> = new Set(['class', 'interface', 'enum', 'extension', 'module']);
const callable: ReadonlySet<SymbolKind> = new Set(['function', 'method']);
/** They are used by their name from elsewhere. */
const ignored: ReadonlySet<SymbolKind> = new Set(['heading', 'rule', 'element', 'key', 'test']);

const keyOf = ({ scope, name, kind }: Definition): string => [...scope, name, kind].join('\0');

/** Overloads are one. */
function byKey({ definitions }: Outline): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const definition of definitions) {
    if (ignored.has(definition.kind)) continue;
    const key = keyOf(definition);
    const inner = definitions.some(
      ({ kind, start, end }) => callable.has(kind) && start < definition.start && definition.end <= end,
    );
    // What is inside of a function nobody else can name.
    if (!inner && !found.has(key)) found.set(key, definition);
  }
  return found;
}

const textOf = (text: string, { start, end }: Definition): string => text.slice(start, end);
/** However it is laid out. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\p{L}\p{N}_$ ]) ?/gu, '$1')
    .replace(/,(?=[)\]}])/g, '')
    .trim();

/** All of it but the body: its value, for a variable. */
function headOf(text: string, { kind, start, end, bodyStart }: Definition): string {
  const head = plain(text.slice(start, bodyStart));
  if (kind === 'type' || bodyStart < end) return kind === 'type' ? plain(text.slice(start, end)) : head;
  if (kind === 'variable' || kind === 'constant') return head.replace(/(?<![=!<>:])=(?![=>])[^]*$/, '').trim();
  return head;
}

/** Nothing says what a function gives back, or the language does not hold it to that. */
const isUntyped = (path: WorkspacePath, head: string): boolean =>
  (/\.[cm]?[jt]sx?$/.test(path) && !/\)\s*:/.test(head)) || (path.endsWith('.py') && !head.includes('->'));

/** Of which sorts the values are that a function gives back: other names in them are no other sort. */
const returned = (text: string, definition: Definition): string => {
  const found = textOf(text, definition).matchAll(/\b(return|yield)\b[ \t]*([^\n;}]*)/g);
  return [...new Set([...found].map(([, how, value = '']) => `${how} ${sortOf(plain(value))}`))].sort().join('\n');
};

function sortOf(value: string): string {
  if (/^(?:None|null|undefined|void 0)?$/.test(value)) return 'nothing';
  const literal =
    /^(?:await\b|new [\w.]+|[[{`"']|[frbu]+["']|-?\d|true\b|false\b|True\b|False\b|lambda\b|function\b)/.exec(
      value,
    )?.[0];
  const bare = value.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '').replace(/[([{][^]*[)\]}]/, '');
  return `${literal ?? 'value'}${bare.includes(',') ? ' and more' : ''}`;
}

const longest = 60;

function shown(text: string, definition: Definition | undefined): string {
  if (!definition) return '';
  const lines = text.slice(definition.docStart, definition.end).split('\n');
  return lines.length > longest ? [...lines.slice(0, longest), '…'].join('\n') : lines.join('\n');
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\0') === b.join('\0');

const isIn = (inner: Definition, outer: Definition): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && inner.scope.length > outer.scope.length;

/** The same but for its name. */
function likeness(before: string, was: Definition, after: string, is: Definition): boolean {
  const [a, b] = [textOf(before, was), textOf(after, is)].map(plain) as [string, string];
  return (
    a.replaceAll(was.name, '·') === b.replaceAll(is.name, '·') ||
    plain(before.slice(was.bodyStart, was.end)) === plain(after.slice(is.bodyStart, is.end))
  );
}

/** What others have to have too, or to give. */
function mustHave(owner: Definition, member: Definition, text: string): boolean {
  if (owner.kind === 'interface') return !/^[^(:]*\?/.test(headOf(text, member));
  if (
    /\babstract\b/.test(headOf(text, member)) ||
    /@(?:abc\.)?abstractmethod/.test(text.slice(member.start, member.bodyStart))
  )
    return true;
  return member.kind === 'field' && /\bstruct\b|\brecord\b/.test(owner.signature);
}
