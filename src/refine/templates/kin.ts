/** Standard methods and functions that are taken for one another, and that say by themselves what they belong to: dates, lengths of time, any and all. */

import { asOperand } from '../../syntax/grammar.ts';
import { call, member } from '../../syntax/shapes.ts';
import { byLanguage } from '../../syntax/language.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { field } from '../../syntax/walk.ts';
import type { Draft, Site } from './site.ts';
import { replaced } from './write.ts';

const script: readonly (readonly string[])[] = [
  ['setMonth', 'setDate', 'setFullYear'],
  ['setHours', 'setMinutes', 'setSeconds'],
  ['setUTCMonth', 'setUTCDate', 'setUTCFullYear'],
  ['getMonth', 'getDate', 'getDay'],
  ['toISOString', 'toString', 'toJSON'],
  ['parseInt', 'parseFloat'],
];
const python: readonly (readonly string[])[] = [
  ['weekday', 'isoweekday'],
  ['now', 'utcnow', 'today'],
  ['fromtimestamp', 'utcfromtimestamp'],
  ['any', 'all'],
  ['sum', 'max', 'min', 'len'],
  ['match', 'fullmatch', 'search'],
  ['isdigit', 'isnumeric', 'isalnum', 'isalpha'],
  ['lower', 'casefold', 'title', 'capitalize', 'upper'],
  ['union', 'intersection', 'difference', 'symmetric_difference'],
  ['issubset', 'issuperset', 'isdisjoint'],
  ['bisect_left', 'bisect_right'],
  ['insort_left', 'insort_right'],
];
const java: readonly (readonly string[])[] = [
  ['getDayOfMonth', 'getDayOfYear', 'getMonthValue', 'getYear'],
  ['getHour', 'getMinute', 'getSecond'],
  ['plusDays', 'plusWeeks', 'plusMonths', 'plusYears'],
  ['minusDays', 'minusWeeks', 'minusMonths', 'minusYears'],
  ['plusHours', 'plusMinutes', 'plusSeconds'],
  ['minusHours', 'minusMinutes', 'minusSeconds'],
  ['toDays', 'toHours', 'toMinutes', 'toSeconds', 'toMillis'],
  ['ofDays', 'ofHours', 'ofMinutes', 'ofSeconds', 'ofMillis'],
  ['isBefore', 'isAfter', 'isEqual'],
  ['isEmpty', 'isBlank'],
  ['containsKey', 'containsValue'],
  ['floorKey', 'lowerKey', 'ceilingKey', 'higherKey'],
  ['floorEntry', 'lowerEntry', 'ceilingEntry', 'higherEntry'],
  ['headMap', 'tailMap'],
  ['headSet', 'tailSet'],
  ['floor', 'lower', 'ceiling', 'higher'],
  ['floorDiv', 'ceilDiv'],
  ['addAll', 'removeAll', 'retainAll'],
];
const go: readonly (readonly string[])[] = [
  ['Day', 'YearDay', 'Weekday', 'Month'],
  ['Hours', 'Minutes', 'Seconds'],
  ['Hour', 'Minute', 'Second', 'Millisecond'],
  ['Unix', 'UnixMilli'],
  ['Slice', 'SliceStable'],
  ['Before', 'After', 'Equal'],
  ['Truncate', 'Round'],
];
const rust: readonly (readonly string[])[] = [
  ['as_secs', 'as_millis', 'as_secs_f64'],
  ['from_secs', 'from_millis'],
  ['count', 'sum', 'product'],
  ['take_while', 'filter', 'skip_while'],
  ['sort', 'sort_unstable'],
  ['first', 'last'],
  ['min_by_key', 'max_by_key'],
  ['or_insert', 'or_default'],
];
const families = byLanguage(script, { python, java, go, rust });

export function* kin(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    if (site.python) yield* inPython(node, site);
    if (site.compiled) yield* turnedRound(node);
    if (site.tree.language === 'rust') yield* inRust(node, site);
    const name = nameIn(node);
    if (!name) continue;
    for (const family of families[site.tree.language]) {
      if (!family.includes(name.text)) continue;
      for (const [at, other] of family.filter((each) => each !== name.text).entries())
        yield replaced('wrong method', name, other, 0.9 - at * 0.15);
    }
    yield* inScript(node, name, site);
  }
}

/** The method or function that is called, or the member that stands for a unit. */
function nameIn(node: SyntaxNode): SyntaxNode | undefined {
  const dotted = member(node);
  if (dotted) return dotted.property;
  const called = node.type === 'call' || node.type === 'call_expression' ? field(node, 'function') : undefined;
  return called?.type === 'identifier' ? called : undefined;
}

/** Of the place where the program runs, or of the one for all places. */
function* inScript(node: SyntaxNode, name: SyntaxNode, site: Site): Generator<Draft> {
  if (site.python || site.compiled || !member(node)) return;
  const part = /^([gs]et)(UTC)?(FullYear|Month|Date|Day|Hours|Minutes|Seconds)$/.exec(name.text);
  if (part)
    yield replaced('wrong method', name, `${part[1] ?? ''}${part[2] === undefined ? 'UTC' : ''}${part[3] ?? ''}`, 1);
}

