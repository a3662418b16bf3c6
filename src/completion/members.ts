/**
 * What a suggestion claims of names that live elsewhere: that a module exports what is imported from it, that it or a
 * type of it has a member. Models invent such names (CodeHalu: “naming”; Pop Quiz). Whether they exist is for whoever
 * can look; here it is decided which claims are certain to be ones, and what a module's own text rules out.
 */
import { importsIn, withoutImports, type FileImport } from './imports.ts';
import { shapeOf } from './languageShape.ts';
import { scan } from './scan.ts';
import { meaningOf, type Meaning } from './meaning.ts';

export interface Claim {
  /** As it is imported. */
  readonly module: string;
  /** As the module calls it; with a dot, what a type or an object of the module has. */
  readonly name: string;
}

/** More would take longer than anybody waits. */
const mostClaims = 12;
/** All of the file is looked through for other meanings of a name. */
const longestText = 200_000;

/** Of text that is put in at an offset: every name that it takes from a module, if nothing else can be meant by it. */
export function claimsIn(text: string, offset: number, suggestion: string, languageId: string): readonly Claim[] {
  if (text.length > longestText || suggestion.length > longestText) return [];
  const whole = text.slice(0, offset) + suggestion + text.slice(offset);
  const end = offset + suggestion.length;
  const imports = importsIn(whole, languageId);
  const found = new Map<string, Claim>();
  const add = (claim: Claim): void => {
    if (found.size < mostClaims) found.set(`${claim.module}\0${claim.name}`, claim);
  };
  for (const one of imports)
    if (one.start < end && one.end > offset && isCode(whole, one.start, languageId))
      for (const { name, at } of namesWithin(one, whole))
        if (at < end && at + name.length > offset) add({ module: one.module, name });
  const chain =
    /(?<![\p{L}\p{N}_$.'"`#@-])([\p{L}_$][\p{L}\p{N}_$]*)((?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)+)(\s*=(?![=>~]))?/gu;
  let code: string | undefined;
  const lineStart = whole.lastIndexOf('\n', offset - 1) + 1;
  const written = whole.slice(lineStart, lineEndAfter(whole, end));
  for (const match of written.matchAll(chain)) {
    const at = lineStart + match.index;
    const [, local = '', path = '', assigned] = match;
    // What is assigned to comes into being by that.
    if (assigned !== undefined) continue;
    const member = path.replace(/^\??\./, '').split(/\??\./, 1)[0] ?? '';
    const memberAt = at + local.length + path.indexOf(member);
    if (memberAt >= end || memberAt + member.length <= offset) continue;
    if (isEverywhere(member, languageId) || !isCode(whole, at, languageId)) continue;
    code ??= withoutImports(whole, imports);
    const meaning = meaningOf(local, code, imports, languageId);
    const name = meaning && memberName(meaning, member);
    if (meaning && name !== undefined && isCode(whole, meaning.importedAt, languageId))
      add({ module: meaning.module, name });
  }
  return [...found.values()];
}

function memberName({ name }: Meaning, member: string): string | undefined {
  return name === '*' ? member : name === 'default' ? undefined : `${name}.${member}`;
}

/** What an import takes by name, and where the name stands. */
function namesWithin(
  { names, start, end }: FileImport,
  text: string,
): { readonly name: string; readonly at: number }[] {
  const statement = text.slice(start, end);
  return names.flatMap(({ name }) => {
    if (name === '*' || name === 'default') return [];
    const at = placeOf(name, statement);
    return at === undefined ? [] : [{ name, at: start + at }];
  });
}

function lineEndAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** Not within a comment or a string. */
function isCode(text: string, at: number, languageId: string): boolean {
  return scan(text, shapeOf(languageId), { to: at }).inside.kind === 'code';
}

/** What everything has, whatever its type. */
function isEverywhere(member: string, languageId: string): boolean {
  if (languageId === 'python') return /^__\w+__$/.test(member) || member === 'mro';
  return inherited.has(member);
}

const inherited: ReadonlySet<string> = new Set(
  (
    'constructor prototype toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable apply ' +
    'bind call name length arguments caller default then catch finally ' +
    'equals hashCode getClass notify notifyAll wait class values ordinal compareTo'
  ).split(' '),
);

/** A file of the workspace that is imported. */
export interface ModuleText {
  readonly path: string;
  readonly text: string;
}

/**
 * Whether a module of the workspace certainly lacks a name: the word stands nowhere in any of its files, and nothing in
 * them can make names that are not written.
 * @param files all of the module: of Go a package has several.
 */
export function isRuledOut(name: string, files: readonly ModuleText[], languageId: string): boolean {
  const [first = '', member, ...more] = name.split('.');
  const word = member ?? first;
  if (more.length > 0 || files.length === 0) return false;
  if (files.some(({ text }) => standsIn(text, word) || isOpen(text, languageId))) return false;
  return member === undefined || files.some(({ text }) => isClosedType(first, text, languageId));
}

const standsIn = (text: string, word: string): boolean => placeOf(word, text) !== undefined;

/** Where a word stands by itself. */
function placeOf(word: string, text: string): number | undefined {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isNamePart(text[at - 1]) && !isNamePart(text[at + word.length])) return at;
  return undefined;
}

const isNamePart = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_$]/u.test(char);

