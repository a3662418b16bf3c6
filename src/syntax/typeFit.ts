/** Whether a value of one written type can stand where another is asked for. A doubt is a yes. */

import { unboxed, untypedFraction, untypedInteger } from './exactType.ts';
import type { LanguageId } from './tree.ts';

type Kind = 'integer' | 'fraction' | 'truth' | 'text' | 'character' | 'many' | 'maybe' | 'other';

export function kindOf(type: string, language: LanguageId): Kind {
  const plain = language === 'java' ? unboxed(type) : type;
  if (type === untypedInteger) return 'integer';
  if (type === untypedFraction) return 'fraction';
  if (/^([iu](8|16|32|64|128|size)|u?int(8|16|32|64)?|long|short|byte|rune)$/.test(plain)) return 'integer';
  if (/^(f32|f64|float(32|64)?|double)$/.test(plain)) return 'fraction';
  if (/^bool(ean)?$/.test(plain)) return 'truth';
  if (/^(String|string|str)$/.test(plain)) return 'text';
  if (plain === 'char') return 'character';
  if (/^\[|^map\[|\[\]$|^(Vec|VecDeque|\w*(List|Map|Set|Deque|Queue))(<|$)/.test(plain)) return 'many';
  return language === 'rust' && /^(Option|Result)</.test(plain) ? 'maybe' : 'other';
}

const widening = ['byte', 'short', 'char', 'int', 'long', 'float', 'double'];
const aliases: Readonly<Record<string, string>> = { byte: 'uint8', rune: 'int32' };

export function fits(given: string, wanted: string, language: LanguageId): boolean {
  if (given === wanted) return true;
  const [from, to] = [kindOf(given, language), kindOf(wanted, language)];
  const [pointer, plain] = given.startsWith('*') ? [given, to] : [wanted, from];
  if (language === 'go' && pointer.startsWith('*') && plain !== 'other') return false;
  if (from === 'other' || to === 'other') return true;
  if (given.startsWith('#')) return to === from || (language === 'go' && from === 'integer' && to === 'fraction');
  if (wanted.startsWith('#')) return fits(wanted, given, language);
  if (language === 'java') {
    const [a, b] = [widening.indexOf(unboxed(given)), widening.indexOf(unboxed(wanted))];
    // An `int` may be a constant that fits into less.
    if (a >= 0 && b >= 0) return a <= b || unboxed(given) === 'int';
  }
  if (from !== to) return false;
  if (from !== 'integer' && from !== 'fraction') return true;
  return language === 'java' || (aliases[given] ?? given) === (aliases[wanted] ?? wanted);
}
