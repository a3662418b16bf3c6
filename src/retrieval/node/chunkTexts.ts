/** The texts of a file's chunks for an embedding model. The index does not keep them: they are read again. */
import { bodyOf } from '../../syntax/chunk.ts';
import { embeddingText } from '../embeddingText.ts';
import type { FileTable, TableFile } from './fileTable.ts';
import { hashOf, readTextFile } from './textFile.ts';

export interface ChunkEmbeddingText {
  /** What its vector is remembered by: 16 bytes, as characters. */
  readonly key: string;
  readonly text: string;
}

export const keyLength = 16;

export interface TextSource {
  /** Absolute and real. */
  readonly root: string;
  readonly mostBytes: number;
  readonly table: Pick<FileTable, 'chunk'>;
}

/** @returns undefined when the file is no more what was indexed: whoever saw that will have it indexed again. */
export function chunkTexts(file: TableFile, { root, mostBytes, table }: TextSource): ChunkEmbeddingText[] | undefined {
  const { path, hash } = file.facts;
  const found = readTextFile(root, path, mostBytes);
  if (found.kind !== 'text' || found.hash !== hash) return undefined;
  const texts: ChunkEmbeddingText[] = [];
  for (let id = file.firstId; id < file.firstId + file.chunkCount; id++) {
    const chunk = table.chunk(id);
    if (!chunk) return undefined;
    const { name, scope, signature } = chunk;
    const { text, content } = embeddingText({ path, name, scope, signature, body: bodyOf(found.text, chunk) });
    texts.push({ key: Buffer.from(hashOf(content), 'hex').toString('latin1'), text });
  }
  return texts;
}
