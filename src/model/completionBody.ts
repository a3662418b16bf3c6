import type { Fill } from './completionFill.ts';
import type { FimFamily } from './fimFormat.ts';
import { fimFormats } from './fimFormat.ts';
import { everyControlToken, fimPrompt, neutralised, prefixWithPieces } from './fimPrompt.ts';

/** A fill in the words of each protocol: the body as it is sent. */

/** `/completions` with the control tokens written by us. */
export function rawBody(model: string, fill: Fill, family: FimFamily): object {
  return {
    model,
    prompt: fimPrompt(fill, family),
    max_tokens: fill.maxTokens,
    temperature: fill.temperature,
    stop: fimFormats[family].stop,
    stream: true,
  };
}

/** `/completions` with a suffix: the endpoint writes the control tokens. */
export function suffixedBody(model: string, fill: Fill, family: FimFamily | undefined): object {
  const safe = neutralised(fill, family === undefined ? everyControlToken : fimFormats[family].control);
  return {
    model,
    prompt: prefixWithPieces(safe, family),
    suffix: safe.suffix,
    max_tokens: fill.maxTokens,
    temperature: fill.temperature,
    stream: true,
  };
}

/** Mistral's `/fim/completions`, which takes its control tokens from nobody's text. */
export function fimEndpointBody(model: string, fill: Fill, family: FimFamily | undefined): object {
  return {
    model,
    prompt: prefixWithPieces(fill, family),
    suffix: fill.suffix,
    max_tokens: fill.maxTokens,
    temperature: fill.temperature,
    stream: true,
  };
}

/** llama.cpp's `/infill`, which knows the control tokens of the model it has loaded and reads none in these texts. */
export function filledBody(fill: Fill): object {
  return {
    input_extra: fill.pieces.map(({ path, text }) => ({ filename: path, text })),
    input_prefix: fill.prefix,
    input_suffix: fill.suffix,
    n_predict: fill.maxTokens,
    temperature: fill.temperature,
    cache_prompt: true,
    stream: true,
  };
}
