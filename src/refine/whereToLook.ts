import { describeError } from '../base/errors.ts';
import type { Place, WorkspacePath } from '../testing/report.ts';
import type { Baseline } from './baseline.ts';
import type { FixRequest } from './fixRequest.ts';
import type { HostFunctions } from './hostFunctions.ts';
import type { CodeFiles } from './localise/codeFiles.ts';
import type { Evidence } from './localise/evidence.ts';
import { gatherEvidence } from './localise/gather.ts';
import { isSource } from './localise/lexicalSearch.ts';

/** Lines that were changed lately. @param isWanted whether a file's lines are of use. */
export type RecentLines = (
  isWanted: (path: WorkspacePath) => boolean,
  signal: AbortSignal,
) => Promise<readonly Place[]>;

export interface LookingDeps extends Pick<HostFunctions, 'searchIndex' | 'log'> {
  readonly recentLines?: RecentLines;
}

/** What points somewhere besides what ran. A search does not depend on it: where it fails there is none. */
export async function pointedAt(
  { issue, diagnostics = [] }: Pick<FixRequest, 'issue' | 'diagnostics'>,
  { failing }: Pick<Baseline, 'failing'>,
  { searchIndex, recentLines, log }: LookingDeps,
  files: CodeFiles,
  signal: AbortSignal,
): Promise<readonly Evidence[]> {
  try {
    const recent = (await recentLines?.(isSource, signal)) ?? [];
    const input = { failing, files, search: searchIndex, recent, diagnostics, ...(issue !== undefined && { issue }) };
    return await gatherEvidence(input, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn(`The words of the issue could not be used to find its place: ${describeError(error)}`);
    return [];
  }
}

/** Ends early, without an error, when it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
