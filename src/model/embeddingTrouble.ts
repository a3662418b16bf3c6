import { ContextTooLong, RequestRefused } from './errors.ts';

/** What an endpoint has against a request for embeddings, as far as asking otherwise may help: too much at once, too long
 * a text, or a parameter that it does not know. Servers agree on no status and no code here, so the words count. */
export function embeddingTrouble(error: unknown): 'batch' | 'length' | 'dimensions' | 'encoding' | 'other' {
  if (error instanceof ContextTooLong) return 'length';
  if (!(error instanceof RequestRefused)) return 'other';
  const { detail, status } = error;
  if (status === 413 || tooMany.some((words) => words.test(detail))) return 'batch';
  if (/encoding_format|base64/i.test(detail)) return 'encoding';
  return /dimension|matryoshka/i.test(detail) ? 'dimensions' : 'other';
}

const tooMany: readonly RegExp[] = [
  /\bbatch\b.{0,40}(size|limit|large|many|most|maximum)/i,
  /too many (inputs|texts|items|documents)/i,
  /array.{0,20}too long/i,
  /at most \d+ (items|inputs|texts|documents)/i,
  /(maximum|max|limit).{0,40}(inputs|texts|items|documents|array)/i,
  /max\w*.{0,12}tokens per request|payload too large/i,
];
