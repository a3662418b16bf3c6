/** What a line uses that another file defines: found without the product's own resolver, so that it cannot agree with itself. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { run } from '../../../scripts/childProcess.ts';
import { childEnvironment, ScriptError } from '../../../scripts/project.ts';
import type { BenchPackage } from '../retrieval/packages.ts';
import { goUses } from './goTruth.ts';
import { scriptUses } from './scriptTruth.ts';
import type { Sources, Use } from './use.ts';

/** @param root absolute path of the folder that the paths begin in. */
export async function usesOf(language: BenchPackage['language'], root: string, sources: Sources): Promise<Use[]> {
  switch (language) {
    case 'TypeScript':
    case 'JavaScript':
      return scriptUses(root, [...sources.keys()]);
    case 'Go':
      return goUses(sources);
    case 'Python':
      return told('python3', [join(import.meta.dirname, 'pythonTruth.py'), root], sources);
    case 'Java':
      return told('java', [join(import.meta.dirname, 'JavaTruth.java'), root], sources);
    case 'Rust':
      throw new ScriptError('Nothing here resolves the names of Rust.');
  }
}

/** Of a program in the language's own tools, which reads paths and prints one use a line. */
async function told(command: string, args: readonly string[], sources: Sources): Promise<Use[]> {
  const folder = await mkdtemp(join(os.tmpdir(), 'touchstone-truth-'));
  try {
    const [list, answer] = [join(folder, 'files'), join(folder, 'uses')];
    await writeFile(list, [...sources.keys()].join('\n'));
    const { code, output } = await run(command, [...args, list, answer], {
      cwd: folder,
      env: childEnvironment(),
      timeoutSeconds: 600,
    });
    if (code !== 0) throw new ScriptError(`${command} could not resolve the names: ${output.trim().slice(-1000)}`);
    return (await readFile(answer, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [path, at, column, name, file, definedAt] = line.split('\t') as [
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        return {
          path,
          line: Number(at),
          column: Number(column),
          name,
          target: { path: file, line: Number(definedAt) },
        };
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