/** It may have names that are written elsewhere, or nowhere. */
function isOpen(text: string, languageId: string): boolean {
  switch (languageId) {
    case 'python':
      return /\bimport\s*\*|__getattr__|__dict__|\bglobals\(|\bsetattr\(|\bexec\(|\bsys\.(?:modules|meta_path)\b|\b__path__\b|\bmetaclass\b/.test(
        text,
      );
    case 'go':
      return /^import\s+"C"|^\s*\.\s+"/m.test(text);
    case 'java':
      // An annotation may make a tool write more; those of comments are only read by people.
      return /\blombok\b|@(?!Override\b|Deprecated\b|SuppressWarnings\b|FunctionalInterface\b|Nullable\b|interface\b)\w/.test(
        text.replace(/\/\*[^]*?\*\//g, ''),
      );
    default:
      return (
        !/^\s*export\b/m.test(text) ||
        /\bexport\s*\*|\bexport\s*=|\bmodule\.exports\b|\bexports\s*[.[]|\bObject\.(?:assign|defineProperty|defineProperties|setPrototypeOf)\(|\bdeclare\s+(?:module|global)\b|\.prototype\b|\bProxy\(/.test(
          text,
        )
      );
  }
}

/** Its members are all written in its own body, or in the file. */
function isClosedType(type: string, text: string, languageId: string): boolean {
  const name = type.replaceAll('$', '\\$');
  switch (languageId) {
    case 'python': {
      const heads = [
        ...text.matchAll(
          new RegExp(`^([ \\t]*(?:@[^\\n]*\\n[ \\t]*)*)class[ \\t]+${name}[ \\t]*(\\([^)]*\\))?[ \\t]*:`, 'gm'),
        ),
      ];
      const [head] = heads;
      const decorators = head?.[1]?.replace(/@(?:dataclasses\.)?dataclass\b[^\n]*/g, '') ?? '@';
      return heads.length === 1 && !decorators.includes('@') && /^(?:\(\s*(?:object)?\s*\))?$/.test(head?.[2] ?? '');
    }
    case 'go': {
      const body = new RegExp(`^type[ \\t]+${name}[ \\t]+struct[ \\t]*\\{([^{}]*)\\}`, 'm').exec(text)?.[1];
      if (body === undefined) return false;
      const fields = body
        .replace(/\/\/[^\n]*/g, '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      // A field without a name brings the members of its type.
      return fields.every((line) => /^\w+(?:\s*,\s*\w+)*\s+\S/.test(line) && !/^\*?[\w.]+\s+`/.test(line));
    }
    case 'java': {
      const heads = [...text.matchAll(new RegExp(`\\b(?:class|interface)[ \\t]+${name}\\b([^{]*)\\{`, 'g'))];
      return heads.length === 1 && !/\b(?:extends|implements)\b/.test(heads[0]?.[1] ?? 'extends');
    }
    default: {
      const heads = [
        ...text.matchAll(new RegExp(`\\b(class|interface|namespace|enum)\\s+${name}(?![\\w$])([^{]*)\\{`, 'g')),
      ];
      const [head] = heads;
      if (heads.length !== 1 || head === undefined) return false;
      if (head[1] !== 'class' && head[1] !== 'interface') return false;
      const before = text.slice(Math.max(0, head.index - 300), head.index);
      // A decorator may add to it, an index signature allows every name.
      const isDecorated =
        /@[\w.$]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*(?:(?:export|default|abstract|declare)\s+)*$/.test(before);
      const hasIndex = /^\s*(?:readonly\s+|static\s+)*\[\s*\w+\s*:/m.test(text);
      return !/\bextends\b/.test(head[2] ?? '') && !isDecorated && !hasIndex;
    }
  }
}
