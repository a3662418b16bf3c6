/** The options of `touchstone index` and `touchstone search` that are about models, and what is made of them. */
import { TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { EmbeddingModel } from '../../model/embedding.ts';
import { createEmbeddingModel } from '../../model/node/embeddingClient.ts';
import { embeddingSentence, type EmbeddingStatus } from '../embeddingStatus.ts';
import { detailOf, questionOf } from '../embeddingPlan.ts';
import type { ApproveEmbedding } from './embeddingHost.ts';

export const embeddingFlags = {
  'embedding-model': { type: 'string' },
  'embedding-url': { type: 'string' },
  'embedding-dimensions': { type: 'string' },
  'embedding-matryoshka': { type: 'boolean' },
  'embedding-price': { type: 'string' },
  'embedding-requests-per-minute': { type: 'string' },
} as const;

export const embeddingUsage = `  --embedding-model NAME, --embedding-url URL
                        vectors of this model at this OpenAI-compatible endpoint, beside the embedded ones; its key,
                        if it wants one, is read from TOUCHSTONE_EMBEDDING_KEY
  --embedding-dimensions N
                        how many numbers a vector has (default: as many as the model gives)
  --embedding-matryoshka
                        vectors of this model may be cut to that, where the endpoint does not do it
  --embedding-price DOLLARS
                        of a million tokens, to show the cost
  --embedding-requests-per-minute N
                        at most (default: as many as the endpoint takes)
`;

type Values = Readonly<Record<string, unknown>>;

/** @returns undefined when no embedding model is named. @throws TouchstoneError for values that are none. */
export function embedderOf(
  command: string,
  values: Values,
  { key, log }: { readonly key: string | undefined; readonly log: Log },
): EmbeddingModel | undefined {
  const { 'embedding-model': model, 'embedding-url': baseUrl } = values;
  if (model === undefined && baseUrl === undefined) return undefined;
  if (typeof model !== 'string' || typeof baseUrl !== 'string' || model === '' || baseUrl === '')
    throw usage(command, 'Give --embedding-model NAME and --embedding-url URL together.');
  return createEmbeddingModel({
    baseUrl,
    addressName: 'the option --embedding-url',
    model,
    key: () => Promise.resolve(key),
    timeoutMs: 60_000,
    dimensions: numberOf(command, values, 'embedding-dimensions', 8192),
    isMatryoshka: values['embedding-matryoshka'] === true,
    batch: 64,
    requestsPerMinute: numberOf(command, values, 'embedding-requests-per-minute', 100_000),
    tokensPerMinute: 0,
    pricePerMillionTokens: numberOf(command, values, 'embedding-price', 1_000),
    log,
  });
}

/** Says the cost; begins if that was agreed to beforehand. */
export function approveOnTerminal(command: string, isAgreed: boolean, log: Log): ApproveEmbedding {
  return (plan) => {
    log.info(`${questionOf(plan)} ${detailOf(plan)}`);
    const how = command === 'index' ? 'add --yes' : 'run “touchstone index” with these options and --yes';
    if (!isAgreed) log.info(`Nothing is sent before you agree: ${how} to begin.`);
    return Promise.resolve(isAgreed ? 'start' : 'later');
  };
}

/**
 * Whoever asked for vectors is told when there are none, or not all; that they were only asked about is no failure.
 * @throws TouchstoneError
 */
export function checkEmbedded(embedding: EmbeddingStatus | undefined): void {
  if (embedding === undefined || embedding.state === 'ready' || embedding.state === 'declined') return;
  const next = 'The words are indexed, and a search goes on without the vectors that are missing.';
  throw new TouchstoneError(embeddingSentence(embedding), next);
}

function numberOf(command: string, values: Values, name: keyof typeof embeddingFlags, most: number): number {
  const written = values[name];
  if (typeof written !== 'string') return 0;
  const number = Number(written);
  if (written !== '' && number >= 0 && number <= most) return number;
  throw usage(command, `--${name} takes a number from 0 to ${most}, not “${written}”.`);
}

const usage = (command: string, message: string): TouchstoneError =>
  new TouchstoneError(message, `Run “touchstone ${command} --help” for the options.`);
