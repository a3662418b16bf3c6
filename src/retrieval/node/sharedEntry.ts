/** The way into a shared index: its two collections, and its head, if it is of a format that this Touchstone knows. */
import type { Log } from '../../base/log.ts';
import type { SharedRole } from '../shared.ts';
import { SharedServerError, type SharedServer } from './chromaServer.ts';
import type { SharedCollections } from './sharedPublisher.ts';
import { filesCollection, headId, sharedFormat, unpackHead, type SharedHead } from './sharedRecords.ts';
import { storeFormat } from './shardCodec.ts';

export interface SharedEntryOptions {
  /** Of the collections. */
  readonly name: string;
  readonly role: SharedRole;
  /** What messages call it. */
  readonly title: string;
  readonly log: Log;
}

export interface SharedEntry {
  readonly collections: SharedCollections;
  /** Undefined when nothing was written yet. */
  readonly head: SharedHead | undefined;
}

/** @throws SharedServerError */
export async function openCollections(
  server: SharedServer,
  options: SharedEntryOptions,
  signal: AbortSignal,
): Promise<SharedCollections> {
  const { name, role } = options;
  if (role === 'index') {
    return {
      chunks: await server.create(name, signal),
      files: await server.create(filesCollection(name), signal),
    };
  }
  try {
    return { chunks: await server.open(name, signal), files: await server.open(filesCollection(name), signal) };
  } catch (error) {
    if (error instanceof SharedServerError && error.isMissing) throw nothingYet(options, error);
    throw error;
  }
}

/** Whoever may write begins anew where it is of an older format. @throws SharedServerError */
export async function enter(
  server: SharedServer,
  collections: SharedCollections,
  options: SharedEntryOptions,
  signal: AbortSignal,
): Promise<SharedEntry> {
  const { role, title } = options;
  const fields = (await collections.files.get([headId], signal)).get(headId);
  if (!fields) {
    if (role === 'search') throw nothingYet(options);
    return { collections, head: undefined };
  }
  const [format, store] = [Number(fields['format']), Number(fields['store'])];
  if (format === sharedFormat && store === storeFormat) {
    const head = unpackHead(fields);
    if (head) return { collections, head };
  }
  if (format > sharedFormat || store > storeFormat)
    throw new SharedServerError(
      `The shared index ${title} was written by a newer Touchstone.`,
      'Update Touchstone on this machine. Until then it searches what is on this machine.',
      'refused',
    );
  if (role === 'search')
    throw new SharedServerError(
      `The shared index ${title} was written by an older Touchstone.`,
      'Update the machine that writes it. Until then this one searches what it holds itself.',
      'refused',
    );
  return { collections: await startAnew(server, options, signal), head: undefined };
}

async function startAnew(
  server: SharedServer,
  options: SharedEntryOptions,
  signal: AbortSignal,
): Promise<SharedCollections> {
  const { name, title, log } = options;
  log.info(`The shared index ${title} is of an older format and is written anew.`);
  await server.drop(name, signal);
  await server.drop(filesCollection(name), signal);
  return openCollections(server, options, signal);
}

function nothingYet({ title }: SharedEntryOptions, cause?: unknown): SharedServerError {
  return new SharedServerError(
    `There is no shared index ${title} yet.`,
    'Let one machine index this repository with the role “index”, or with “touchstone index --shared”.',
    'refused',
    { cause },
  );
}
