import { fimFormats, type FimFamily } from './fimFormat.ts';

/** What a model's name tells about filling in the middle. Names are all that most servers give away. */
export interface FimKnowledge {
  /** Whose prompt format it was taught, where it was taught one. */
  readonly family: FimFamily | undefined;
  /** It never learnt to chat: a question would be continued, not answered. */
  readonly isBase: boolean;
}

/** The choice that a person makes for a name that tells nothing, or the wrong thing. */
export type FimChoice = 'auto' | 'chat' | FimFamily;

export const fimFamilies = Object.keys(fimFormats) as readonly FimFamily[];

/** Reads names as servers write them: `qwen2.5-coder:7b-base-q4_K_M`, `/models/starcoder2-3b.Q4_K_M.gguf`, `Qwen/Qwen2.5-Coder-7B`. */
export function fimKnowledge(model: string, choice: FimChoice = 'auto'): FimKnowledge {
  if (choice === 'chat') return { family: undefined, isBase: false };
  const name = model.toLowerCase();
  const isInstruct = /instruct|reasoning|(^|[-_:./])(chat|it|sft|dpo)([-_:.]|$)/.test(name);
  const isNamedBase = /base|(^|[-_:./])pt([-_:.]|$)/.test(name) && !isInstruct;
  if (choice !== 'auto') return { family: choice, isBase: !isInstruct && (isNamedBase || unmarked(choice, name)) };
  if (namesNoCodeModel(name)) return { family: undefined, isBase: false };
  const family = familyOf(name);
  if (family === undefined) return { family, isBase: isNamedBase };
  if (isInstruct) return { family: stillFills.has(family) ? family : undefined, isBase: false };
  const isBase = isNamedBase || unmarked(family, name);
  if (family === 'codellama') return codeLlama(name, isBase);
  return { family, isBase };
}

/** Families whose instructed models were taught to fill as well. */
const stillFills: ReadonlySet<FimFamily> = new Set<FimFamily>(['qwen2.5-coder', 'codestral', 'granite4']);

const patterns: readonly (readonly [RegExp, FimFamily])[] = [
  [/starcoder[-_ ]?2/, 'starcoder2'],
  [/starcoder/, 'starcoder'],
  [/granite[-_ .]?(v?4|4\.\d)([^\d]|$)/, 'granite4'],
  [/granite[-_ ]?code|granite-\d+b-code/, 'granite-code'],
  [/stable[-_ ]?code/, 'stable-code'],
  [/qwen[-_ ]?(2\.?5|3)[-_ ]?coder/, 'qwen2.5-coder'],
  [/deepseek[-_ ]?coder/, 'deepseek-coder'],
  [/code[-_ ]?llama/, 'codellama'],
  [/code[-_ ]?gemma/, 'codegemma'],
  [/codestral/, 'codestral'],
  [/seed[-_ ]?coder/, 'seed-coder'],
];

function familyOf(name: string): FimFamily | undefined {
  return patterns.find(([pattern]) => pattern.test(name))?.[1];
}

/** Embedding models, and an architecture that shares its name only. */
function namesNoCodeModel(name: string): boolean {
  return /embed|mamba|rerank/.test(name);
}

/** Whether a model of that family that says nothing of its kind is a base model. */
function unmarked(family: FimFamily, name: string): boolean {
  switch (family) {
    case 'starcoder':
    case 'starcoder2':
    case 'stable-code':
      return true;
    case 'codellama':
      // Ollama calls the base model `codellama:7b-code`, its maker `CodeLlama-7b-hf`.
      return /[-:]code([-_:]|$)|-hf/.test(name);
    case 'codegemma':
      // The 2B model exists as a base model only.
      return /[-:]code([-_:]|$)|[-:]2b([-_:]|$)/.test(name);
    case 'granite-code':
    case 'granite4':
    case 'qwen2.5-coder':
    case 'deepseek-coder':
    case 'codestral':
    case 'seed-coder':
      return false;
  }
}

/** Only its 7B and 13B base models fill; those for Python and the larger ones do not. */
function codeLlama(name: string, isBase: boolean): FimKnowledge {
  const fills = isBase && /(^|[^\d])(7|13)b/.test(name) && !name.includes('python');
  return { family: fills ? 'codellama' : undefined, isBase: isBase || name.includes('python') };
}
