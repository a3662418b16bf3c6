/** What `touchstone fix --json` prints, as far as the bench reads it. */

import type { SuspectedLine } from './score.ts';

export interface FixReply {
  readonly status: 'verified' | 'unverified' | 'none';
  readonly patch: string;
  readonly localisation: readonly SuspectedLine[];
  /** By the tests alone, before anything was tried. */
  readonly suspected: readonly SuspectedLine[];
  readonly candidatesRun: number;
  readonly seconds: number;
}

/** Undefined when the text is not such a reply. */
export function parseFixReply(stdout: string): FixReply | undefined {
  const reply = fields(parsed(stdout));
  const status = reply?.['status'];
  if (reply === undefined || (status !== 'verified' && status !== 'unverified' && status !== 'none')) {
    return undefined;
  }
  const { patch, localisation, suspected, seconds } = reply;
  const run = fields(reply['candidates'])?.['run'];
  return {
    status,
    patch: typeof patch === 'string' ? patch : '',
    localisation: Array.isArray(localisation) ? localisation.flatMap(suspectedLine) : [],
    suspected: Array.isArray(suspected) ? suspected.flatMap(suspectedLine) : [],
    candidatesRun: typeof run === 'number' ? run : 0,
    seconds: typeof seconds === 'number' ? seconds : 0,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function suspectedLine(value: unknown): SuspectedLine[] {
  const { path, line, score } = fields(value) ?? {};
  if (typeof path !== 'string' || typeof line !== 'number') return [];
  return [{ path, line, ...(typeof score === 'number' && { score }) }];
}
