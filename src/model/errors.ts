import { TouchstoneError } from '../base/errors.ts';

/**
 * One class for each thing that can go wrong between us and a model, so that a feature can act on
 * the cause and a person reads what to do next. `where` is a host or vendor, never a key.
 */
export class ModelError extends TouchstoneError {}

/** What a person changes to have another address asked, with its article: `the setting "…"`, `the option --…`. */
interface AddressOptions extends ErrorOptions {
  readonly addressName?: string | undefined;
}

const chatAddress = 'the setting "touchstone.model.baseUrl"';
const choose = 'Run "Touchstone: Choose Model"';

export class KeyRefused extends ModelError {
  constructor(where: string, hadKey: boolean, options?: ErrorOptions) {
    super(
      hadKey ? `${where} refused the key.` : `${where} asks for a key and none is stored.`,
      `${choose} and enter a valid key for it.`,
      options,
    );
  }
}

export class CreditSpent extends ModelError {
  constructor(where: string, options?: ErrorOptions) {
    super(
      `${where} answers no more: the account's credit or quota is spent.`,
      `Add credit with the provider, or ${lower(choose)} and take another model.`,
      options,
    );
  }
}

export class ModelUnknown extends ModelError {
  constructor(where: string, model: string, options?: ErrorOptions) {
    super(`${where} has no model named "${model}".`, `${choose} and pick one that it lists.`, options);
  }
}

export class AddressUnknown extends ModelError {
  constructor(where: string, path: string, options?: AddressOptions) {
    super(
      `${where} knows no "${path}" (404).`,
      `Check the base URL in ${options?.addressName ?? chatAddress}: most end in "/v1".`,
      options,
    );
  }
}

export class RateLimited extends ModelError {
  /** How long the endpoint asked us to wait, where it said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(where: string, retryAfterSeconds: number | undefined, options?: ErrorOptions) {
    super(
      `${where} takes no more requests for now.`,
      retryAfterSeconds === undefined
        ? 'Wait a little and try again.'
        : `Try again in ${Math.max(1, Math.ceil(retryAfterSeconds))} s.`,
      options,
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ServerFailed extends ModelError {
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    where: string,
    failure: { status?: number | undefined; detail?: string; retryAfterSeconds?: number | undefined },
    options?: ErrorOptions,
  ) {
    const status = failure.status === undefined ? '' : ` (${failure.status})`;
    super(
      `${where} failed${status}${failure.detail ? `: ${failure.detail}` : '.'}`,
      'The fault is on its side: try again later, or choose another model.',
      options,
    );
    this.status = failure.status;
    this.retryAfterSeconds = failure.retryAfterSeconds;
  }
}

export class EndpointUnreachable extends ModelError {
  /** The system's code, such as `ECONNREFUSED` or `ENOTFOUND`. */
  readonly code: string | undefined;

  constructor(where: string, code: string | undefined, options?: AddressOptions) {
    const next = unreachableNext(code, options?.addressName ?? chatAddress);
    super(`${where} cannot be reached: ${unreachable(code)}.`, next, options);
    this.code = code;
  }
}

export class AnswerStalled extends ModelError {
  readonly afterSeconds: number;

  constructor(where: string, afterSeconds: number, phase: 'beforeFirst' | 'between', options?: ErrorOptions) {
    const seconds = Number(afterSeconds.toPrecision(2));
    super(
      phase === 'beforeFirst'
        ? `${where} sent nothing for ${seconds} s.`
        : `${where} stopped in the middle of its answer and sent nothing for ${seconds} s.`,
      'Try again, or raise the setting "touchstone.model.timeoutSeconds".',
      options,
    );
    this.afterSeconds = afterSeconds;
  }
}

export class AnswerCut extends ModelError {
  constructor(where: string, options?: ErrorOptions) {
    super(
      `${where} closed the connection before its answer was complete.`,
      'What arrived is kept. Try again; if it keeps happening, look at the log of the server.',
      options,
    );
  }
}

export class AnswerMalformed extends ModelError {
  constructor(where: string, what: string, options?: ErrorOptions) {
    super(
      `${where} sent an answer that cannot be read: ${what}.`,
      'Check that the base URL belongs to an OpenAI-compatible endpoint, and try again.',
      options,
    );
  }
}

export class AnsweredWithWebPage extends ModelError {
  constructor(where: string, options?: AddressOptions) {
    super(
      `This address answered with a web page: ${where}.`,
      `Check ${options?.addressName ?? chatAddress} (most end in "/v1"), and whether a proxy or a sign-in page stands in between.`,
      options,
    );
  }
}

export class EndpointMoved extends ModelError {
  constructor(where: string, target: string, options?: AddressOptions) {
    super(
      `${where} redirects to ${target}. Touchstone sends nothing to an address that you have not set.`,
      `If you trust that address, put it into ${options?.addressName ?? chatAddress}.`,
      options,
    );
  }
}

export class ContextTooLong extends ModelError {
  constructor(where: string, options?: ErrorOptions) {
    super(
      `The question is longer than the model at ${where} can read.`,
      'Ask about less at once, or choose a model with a larger context.',
      options,
    );
  }
}

export class RequestRefused extends ModelError {
  readonly status: number | undefined;
  /** What the endpoint said, with secrets taken out. */
  readonly detail: string;

  constructor(where: string, status: number | undefined, detail: string, options?: ErrorOptions) {
    super(
      `${where} refused the request${status === undefined ? '' : ` (${status})`}${detail ? `: ${detail}` : '.'}`,
      'Choose another model, or look at the Touchstone log.',
      options,
    );
    this.status = status;
    this.detail = detail;
  }
}

export class WrongDimensions extends ModelError {
  constructor(where: string, what: string, options?: ErrorOptions) {
    super(
      `${where} ${what}.`,
      'Set "touchstone.model.embeddingDimensions" to 0, or to what the model gives; if its vectors may be cut, turn on "touchstone.model.embeddingMatryoshka".',
      options,
    );
  }
}

export class BaseUrlInvalid extends ModelError {
  constructor(why: string, options?: ErrorOptions) {
    super(
      `The base URL of the model cannot be used: ${why}.`,
      'Give an address such as "http://localhost:11434/v1" or "https://api.openai.com/v1".',
      options,
    );
  }
}

export class KeyWouldBeExposed extends ModelError {
  constructor(where: string, options?: ErrorOptions) {
    super(
      `The key for ${where} is not sent: the address is plain http, so everybody on the way could read it.`,
      'Use https, an SSH tunnel to localhost, or an endpoint that needs no key.',
      options,
    );
  }
}

export class ConsentRefused extends ModelError {
  constructor(where: string, options?: ErrorOptions) {
    super(
      `VS Code does not let Touchstone use the language models of ${where}.`,
      `Allow it when asked (menu "Manage Language Model Access" of the accounts), or ${lower(choose)} and take another model.`,
      options,
    );
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function unreachable(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name cannot be resolved';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'no connection within the time limit';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the network has no way there';
    case undefined:
      return 'the connection failed';
    default:
      return `the connection failed with ${code}`;
  }
}

function unreachableNext(code: string | undefined, addressName: string): string {
  if (code === 'ECONNREFUSED') return `Start the server, or check the host and port in ${addressName}.`;
  if (code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code))
    return 'Its certificate is not trusted here: check the address, or add the certificate to the system.';
  return `Check the network and ${addressName}.`;
}
