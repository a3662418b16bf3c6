import { describeError, TouchstoneError } from '../../base/errors.ts';
import * as modelErrors from '../errors.ts';

/** An error as it crosses threads: structured cloning would make a plain `Error` of every class. */
export interface SentError {
  /** The name of its class. */
  readonly name: string;
  readonly message: string;
  readonly next?: string;
  /** What else the class keeps: a status, seconds to wait. */
  readonly fields: Readonly<Record<string, string | number>>;
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof TouchstoneError)) {
    return { name: error instanceof Error ? error.name : 'Error', message: describeError(error), fields: {} };
  }
  const fields = Object.entries(error).filter(
    (entry): entry is [string, string | number] =>
      !['name', 'next', 'message'].includes(entry[0]) && ['string', 'number'].includes(typeof entry[1]),
  );
  return {
    name: classNames.get(error.constructor) ?? error.name,
    message: error.message,
    next: error.next,
    fields: Object.fromEntries(fields),
  };
}

/** A bundle may rename a class, but not what it is exported as. */
const classNames: ReadonlyMap<unknown, string> = new Map(
  Object.entries(modelErrors).map(([name, type]) => [type, name]),
);

/** Of the same class as the one that was sent, so that `instanceof` decides on this side as on the other. */
export function reviveError({ name, message, next, fields }: SentError): Error {
  if (next === undefined) return Object.assign(new Error(message), { name });
  const error = new TouchstoneError(message, next);
  const known = Object.entries(modelErrors).find(([className]) => className === name)?.[1];
  if (known) Object.setPrototypeOf(error, known.prototype);
  return Object.assign(error, { name }, fields);
}
