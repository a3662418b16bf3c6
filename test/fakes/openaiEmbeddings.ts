/** The `/v1/embeddings` of the scripted server: vectors that mean something, and the limits that real servers have. */

export interface EmbeddingAbilities {
  /** How many numbers a vector has by itself. */
  vectorSize: number;
  /** What becomes of `dimensions` in a request. */
  dimensions: 'honoured' | 'ignored' | 'refused';
  /** What becomes of `encoding_format: "base64"`. */
  base64: 'honoured' | 'ignored' | 'refused';
  /** More texts in one request are refused. */
  mostInputs: number;
  /** A longer text is refused, in the words of this server. */
  mostCharacters: number;
  tooLong: { readonly status: number; readonly message: string };
  vectorOf: (text: string, size: number) => readonly number[];
}

export const allEmbeddingAbilities: EmbeddingAbilities = {
  vectorSize: 64,
  dimensions: 'honoured',
  base64: 'honoured',
  mostInputs: Infinity,
  mostCharacters: Infinity,
  tooLong: { status: 400, message: "This model's maximum context length is 512 tokens." },
  vectorOf: bagOfWords,
};

/** What is answered, or why nothing is. */
export type EmbeddingAnswer =
  | { readonly kind: 'vectors'; readonly answer: object }
  | { readonly kind: 'refusal'; readonly status: number; readonly message: string };

export function embeddingAnswer(
  body: Readonly<Record<string, unknown>>,
  abilities: EmbeddingAbilities,
): EmbeddingAnswer {
  const texts = Array.isArray(body['input']) ? (body['input'] as readonly string[]) : [String(body['input'])];
  const refuse = (message: string, status = 400): EmbeddingAnswer => ({ kind: 'refusal', status, message });
  if (texts.length > abilities.mostInputs)
    return refuse(`'$.input' is invalid: array too long. Expected maximum length ${abilities.mostInputs}.`);
  if (texts.some((text) => text.length > abilities.mostCharacters))
    return refuse(abilities.tooLong.message, abilities.tooLong.status);
  if ('dimensions' in body && abilities.dimensions === 'refused')
    return refuse('This model does not support specifying dimensions.');
  const wantsBytes = body['encoding_format'] === 'base64';
  if (wantsBytes && abilities.base64 === 'refused') return refuse("Unsupported value for 'encoding_format': base64");
  const size =
    typeof body['dimensions'] === 'number' && abilities.dimensions === 'honoured'
      ? body['dimensions']
      : abilities.vectorSize;
  const data = texts.map((text, index) => {
    const vector = abilities.vectorOf(text, size);
    const bytes = Buffer.from(Float32Array.from(vector).buffer);
    const embedding = wantsBytes && abilities.base64 === 'honoured' ? bytes.toString('base64') : vector;
    return { object: 'embedding', index, embedding };
  });
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  // Backwards, because nothing promises an order.
  return {
    kind: 'vectors',
    answer: { object: 'list', data: data.reverse(), usage: { prompt_tokens: tokens, total_tokens: tokens } },
  };
}

/** Each word, camelCase and snake_case taken apart, adds to one number: texts with the same words are near each other. */
export function bagOfWords(text: string, size: number): number[] {
  const vector = new Array<number>(size).fill(0);
  for (const [word] of text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .matchAll(/[a-z]{3,}/g)) {
    let hash = 0x811c9dc5;
    for (const letter of word.replace(/(ing|ed|es|s)$/, '')) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    hash ^= hash >>> 15;
    vector[(hash >>> 1) % size]! += hash & 1 ? 1 : -1;
  }
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
