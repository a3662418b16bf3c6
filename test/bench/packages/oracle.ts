/** What packages really offer: what is there once they have run, and what the TypeScript compiler sees in their types. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import ts from 'typescript';

export interface Real {
  readonly name: string;
  /** Names that it exports when it runs; `undefined` when it does not run here. */
  readonly running: readonly string[] | undefined;
  /** Names of its types, types alone included; `undefined` when it has none. */
  readonly typed: readonly string[] | undefined;
  /** `Class.member` of what its types export. */
  readonly members: readonly string[];
}

const probe = `
const name = process.argv[1];
const keys = (value) => (value !== null && (typeof value === 'object' || typeof value === 'function') ? Object.keys(value) : []);
process.stdout.write = ((write) => (text, ...rest) => text.startsWith?.('\\u0000') ? write.call(process.stdout, text, ...rest) : true)(process.stdout.write);
const names = new Set();
let ran = false;
try { const all = await import(name); ran = true; for (const key of Object.keys(all)) names.add(key); } catch {}
try { const { createRequire } = await import('node:module'); const all = createRequire(process.cwd() + '/x.js')(name); ran = true; for (const key of keys(all)) names.add(key); } catch {}
process.stdout.write('\\u0000' + JSON.stringify({ ran, names: [...names] }) + '\\n');
process.exit(0);
`;

const longestRun = 15_000;

export async function realNames(root: string, names: readonly string[]): Promise<Real[]> {
  const typed = typedNames(root, names);
  const found: Real[] = [];
  for (const name of names) {
    const { top, members } = typed.get(name) ?? { top: undefined, members: [] };
    found.push({ name, running: await runningNames(root, name), typed: top, members });
  }
  return found;
}

async function runningNames(root: string, name: string): Promise<string[] | undefined> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', probe, name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: longestRun,
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const line = output.split('\n').find((one) => one.startsWith('\0'));
  if (line === undefined) return undefined;
  const { ran, names } = JSON.parse(line.slice(1)) as { ran: boolean; names: string[] };
  return ran ? names.filter((key) => /^[\w$]+$/.test(key) && key !== '__esModule' && !/^\d/.test(key)) : undefined;
}

function typedNames(root: string, names: readonly string[]): Map<string, { top: string[]; members: string[] }> {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    types: ['node'],
    skipLibCheck: true,
    noEmit: true,
    esModuleInterop: true,
  };
  const file = path.join(root, 'packagesOracle.mts');
  const source = names.map((name, at) => `import * as m${at} from ${JSON.stringify(name)};`).join('\n');
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (place, ...rest) =>
    place === file ? ts.createSourceFile(place, source, ts.ScriptTarget.ESNext, true) : read(place, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (place) => place === file || exists(place);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const found = new Map<string, { top: string[]; members: string[] }>();
  program.getSourceFile(file)!.forEachChild((node) => {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
    const symbol = checker.getSymbolAtLocation(node.moduleSpecifier);
    const from = symbol?.declarations?.[0]?.getSourceFile().fileName ?? '';
    if (!symbol || !/\.d\.[cm]?ts$/.test(from)) return;
    const exported = checker.getExportsOfModule(symbol).filter(({ name }) => /^[\w$]+$/.test(name));
    found.set(node.moduleSpecifier.text, {
      top: exported.map(({ name }) => name),
      members: exported.slice(0, 60).flatMap((one) => membersOf(checker, one)),
    });
  });
  return found;
}

function membersOf(checker: ts.TypeChecker, exported: ts.Symbol): string[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (exported.name === 'default' || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
  return checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .filter((property) => {
      const hidden = property.declarations?.some(
        (one) => ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
      );
      return /^[A-Za-z$][\w$]*$/.test(property.name) && !hidden;
    })
    .slice(0, 40)
    .map((property) => `${exported.name}.${property.name}`);
}
