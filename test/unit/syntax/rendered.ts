import { bodyOf, type Chunk } from '../../../src/syntax/chunk.ts';
import type { FileSyntax } from '../../../src/syntax/node/fileSyntax.ts';

/** All that a reader says of a file, to be compared with a golden text. */
export function rendered({ language, outline, chunks }: FileSyntax): string {
  const definitions = outline.definitions.map(({ kind, name, scope, startLine, endLine, signature, doc, exported }) => {
    const place = `${startLine}-${endLine}`;
    const lines = [`${exported ? '+' : '-'} ${place.padEnd(7)} ${kind} ${[...scope, name].join(' › ')}`];
    if (signature) lines.push(`    ${signature}`);
    if (doc) lines.push(`    ${JSON.stringify(doc)}`);
    return lines.join('\n');
  });
  const imports = outline.imports.map(({ module, names, line }) => {
    const taken = names.map(({ name, alias }) => (alias === name ? name : `${name} as ${alias}`)).join(', ');
    return `  ${line}: ${module} { ${taken} }`;
  });
  const references = new Map<string, string[]>();
  for (const { kind, name, line } of outline.references) {
    references.set(kind, [...(references.get(kind) ?? []), `${name}:${line}`]);
  }
  return [
    `language: ${language ?? 'none'}`,
    'definitions:',
    ...definitions,
    'imports:',
    ...imports,
    'references:',
    ...[...references].map(([kind, names]) => `  ${kind}: ${names.join(' ')}`),
    'chunks:',
    ...chunks.map(chunkLine),
    '',
  ].join('\n');
}

const chunkLine = ({ kind, name, scope, startLine, endLine, part }: Chunk): string =>
  `  ${startLine}-${endLine} ${kind} ${[...scope, name].join(' › ')}${part ? ` (part ${part})` : ''}`.trimEnd();

/** Numbers of the lines that have text, and of those whose text no chunk has in full. */
export function uncovered(text: string, chunks: readonly Chunk[]): number[] {
  const held = new Uint8Array(text.length);
  for (const { start, end, omitted } of chunks) {
    let at = start;
    for (const omission of omitted) {
      held.fill(1, at, omission.start);
      at = omission.end;
    }
    held.fill(1, at, end);
  }
  const missing: number[] = [];
  let at = 0;
  for (const [row, line] of text.split('\n').entries()) {
    for (let column = 0; column < line.length; column++) {
      if (line[column]!.trim() && !held[at + column]) {
        missing.push(row + 1);
        break;
      }
    }
    at += line.length + 1;
  }
  return missing;
}

/** How many lines with text each chunk shows. */
export const sizes = (text: string, chunks: readonly Chunk[]): number[] =>
  chunks.map(
    (chunk) =>
      bodyOf(text, chunk)
        .split('\n')
        .filter((line) => line.trim()).length,
  );
