/** What the functions that Java, Go and Rust bring along give back. */

import type { LanguageId } from './tree.ts';

export interface KnownCall {
  /** `strings.Index`, `Math.max`, `items.len`. */
  readonly path: string;
  readonly name: string;
  readonly receiver: string | undefined;
  /** What the receiver holds. */
  readonly element: string | undefined;
  readonly values: readonly (string | undefined)[];
}

/** A list of types or values, split at the commas that stand in no bracket. */
export function splitArguments(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if ('<([{'.includes(letter)) depth++;
    else if ('>)]}'.includes(letter)) depth--;
    else if (letter === ',' && depth === 0) {
      found.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' ? found : [...found, last];
}

export function resultOf(call: KnownCall, language: LanguageId): string | undefined {
  return language === 'go'
    ? inGo(call)
    : language === 'java'
      ? inJava(call)
      : language === 'rust'
        ? inRust(call)
        : undefined;
}

const goPaths: readonly (readonly [RegExp, string])[] = [
  [/^(u?int(8|16|32|64)?|float(32|64)|string|byte|rune)$/, '='],
  [/^(len|cap|copy)$/, 'int'],
  [/^strings\.(Contains\w*|HasPrefix|HasSuffix|EqualFold)$/, 'bool'],
  [/^strings\.(Index\w*|LastIndex\w*|Count|Compare)$/, 'int'],
  [/^strings\.(Split\w*|Fields\w*)$/, '[]string'],
  [/^strings\.(To\w+|Trim\w*|Join|Repeat|Replace\w*|Title|Map)$/, 'string'],
  [/^(strconv\.(Itoa|Quote|Format\w+)|fmt\.Sprint\w*)$/, 'string'],
  [/^(fmt\.Errorf|errors\.New)$/, 'error'],
  [/^errors\.Is$/, 'bool'],
  [/^math\.(Floor|Ceil|Round|Trunc|Abs|Sqrt|Pow|Min|Max|Mod|Hypot|Log\w*|Exp|Inf)$/, 'float64'],
  [/^unicode\.Is\w+$/, 'bool'],
  [/^sort\.Search\w*$/, 'int'],
];

function inGo({ path, values }: KnownCall): string | undefined {
  if (/^(append|make|min|max)$/.test(path)) return values[0];
  if (path === 'new') return values[0] && `*${values[0]}`;
  const found = goPaths.find(([pattern]) => pattern.test(path))?.[1];
  return found === '=' ? path : found;
}

function inJava({ path, name, receiver, element, values }: KnownCall): string | undefined {
  if (/^Math\.(max|min|abs|floorMod|addExact|multiplyExact)$/.test(path)) {
    return values.includes('double')
      ? 'double'
      : values.includes('long')
        ? 'long'
        : values.every((v) => v === 'int')
          ? 'int'
          : undefined;
  }
  if (/^Math\.(floor|ceil|sqrt|pow|rint)$/.test(path)) return 'double';
  if (/^(Integer\.(parseInt|compare)|Long\.compare|Double\.compare|Character\.getNumericValue)$/.test(path))
    return 'int';
  if (/^Character\.is\w+$/.test(path) || path === 'Objects.equals') return 'boolean';
  if (/^(String\.(valueOf|format|join)|Integer\.toString|\w+\.toString)$/.test(path)) return 'String';
  if (
    /^(isEmpty|isBlank|contains|containsKey|containsValue|equals|equalsIgnoreCase|startsWith|endsWith|hasNext|isPresent|anyMatch|allMatch|noneMatch|matches|before|after|isBefore|isAfter)$/.test(
      name,
    )
  )
    return 'boolean';
  if (/^(size|length|indexOf|lastIndexOf|compareTo|compareToIgnoreCase|hashCode|ordinal|intValue|nextInt)$/.test(name))
    return 'int';
  if (/^(trim|strip|toLowerCase|toUpperCase|substring|replace|replaceAll|repeat|toString|name|concat)$/.test(name)) {
    return receiver === 'String' || /^(toString|name)$/.test(name) ? 'String' : undefined;
  }
  if (name === 'charAt') return 'char';
  if (
    /^(get|getFirst|getLast|remove|poll|peek|pop|element|getOrDefault|next|orElse|orElseThrow|pollFirst|pollLast|peekFirst|peekLast)$/.test(
      name,
    )
  ) {
    return element;
  }
  return undefined;
}

function inRust({ path, name, receiver, element }: KnownCall): string | undefined {
  if (/^(len|count|capacity)$/.test(name)) return 'usize';
  if (/^(is_\w+|contains|contains_key|starts_with|ends_with|any|all|eq|insert)$/.test(name)) {
    // A map gives back what it had, a list nothing.
    return name === 'insert' && !/^\w*Set</.test(receiver ?? '') ? undefined : 'bool';
  }
  if (
    /^(to_string|to_owned|to_uppercase|to_lowercase|repeat|join)$/.test(name) &&
    (receiver === 'str' || receiver === 'String' || name === 'to_string')
  ) {
    return 'String';
  }
  if (/^(trim\w*|as_str)$/.test(name)) return 'str';
  if (
    /^(min|max|clamp|abs|pow|saturating_\w+|wrapping_\w+|abs_diff|rem_euclid|clone|floor|ceil|round|sqrt|trunc)$/.test(
      name,
    )
  )
    return receiver;
  if (/^(get|get_mut|first|last|first_mut|last_mut|pop|pop_front|pop_back|front|back)$/.test(name))
    return element && `Option<${element}>`;
  if (/^(unwrap|expect|unwrap_or|unwrap_or_default|unwrap_or_else)$/.test(name))
    return element ?? /^Result<(.*)>$/.exec(receiver ?? '')?.[1]?.split(',')[0];
  if (/^(cloned|copied|as_ref|as_mut)$/.test(name)) return /^Option</.test(receiver ?? '') ? receiver : undefined;
  if (path === 'String::new' || path === 'String::from') return 'String';
  return undefined;
}
