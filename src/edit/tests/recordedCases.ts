/**
 * What could be recorded of some code without a model: what the tests at hand look at, with other literals, and calls
 * with made-up arguments, of functions and of the methods of objects that can be made.
 */
import { isClass, isFunction } from '../../syntax/grammar.ts';
import { parametersOf } from '../../syntax/declaredNames.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { ancestors, closest, descend, field, parts } from '../../syntax/walk.ts';
import { combinations } from '../../testing/basicValues.ts';
import { testBodies } from '../../testing/scenes.ts';
import { literalsNear, variationsOf } from '../../testing/variations.ts';
import { hintOf, valuesIn, type ValuesFor } from './parameterValues.ts';
import type { RecordedCase } from './recordedCase.ts';

export interface FoundCases {
  readonly cases: readonly RecordedCase[];
  /** Of the source, in the order in which they are used. */
  readonly names: readonly string[];
}

const mostOfOne = 60;
const mostOfMethod = 24;
const mostScenes = 12;
const mostOfScene = 16;
const mostCases = 360;

/** @param tests a file of tests that stays as it is around the recorded ones, if there is one */
export function recordedCases(
  source: SyntaxTree,
  lines: { readonly first: number; readonly last: number } | undefined,
  tests: SyntaxTree | undefined,
): FoundCases {
  const near = literalsNear([linesOf(source.text, lines)]);
  const valuesFor = valuesIn(source, near);
  const found = new Map<string, Omit<RecordedCase, 'key'>>();
  const names = new Set<string>();
  const add = (setup: readonly string[], actual: string): void => {
    const code = [...setup, actual].join('\n');
    if (found.size < mostCases) found.set(code, { setup, actual });
  };
  const wanted = new Set<string>();
  for (const node of descend(source.root)) {
    if (!isFunction(node) || !isWithin(node, lines)) continue;
    const own = closest(node, (above) => isFunction(above) || isClass(above));
    if (own && isFunction(own)) continue;
    const owner = own;
    const name = nameOf(node);
    const home = owner ? field(owner, 'name')?.text : name;
    if (name === undefined || home === undefined || !isOffered(owner ?? node, home, source)) continue;
    wanted.add(owner ? home : name);
    if (!owner) {
      for (const input of argumentsOf(node, valuesFor, mostOfOne) ?? []) {
        names.add(name);
        add([], `${name}(${input})`);
      }
    } else if (!isMaking(node, name)) {
      for (const { setup, actual } of methodCases(node, name, owner, home, source, valuesFor)) {
        names.add(home);
        add(setup, actual);
      }
    }
  }
  if (tests) for (const { setup, actual } of sceneCases(tests, wanted, near)) add(setup, actual);
  const cases = [...found.values()].map((each, at) => ({ key: `case ${at}`, ...each }));
  return { cases, names: [...names] };
}

const isWithin = (node: SyntaxNode, lines: { readonly first: number; readonly last: number } | undefined): boolean =>
  !lines || (node.startPosition.row + 1 <= lines.last && lines.first <= node.endPosition.row + 1);

function linesOf(text: string, lines: { readonly first: number; readonly last: number } | undefined): string {
  return lines
    ? text
        .split('\n')
        .slice(lines.first - 1, lines.last)
        .join('\n')
    : text;
}

function nameOf(node: SyntaxNode): string | undefined {
  const own = field(node, 'name')?.text;
  if (own !== undefined) return own;
  const declarator = node.parent;
  return declarator?.type === 'variable_declarator' ? field(declarator, 'name')?.text : undefined;
}

/** Other files can have it. */
function isOffered(node: SyntaxNode, name: string, tree: SyntaxTree): boolean {
  const isTop = [...ancestors(node)].every(({ type }) =>
    /^(?:program|module|export_statement|lexical_declaration|variable_declarator|variable_declaration|decorated_definition)$/.test(
      type,
    ),
  );
  if (!isTop) return false;
  if (tree.language === 'python') return !/^test_|^__/.test(name);
  if ([...ancestors(node)].some(({ type }) => type === 'export_statement')) return true;
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(
    `export\\s*\\{[^}]*(?<![\\w$])${escaped}(?![\\w$])|module\\.exports\\s*=\\s*\\{[^}]*(?<![\\w$])${escaped}(?![\\w$])|exports\\.${escaped}\\s*=|export default ${escaped}\\b`,
  ).test(tree.text);
}

const isMaking = (node: SyntaxNode, name: string): boolean =>
  node.type === 'constructor_definition' || name === 'constructor' || name === '__init__';

