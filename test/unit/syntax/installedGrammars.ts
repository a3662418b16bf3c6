import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grammarFiles } from '../../../scripts/grammars.ts';

/** A folder with the grammars as a build has it, made of links. */
export const grammars = mkdtempSync(join(tmpdir(), 'touchstone-grammars-'));
for (const [name, path] of grammarFiles) symlinkSync(path, join(grammars, name));
process.once('exit', () => rmSync(grammars, { recursive: true, force: true }));

export const queries = join(import.meta.dirname, '../../../src/syntax/queries');
