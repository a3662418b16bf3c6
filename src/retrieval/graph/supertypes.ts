/** Which types a definition extends, implements or embeds, as far as its own lines say. */

import type { Definition } from '../../syntax/outline.ts';

type Defined = Pick<Definition, 'name' | 'kind' | 'signature' | 'bodyStart' | 'end'>;

export function supertypesOf(language: string, text: string, definition: Defined): string[] {
  const { kind, signature } = definition;
  if (kind !== 'class' && kind !== 'interface' && kind !== 'enum' && kind !== 'extension') return [];
  if (language === 'go') return embedded(text, definition);
  return [...new Set(listsIn(language, definition.name, signature).flatMap(typeNames))].filter(
    (name) => name !== definition.name,
  );
}

/** The parts of a signature that name supertypes. */
function listsIn(language: string, name: string, signature: string): string[] {
  switch (language) {
    case 'python':
      return found(signature, /^class\s+\w+\s*(?:\[[^\]]*\])?\s*\(([^]*)\)/).map((list) =>
        list.replace(/\w+\s*=[^,]*/g, ''),
      );
    case 'ruby':
      return found(signature, /<\s*([\w:]+)/);
    case 'rust':
      return [
        ...found(signature, /^impl(?:\s*<[^]*?>)?\s+([^]*?)\s+for\s/),
        ...found(signature, /trait\s+\w+[^:]*:\s*([^]*)/),
      ];
    case 'cpp':
    case 'c-sharp':
    case 'kotlin':
    case 'swift': {
      const after = signature.slice(signature.indexOf(name) + name.length);
      const bare = after.replace(/^\s*<[^>]*>/, '').replace(/^[^:(]*\([^]*?\)(?=\s*:|$)/, '');
      return found(bare, /^[^:]*:(?!:)\s*([^]*)/).map((list) => list.replace(/\bwhere\b[^]*/, ''));
    }
    default:
      return [
        ...found(signature, /\bextends\s+([^]*?)(?=\bimplements\b|\bpermits\b|\{|$)/),
        ...found(signature, /\bimplements\s+([^]*?)(?=\bextends\b|\bpermits\b|\{|$)/),
      ];
  }
}

const found = (text: string, pattern: RegExp): string[] => {
  const match = pattern.exec(text)?.[1];
  return match === undefined ? [] : [match];
};

const modifiers: ReadonlySet<string> = new Set(['public', 'private', 'protected', 'virtual', 'override', 'dyn', 'by']);

/** The last part of each name of a list, what stands in brackets aside. */
function typeNames(list: string): string[] {
  let depth = 0;
  let bare = '';
  for (const sign of list) {
    if ('<([{'.includes(sign)) depth++;
    if (depth === 0) bare += sign;
    if ('>)]}'.includes(sign)) depth = Math.max(0, depth - 1);
  }
  return bare
    .split(/[,&+]|\bwith\b/)
    .map((one) =>
      one
        .trim()
        .split(/\s+/)
        .filter((word) => !modifiers.has(word))[0]
        ?.split(/\.|::|\\/)
        .at(-1),
    )
    .filter((name) => name !== undefined && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) as string[];
}

/** Go has no list: what stands alone on a line of a struct or an interface is taken in. */
function embedded(text: string, { bodyStart, end }: Defined): string[] {
  const names = new Set<string>();
  for (const [, name] of text
    .slice(bodyStart, end)
    .matchAll(/^\s*\*?(?:\w+\.)?([A-Za-z_]\w*)\s*(?:`[^`]*`)?\s*(?:\/\/.*)?$/gm))
    if (name !== undefined) names.add(name);
  return [...names];
}
