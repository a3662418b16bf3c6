/**
 * What was learnt about one model at one endpoint, and how to tell. Servers that lack a feature
 * either refuse it (good) or silently ignore it (bad), so each probe is built to have an answer that
 * only a server that honours the feature gives; where the evidence is missing the feature counts as
 * absent, because a wrong "yes" gives users garbage and a wrong "no" only a slower way.
 */
export interface Probed {
  readonly suffix: boolean;
  readonly infill: boolean;
  readonly tools: boolean;
  readonly json: JsonMode | undefined;
  readonly embeddings: boolean;
  readonly contextTokens: number | undefined;
  /** Left out where the endpoint does not say. */
  readonly pictures?: boolean;
  readonly dialect: Dialect;
}

/** `schema`: the endpoint takes a JSON Schema; `object`: it promises any JSON object. */
export type JsonMode = 'schema' | 'object';

/** The parts of a chat request that endpoints quarrel about. */
export interface Dialect {
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly streamUsage: boolean;
}

export const commonDialect: Dialect = { limit: 'max_tokens', temperature: true, streamUsage: true };

/** The dialect to try next when an endpoint refused a request with these words; `undefined`: they are about something else. */
export function adaptDialect(dialect: Dialect, refusal: string): Dialect | undefined {
  if (dialect.limit === 'max_tokens' && refusal.includes('max_completion_tokens'))
    return { ...dialect, limit: 'max_completion_tokens' };
  if (dialect.streamUsage && /stream_options|include_usage/.test(refusal)) return { ...dialect, streamUsage: false };
  if (dialect.temperature && /temperature/.test(refusal)) return { ...dialect, temperature: false };
  return undefined;
}

/** The text of a probe's answer and the size of its question as the endpoint counted it. */
export interface ProbeAnswer {
  readonly text: string;
  readonly inputTokens: number | undefined;
}

/**
 * Asks for a completion with and without a suffix that holds a word which the prefix asks for.
 * The suffix is about forty tokens. `nonce` makes each prompt new, since a server that has cached a
 * prompt may leave it out of its count.
 */
export const suffixProbe = {
  prefix: (nonce: string) => `# ${nonce}\n# The password is given after the arrow in the last line.\npassword = "`,
  suffix: (nonce: string) =>
    `"\n\ndef check(given):\n    """Compares what was given with the password, and says whether it fits."""\n    return given == password\n\n# ${nonce} -> marmalade\n`,
  maxTokens: 8,
};

export function honoursSuffix(withSuffix: ProbeAnswer, without: ProbeAnswer): boolean {
  if (withSuffix.inputTokens !== undefined && without.inputTokens !== undefined && without.inputTokens > 0)
    return withSuffix.inputTokens - without.inputTokens > 12;
  return withSuffix.text.includes('marmalade') && !without.text.includes('marmalade');
}

export const toolProbe = {
  question: 'Report the number 7 with the tool.',
  tool: {
    name: 'report_number',
    description: 'Reports one whole number to the person who asked. Call it whenever a number is to be reported.',
    parameters: {
      type: 'object',
      properties: { number: { type: 'integer', description: 'The whole number to report.' } },
      required: ['number'],
    },
  },
  maxTokens: 32,
};

/** A call is proof; so is a question that grew by the tool's description. */
export function honoursTools(withTool: ProbeAnswer & { readonly called: boolean }, without: ProbeAnswer): boolean {
  if (withTool.called) return true;
  if (withTool.inputTokens === undefined || without.inputTokens === undefined || without.inputTokens === 0)
    return false;
  return withTool.inputTokens - without.inputTokens > 12;
}

/** Asks for what is not JSON while JSON is demanded: only an endpoint that holds the answer to JSON opens a brace. */
export const jsonProbe = {
  question: 'Answer with the one word hello, in plain text and not as JSON.',
  shape: {
    name: 'greeting',
    schema: {
      type: 'object',
      properties: { greeting: { type: 'string' } },
      required: ['greeting'],
      additionalProperties: false,
    },
  },
  maxTokens: 16,
};

export function honoursJson(answer: ProbeAnswer): boolean {
  return answer.text.trimStart().startsWith('{');
}

/** `context_length` (OpenRouter), `max_model_len` (vLLM), `meta.n_ctx` (llama.cpp), `max_context_length` (Mistral, LM Studio). */
export function contextTokensOf(entry: unknown): number | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const fields = { ...entry } as Record<string, unknown>;
  const meta = fields['meta'];
  const inner = typeof meta === 'object' && meta !== null ? ({ ...meta } as Record<string, unknown>) : {};
  return [
    fields['context_length'],
    fields['max_model_len'],
    fields['max_context_length'],
    inner['n_ctx'],
    inner['n_ctx_train'],
  ].find((value): value is number => typeof value === 'number' && value > 0);
}

/** `architecture.input_modalities` (OpenRouter), `capabilities` (Mistral as an object, llama.cpp as a list), `type` (LM Studio). */
export function picturesOf(entry: unknown): boolean | undefined {
  const fields = recordOf(entry);
  const modalities = recordOf(fields['architecture'])['input_modalities'];
  if (Array.isArray(modalities)) return modalities.includes('image');
  const { capabilities } = fields;
  if (Array.isArray(capabilities))
    return capabilities.includes('multimodal') || capabilities.includes('vision') || undefined;
  const { vision } = recordOf(capabilities);
  if (typeof vision === 'boolean') return vision;
  return fields['type'] === 'vlm' ? true : fields['type'] === 'llm' ? false : undefined;
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
