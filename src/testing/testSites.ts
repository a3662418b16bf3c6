import type { SyntaxNode } from '../syntax/tree.ts';

/** A test where it stands in its file. */
export interface TestSite {
  /** From the outermost suite to the test. */
  readonly names: readonly string[];
  /** The line that names it, and the last one of its body; both counted from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly kind: 'suite' | 'test';
}

/** The tests and suites of a file by its syntax: `it(…)`, `def test_…`, `func TestX`, `#[test]`, `@Test`, in order. */
export const testSites = (root: SyntaxNode): readonly TestSite[] => testNodes(root).map(({ site }) => site);

/** The same, with what they are in the tree: the call, the function or the class. */
export function testNodes(root: SyntaxNode): readonly { readonly site: TestSite; readonly node: SyntaxNode }[] {
  const sites: { site: TestSite; node: SyntaxNode }[] = [];
  visit(root, []);
  return sites;

  function visit(node: SyntaxNode, suites: readonly string[]): void {
    const found = siteOf(node);
    const inner = found ? [...suites, found.name] : suites;
    if (found) {
      const { kind, at } = found;
      const line = (at ?? node).startPosition.row + 1;
      sites.push({ site: { names: inner, line, endLine: node.endPosition.row + 1, kind }, node });
    }
    for (const child of node.namedChildren) if (child) visit(child, inner);
  }
}

/** The innermost test or suite that a line, counted from 1, is in. */
export function siteAt(sites: readonly TestSite[], line: number): TestSite | undefined {
  const around = sites.filter((site) => site.line <= line && line <= site.endLine);
  return around.sort((a, b) => b.line - a.line || b.names.length - a.names.length)[0];
}

interface Found {
  readonly name: string;
  readonly kind: TestSite['kind'];
  /** Where its name stands, when that is not where it begins. */
  readonly at?: SyntaxNode | undefined;
}

function siteOf(node: SyntaxNode): Found | undefined {
  switch (node.type) {
    case 'call_expression':
      return calledSite(node);
    case 'function_definition':
    case 'class_definition':
      return pythonSite(node);
    case 'function_declaration':
      return goSite(node);
    case 'function_item':
    case 'mod_item':
      return rustSite(node);
    case 'method_declaration':
    case 'class_declaration':
      return javaSite(node);
    default:
      return undefined;
  }
}

/** `it('adds', …)`, `test.only(…)`, `describe.each(rows)('of %i', …)`; in Go `t.Run("empty", …)`. */
function calledSite(call: SyntaxNode): Found | undefined {
  const called = call.childForFieldName('function');
  const first = call.childForFieldName('arguments')?.namedChildren[0];
  const written = first ? stringValue(first) : undefined;
  if (!called || written === undefined) return undefined;
  // Of a table of tests each row fills the name in.
  const name = called.text.includes('.each') ? written.replace(/%[sdifjoOp#%$]|\$[\w.#]+/g, '').trim() : written;
  if (name === '') return undefined;
  // The head of a chain: `test` of `test.each(rows)`.
  let head: SyntaxNode | null = called;
  while (head && head.type !== 'identifier' && head.type !== 'selector_expression')
    head = head.childForFieldName('object') ?? head.childForFieldName('function');
  if (head?.type === 'selector_expression')
    return /^[a-z]\w*\.Run$/.test(head.text) ? { name, kind: 'test' } : undefined;
  const word = head?.text ?? '';
  if (suiteWords.has(word)) return { name, kind: 'suite' };
  return testWords.has(word) ? { name, kind: 'test' } : undefined;
}

const suiteWords = new Set(['describe', 'suite', 'context', 'fdescribe', 'xdescribe']);
const testWords = new Set(['it', 'test', 'specify', 'fit', 'xit', 'xtest']);

function pythonSite(node: SyntaxNode): Found | undefined {
  const name = node.childForFieldName('name');
  if (!name) return undefined;
  if (node.type === 'function_definition') return /^test/.test(name.text) ? named(name, 'test') : undefined;
  const bases = node.childForFieldName('superclasses')?.text ?? '';
  return /^Test|Tests?$/.test(name.text) || /TestCase/.test(bases) ? named(name, 'suite') : undefined;
}

/** A function of JavaScript has the same type of node, and no parameter `*testing.T`. */
function goSite(node: SyntaxNode): Found | undefined {
  const name = node.childForFieldName('name');
  const isTest = name !== null && /^(Test|Fuzz|Example|Benchmark)(?![a-z])/.test(name.text);
  const parameters = node.childForFieldName('parameters')?.text ?? '';
  return isTest && (/\*testing\.[TFB]\b/.test(parameters) || name.text.startsWith('Example'))
    ? named(name, 'test')
    : undefined;
}

function rustSite(node: SyntaxNode): Found | undefined {
  const name = node.childForFieldName('name');
  if (!name) return undefined;
  const attributes = attributesBefore(node);
  if (node.type === 'mod_item') return /\bcfg\(\s*test\b/.test(attributes) ? named(name, 'suite') : undefined;
  return /#\[\s*(\w+::)*(test|rstest|test_case)\b/.test(attributes) ? named(name, 'test') : undefined;
}

function attributesBefore(node: SyntaxNode): string {
  const parts: string[] = [];
  for (let before = node.previousNamedSibling; before; before = before.previousNamedSibling) {
    if (before.type !== 'attribute_item' && !before.type.endsWith('comment')) break;
    parts.unshift(before.text);
  }
  return parts.join('\n');
}

function javaSite(node: SyntaxNode): Found | undefined {
  const name = node.childForFieldName('name');
  if (!name) return undefined;
  if (node.type === 'method_declaration') {
    const modifiers = node.namedChildren.find((child) => child?.type === 'modifiers')?.text ?? '';
    return /@(\w+\.)*(Test|ParameterizedTest|RepeatedTest|TestFactory)\b/.test(modifiers)
      ? named(name, 'test')
      : undefined;
  }
  return /@(\w+\.)*(Test|ParameterizedTest|RepeatedTest|TestFactory)\b/.test(node.childForFieldName('body')?.text ?? '')
    ? named(name, 'suite')
    : undefined;
}

const named = (name: SyntaxNode, kind: TestSite['kind']): Found => ({ name: name.text, kind, at: name });

/** The value of a string without parts that are computed; a template's parts are left out. */
function stringValue(node: SyntaxNode): string | undefined {
  if (!/string/.test(node.type)) return undefined;
  return node.namedChildren
    .map((part) => {
      if (part === null || part.type === 'template_substitution') return '';
      return part.type === 'escape_sequence' ? unescaped(part.text) : part.text;
    })
    .join('');
}

function unescaped(text: string): string {
  const simple = { '\\n': '\n', '\\t': '\t' }[text];
  if (simple !== undefined) return simple;
  const code = /^\\(?:u\{?|x)([0-9a-fA-F]+)\}?$/.exec(text)?.[1];
  if (code === undefined) return text.slice(1);
  const point = Number.parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}
