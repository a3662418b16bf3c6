import type { WorkspacePath } from '../../../testing/report.ts';
import type { ExactDeps } from '../exactDeps.ts';
import type { Extraction, Refused, Written } from './extraction.ts';
import { writtenInCompiled } from './writtenInCompiled.ts';
import { writtenInPython } from './writtenInPython.ts';
import { writtenInScript } from './writtenInScript.ts';

/** The new function and its call, in the words of the language. */
export async function writtenIn(
  extraction: Extraction,
  path: WorkspacePath,
  deps: Pick<ExactDeps, 'files' | 'typeScript'>,
  signal: AbortSignal,
): Promise<Written | Refused> {
  switch (extraction.tree.language) {
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return writtenInScript(extraction, path, deps, signal);
    case 'python':
      return writtenInPython(extraction);
    case 'java':
    case 'go':
      return writtenInCompiled(extraction);
    case 'rust':
      return {
        kind: 'refused',
        why: 'What is borrowed and what is moved cannot be told from the syntax of Rust alone.',
        next: 'Choose a model.',
      };
  }
}
