/** The errors that languages bring: what an expression can fail with, which one contains which, and which are taken for one another. */

import { binary, call, member, subscript } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';

type Risks = readonly (readonly [type: string, fit: number])[];

/** What can go wrong in an expression itself, and how much that is to be expected. */
export function risksOf(node: SyntaxNode, language: string): Risks {
  if (language === 'python') return inPython(node);
  return language === 'java' ? inJava(node) : [];
}

function inPython(node: SyntaxNode): Risks {
  const called = call(node);
  if (called) {
    if (/^(int|float|Decimal|strptime|fromisoformat|loads|index|remove|date|datetime)$/.test(called.name))
      return [
        ['ValueError', 1.2],
        ['TypeError', /^(int|float)$/.test(called.name) ? 0.9 : 0.3],
      ];
    if (/^(pop|popleft)$/.test(called.name))
      return [
        ['KeyError', 0.9],
        ['IndexError', 0.9],
      ];
    if (called.name === 'open' || /^(read_text|read_bytes|unlink|mkdir|stat)$/.test(called.name))
      return [
        ['FileNotFoundError', 1],
        ['OSError', 0.9],
      ];
    if (called.name === 'next') return [['StopIteration', 1.2]];
    if (called.name === 'decode') return [['UnicodeDecodeError', 1.2]];
    return [];
  }
  if (subscript(node))
    return [
      ['KeyError', 1.1],
      ['IndexError', 0.9],
      ['TypeError', 0.4],
    ];
  if (member(node)) return [['AttributeError', node.parent?.type === 'call' ? 0.5 : 0.9]];
  return /^(\/|\/\/|%)$/.test(binary(node)?.operator ?? '') ? [['ZeroDivisionError', 1.1]] : [];
}

function inJava(node: SyntaxNode): Risks {
  const called = call(node);
  if (!called)
    return node.type === 'cast_expression'
      ? [['ClassCastException', 0.8]]
      : subscript(node)
        ? [['ArrayIndexOutOfBoundsException', 0.9]]
        : /^[/%]$/.test(binary(node)?.operator ?? '')
          ? [['ArithmeticException', 0.9]]
          : [];
  if (/^parse(Int|Long|Double|Float)$/.test(called.name) || /^(Integer|Long|Double)\.valueOf$/.test(called.callee.text))
    return [
      ['NumberFormatException', 1.2],
      ['IllegalArgumentException', 0.7],
    ];
  if (called.name === 'valueOf') return [['IllegalArgumentException', 1.2]];
  if (/^(get|set|charAt|substring|subList|remove)$/.test(called.name)) return [['IndexOutOfBoundsException', 0.8]];
  if (
    /^(orElseThrow|getFirst|getLast|removeFirst|removeLast|element|next|firstKey|lastKey|first|last)$/.test(called.name)
  )
    return [['NoSuchElementException', 1.1]];
  // What is called may refuse what it is given, or find that it is too early.
  return [
    ['IllegalArgumentException', 0.5],
    ['IllegalStateException', 0.5],
  ];
}

const parents: ReadonlyMap<string, string> = new Map(
  Object.entries({
    KeyError: 'LookupError',
    IndexError: 'LookupError',
    FileNotFoundError: 'OSError',
    PermissionError: 'OSError',
    UnicodeDecodeError: 'ValueError',
    ZeroDivisionError: 'ArithmeticError',
    OverflowError: 'ArithmeticError',
    NotImplementedError: 'RuntimeError',
    RecursionError: 'RuntimeError',
    LookupError: 'Exception',
    OSError: 'Exception',
    ValueError: 'Exception',
    TypeError: 'Exception',
    AttributeError: 'Exception',
    ArithmeticError: 'Exception',
    RuntimeError: 'Exception',
    StopIteration: 'Exception',
    NumberFormatException: 'IllegalArgumentException',
    ArrayIndexOutOfBoundsException: 'IndexOutOfBoundsException',
    StringIndexOutOfBoundsException: 'IndexOutOfBoundsException',
    IllegalArgumentException: 'RuntimeException',
    IllegalStateException: 'RuntimeException',
    IndexOutOfBoundsException: 'RuntimeException',
    NoSuchElementException: 'RuntimeException',
    ArithmeticException: 'RuntimeException',
    ClassCastException: 'RuntimeException',
    NullPointerException: 'RuntimeException',
    UnsupportedOperationException: 'RuntimeException',
    DateTimeException: 'RuntimeException',
    RuntimeException: 'Exception',
  }),
);

/** What catches an error and others like it; undefined for one that nobody declares here. No two languages share a name. */
export const parentOf = (type: string): string | undefined => parents.get(type);

const taken: Readonly<Record<string, readonly (readonly string[])[]>> = {
  python: [
    ['ValueError', 'TypeError', 'KeyError', 'RuntimeError', 'IndexError'],
    ['KeyError', 'LookupError', 'IndexError', 'ValueError'],
    ['IndexError', 'ValueError', 'KeyError'],
    ['TypeError', 'ValueError'],
    ['RuntimeError', 'ValueError', 'NotImplementedError'],
    ['AttributeError', 'TypeError', 'KeyError'],
    ['Exception', 'ValueError', 'RuntimeError', 'TypeError', 'KeyError'],
  ],
  script: [
    ['Error', 'RangeError', 'TypeError', 'SyntaxError'],
    ['TypeError', 'RangeError', 'Error'],
    ['RangeError', 'TypeError', 'Error'],
  ],
  java: [
    ['IllegalArgumentException', 'IllegalStateException', 'NoSuchElementException', 'NullPointerException'],
    ['IllegalStateException', 'IllegalArgumentException', 'UnsupportedOperationException', 'NoSuchElementException'],
    ['NoSuchElementException', 'IllegalArgumentException', 'IllegalStateException', 'IndexOutOfBoundsException'],
    ['IndexOutOfBoundsException', 'IllegalArgumentException', 'NoSuchElementException'],
    ['NullPointerException', 'IllegalArgumentException', 'IllegalStateException'],
    ['UnsupportedOperationException', 'IllegalStateException', 'IllegalArgumentException'],
    ['RuntimeException', 'IllegalArgumentException', 'IllegalStateException'],
    ['NumberFormatException', 'IllegalArgumentException'],
  ],
};

/** The errors that one is written for by mistake, the likeliest first. */
export function standardErrors(type: string, language: string): readonly string[] {
  const groups = taken[language === 'javascript' || language === 'typescript' ? 'script' : language] ?? [];
  return groups.find(([first]) => first === type)?.slice(1) ?? [];
}
