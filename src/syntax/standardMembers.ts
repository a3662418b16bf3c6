/**
 * What the standard types offer, grouped by what people take for each other. Within a group every
 * method can stand in the other's place: same receiver, compatible arguments.
 */

import { byLanguage } from './language.ts';
import type { LanguageId } from './tree.ts';

export type StandardType = 'string' | 'array' | 'map' | 'set' | 'number' | 'module';

export interface MethodGroup {
  readonly on: StandardType;
  readonly methods: readonly string[];
}

const script: readonly MethodGroup[] = [
  { on: 'array', methods: ['push', 'unshift'] },
  { on: 'array', methods: ['pop', 'shift'] },
  { on: 'array', methods: ['push', 'concat'] },
  { on: 'array', methods: ['indexOf', 'lastIndexOf', 'includes'] },
  { on: 'array', methods: ['some', 'every'] },
  { on: 'array', methods: ['filter', 'find', 'map', 'some'] },
  { on: 'array', methods: ['find', 'findLast', 'findIndex', 'filter'] },
  { on: 'array', methods: ['findIndex', 'findLastIndex'] },
  { on: 'array', methods: ['map', 'flatMap', 'forEach', 'filter'] },
  { on: 'array', methods: ['slice', 'splice'] },
  { on: 'array', methods: ['reduce', 'reduceRight'] },
  { on: 'array', methods: ['flat', 'flatMap'] },
  { on: 'array', methods: ['sort', 'toSorted'] },
  { on: 'array', methods: ['reverse', 'toReversed'] },
  { on: 'array', methods: ['keys', 'values', 'entries'] },
  { on: 'string', methods: ['startsWith', 'endsWith', 'includes'] },
  { on: 'string', methods: ['indexOf', 'lastIndexOf', 'includes', 'search'] },
  { on: 'string', methods: ['toUpperCase', 'toLowerCase'] },
  { on: 'string', methods: ['trim', 'trimStart', 'trimEnd'] },
  { on: 'string', methods: ['padStart', 'padEnd'] },
  { on: 'string', methods: ['replace', 'replaceAll'] },
  { on: 'string', methods: ['match', 'matchAll'] },
  { on: 'string', methods: ['slice', 'substring'] },
  { on: 'string', methods: ['charAt', 'charCodeAt', 'codePointAt'] },
  { on: 'map', methods: ['get', 'has'] },
  { on: 'map', methods: ['set', 'get'] },
  { on: 'map', methods: ['keys', 'values', 'entries'] },
  { on: 'map', methods: ['delete', 'has', 'clear'] },
  { on: 'set', methods: ['add', 'delete', 'has'] },
  { on: 'number', methods: ['toFixed', 'toPrecision'] },
  { on: 'module', methods: ['floor', 'ceil', 'round', 'trunc'] },
  { on: 'module', methods: ['min', 'max'] },
  { on: 'module', methods: ['sin', 'cos', 'tan'] },
  { on: 'module', methods: ['log', 'log2', 'log10', 'log1p'] },
  { on: 'module', methods: ['sqrt', 'cbrt', 'abs'] },
  { on: 'module', methods: ['keys', 'values', 'entries'] },
  { on: 'module', methods: ['parseInt', 'parseFloat', 'Number'] },
  { on: 'module', methods: ['isNaN', 'isFinite', 'isInteger', 'isSafeInteger'] },
  { on: 'module', methods: ['all', 'race', 'any', 'allSettled'] },
  { on: 'module', methods: ['resolve', 'reject'] },
  { on: 'module', methods: ['stringify', 'parse'] },
  { on: 'module', methods: ['getMonth', 'getDate', 'getDay', 'getFullYear'] },
  { on: 'module', methods: ['getHours', 'getMinutes', 'getSeconds'] },
  { on: 'module', methods: ['getUTCMonth', 'getUTCDate', 'getUTCDay', 'getUTCFullYear'] },
  { on: 'module', methods: ['getUTCHours', 'getUTCMinutes', 'getUTCSeconds'] },
  { on: 'module', methods: ['setMonth', 'setDate', 'setFullYear'] },
  { on: 'module', methods: ['setUTCMonth', 'setUTCDate', 'setUTCFullYear'] },
  { on: 'module', methods: ['encodeURIComponent', 'encodeURI', 'decodeURIComponent'] },
];

