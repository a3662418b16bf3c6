/** JSON as models write it: where a value ends in a stream, and what it is when it is nearly right. */

import { jsonrepair } from 'jsonrepair';

/** Follows an object or a list, character by character, to where it is closed. */
export class JsonExtent {
  #depth = 0;
  #inText = false;
  #escaped = false;

  /** @returns whether this character closes the value. */
  take(char: string): boolean {
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (char === '\\') this.#escaped = true;
      else if (char === '"') this.#inText = false;
    } else if (char === '"') this.#inText = true;
    else if (char === '{' || char === '[') this.#depth++;
    else if (char === '}' || char === ']') return --this.#depth === 0;
    return false;
  }
}

/**
 * The value of a text, `undefined` when it is none. Line breaks inside strings, comments and trailing commas are
 * put right. A repair that had to guess where a string or an object ends is none: it would guess at code.
 */
export function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    try {
      const repaired = jsonrepair(text);
      return frameOf(repaired) === frameOf(text) ? { value: JSON.parse(repaired) as unknown } : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Quotes that count and all brackets: what a repair must not touch. */
function frameOf(text: string): string {
  let frame = '';
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (inText && char === '\\') at++;
    else if (char === '"') {
      inText = !inText;
      frame += char;
    } else if (!inText && '{}[]:'.includes(char)) frame += char;
  }
  return frame;
}
