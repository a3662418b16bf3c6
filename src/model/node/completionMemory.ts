import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Transport } from '../completionTransport.ts';
import { fimFamilies } from '../fimFamily.ts';
import { isRecord } from './answerParts.ts';

/** Remembers by which way an endpoint fills: one small file for each endpoint, model and choice of format. */
export interface TransportKey {
  readonly baseUrl: string;
  readonly model: string;
  readonly format: string;
}

/** Raise it when a probe changes its meaning. */
const format = 1;

/** `undefined` when nothing usable is stored: a damaged file is a question to ask again. */
export async function readTransport(folder: string, key: TransportKey): Promise<Transport | undefined> {
  try {
    const stored: unknown = JSON.parse(await readFile(fileOf(folder, key), 'utf8'));
    const isOurs = isRecord(stored) && stored['format'] === format && sameKey(stored['key'], key);
    return isOurs ? transportOf(stored['transport']) : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all. @throws when the folder cannot be written. */
export async function writeTransport(folder: string, key: TransportKey, transport: Transport): Promise<void> {
  const file = fileOf(folder, key);
  const draft = `${file}.${randomUUID()}.tmp`;
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, JSON.stringify({ format, key: plain(key), transport }, undefined, 2));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export async function forgetTransport(folder: string, key: TransportKey): Promise<void> {
  await rm(fileOf(folder, key), { force: true });
}

function fileOf(folder: string, key: TransportKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(plain(key)))
    .digest('hex');
  return path.join(folder, `fill-${hash.slice(0, 24)}.json`);
}

function plain({ baseUrl, model, format: chosen }: TransportKey): TransportKey {
  return { baseUrl, model, format: chosen };
}

function sameKey(stored: unknown, key: TransportKey): boolean {
  return JSON.stringify(stored) === JSON.stringify(plain(key));
}

function transportOf(value: unknown): Transport | undefined {
  if (!isRecord(value)) return undefined;
  const { kind } = value;
  switch (kind) {
    case 'infill':
    case 'fimEndpoint':
    case 'suffix':
    case 'chat':
      return { kind };
    case 'raw': {
      const family = fimFamilies.find((known) => known === value['family']);
      return family && { kind, family };
    }
    default:
      return undefined;
  }
}
