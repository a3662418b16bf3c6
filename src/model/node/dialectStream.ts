import { RequestRefused } from '../errors.ts';
import { adaptDialect, commonDialect } from '../probed.ts';
import type { Dialect } from '../probed.ts';
import type { Connection, StreamEvent } from './connection.ts';

/**
 * Streams `/chat/completions` in the dialect that the endpoint understands, and learns it from the
 * first refusal that names a parameter. A refusal comes before any part, so asking again is safe.
 */
export class DialectStream {
  readonly #connection: Connection;
  #dialect: Dialect = commonDialect;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get dialect(): Dialect {
    return this.#dialect;
  }

  /** What an earlier probe has learnt. */
  learn(dialect: Dialect): void {
    this.#dialect = dialect;
  }

  async *stream(body: (dialect: Dialect) => object, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    for (;;) {
      const tried = this.#dialect;
      try {
        yield* this.#connection.stream('/chat/completions', body(tried), signal);
        return;
      } catch (error) {
        const next = error instanceof RequestRefused ? adaptDialect(tried, error.detail) : undefined;
        if (!next) throw error;
        this.#dialect = next;
      }
    }
  }
}
