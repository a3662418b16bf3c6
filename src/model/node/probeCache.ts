import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Probed } from '../probed.ts';
import { isRecord } from './answerParts.ts';

/** Remembers what was learnt about an endpoint: one small file for each, so that two windows never collide. */
export interface ProbeKey {
  readonly baseUrl: string;
  readonly model: string;
  readonly embeddingModel: string;
}

/** Raise it when a probe changes its meaning: files of another format are asked for anew. */
const format = 1;

/** `undefined` when nothing usable is stored: a damaged file is no error, only a question to ask again. */
export async function readProbed(folder: string, key: ProbeKey): Promise<Probed | undefined> {
  try {
    const stored: unknown = JSON.parse(await readFile(fileOf(folder, key), 'utf8'));
    return isRecord(stored) && stored['format'] === format && sameKey(stored['key'], key)
      ? probedOf(stored['probed'])
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all. @throws when the folder cannot be written. */
export async function writeProbed(folder: string, key: ProbeKey, probed: Probed): Promise<void> {
  const file = fileOf(folder, key);
  const draft = `${file}.${randomUUID()}.tmp`;
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, JSON.stringify({ format, key: plainKey(key), probed }, undefined, 2));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

export async function forgetProbed(folder: string, key: ProbeKey): Promise<void> {
  await rm(fileOf(folder, key), { force: true });
}

function fileOf(folder: string, key: ProbeKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(plainKey(key)))
    .digest('hex');
  return path.join(folder, `endpoint-${hash.slice(0, 24)}.json`);
}

function plainKey({ baseUrl, model, embeddingModel }: ProbeKey): ProbeKey {
  return { baseUrl, model, embeddingModel };
}

function sameKey(stored: unknown, key: ProbeKey): boolean {
  return JSON.stringify(stored) === JSON.stringify(plainKey(key));
}

function probedOf(value: unknown): Probed | undefined {
  if (!isRecord(value) || !isRecord(value['dialect'])) return undefined;
  const { suffix, infill, tools, json, embeddings, contextTokens, pictures, dialect } = value;
  const { limit, temperature, streamUsage } = dialect;
  if (
    typeof suffix !== 'boolean' ||
    typeof infill !== 'boolean' ||
    typeof tools !== 'boolean' ||
    typeof embeddings !== 'boolean' ||
    typeof temperature !== 'boolean' ||
    typeof streamUsage !== 'boolean' ||
    (json !== undefined && json !== 'schema' && json !== 'object') ||
    (pictures !== undefined && typeof pictures !== 'boolean') ||
    (contextTokens !== undefined && typeof contextTokens !== 'number') ||
    (limit !== 'max_tokens' && limit !== 'max_completion_tokens')
  )
    return undefined;
  return {
    ...{ suffix, infill, tools, json, embeddings, contextTokens, dialect: { limit, temperature, streamUsage } },
    ...(pictures !== undefined && { pictures }),
  };
}