const units = ['weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'];

function* inPython(node: SyntaxNode, site: Site): Generator<Draft> {
  const dotted = member(node);
  const calling = node.parent && call(node.parent)?.callee.id === node.id;
  if (dotted?.property.text === 'seconds' && !calling)
    yield replaced('wrong method', node, `${dotted.object.text}.total_seconds()`, 1.5);
  const called = call(node);
  // The unit is the name of what is given: `timedelta(days=n)`.
  for (const value of called?.values ?? []) {
    const unit = value.type === 'keyword_argument' ? field(value, 'name') : undefined;
    const at = unit ? units.indexOf(unit.text) : -1;
    for (const other of at < 0 ? [] : [units[at + 1], units[at - 1]])
      if (unit && other !== undefined) yield replaced('wrong method', unit, other, 0.7);
  }
  if (called?.receiver && called.values[0] && /^(starts|ends)with$/.test(called.name))
    yield replaced('wrong method', node, `${called.values[0].text} in ${called.receiver.text}`, 0.4);
  if (called && /^(now|fromtimestamp)$/.test(called.name) && site.scopes.find('timezone', node.startIndex)) {
    const given = called.values.map(({ text }) => text);
    if (!node.text.includes('timezone'))
      yield replaced('missing argument', called.list, `(${[...given, 'timezone.utc'].join(', ')})`, 1.5);
  }
  if (
    called?.receiver?.text === 're' &&
    !/flags|re\.[A-Z]/.test(called.list.text) &&
    /^(match|fullmatch|search|findall|finditer|compile|sub|split)$/.test(called.name)
  ) {
    const given = called.values.map(({ text }) => text);
    for (const [at, flag] of ['re.IGNORECASE', 're.MULTILINE', 're.DOTALL'].entries())
      yield replaced(
        'pattern',
        called.list,
        `(${[...given, /^(sub|split)$/.test(called.name) ? `flags=${flag}` : flag].join(', ')})`,
        0.6 - at * 0.15,
      );
  }
  const generated = node.type === 'call' ? field(node, 'arguments') : undefined;
  if (generated?.type === 'generator_expression') {
    const over = field(node, 'function')?.text ?? '';
    // What there is none of has no largest one, and no next one.
    if (/^(max|min)$/.test(over)) yield replaced('default value', generated, `(${generated.text}, default=0)`, 0.9);
    if (over === 'next') yield replaced('default value', generated, `(${generated.text}, None)`, 1.2);
  }
  if (
    called?.name === 'setdefault' &&
    called.receiver &&
    called.values.length === 2 &&
    node.parent?.type === 'expression_statement'
  )
    yield replaced(
      'wrong method',
      node,
      `${called.receiver.text}[${called.values[0]?.text ?? ''}] = ${called.values[1]?.text ?? ''}`,
      0.8,
    );
}

const turned = new Map([
  ['isAfter', 'isBefore'],
  ['isBefore', 'isAfter'],
  ['After', 'Before'],
  ['Before', 'After'],
]);

/** `!a.isBefore(b)` for `a.isAfter(b)`: the same day counts too. */
function* turnedRound(node: SyntaxNode): Generator<Draft> {
  const asked = call(node);
  const other = asked?.receiver && turned.get(asked.name);
  if (!asked?.receiver || other === undefined) return;
  const negation = node.parent?.type === 'unary_expression' ? node.parent : undefined;
  const text = `${asked.receiver.text}.${other}${asked.list.text}`;
  yield replaced('boundary operator', negation ?? node, negation ? text : `!${text}`, 0.9);
}

function* inRust(node: SyntaxNode, site: Site): Generator<Draft> {
  const step = call(node);
  if (!step?.receiver) return;
  const on = step.receiver.text;
  if (step.name === 'len' && /^&?\s*(mut )?(str|String)$/.test(site.exact(step.receiver)?.replace(/^&/, '') ?? ''))
    yield replaced('wrong method', node, `${on}.chars().count()`, 1.2);
  if (step.name === 'pop' && step.values.length === 0)
    yield replaced('wrong method', node, `Some(${on}.remove(0))`, 0.3);
  if (step.name === 'insert' && step.values.length === 2 && node.parent?.type === 'expression_statement') {
    const [key, value] = [step.values[0]?.text ?? '', step.values[1]?.text ?? ''];
    yield replaced('wrong method', node, `${on}.entry(${key}).or_insert(${value})`, 0.6);
    if (/^\d+$/.test(value) || /^[a-z]\w*$/.test(value))
      yield replaced('wrong method', node, `*${on}.entry(${key}).or_default() += ${value}`, 0.5);
  }
  if (
    /^(is_empty|len|parse|to_string|to_owned|eq)$/.test(step.name) &&
    /str|String/.test(site.exact(step.receiver) ?? '') &&
    !on.endsWith('trim()')
  )
    yield replaced(
      'missing normalisation',
      node,
      `${asOperand(step.receiver)}.trim().${step.name}${step.list.text}`,
      1,
    );
}
