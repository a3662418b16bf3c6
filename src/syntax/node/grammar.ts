import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { TouchstoneError } from '../../base/errors.ts';
import type { GrammarId } from '../grammars.ts';

const runtimeFile = 'web-tree-sitter.wasm';

/**
 * A grammar out of the folder of the grammars' `.wasm` files. The runtime's own `.wasm` is taken from there when it is
 * there (a bundle), else from the installed package.
 */
export async function loadGrammar(grammars: string, id: GrammarId): Promise<Language> {
  await startRuntime(grammars);
  const file = join(grammars, `tree-sitter-${id}.wasm`);
  try {
    return await Language.load(file);
  } catch (cause) {
    throw new TouchstoneError(
      `The ${id} grammar could not be loaded from ${file}`,
      'Reinstall the extension; its files seem to be incomplete.',
      { cause },
    );
  }
}

let runtime: Promise<void> | undefined;

/** The runtime is one for the whole process: tree-sitter keeps it in a module variable. */
function startRuntime(grammars: string): Promise<void> {
  runtime ??= Parser.init({ locateFile: () => runtimePath(grammars) }).catch((cause: unknown) => {
    runtime = undefined;
    throw new TouchstoneError(
      'The syntax parser could not be started.',
      'Reinstall the extension; its files seem to be incomplete.',
      { cause },
    );
  });
  return runtime;
}

function runtimePath(grammars: string): string {
  const bundled = join(grammars, runtimeFile);
  if (existsSync(bundled)) return bundled;
  return createRequire(join(grammars, 'x.js')).resolve(`web-tree-sitter/${runtimeFile}`);
}
