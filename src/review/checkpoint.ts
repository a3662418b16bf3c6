import type { WorkspacePath } from '../testing/report.ts';
import { counted } from './evidenceText.ts';
import type { FileChange, Proposal } from './proposal.ts';
import { titleText } from './titleText.ts';

/** What some files read before an accept. */
export interface Checkpoint {
  readonly version: 1;
  /** When, as ISO 8601. */
  readonly at: string;
  /** Of the proposal that was accepted. */
  readonly title: string;
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly files: readonly {
    readonly path: WorkspacePath;
    /** Of the text, which is kept under it; left out for a file that was not there. */
    readonly hash?: string;
    readonly bytes: number;
  }[];
}

export interface KeptFile {
  readonly path: WorkspacePath;
  readonly text: string | undefined;
}

export function isCheckpoint(note: unknown): note is Checkpoint {
  if (typeof note !== 'object' || note === null) return false;
  const { version, at, title, root, files } = note as Partial<Record<keyof Checkpoint, unknown>>;
  return (
    version === 1 &&
    [at, title, root].every((each) => typeof each === 'string') &&
    !Number.isNaN(Date.parse(String(at))) &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(file: unknown): boolean {
  if (typeof file !== 'object' || file === null) return false;
  const { path, hash, bytes } = file as Partial<Record<keyof Checkpoint['files'][number], unknown>>;
  const isHash = hash === undefined || (typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash));
  return typeof path === 'string' && isHash && typeof bytes === 'number';
}

/** A checkpoint as a list shows it. */
export interface CheckpointRow {
  /** "Before: Use <= in isWithin" */
  readonly label: string;
  /** "5 min ago" */
  readonly description: string;
  /** "src/range.ts, src/new.ts (was not there)" */
  readonly detail: string;
}

export function checkpointRow({ title, at, files }: Checkpoint, now: number): CheckpointRow {
  const names = files.slice(0, 4).map(({ path, hash }) => (hash === undefined ? `${path} (was not there)` : path));
  const more = files.length > names.length ? [`and ${counted(files.length - names.length, 'more file')}`] : [];
  return {
    label: `Before: ${titleText(title)}`,
    description: agoText(now - Date.parse(at)),
    detail: [...names, ...more].join(', '),
  };
}

function agoText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${counted(Math.floor(minutes / (24 * 60)), 'day')} ago`;
}

/**
 * What brings the files back, for review like any change; undefined when they read so already.
 * @param now what the files read, `undefined` for one that is not there
 */
export function restoreProposal(
  { title, root, files }: Checkpoint,
  then: ReadonlyMap<WorkspacePath, string | undefined>,
  now: ReadonlyMap<WorkspacePath, string | undefined>,
  id: string,
): Proposal | undefined {
  const changes = files
    .map(({ path }): FileChange => ({ path, before: now.get(path), after: then.get(path) }))
    .filter(({ before, after }) => before !== after);
  if (changes.length === 0) return undefined;
  return {
    id,
    root,
    title: `Restore ${counted(changes.length, 'file')} as before: ${titleText(title)}`,
    changes,
    evidence: {
      verdict: 'untested',
      command: '',
      ...{ fixed: [], stillPassing: 0, stillFailing: [], flaky: [] },
      candidates: { generated: 0, parsed: 0, run: 0, passed: 0 },
      seconds: 0,
      warnings: ['Nothing was tested: this is what the files read before an accept.'],
    },
  };
}
