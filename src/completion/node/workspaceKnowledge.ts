/**
 * Reads a workspace for the embedded engine: the files that may be indexed, one family of languages when first asked
 * for it, those nearest to the file that asked first.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { paceSteps, type Steps } from '../../base/steps.ts';
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

/** Of one family: some 6 million tokens, which take about 120 MB; farther files say little. */
const mostBytesOfFamily = 24_000_000;
/** Of all of them. When there is more, the family that was asked for longest ago is forgotten. */
const mostBytesInAll = 32_000_000;
/** How long the thread may be busy with reading while somebody may want an answer. */
const pace = { sliceMs: 8, turn };

interface Family {
  readonly knowledge: Knowledge;
  readonly bytes: number;
}

export function createWorkspaceKnowledge(options: SelectionOptions): WorkspaceKnowledge {
  /** The one that was asked for last comes last. */
  const known = new Map<string, Family>();
  const reading = new Map<string, Promise<void>>();
  const nothing = new Map<string, Knowledge>();
  const changes = new Map<string, string | undefined>();
  let listed: Promise<readonly FoundFile[]> | undefined;

  const of = (path: string): Knowledge => {
    const family = familyOf(path);
    const found = known.get(family)?.knowledge ?? nothing.get(family);
    if (found) return found;
    const none = Knowledge.nothing();
    nothing.set(family, none);
    return none;
  };

  async function readFamily(path: string, signal: AbortSignal): Promise<void> {
    const family = familyOf(path);
    listed ??= paceSteps(list(options), pace, signal);
    const all = await listed;
    const wanted = nearestFirst(
      all.filter((file) => familyOf(file.path) === family),
      path,
    );
    const read = await paceSteps(readKnowledge(options, wanted), pace, signal);
    const { knowledge } = read;
    for (const [place, text] of changes) if (familyOf(place) === family) knowledge.change(place, text);
    known.set(family, read);
    nothing.delete(family);
    forgetOldest();
  }

  function forgetOldest(): void {
    let bytes = [...known.values()].reduce((sum, family) => sum + family.bytes, 0);
    for (const [family, { bytes: size }] of known) {
      if (bytes <= mostBytesInAll || known.size === 1) return;
      known.delete(family);
      reading.delete(family);
      bytes -= size;
    }
  }

  return {
    of,
    read(path, signal) {
      const family = familyOf(path);
      const found = known.get(family);
      if (found) {
        known.delete(family);
        known.set(family, found);
      }
      if (found?.knowledge.isOld) {
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

function* list(options: SelectionOptions): Steps<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const judged of selectFiles(options).walk()) {
    if (judged.kind === 'found') found.push(judged.file);
    yield;
  }
  return found;
}

function* readKnowledge({ root, mostBytes }: SelectionOptions, wanted: readonly FoundFile[]): Steps<Family> {
  const files: CorpusFile[] = [];
  let bytes = 0;
  for (const { path, size } of wanted) {
    if (bytes + size > mostBytesOfFamily) break;
    const verdict = readTextFile(root, path, mostBytes);
    if (verdict.kind === 'text') {
      files.push({ path, text: verdict.text });
      bytes += size;
    }
    yield;
  }
  return { knowledge: yield* Knowledge.of(files), bytes };
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
