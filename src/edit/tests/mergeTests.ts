/** New tests in a file that has tests already: their imports among the others, the tests where such belong. */
import { importedNames } from '../../syntax/declaredNames.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field, parts } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { withAddedTests } from '../../testing/testFile.ts';
import { usesName, withMargin } from './mergedText.ts';
import { mergeRust, rustWithoutIdle } from './mergeRust.ts';

export type Merged =
  | { readonly kind: 'merged'; readonly text: string }
  /** Both declare it, each in another way: they cannot be one file. */
  | { readonly kind: 'clash'; readonly name: string };

/** @param before the file as it is. @param added a whole file or what is to be added to one. */
export function mergeTests(path: WorkspacePath, before: SyntaxTree, added: SyntaxTree): Merged {
  switch (before.language) {
    case 'go':
      return goMerged(path, before.text, added.text);
    case 'java':
      return javaMerged(before.text, added.text);
    case 'rust':
      return { kind: 'merged', text: mergeRust(path, before.text, added.text) };
    default:
      return scriptMerged(path, before, added);
  }
}

function scriptMerged(path: WorkspacePath, before: SyntaxTree, added: SyntaxTree): Merged {
  const known = new Map<string, string>();
  let importsEnd = 0;
  const python = before.language === 'python';
  for (const [at, statement] of parts(before.root).entries()) {
    for (const name of namesOf(statement)) known.set(name, plain(statement.text));
    const isDocumentation = at === 0 && statement.type === 'expression_statement' && /^["'ru]/i.test(statement.text);
    if (bringsNames(statement) || isDocumentation) importsEnd = Math.max(importsEnd, statement.endIndex);
  }
  const imports: string[] = [];
  const rest: string[] = [];
  const clashes: string[] = [];
  let gap = 0;
  for (const statement of statementsWithComments(added)) {
    const { node, text } = statement;
    const names = node ? namesOf(node) : [];
    if (node && bringsNames(node)) {
      const fresh = names.filter((name) => !known.has(name));
      if (names.length === 0 ? before.text.includes(node.text) : fresh.length === 0) continue;
      imports.push(fresh.length === names.length ? node.text : onlyNames(node, new Set(fresh)));
      continue;
    }
    if (node && /^if __name__/.test(node.text)) continue;
    if (names.some((name) => known.get(name) === plain(node?.text ?? ''))) continue;
    clashes.push(...names.filter((name) => known.has(name)));
    gap++;
    rest.push(text);
  }
  if (clashes[0] !== undefined) return { kind: 'clash', name: clashes[0] };
  if (gap === 0) return { kind: 'merged', text: before.text };
  const eol = before.text.includes('\r\n') ? '\r\n' : '\n';
  const block =
    imports.length === 0 ? '' : `${importsEnd > 0 ? eol : ''}${imports.join(eol)}${importsEnd > 0 ? '' : eol + eol}`;
  const start = importsEnd === 0 ? (/^#!.*\r?\n/.exec(before.text)?.[0].length ?? 0) : importsEnd;
  const text = before.text.slice(0, start) + block + before.text.slice(start);
  const body = rest.join(python ? '\n\n\n' : '\n\n');
  return { kind: 'merged', text: withLineEnds(withAddedTests(path, text.replaceAll('\r\n', '\n'), body), eol) };
}

const withLineEnds = (text: string, eol: string): string => (eol === '\n' ? text : text.replaceAll('\n', eol));

/** Each statement with the comments that stand right above it. */
function statementsWithComments(tree: SyntaxTree): { readonly node: SyntaxNode | undefined; readonly text: string }[] {
  const found: { node: SyntaxNode | undefined; text: string }[] = [];
  let from: number | undefined;
  for (const child of tree.root.namedChildren) {
    if (!child) continue;
    from ??= child.startIndex;
    if (child.type === 'comment' || child.type === 'hash_bang_line') {
      if (child.type === 'hash_bang_line') from = undefined;
      continue;
    }
    found.push({ node: child, text: tree.text.slice(from, child.endIndex) });
    from = undefined;
  }
  return found;
}

const plain = (text: string): string => text.replace(/\s+/g, ' ');

/** An import, or `const x = require(…)`. */
const bringsNames = (node: SyntaxNode): boolean =>
  /^(?:import_statement|import_from_statement|future_import_statement)$/.test(node.type) || isRequire(node);

const isRequire = (node: SyntaxNode): boolean =>
  /^(?:lexical|variable)_declaration$/.test(node.type) &&
  parts(node).some((each) => /^(?:await import|require)\(/.test(field(each, 'value')?.text ?? ''));

function namesOf(statement: SyntaxNode): string[] {
  const node = statement.type === 'decorated_definition' ? (field(statement, 'definition') ?? statement) : statement;
  if (/import/.test(node.type)) return importedNames(node).map(({ text }) => text);
  if (/^(?:lexical|variable)_declaration$/.test(node.type))
    return parts(node).flatMap((each) => {
      const pattern = field(each, 'name');
      return pattern
        ? [...descend(pattern)]
            .filter(({ type }) => /^(?:identifier|shorthand_property_identifier_pattern)$/.test(type))
            .map(({ text }) => text)
        : [];
    });
  if (node.type === 'expression_statement' && parts(node)[0]?.type === 'assignment') {
    const left = field(parts(node)[0]!, 'left');
    return left?.type === 'identifier' ? [left.text] : [];
  }
  if (!/(?:function|class)_(?:declaration|definition)$|^interface_|^type_alias/.test(node.type)) return [];
  const name = field(node, 'name');
  return name ? [name.text] : [];
}

/** An import of which only these names are new. */
function onlyNames(node: SyntaxNode, fresh: ReadonlySet<string>): string {
  const localName = (specifier: string): string =>
    specifier
      .split(/\s+as\s+|\s*:\s*/)
      .at(-1)
      ?.trim() ?? specifier;
  const listed = /\{([^}]*)\}/.exec(node.text);
  if (listed) {
    const kept = (listed[1] ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => fresh.has(localName(each)));
    const whole = node.text.replace(listed[0], `{ ${kept.join(', ')} }`);
    // A default import beside the braces that is there already.
    return whole.replace(/^import\s+([\w$]+)\s*,\s*/, (all, name: string) => (fresh.has(name) ? all : 'import '));
  }
  const from = /^(from\s+\S+\s+import\s+)\(?([^)]*)\)?/.exec(node.text);
  if (!from) return node.text;
  const kept = (from[2] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => fresh.has(localName(each)));
  return `${from[1] ?? ''}${kept.join(', ')}`;
}

/** Without imports that were not there before and that nothing uses: what needed them was dropped. */
export function withoutIdleImports(before: string, tree: SyntaxTree): string {
  if (tree.language === 'go') return goWithoutIdle(before, tree.text);
  if (tree.language === 'java') return javaWithoutIdle(before, tree.text);
  if (tree.language === 'rust') return rustWithoutIdle(before, tree.text);
  let text = tree.text;
  for (const statement of parts(tree.root).toReversed()) {
    const names = bringsNames(statement) ? namesOf(statement) : [];
    if (names.length === 0 || before.includes(statement.text)) continue;
    const rest = tree.text.slice(0, statement.startIndex) + tree.text.slice(statement.endIndex);
    const used = names.filter((name) => usesName(rest, name));
    if (used.length === names.length) continue;
    const kept = used.length === 0 ? '' : onlyNames(statement, new Set(used));
    const end = kept === '' && text[statement.endIndex] === '\n' ? statement.endIndex + 1 : statement.endIndex;
    text = text.slice(0, statement.startIndex) + kept + text.slice(end);
  }
  return text;
}

function goWithoutIdle(before: string, text: string): string {
  return text.replace(/^import\s+(?:\([^)]*\)|.*)\n/gm, (block) => {
    const left = block.replace(/^[^\n]*"([^"]+)".*\n?/gm, (line, path: string) => {
      const name = /^\s*(?:import\s+)?(\w+)\s+"/.exec(line)?.[1];
      const called =
        name !== undefined && name !== 'import'
          ? name
          : (path
              .replace(/\/v\d+$/, '')
              .split('/')
              .at(-1) ?? '');
      return before.includes(`"${path}"`) || called === '_' || text.includes(`${called}.`) ? line : '';
    });
    return /"/.test(left) ? left : '';
  });
}

