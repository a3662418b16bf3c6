/** What a move means for the imports of one file of Python, and for the strings that name what to replace in a test. */

import { folderOf } from '../../retrieval/graph/fileTree.ts';
import type { Project } from '../../retrieval/graph/project.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { descend, field } from '../../syntax/walk.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { TextEdit } from '../../text/edit.ts';
import { filesOf } from './linkedFiles.ts';
import { moduleName, type Move, type MoveEdits } from './move.ts';

export function pythonMove(tree: SyntaxTree, path: WorkspacePath, move: Move): MoveEdits {
  const edits: TextEdit[] = [];
  const doubts: string[] = [];
  const put = (node: SyntaxNode, text: string): void => {
    if (node.text !== text) edits.push({ start: node.startIndex, end: node.endIndex, text });
  };
  const isMoved = path === move.from;
  const at = isMoved ? move.to : path;
  const sources = new Set<string>();
  for (const node of descend(tree.root)) {
    if (node.type === 'import_from_statement') fromStatement(node);
    else if (node.type === 'import_statement') importStatement(node);
    else if (node.type === 'string_content') replaced(node);
  }
  for (const source of sources) for (const node of chainsOf(tree, source)) put(node, dottedTo(source));
  return { edits, doubts };

  function resolve(project: Project, from: WorkspacePath, module: string, name: string) {
    const { files, isWhole } = filesOf(project, from, 'python', module, name);
    return { file: files.length === 1 ? files[0] : undefined, isWhole };
  }

  function fromStatement(statement: SyntaxNode): void {
    const source = field(statement, 'module_name');
    if (!source) return;
    const module = source.text;
    const names = statement.namedChildren.flatMap((child) => {
      if (!child || child.id === source.id) return [];
      if (child.type === 'aliased_import')
        return [{ node: child, name: field(child, 'name')?.text ?? '', alias: field(child, 'alias')?.text }];
      return child.type === 'dotted_name' ? [{ node: child, name: child.text, alias: undefined }] : [];
    });
    const whole = resolve(move.before, path, module, '*');
    if (whole.file === move.from) return put(source, sourceTo(module, move.to));
    const taken = names.map((each) => ({ ...each, ...resolve(move.before, path, module, each.name) }));
    const moved = taken.filter(({ file, isWhole }) => file === move.from && isWhole);
    const rest = taken.filter((each) => !moved.includes(each));
    if (moved.length > 0) {
      const [one] = moved;
      if (moved.length > 1 || !one) return;
      const folder = sourceTo(module, `${folderOf(move.to)}/__init__.py`, true);
      const name = stem(move.to);
      // The name that the file knows it by stays.
      const local = one.alias ?? one.name;
      const clause = name === local ? name : `${name} as ${local}`;
      if (rest.length === 0) {
        put(source, folder);
        put(one.node, clause);
      } else {
        const index = taken.findIndex((each) => each === one);
        const next = taken[index + 1];
        const previous = taken[index - 1];
        const [start, end] = next
          ? [one.node.startIndex, next.node.startIndex]
          : [previous!.node.endIndex, one.node.endIndex];
        edits.push({ start, end, text: '' });
        const lineStart = tree.text.lastIndexOf('\n', statement.startIndex - 1) + 1;
        const indent = tree.text.slice(lineStart, statement.startIndex);
        const line = /\r\n/.test(tree.text) ? '\r\n' : '\n';
        edits.push({
          start: statement.endIndex,
          end: statement.endIndex,
          text: `${line}${indent}from ${folder} import ${clause}`,
        });
      }
      return;
    }
    if (!isMoved || !module.startsWith('.')) return;
    // Its own relative imports begin somewhere else now.
    const targets = new Set(taken.map(({ file }) => file).filter((file) => file !== undefined));
    const target = whole.file ?? [...targets][0];
    if (target === undefined) return;
    const asFolder = taken.some(({ isWhole }) => isWhole) && whole.file === undefined;
    put(source, sourceTo(module, asFolder ? `${folderOf(target)}/__init__.py` : target, asFolder));
  }

  /** How a module is named from where the file is: relatively as it was, else by its whole name. */
  function sourceTo(module: string, target: WorkspacePath, isFolder = false): string {
    const whole = isFolder ? folderOf(target).replaceAll('/', '.') : moduleName(target);
    if (!module.startsWith('.')) return dotted(module, whole);
    const here = folderOf(at).split('/').filter(Boolean);
    const there = whole.split('.').filter(Boolean);
    let same = 0;
    while (same < here.length && same < there.length && here[same] === there[same]) same++;
    // Beyond the package there is nothing relative.
    if (same === 0 && here.length > 0) {
      doubts.push(`${path} imports “${module}” relatively, and from there that is not in the same package.`);
      return module;
    }
    return `${'.'.repeat(here.length - same + 1)}${there.slice(same).join('.')}`;
  }

  /** Names begin where packages do: what `src/shop/a.py` is called by leaves out `src`. */
  function dotted(written: string, whole: string): string {
    for (const old of [moduleName(move.from), folderOf(move.from).replaceAll('/', '.')]) {
      if (old !== written && !old.endsWith(`.${written}`)) continue;
      const prefix = old.slice(0, old.length - written.length);
      return whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
    }
    return whole;
  }

  function dottedTo(written: string): string {
    return dotted(written, moduleName(move.to));
  }

  function importStatement(statement: SyntaxNode): void {
    for (const child of statement.namedChildren) {
      const name =
        child?.type === 'aliased_import' ? field(child, 'name') : child?.type === 'dotted_name' ? child : undefined;
      if (!name || resolve(move.before, path, name.text, '*').file !== move.from) continue;
      const now = dottedTo(name.text);
      if (child?.type === 'aliased_import' || name.text.includes('.')) {
        put(name, now);
        if (child?.type !== 'aliased_import') sources.add(name.text);
        // The name that the file knows it by stays.
      } else put(name, now === name.text ? now : `${now} as ${name.text}`);
    }
  }

  /** `patch('shop.prices.now')` and `import_module('shop.prices')`: a string that begins with the module's whole name. */
  function replaced(node: SyntaxNode): void {
    const old = moduleName(move.from);
    for (let name = old; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
      if (
        node.text !== name &&
        !new RegExp(`^${name.replaceAll('.', String.raw`\.`)}(?:\\.[A-Za-z_]\\w*)+$`).test(node.text)
      )
        continue;
      if (resolve(move.before, path, name, '*').file !== move.from) continue;
      put(node, `${dottedTo(name)}${node.text.slice(name.length)}`);
      return;
    }
  }
}

const stem = (path: WorkspacePath): string => moduleName(path).split('.').at(-1)!;

/** `shop.prices` where the file says it as an expression. */
function* chainsOf(tree: SyntaxTree, dottedName: string): Generator<SyntaxNode> {
  for (const node of descend(tree.root))
    if (node.type === 'attribute' && node.text.replace(/\s+/g, '') === dottedName) yield node;
}
