import type { Settings } from '../settings/table.ts';
import { normaliseBaseUrl } from './baseUrl.ts';

/**
 * Which embedding model the settings name, and where: at an address of its own, else at the chat model's, if that is
 * an endpoint and in use. `undefined`: none, and nothing is ever sent.
 * @throws BaseUrlInvalid
 */
export function embeddingChoice(settings: Settings): { readonly model: string; readonly baseUrl: string } | undefined {
  const model = settings['model.embeddingName'].trim();
  if (model === '') return undefined;
  const own = settings['model.embeddingBaseUrl'].trim();
  if (own !== '') return { model, baseUrl: normaliseBaseUrl(own) };
  if (settings['model.source'] !== 'openai') return undefined;
  return { model, baseUrl: normaliseBaseUrl(settings['model.baseUrl']) };
}
