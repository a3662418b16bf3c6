/** What it costs to embed a workspace, said before anything is sent. Only plain data: it crosses threads. */

import type { EmbeddingLimits } from '../model/embedding.ts';

export interface EmbeddingPlan {
  readonly model: string;
  /** The endpoint, for a person: a host. */
  readonly provider: string;
  readonly isLocal: boolean;
  /** To be embedded: what has its vector already is not counted. */
  readonly chunks: number;
  /** About. */
  readonly tokens: number;
  readonly requests: number;
  /** Undefined where no price is set. */
  readonly dollars: number | undefined;
  /** At the rate limit; undefined where there is none. */
  readonly seconds: number | undefined;
  /** Of memory and of disk, when all is embedded; undefined before the first vector tells its length. */
  readonly bytes: number | undefined;
}

/** @param inAll chunks that will have a vector then. */
export function embeddingPlan(
  { name, provider, limits }: { readonly name: string; readonly provider: string; readonly limits: EmbeddingLimits },
  { chunks, tokens, inAll }: { readonly chunks: number; readonly tokens: number; readonly inAll: number },
): EmbeddingPlan {
  const requests = Math.ceil(chunks / limits.batch);
  const minutes = Math.max(
    limits.requestsPerMinute > 0 ? requests / limits.requestsPerMinute : 0,
    limits.tokensPerMinute > 0 ? tokens / limits.tokensPerMinute : 0,
  );
  return {
    model: name,
    provider,
    isLocal: limits.isLocal,
    chunks,
    tokens,
    requests,
    dollars: limits.pricePerMillionTokens > 0 ? (tokens * limits.pricePerMillionTokens) / 1e6 : undefined,
    seconds: minutes > 0 ? minutes * 60 : undefined,
    bytes: limits.dimensions > 0 ? inAll * (limits.dimensions + bytesBesides) : undefined,
  };
}

/** The question to whoever pays: “Embed 12,340 chunks (about 3.1 M tokens, about $0.06) with text-embedding-3-small?” */
export function questionOf({ chunks, tokens, dollars, model }: EmbeddingPlan): string {
  const cost = dollars === undefined ? '' : `, ${money(dollars)}`;
  return `Embed ${counted(chunks, 'chunk')} (about ${figure(tokens)} tokens${cost}) with ${model}?`;
}

/** What else there is to know, in sentences. */
export function detailOf({ provider, isLocal, requests, seconds, bytes }: EmbeddingPlan): string {
  return [
    isLocal
      ? `The code goes to ${provider}, which is this machine.`
      : `The text of the code is sent to ${provider}, without the secrets that are known by their shape.`,
    `${counted(requests, 'request')}${seconds === undefined ? '' : `, at least ${duration(seconds)} at the rate limit`}.`,
    ...(bytes === undefined ? [] : [`The vectors take ${size(bytes)} of memory and of disk.`]),
    'Search works meanwhile, and without it.',
  ].join(' ');
}

/** A vector's scale, its key and its place in the tables. */
const bytesBesides = 40;

const counted = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;

function figure(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return count >= 10_000 ? `${Math.round(count / 1000).toLocaleString('en-US')},000` : count.toLocaleString('en-US');
}

const money = (dollars: number): string => (dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`);

const size = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en-US')} MB`;

function duration(seconds: number): string {
  if (seconds < 90) return counted(Math.ceil(seconds), 'second');
  if (seconds < 5400) return counted(Math.round(seconds / 60), 'minute');
  return counted(Math.round(seconds / 3600), 'hour');
}
