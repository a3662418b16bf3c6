/** From a path to what the index keeps of the file: read, judged, parsed, cut into chunks, its terms counted. */
import type { Disposable } from '../../base/dispose.ts';
import { coarseChunks, stretchesOf, type Chunk } from '../../syntax/chunk.ts';
import { createFileSyntax } from '../../syntax/node/fileSyntax.ts';
import { linksOf } from '../graph/fileLinks.ts';
import { packLinks } from '../graph/packedLinks.ts';
import { termTable, type ChunkSource, type TermTable } from '../terms.ts';
import { packFile, type FileFacts, type PackedFile } from './fileRecord.ts';
import type { FileStamp } from './fileSelection.ts';
import { hashOf, judgeText, readTextFile, type TextVerdict } from './textFile.ts';

export interface ReaderOptions {
  /** Absolute and real. */
  readonly root: string;
  readonly mostBytes: number;
  /** Absolute paths of the folders of the grammars and of their queries. */
  readonly grammars: string;
  readonly queries: string;
}

export interface ReadJob {
  readonly path: string;
  /** What an editor holds and has not saved; left out, the file is read. */
  readonly unsaved?: string;
  /** Of the content that the index has: if it is still that, nothing is parsed. */
  readonly knownHash?: string;
  /** Not by its syntax: it is put together from lines, as what has no grammar. */
  readonly wordsAlone?: boolean;
}

export type ReadFile =
  | { readonly kind: 'file'; readonly file: PackedFile }
  | { readonly kind: 'same'; readonly stamp: FileStamp }
  | { readonly kind: 'gone' };

export interface FileReader extends Disposable {
  read(job: ReadJob): Promise<ReadFile>;
}

const noLinks = new Uint8Array(0);

export function createFileReader({ root, mostBytes, grammars, queries }: ReaderOptions): FileReader {
  const syntax = createFileSyntax({ grammars, queries });
  return {
    async read({ path, unsaved, knownHash, wordsAlone = false }) {
      const found = unsaved === undefined ? readTextFile(root, path, mostBytes) : judgeUnsaved(path, unsaved);
      if (found.kind === 'gone') return { kind: 'gone' };
      if (wordsAlone) return found.kind === 'text' ? glimpseOf(path, found.text) : { kind: 'gone' };
      const { hash, stamp } = found;
      if (hash === knownHash && hash !== '') return { kind: 'same', stamp };
      const facts: FileFacts = { path, hash, stamp, language: undefined, refusal: undefined };
      if (found.kind === 'refused') {
        const refusal = { why: found.why, reason: found.reason };
        return { kind: 'file', file: packFile({ ...facts, refusal }, [], termTable([]), noLinks) };
      }
      const { text } = found;
      const { language, outline, chunks } = await syntax.read(path, text);
      const links = packLinks(linksOf(path, text, language, outline, chunks));
      const terms = termsOfAll(path, text, chunks);
      return { kind: 'file', file: packFile({ ...facts, language }, chunks, terms, links) };
    },
    dispose: () => syntax.dispose(),
  };
}

/** Without a hash and a stamp it is not taken for what is on disk: that is still to be read. */
function glimpseOf(path: string, text: string): ReadFile {
  const chunks = coarseChunks(text);
  const facts: FileFacts = { path, hash: '', stamp: noStamp, language: undefined, refusal: undefined };
  return { kind: 'file', file: packFile(facts, chunks, termsOfAll(path, text, chunks), noLinks) };
}

/** The stamp is of no file, so what is on disk is read again once the editor has let go of it. */
function judgeUnsaved(path: string, unsaved: string): TextVerdict {
  return { ...judgeText(path, unsaved), hash: hashOf(unsaved), stamp: noStamp };
}

const noStamp: FileStamp = { size: 0, mtimeMs: 0, ctimeMs: 0 };

const termsOfAll = (path: string, text: string, chunks: readonly Chunk[]): TermTable =>
  termTable(chunks.map((chunk) => sourceOf(path, text, chunk)));

function sourceOf(path: string, text: string, chunk: Chunk): ChunkSource {
  const { name, scope, signature, doc } = chunk;
  return { path, name, scope, signature, doc, text, body: stretchesOf(chunk) };
}
