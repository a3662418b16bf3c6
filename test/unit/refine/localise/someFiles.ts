/** A workspace of texts, read with the grammars that are shipped. */

import { openCodeFiles, type CodeFiles } from '../../../../src/refine/localise/codeFiles.ts';
import { createFileSyntax } from '../../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

export const syntax = createFileSyntax({ grammars, queries });

export function someFiles(texts: Readonly<Record<string, string>>): CodeFiles {
  const read = (path: string): Promise<string> => {
    const text = texts[path];
    return text === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(text);
  };
  return openCodeFiles(Object.keys(texts), read, (path, text) => syntax.read(path, text));
}