const python: readonly MethodGroup[] = [
  { on: 'array', methods: ['append', 'extend'] },
  { on: 'array', methods: ['append', 'add'] },
  { on: 'array', methods: ['pop', 'popleft'] },
  { on: 'array', methods: ['append', 'appendleft'] },
  { on: 'array', methods: ['index', 'count'] },
  { on: 'array', methods: ['remove', 'pop', 'discard'] },
  { on: 'string', methods: ['startswith', 'endswith'] },
  { on: 'string', methods: ['strip', 'lstrip', 'rstrip'] },
  { on: 'string', methods: ['upper', 'lower', 'title', 'capitalize'] },
  { on: 'string', methods: ['find', 'rfind', 'index', 'rindex'] },
  { on: 'string', methods: ['split', 'rsplit'] },
  { on: 'string', methods: ['split', 'splitlines'] },
  { on: 'string', methods: ['partition', 'rpartition'] },
  { on: 'string', methods: ['ljust', 'rjust', 'center'] },
  { on: 'string', methods: ['isdigit', 'isalpha', 'isalnum', 'isnumeric', 'isdecimal'] },
  { on: 'string', methods: ['isupper', 'islower'] },
  { on: 'string', methods: ['removeprefix', 'removesuffix'] },
  { on: 'map', methods: ['keys', 'values', 'items'] },
  { on: 'map', methods: ['get', 'setdefault', 'pop'] },
  { on: 'set', methods: ['add', 'discard', 'remove'] },
  { on: 'set', methods: ['union', 'intersection', 'difference', 'symmetric_difference'] },
  { on: 'set', methods: ['issubset', 'issuperset', 'isdisjoint'] },
  { on: 'module', methods: ['any', 'all'] },
  { on: 'module', methods: ['min', 'max', 'sum'] },
  { on: 'module', methods: ['floor', 'ceil', 'trunc'] },
  { on: 'module', methods: ['round', 'int'] },
  { on: 'module', methods: ['int', 'float', 'str'] },
  { on: 'module', methods: ['list', 'tuple', 'set', 'sorted'] },
  { on: 'module', methods: ['sorted', 'reversed'] },
  { on: 'module', methods: ['range', 'len'] },
  { on: 'module', methods: ['sin', 'cos', 'tan'] },
  { on: 'module', methods: ['log', 'log2', 'log10'] },
  { on: 'module', methods: ['match', 'search', 'fullmatch', 'findall'] },
  { on: 'module', methods: ['chr', 'ord'] },
  { on: 'module', methods: ['nlargest', 'nsmallest'] },
  { on: 'module', methods: ['bisect_left', 'bisect_right', 'bisect'] },
  { on: 'module', methods: ['permutations', 'combinations', 'product', 'combinations_with_replacement'] },
  { on: 'module', methods: ['heappush', 'heappop'] },
  { on: 'module', methods: ['copy', 'deepcopy'] },
  { on: 'module', methods: ['zip', 'zip_longest'] },
  { on: 'module', methods: ['dumps', 'loads'] },
];

/** A row is a type and the groups of it, their methods apart by spaces. */
const table = (rows: readonly (readonly [StandardType, ...string[]])[]): readonly MethodGroup[] =>
  rows.flatMap(([on, ...groups]) => groups.map((group) => ({ on, methods: group.split(' ') })));

