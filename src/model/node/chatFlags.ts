/** The options of a command that may ask a chat model: which one, and what it may cost. */
import { TouchstoneError } from '../../base/errors.ts';
import type { SpendingLimits } from '../spending.ts';

export const chatFlags = {
  model: { type: 'string' },
  'base-url': { type: 'string' },
  'max-tokens': { type: 'string' },
  'input-price': { type: 'string' },
  'output-price': { type: 'string' },
  budget: { type: 'string' },
} as const;

export type ChatValues = { readonly [Name in keyof typeof chatFlags]?: string | undefined };

export interface ChatChoice extends SpendingLimits {
  readonly name: string;
  readonly baseUrl: string;
}

/**
 * @param usualTokens how many may be spent where nothing else is said
 * @throws TouchstoneError for what cannot be meant
 */
export function readChatFlags(command: string, values: ChatValues, usualTokens: number): ChatChoice | undefined {
  const usage = (message: string): TouchstoneError =>
    new TouchstoneError(message, `Run “touchstone ${command} --help” for the options.`);
  const from0 = (option: 'max-tokens' | 'input-price' | 'output-price'): number | undefined => {
    const text = values[option];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
      throw usage(`--${option} takes a number from 0, not “${text}”.`);
    return value;
  };
  const { model, 'base-url': baseUrl, budget } = values;
  if ((model === undefined) !== (baseUrl === undefined)) throw usage('Give --model NAME and --base-url URL together.');
  if (model === undefined || baseUrl === undefined) {
    const needless = (['max-tokens', 'input-price', 'output-price', 'budget'] as const).find(
      (name) => values[name] !== undefined,
    );
    if (needless) throw usage(`--${needless} is for a model: give --model NAME and --base-url URL too.`);
    return undefined;
  }
  const inputPrice = from0('input-price') ?? 0;
  const outputPrice = from0('output-price') ?? 0;
  const mostTokens = from0('max-tokens') ?? usualTokens;
  if (budget === undefined) return { name: model, baseUrl, mostTokens, inputPrice, outputPrice };
  const mostDollars = Number(budget);
  if (!(mostDollars > 0) || !Number.isFinite(mostDollars))
    throw usage(`--budget takes a number above 0, not “${budget}”.`);
  if (inputPrice === 0 && outputPrice === 0)
    throw usage('--budget needs the prices: give --input-price and --output-price.');
  return { name: model, baseUrl, mostTokens, inputPrice, outputPrice, mostDollars };
}
