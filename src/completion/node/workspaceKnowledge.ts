/**
 * Reads a workspace for the embedded engine: the files that may be indexed, one family of languages when first asked
 * for it, those nearest to the file that asked first.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { selectFiles, type FoundFile, type SelectionOptions } from '../../retrieval/node/fileSelection.ts';
import { readTextFile } from '../../retrieval/node/textFile.ts';
import type { CorpusFile } from '../embedded/corpus.ts';
import { familyOf } from '../embedded/family.ts';
import { Knowledge } from '../embedded/knowledge.ts';

export interface WorkspaceKnowledge {
  /** What is known for a file at this moment; nothing until its family was read. */
  of(path: string): Knowledge;
  /** Reads what is needed for a file, or resolves at once when that was done. */
  read(path: string, signal: AbortSignal): Promise<void>;
  /** A file was written, or is gone (`undefined`). */
  change(path: string, text: string | undefined): void;
}

/** Some 6 million tokens, which take about 120 MB; farther files say little. */
const mostBytesInAll = 24_000_000;
/** How long the thread may be busy with reading while somebody may want an answer. */
const sliceMs = 20;

export function createWorkspaceKnowledge(options: SelectionOptions): WorkspaceKnowledge {
  const known = new Map<string, Knowledge>();
  const reading = new Map<string, Promise<void>>();
  const nothing = new Map<string, Knowledge>();
  const changes = new Map<string, string | undefined>();
  let listed: Promise<readonly FoundFile[]> | undefined;

  const of = (path: string): Knowledge => {
    const family = familyOf(path);
    const found = known.get(family) ?? nothing.get(family);
    if (found) return found;
    const none = new Knowledge([]);
    nothing.set(family, none);
    return none;
  };

  async function readFamily(path: string, signal: AbortSignal): Promise<void> {
    const family = familyOf(path);
    listed ??= list(options, signal);
    const all = await listed;
    const wanted = nearestFirst(
      all.filter((file) => familyOf(file.path) === family),
      path,
    );
    const files = await readFiles(options, wanted, signal);
    const knowledge = new Knowledge(files);
    for (const [place, text] of changes) if (familyOf(place) === family) knowledge.change(place, text);
    known.set(family, knowledge);
    nothing.delete(family);
  }

  return {
    of,
    read(path, signal) {
      const family = familyOf(path);
      if (known.get(family)?.isOld) {
        listed = undefined;
        changes.clear();
        reading.delete(family);
      }
      let one = reading.get(family);
      if (!one) {
        one = readFamily(path, signal);
        // A cancelled or failed reading is begun anew by the next request.
        one.catch(() => {
          listed = undefined;
          reading.delete(family);
        });
        reading.set(family, one);
      }
      return one;
    },
    change(path, text) {
      changes.set(path, text);
      of(path).change(path, text);
    },
  };
}

async function list(options: SelectionOptions, signal: AbortSignal): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  let since = performance.now();
  for (const judged of selectFiles(options).walk()) {
    if (judged.kind === 'found') found.push(judged.file);
    if (performance.now() - since < sliceMs) continue;
    await turn();
    signal.throwIfAborted();
    since = performance.now();
  }
  return found;
}

async function readFiles(
  { root, mostBytes }: SelectionOptions,
  wanted: readonly FoundFile[],
  signal: AbortSignal,
): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  let bytes = 0;
  let since = performance.now();
  for (const { path, size } of wanted) {
    if (bytes + size > mostBytesInAll) break;
    const verdict = readTextFile(root, path, mostBytes);
    if (verdict.kind === 'text') {
      files.push({ path, text: verdict.text });
      bytes += size;
    }
    if (performance.now() - since < sliceMs) continue;
    await turn();
    signal.throwIfAborted();
    since = performance.now();
  }
  return files;
}

/** Those that share most of their folders with a path. */
function nearestFirst(files: readonly FoundFile[], path: string): readonly FoundFile[] {
  const folders = path.split('/').slice(0, -1);
  const near = (file: FoundFile): number => {
    const parts = file.path.split('/');
    let shared = 0;
    while (shared < folders.length && parts[shared] === folders[shared]) shared++;
    return shared;
  };
  return files
    .map((file) => ({ file, shared: near(file) }))
    .sort((a, b) => b.shared - a.shared || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}