function goMerged(path: WorkspacePath, before: string, added: string): Merged {
  const taken = new Set([...before.matchAll(/^func\s+(\w+)/gm)].map(([, name]) => name ?? ''));
  const clash = [...added.matchAll(/^func\s+(?!Test)(\w+)/gm)]
    .map(([, name]) => name ?? '')
    .find((name) => taken.has(name));
  if (clash !== undefined) return { kind: 'clash', name: clash };
  const specs = (text: string): string[] =>
    [...text.matchAll(/^import\s+(?:\(([^)]*)\)|(.*))$/gm)]
      .flatMap(([, block, single]) => (block ?? single ?? '').split('\n'))
      .map((line) => line.trim())
      .filter((line) => line.includes('"'));
  const there = new Set(specs(before));
  const fresh = specs(added).filter((spec) => !there.has(spec));
  const body = added
    .replace(/^\s*package\s+\w+[^\n]*\n/m, '')
    .replace(/^import\s+(?:\([^)]*\)|.*)\n/gm, '')
    .trim();
  if (body === '') return { kind: 'merged', text: before };
  const lines = fresh.map((spec) => `\t${spec}`).join('\n');
  const text =
    fresh.length === 0
      ? before
      : /^import\s*\(/m.test(before)
        ? before.replace(/^import\s*\(\n?/m, (head) => `${head.trimEnd()}\n${lines}\n`)
        : before.replace(/^package\s+\w+[^\n]*\n/m, (head) => `${head}\nimport (\n${lines}\n)\n`);
  return { kind: 'merged', text: withAddedTests(path, text, body) };
}

const javaImports = /^import\s+(?:static\s+)?[\w.*]+;/gm;

function javaMerged(before: string, added: string): Merged {
  const there = new Set(before.match(javaImports) ?? []);
  const fresh = (added.match(javaImports) ?? []).filter((line) => !there.has(line));
  const inside = added.replace(/^package\s+[\w.]+;\s*/m, '').replace(/^import\s+(?:static\s+)?[\w.*]+;\s*/gm, '');
  const wrapped = /^\s*(?:(?:@\w+(?:\([^)]*\))?|public|final)\s+)*class\s+\w+[^{]*\{([\s\S]*)\}\s*$/.exec(inside);
  const body = (wrapped?.[1] ?? inside).replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  const margin = /^([ \t]+)@\w*Test\b/m.exec(before)?.[1] ?? '    ';
  const last = [...there].at(-1);
  const text =
    fresh.length === 0
      ? before
      : last !== undefined
        ? before.replace(last, `${last}\n${fresh.join('\n')}`)
        : before.replace(/^(package\s+[\w.]+;\s*)?/, (head) => `${head}${fresh.join('\n')}\n\n`);
  const end = text.lastIndexOf('}');
  return { kind: 'merged', text: `${text.slice(0, end).trimEnd()}\n\n${withMargin(body, margin)}\n${text.slice(end)}` };
}

function javaWithoutIdle(before: string, text: string): string {
  const rest = text.replace(javaImports, '');
  return text.replace(/^import\s+(?:static\s+)?[\w.*]+;\n?/gm, (line) => {
    const name = /([\w*]+);/.exec(line)?.[1] ?? '*';
    return name === '*' || before.includes(line.trim()) || usesName(rest, name) ? line : '';
  });
}
