import { isAbort } from '../base/abort.ts';
import type { Clock } from '../model/retry.ts';
import type { CompletionRequest, SourceEvent, SuggestionSource } from './suggestion.ts';

/**
 * A model that cannot be reached is left alone for a while, longer each time: who types goes on with what the next
 * source has, and nobody is told at every keystroke.
 */
export class ModelRest {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onChange: (fault: Fault | undefined) => void;
  #fault: Fault | undefined;
  #failures = 0;

  /** @param onChange is told of a fault when it is first seen or is another one, and of its end. */
  constructor(clock: Pick<Clock, 'now'>, onChange: (fault: Fault | undefined) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Why the model was not heard the last time, for as long as nothing else is known. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  get isResting(): boolean {
    return this.#fault !== undefined && this.#clock.now() < this.#fault.until;
  }

  /** It may be asked again at once: the user says that it is there, or it is another one. */
  wake(): void {
    this.#failures = 0;
    this.#become(undefined);
  }

  failed(error: unknown): void {
    const restMs = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures++;
    this.#become({ error, until: this.#clock.now() + restMs });
  }

  answered(): void {
    if (this.#fault) this.wake();
  }

  #become(fault: Fault | undefined): void {
    const before = this.#fault;
    this.#fault = fault;
    if (messageOf(before) !== messageOf(fault)) this.#onChange(fault);
  }
}

export interface Fault {
  readonly error: unknown;
  /** As the clock counts. */
  readonly until: number;
}

/** The source as long as it is not at rest. While it is, it fails at once with what it failed with before. */
export function restingSource(source: SuggestionSource, rest: ModelRest): SuggestionSource {
  return {
    name: source.name,
    get isInstant() {
      return source.isInstant || rest.isResting;
    },
    async *suggest(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
      if (rest.isResting) throw rest.fault?.error;
      try {
        for await (const event of source.suggest(request, signal)) {
          rest.answered();
          yield event;
        }
      } catch (error) {
        if (!isAbort(error, signal)) rest.failed(error);
        throw error;
      }
    },
  };
}

const firstMs = 2_000;
const longestMs = 60_000;

function messageOf(fault: Fault | undefined): string | undefined {
  if (!fault) return undefined;
  return fault.error instanceof Error ? fault.error.message : String(fault.error);
}
