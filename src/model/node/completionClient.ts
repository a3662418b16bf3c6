import { randomBytes } from 'node:crypto';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { limitAnswer, within } from '../adapted.ts';
import { besideBase, hostOf, normaliseBaseUrl } from '../baseUrl.ts';
import { filledBody, fimEndpointBody, rawBody, suffixedBody } from '../completionBody.ts';
import type { Fill, FillModel } from '../completionFill.ts';
import { fillByChat } from '../completionHole.ts';
import { chooseTransport, type Transport } from '../completionTransport.ts';
import { AddressUnknown, ModelError } from '../errors.ts';
import { fimKnowledge, type FimChoice, type FimKnowledge } from '../fimFamily.ts';
import { fimFormats } from '../fimFormat.ts';
import type { ChatPart, FillPart } from '../model.ts';
import type { RetryPolicy } from '../retry.ts';
import { chatParts, completionParts, infillParts } from './answerParts.ts';
import { chatBody } from './chatBody.ts';
import { systemClock } from './clock.ts';
import { forgetTransport, readTransport, writeTransport, type TransportKey } from './completionMemory.ts';
import { transportProbe } from './completionProbe.ts';
import { openConnection, type Connection } from './connection.ts';
import { DialectStream } from './dialectStream.ts';

/** Fills by whichever way an endpoint has. It finds out once for each endpoint and model, and remembers. */
export interface FillOptions {
  /** As a person typed it. */
  readonly baseUrl: string;
  readonly model: string;
  /** For a name that does not tell what the model was taught. */
  readonly format: FimChoice;
  /** Asked before each request. `undefined`: no key is sent. */
  readonly key: () => Promise<string | undefined>;
  /** For the first byte of an answer, and between two. */
  readonly timeoutMs: number;
  /** Where what was learnt is kept. */
  readonly storageFolder: string;
  readonly log: Log;
}

/** A base model at an endpoint that offers no way to fill. */
class CannotFill extends ModelError {
  constructor(model: string, where: string) {
    super(
      `${where} offers no way to complete code with "${model}", and a base model cannot be asked by chat.`,
      'Choose a model that was taught to fill in the middle, or name its prompt format.',
    );
  }
}

/** Who types does not wait for a second attempt: the next keystroke is one. */
const onceOnly: RetryPolicy = { attempts: 1, baseMs: 0, maximumMs: 0, longestRetryAfterMs: 0 };

/** Opens no connection. @throws BaseUrlInvalid */
export function createFillModel(options: FillOptions): FillModel {
  const baseUrl = normaliseBaseUrl(options.baseUrl);
  const connection = openConnection({
    baseUrl,
    model: options.model,
    key: options.key,
    timeoutMs: options.timeoutMs,
    retry: onceOnly,
    clock: systemClock,
    log: options.log,
  });
  return new EndpointFill(options, baseUrl, connection);
}

class EndpointFill implements FillModel {
  readonly name: string;
  readonly provider: string;
  readonly #options: FillOptions;
  readonly #baseUrl: string;
  readonly #connection: Connection;
  readonly #chat: DialectStream;
  readonly #knowledge: FimKnowledge;
  #transport: Promise<Transport> | undefined;

  constructor(options: FillOptions, baseUrl: string, connection: Connection) {
    this.name = options.model;
    this.provider = hostOf(baseUrl);
    this.#options = options;
    this.#baseUrl = baseUrl;
    this.#connection = connection;
    this.#chat = new DialectStream(connection);
    this.#knowledge = fimKnowledge(options.model, options.format);
  }

  async *fill(fill: Fill, signal: AbortSignal): AsyncGenerator<FillPart> {
    const transport = await this.#learn(signal);
    try {
      yield* this.#ask(transport, fill, signal);
    } catch (error) {
      // The server was exchanged for another since: ask it anew next time.
      if (error instanceof AddressUnknown) {
        this.#transport = undefined;
        await forgetTransport(this.#options.storageFolder, this.#key);
      }
      throw error;
    }
  }

  #ask(transport: Transport, fill: Fill, signal: AbortSignal): AsyncIterable<FillPart> {
    const { name, provider } = this;
    const stream = (path: string, body: object) => this.#connection.stream(path, body, signal);
    const { family } = this.#knowledge;
    switch (transport.kind) {
      case 'infill':
        return infillParts(stream(besideBase(this.#baseUrl, '/infill'), filledBody(fill)), provider);
      case 'suffix':
        return completionParts(stream('/completions', suffixedBody(name, fill, family)), provider);
      case 'fimEndpoint':
        return fillParts(chatParts(stream('/fim/completions', fimEndpointBody(name, fill, family)), provider));
      case 'raw': {
        const parts = completionParts(stream('/completions', rawBody(name, fill, transport.family)), provider);
        // Not every server keeps to the stop texts.
        return fillParts(limitAnswer(parts, { stop: fimFormats[transport.family].stop }));
      }
      case 'chat':
        return fillByChat(
          (request, stop) =>
            chatParts(
              this.#chat.stream((dialect) => chatBody(name, request, dialect, undefined), stop),
              provider,
            ),
          fill,
          signal,
        );
    }
  }

  get #key(): TransportKey {
    return { baseUrl: this.#baseUrl, model: this.name, format: this.#options.format };
  }

  /**
   * Callers share one question, which goes on when the one who began it types on: else nobody who types fast would
   * ever hear the answer. A failure is not remembered.
   */
  #learn(signal: AbortSignal): Promise<Transport> {
    const learning = (this.#transport ??= this.#readOrProbe());
    learning.catch(() => {
      if (this.#transport === learning) this.#transport = undefined;
    });
    return within(learning, Infinity, () => new Error('never late'), signal);
  }

  async #readOrProbe(): Promise<Transport> {
    const { storageFolder, log } = this.#options;
    const stored = await readTransport(storageFolder, this.#key);
    if (stored) return stored;
    let certain = true;
    const probe = transportProbe(
      {
        connection: this.#connection,
        baseUrl: this.#baseUrl,
        model: this.name,
        nonce: () => randomBytes(4).toString('hex'),
        onUnsure: () => (certain = false),
      },
      new AbortController().signal,
    );
    const transport = await chooseTransport(this.#knowledge, probe);
    if (!transport) throw new CannotFill(this.name, this.provider);
    log.info(`${this.name} at ${this.provider} completes by ${describe(transport)}${certain ? '' : ', not certain'}`);
    if (certain) {
      await writeTransport(storageFolder, this.#key, transport).catch((error: unknown) =>
        log.warn(`What was learnt about ${this.provider} could not be stored: ${describeError(error)}`),
      );
    }
    return transport;
  }
}

async function* fillParts(parts: AsyncIterable<ChatPart>): AsyncGenerator<FillPart> {
  for await (const part of parts) if (part.kind === 'text' || part.kind === 'usage' || part.kind === 'end') yield part;
}

function describe(transport: Transport): string {
  switch (transport.kind) {
    case 'infill':
      return 'infill';
    case 'fimEndpoint':
      return 'its FIM endpoint';
    case 'suffix':
      return 'prefix and suffix';
    case 'raw':
      return `the prompt format of ${transport.family}`;
    case 'chat':
      return 'chat';
  }
}
