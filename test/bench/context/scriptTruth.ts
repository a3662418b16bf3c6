/** TypeScript's own compiler says what every name of a package means. */

import { join, relative } from 'node:path';
import ts from 'typescript';
import type { Use } from './use.ts';

export function scriptUses(root: string, paths: readonly string[]): Use[] {
  const program = ts.createProgram({
    rootNames: paths.map((path) => join(root, path)),
    options: {
      allowJs: true,
      noLib: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ESNext,
      skipLibCheck: true,
    },
  });
  const checker = program.getTypeChecker();
  const known = new Map(paths.map((path) => [join(root, path), path]));
  const uses: Use[] = [];
  for (const path of paths) {
    const source = program.getSourceFile(join(root, path));
    if (!source) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportEqualsDeclaration(node)) return;
      if (isRequire(node)) return;
      if (ts.isIdentifier(node)) {
        const place = definitionOf(checker, node, source);
        const file = place && known.get(place.getSourceFile().fileName);
        if (place && file !== undefined) {
          const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
          const target = place.getSourceFile();
          const { line: at } = target.getLineAndCharacterOfPosition(nameStart(place));
          uses.push({
            path,
            line: line + 1,
            column: character + 1,
            name: node.text,
            target: { path: file, line: at + 1 },
          });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return uses.filter(({ target }) => !relative(root, join(root, target.path)).startsWith('..'));
}

function definitionOf(checker: ts.TypeChecker, node: ts.Identifier, source: ts.SourceFile): ts.Declaration | undefined {
  let symbol = checker.getSymbolAtLocation(node);
  if (symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol);
  const declarations = symbol?.declarations ?? [];
  // What is also declared here, by a merged declaration or an assignment, is not from elsewhere.
  if (declarations.length === 0 || declarations.some((one) => one.getSourceFile() === source)) return undefined;
  const [first] = declarations;
  return first && !ts.isSourceFile(first) ? first : undefined;
}

const nameStart = (node: ts.Declaration): number => (ts.getNameOfDeclaration(node) ?? node).getStart();

const isRequire = (node: ts.Node): boolean =>
  ts.isVariableDeclaration(node) &&
  node.initializer !== undefined &&
  ts.isCallExpression(node.initializer) &&
  ts.isIdentifier(node.initializer.expression) &&
  node.initializer.expression.text === 'require';
