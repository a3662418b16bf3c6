import { isOnThisMachine, normaliseBaseUrl } from '../model/baseUrl.ts';
import type { FimChoice } from '../model/fimFamily.ts';
import type { Settings } from '../settings/table.ts';

/** Who is asked for suggestions besides the embedded engine. */
export type ModelChoice =
  | {
      readonly kind: 'none';
      /** A sentence for who wonders; left out where none was wanted. */
      readonly why?: string;
    }
  | { readonly kind: 'endpoint'; readonly baseUrl: string; readonly model: string; readonly format: FimChoice }
  | { readonly kind: 'editor'; readonly id: string };

type Values = Pick<
  Settings,
  | 'model.source'
  | 'model.name'
  | 'model.baseUrl'
  | 'completion.source'
  | 'completion.modelName'
  | 'completion.baseUrl'
  | 'completion.format'
>;

/**
 * A question at each pause of the typing may cost money: by itself, only what runs on this machine is asked.
 * @throws BaseUrlInvalid
 */
export function modelChoice(values: Values): ModelChoice {
  const name = values['completion.modelName'] || values['model.name'];
  const address = values['completion.baseUrl'] || values['model.baseUrl'];
  const format = values['completion.format'];
  switch (values['completion.source']) {
    case 'none':
      return { kind: 'none' };
    case 'vscode':
      if (name === '') return { kind: 'none', why: noName };
      return { kind: 'editor', id: name };
    case 'openai':
      if (name === '') return { kind: 'none', why: noName };
      return { kind: 'endpoint', baseUrl: normaliseBaseUrl(address), model: name, format };
    case 'auto': {
      const source = values['model.source'];
      if (source === 'none' || name === '') return { kind: 'none' };
      if (source === 'vscode') return { kind: 'none', why: costly(name) };
      const baseUrl = normaliseBaseUrl(address);
      return isOnThisMachine(baseUrl)
        ? { kind: 'endpoint', baseUrl, model: name, format }
        : { kind: 'none', why: costly(name) };
    }
  }
}

const noName = 'No model is named for completion. Run “Touchstone: Choose Model for Completion”.';

function costly(name: string): string {
  return `${name} is not asked while you type, since that may cost money. To use it, run “Touchstone: Choose Model for Completion”.`;
}
