import type { FimKnowledge } from './fimFamily.ts';
import type { FimFamily } from './fimFormat.ts';

/** By which way an endpoint is asked to fill. */
export type Transport =
  /** llama.cpp's `/infill`. */
  | { readonly kind: 'infill' }
  /** Mistral's `/fim/completions`. */
  | { readonly kind: 'fimEndpoint' }
  /** `/completions` with a suffix. */
  | { readonly kind: 'suffix' }
  /** `/completions` with a prompt that holds the control tokens. */
  | { readonly kind: 'raw'; readonly family: FimFamily }
  /** A question to a model that chats. */
  | { readonly kind: 'chat' };

/** A question to the endpoint; true when it fills that way. */
export type TransportProbe = (kind: 'infill' | 'fimEndpoint' | 'suffix' | 'completions') => Promise<boolean>;

/**
 * Asks the endpoint no more than it must, best way first: whoever has loaded the model knows its tokens better
 * than its name tells. A base model is never asked by chat: it would continue our question as if it were code.
 * `undefined`: there is no way.
 */
export async function chooseTransport(
  { family, isBase }: FimKnowledge,
  probe: TransportProbe,
): Promise<Transport | undefined> {
  if (await probe('infill')) return { kind: 'infill' };
  if (family === 'codestral' && (await probe('fimEndpoint'))) return { kind: 'fimEndpoint' };
  if (await probe('suffix')) return { kind: 'suffix' };
  if (family !== undefined && (await probe('completions'))) return { kind: 'raw', family };
  return isBase ? undefined : { kind: 'chat' };
}
