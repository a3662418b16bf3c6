/** Where models are usually found: what "Touchstone: Choose Model" offers before anybody types an address. */
export interface KnownEndpoint {
  readonly name: string;
  readonly baseUrl: string;
}

export const hostedEndpoints: readonly KnownEndpoint[] = [
  { name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
  { name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
  { name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1' },
  { name: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1' },
  { name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1' },
  { name: 'Google Gemini', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai' },
  { name: 'Together AI', baseUrl: 'https://api.together.xyz/v1' },
];

/** A server's usual port on this machine. */
export interface LocalPort {
  readonly name: string;
  readonly port: number;
}

export const localPorts: readonly LocalPort[] = [
  { name: 'Ollama', port: 11434 },
  { name: 'LM Studio', port: 1234 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
];

/** Whether a name in a model list is that of an embedding model, as far as names tell. */
export function namesEmbeddings(model: string): boolean {
  return /embed|(^|[/_-])(bge|gte|e5|minilm)([/_:-]|$)/i.test(model);
}