/** Argument lists, as code; undefined where a parameter cannot be given. */
function argumentsOf(fn: SyntaxNode, valuesFor: ValuesFor, most: number): readonly string[] | undefined {
  const values: (readonly string[])[] = [];
  for (const parameter of parametersOf(fn)) {
    if (/^(?:self|cls)$/.test(parameter.text)) continue;
    // What collects the rest, and what is given by name, may be left out.
    if (
      /^(?:rest_pattern|list_splat_pattern|dictionary_splat_pattern|keyword_separator|positional_separator)$/.test(
        parameter.type,
      ) ||
      /^(?:\.\.\.|\*)/.test(parameter.text)
    ) {
      if (parameter.text === '/') continue;
      break;
    }
    const hint = hintOf(parameter);
    const own = hint ? valuesFor(hint) : [];
    if (own.length === 0) {
      if (hint?.default) break;
      return undefined;
    }
    values.push(own);
  }
  if (values.length === 0) return [''];
  return combinations(values, most).map((each) => each.join(', '));
}

function* methodCases(
  node: SyntaxNode,
  name: string,
  owner: SyntaxNode,
  home: string,
  { language }: SyntaxTree,
  valuesFor: ValuesFor,
): Generator<Omit<RecordedCase, 'key'>> {
  const python = language === 'python';
  const head = node.text.slice(0, 200);
  if (/^(?:private|protected)\b|^#/.test(head) || name.startsWith('_') || name.startsWith('#')) return;
  const decorators =
    node.parent?.type === 'decorated_definition'
      ? node.parent.text.slice(0, node.startIndex - node.parent.startIndex)
      : '';
  if (
    /\babstract\b/.test(owner.text.slice(0, 60)) ||
    (decorators !== '' && !/^\s*@(?:property|staticmethod|classmethod)\s*$/.test(decorators))
  )
    return;
  const inputs = argumentsOf(node, valuesFor, mostOfMethod);
  if (!inputs) return;
  const isStatic =
    /^(?:(?:public|async|export)\s+)*static\b/.test(head) || /@(?:staticmethod|classmethod)/.test(decorators);
  const isValue = /^(?:(?:public|static)\s+)*get\s/.test(head) || decorators.includes('@property');
  if (/^(?:(?:public|static)\s+)*set\s/.test(head)) return;
  if (isStatic) {
    for (const input of inputs) yield { setup: [], actual: isValue ? `${home}.${name}` : `${home}.${name}(${input})` };
    return;
  }
  const maker = methodsOf(owner).find((each) => isMaking(each, nameOf(each) ?? ''));
  const made = maker ? argumentsOf(maker, valuesFor, 6) : [''];
  if (!made || /\bextends\b|\([A-Z]\w*\)\s*:/.test(owner.text.split('\n', 1)[0] ?? '')) return;
  const make = (given: string): string =>
    python ? `subject = ${home}(${given})` : `const subject = new ${home}(${given});`;
  const call = (input: string): string => (isValue ? `subject.${name}` : `subject.${name}(${input})`);
  const end = python ? '' : ';';
  const [first = ''] = made;
  for (const input of inputs) yield { setup: [make(first)], actual: call(input) };
  for (const given of made.slice(1)) yield { setup: [make(given)], actual: call(inputs[0] ?? '') };
  // What was done before shows in what comes after.
  for (const other of methodsOf(owner)) {
    const before = nameOf(other);
    if (
      before === undefined ||
      isMaking(other, before) ||
      before.startsWith('_') ||
      /^(?:static|get|set|private)\b|^#/.test(other.text)
    )
      continue;
    const given = argumentsOf(other, valuesFor, 4);
    if (!given) continue;
    for (const input of inputs.slice(0, 4)) {
      const done = given.map((each) => `subject.${before}(${each})${end}`);
      yield { setup: [make(first), done[0] ?? ''], actual: call(input) };
      if (done.length > 1) yield { setup: [make(first), ...done.slice(0, 3)], actual: call(input) };
    }
  }
}

const methodsOf = (owner: SyntaxNode): SyntaxNode[] =>
  parts(field(owner, 'body') ?? owner)
    .map((each) => (each.type === 'decorated_definition' ? (field(each, 'definition') ?? each) : each))
    .filter((each) => isFunction(each));

/** What tests at hand look at, as it is and with one literal changed. */
function* sceneCases(
  tests: SyntaxTree,
  wanted: ReadonlySet<string>,
  near: ReturnType<typeof literalsNear>,
): Generator<Omit<RecordedCase, 'key'>> {
  let count = 0;
  for (const body of testBodies(tests)) {
    for (const scene of body.scenes) {
      const code = [...scene.setup, scene.actual].map(({ text }) => text).join('\n');
      const speaks = [...wanted].some((name) =>
        new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(code),
      );
      if (!speaks || /\bself\b|(?<![\w.])t\./.test(code) || count >= mostScenes) continue;
      count++;
      for (const { setup, actual } of variationsOf(scene, tests, near, 'usual', mostOfScene))
        yield { setup: setup.map((each) => dedented(each)), actual: dedented(actual) };
    }
  }
}

/** The further lines of a statement without the indentation that they stood in. */
function dedented(code: string): string {
  const [first = '', ...rest] = code.split('\n');
  const indents = rest.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = indents.length > 0 ? Math.min(...indents) : 0;
  return [first, ...rest.map((line) => line.slice(least))].join('\n');
}
