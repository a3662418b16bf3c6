/** The options of the command line that name a shared index. */
import { TouchstoneError } from '../../base/errors.ts';
import { sharedAddress, type SharedRole, type SharedSettings } from '../shared.ts';
import type { IndexStatus } from '../indexStatus.ts';
import { sharedNameOf } from './repositoryName.ts';

export const sharedFlags = {
  shared: { type: 'string' },
  'shared-name': { type: 'string' },
  'shared-hold': { type: 'string' },
} as const;

export const sharedUsage = `  --shared URL          a Chroma server with an index for the whole team: “index” also writes what it has indexed,
                        “search” takes from there what others have indexed. TOUCHSTONE_SHARED_TOKEN is sent to it
  --shared-name NAME    the collection there (default: by the git remote of DIR)
  --shared-hold WHAT    how much of it is kept here: auto, all, or changed (only what differs here)
`;

/**
 * @param values as `parseArgs` gives them.
 * @returns undefined when no shared index is wanted.
 * @throws TouchstoneError for what cannot be used; the editor would go on without, a script should not.
 */
export async function sharedOf(
  root: string,
  role: SharedRole,
  values: Readonly<Record<string, unknown>>,
  token: string | undefined,
): Promise<(SharedSettings & { readonly token?: string }) | undefined> {
  const { shared: url, 'shared-name': name = '', 'shared-hold': hold = 'auto' } = values;
  if (typeof url !== 'string') return undefined;
  sharedAddress(url);
  if (hold !== 'auto' && hold !== 'all' && hold !== 'changed')
    throw new TouchstoneError(
      `--shared-hold takes auto, all or changed, not “${String(hold)}”.`,
      'Give one of the three.',
    );
  const collection = await sharedNameOf(root, String(name));
  return { url, role, collection, hold, ...(token !== undefined && token !== '' && { token }) };
}

/** @throws TouchstoneError when a shared index was to be written and was not. */
export function checkWritten({ shared }: IndexStatus): void {
  if (shared?.role === 'index' && shared.state !== 'joined')
    throw new TouchstoneError('The index is built, but the shared index was not written.', shared.message);
}
