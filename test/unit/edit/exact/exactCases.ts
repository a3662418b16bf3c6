/**
 * Examples of exact edits in a text file, each with its title, the instruction, the files before with «» around what is
 * selected, and below an arrow the files that change, as they are then, or the reason why not.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exactEdit } from '../../../../src/edit/exact/exactEdit.ts';
import { FileTree } from '../../../../src/retrieval/graph/fileTree.ts';
import { createParser, type TreeSitter } from '../../../../src/syntax/node/parser.ts';
import { emptyOutline } from '../../../../src/syntax/outline.ts';
import { grammars } from '../../syntax/installedGrammars.ts';

export interface ExactCase {
  readonly title: string;
  readonly instruction: string;
  readonly files: Readonly<Record<string, string>>;
  /** As `shown` writes it. */
  readonly expected: string;
}

export function casesIn(name: string): ExactCase[] {
  const text = readFileSync(path.join(import.meta.dirname, name), 'utf8');
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = '', expected = ''] = part.split(/^--->[ ]?/m);
      const [title = '', instruction = '', ...rest] = head.split('\n');
      return {
        title,
        instruction: instruction.replace(/^\$ /, ''),
        files: filesOf(rest.join('\n')),
        expected: expected.trim(),
      };
    });
}

export function filesOf(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const part of text.split(/^### /m).slice(1)) {
    const end = part.indexOf('\n');
    files[part.slice(0, end)] = part.slice(end + 1);
  }
  return files;
}

export const openParser = (): TreeSitter => createParser({ grammars });

/** What becomes of a case, written as the files of cases have it. */
export async function outcomeOf(
  { instruction, files }: Pick<ExactCase, 'instruction' | 'files'>,
  parser: TreeSitter,
): Promise<string> {
  const texts = new Map<string, string>();
  let place: { path: string; offsets: { start: number; end: number } } | undefined;
  const tree = new FileTree();
  for (const [file, marked] of Object.entries(files)) {
    tree.add(file);
    const start = marked.indexOf('«');
    if (start >= 0) place = { path: file, offsets: { start, end: marked.indexOf('»') - 1 } };
    texts.set(file, marked.replace('«', '').replace('»', ''));
  }
  const result = await exactEdit(
    { root: '/project', instruction, tests: { kind: 'none' }, ...(place && { place }) },
    {
      files: {
        paths: () => Promise.resolve([...texts.keys()]),
        text: (file) => Promise.resolve(texts.get(file)),
        whyNot: () => undefined,
      },
      parse: parser.parse,
      readOutline: () => Promise.resolve(emptyOutline),
      project: () => Promise.resolve({ tree, facts: new Map(), declaring: () => [] }),
      hasModel: false,
    },
    new AbortController().signal,
  );
  if (!result) return 'NOT EXACT';
  if (result.kind === 'refused') return `REFUSED ${result.why}`;
  const notes = result.notes.map((note) => `! ${note}\n`);
  return `${notes.join('')}${[...result.texts].map(([file, text]) => `### ${file}\n${text}`).join('')}`.trim();
}
