import type { Settings } from '../settings/table.ts';
import { normaliseBaseUrl } from './baseUrl.ts';

interface EmbeddingChoice {
  readonly model: string;
  readonly baseUrl: string;
  /** The setting that has it. */
  readonly addressName: string;
}

/**
 * Which embedding model the settings name, and where: at an address of its own, else at the chat model's, if that is
 * an endpoint and in use. `undefined`: none, and nothing is ever sent.
 * @throws BaseUrlInvalid
 */
export function embeddingChoice(settings: Settings): EmbeddingChoice | undefined {
  const model = settings['model.embeddingName'].trim();
  if (model === '') return undefined;
  const own = settings['model.embeddingBaseUrl'].trim();
  if (own !== '') return { model, baseUrl: normaliseBaseUrl(own), addressName: settingOf('embeddingBaseUrl') };
  if (settings['model.source'] !== 'openai') return undefined;
  return { model, baseUrl: normaliseBaseUrl(settings['model.baseUrl']), addressName: settingOf('baseUrl') };
}

const settingOf = (name: 'baseUrl' | 'embeddingBaseUrl'): string => `the setting "touchstone.model.${name}"`;