const java = table([
  [
    'array',
    'addFirst addLast',
    'pollFirst pollLast',
    'peekFirst peekLast',
    'removeFirst removeLast',
    'getFirst getLast',
  ],
  ['array', 'poll peek', 'pop peek', 'push addLast offer', 'offerFirst offerLast'],
  ['map', 'keySet values entrySet', 'containsKey containsValue', 'floorKey ceilingKey lowerKey higherKey'],
  [
    'map',
    'floorEntry ceilingEntry lowerEntry higherEntry',
    'headMap tailMap',
    'firstKey lastKey',
    'firstEntry lastEntry',
  ],
  ['map', 'pollFirstEntry pollLastEntry', 'computeIfAbsent computeIfPresent'],
  ['string', 'startsWith endsWith contains', 'indexOf lastIndexOf', 'toUpperCase toLowerCase', 'isEmpty isBlank'],
  ['string', 'trim strip stripLeading stripTrailing', 'equals equalsIgnoreCase contentEquals'],
  ['module', 'min max', 'floor ceil round rint', 'floorDiv ceilDiv', 'anyMatch allMatch noneMatch', 'limit skip'],
  [
    'module',
    'filter takeWhile dropWhile',
    'naturalOrder reverseOrder',
    'sum count',
    'isPresent isEmpty',
    'getKey getValue',
  ],
  [
    'module',
    'isBefore isAfter isEqual',
    'plusDays minusDays',
    'plusMinutes minusMinutes',
    'plus minus',
    'plusSeconds minusSeconds',
  ],
  ['module', 'isDigit isLetter isLetterOrDigit isWhitespace isUpperCase isLowerCase isAlphabetic'],
  [
    'module',
    'addAll removeAll retainAll containsAll',
    'add remove',
    'add addAll',
    'first last',
    'first floor ceiling last',
  ],
  ['module', 'toMinutes toSeconds toHours toDays toMillis', 'hasNext hasPrevious', 'next previous', 'orElse orElseGet'],
  ['module', 'comparingInt comparing comparingLong comparingDouble', 'averagingInt summingInt', 'findFirst findAny'],
]);

const go = table([
  ['module', 'HasPrefix HasSuffix Contains', 'TrimPrefix TrimSuffix', 'TrimLeft TrimRight Trim', 'Index LastIndex'],
  [
    'module',
    'IndexByte LastIndexByte',
    'ToUpper ToLower',
    'TrimSpace ToLower',
    'Min Max',
    'Floor Ceil Round Trunc',
    'Slice SliceStable',
  ],
  ['module', 'Before After Equal', 'Lock RLock', 'Unlock RUnlock', 'PushBack PushFront', 'Front Back', 'Next Prev'],
  [
    'module',
    'IsDigit IsLetter IsSpace IsUpper IsLower IsPunct',
    'Add Sub',
    'Fatal Error',
    'Replace ReplaceAll',
    'Push Pop',
  ],
  ['module', 'len cap', 'ContainsAny ContainsRune Contains', 'MoveToFront MoveToBack', 'InsertBefore InsertAfter'],
]);

const rust = table([
  [
    'array',
    'push_back push_front',
    'pop_back pop_front',
    'front back',
    'sort reverse',
    'windows chunks',
    'append extend',
  ],
  [
    'string',
    'trim trim_start trim_end',
    'to_uppercase to_lowercase',
    'to_ascii_uppercase to_ascii_lowercase',
    'chars bytes',
  ],
  [
    'string',
    'find rfind',
    'split rsplit',
    'split_once rsplit_once',
    'strip_prefix strip_suffix',
    'starts_with ends_with contains',
  ],
  ['map', 'keys values', 'first_key_value last_key_value', 'pop_first pop_last'],
  ['set', 'union intersection difference symmetric_difference', 'is_subset is_superset is_disjoint'],
  [
    'module',
    'min max',
    'first last',
    'any all',
    'skip take',
    'skip_while take_while',
    'is_some is_none',
    'is_ok is_err',
  ],
  ['module', 'saturating_add saturating_sub', 'wrapping_add wrapping_sub', 'checked_add checked_sub checked_mul'],
  [
    'module',
    'floor ceil round trunc',
    'sum product',
    'min_by_key max_by_key',
    'min_by max_by',
    'position rposition',
    'and or',
  ],
  [
    'module',
    'lt le gt ge',
    'eq ne',
    'insert remove',
    'is_lt is_le is_gt is_ge',
    'get get_mut',
    'next next_back last',
    'filter take_while skip_while',
  ],
  ['module', 'is_ascii_digit is_ascii_alphabetic is_ascii_alphanumeric is_ascii_whitespace is_ascii_punctuation'],
  ['module', 'is_alphabetic is_numeric is_alphanumeric is_whitespace is_uppercase is_lowercase'],
]);

const groups = byLanguage<readonly MethodGroup[]>(script, { python, java, go, rust });

/** Groups of methods of the language that are easily mistaken for each other. */
export const methodGroups = (language: LanguageId): readonly MethodGroup[] => groups[language];

/** The types that have a method of that name. */
export function typesWith(language: LanguageId, method: string): StandardType[] {
  const found = new Set<StandardType>();
  for (const group of methodGroups(language)) if (group.methods.includes(method)) found.add(group.on);
  return [...found];
}
