/**
 * How each family of code models was taught to fill in the middle. The strings are exact: one blank
 * more next to a control token and the model answers something else. From the makers' own model cards,
 * papers and examples.
 */
export interface FimFormat {
  /** What comes before the prefix, before the suffix and before the answer, blanks included. */
  readonly before: { readonly prefix: string; readonly suffix: string; readonly middle: string };
  /** `psm`: prefix, suffix, middle. `spm`: the suffix comes first, so that typing only lengthens the prompt. */
  readonly order: 'psm' | 'spm';
  readonly pieces: PieceForm;
  readonly stop: readonly string[];
  /** What the model takes for a control token wherever it stands, so it may not stand in the user's text. */
  readonly control: readonly string[];
}

/** How text from other files is put in. */
export type PieceForm =
  /** Each file under a control token and its path; the file that is written last. */
  | { readonly kind: 'repository'; readonly name: string; readonly file: string }
  /** Path and text, a control token after each. */
  | { readonly kind: 'separated'; readonly separator: string }
  /** A line with the path, then the text, all within the prefix. */
  | { readonly kind: 'headed'; readonly header: string }
  /** A comment with the path, then the text as it is, all within the prefix. */
  | { readonly kind: 'underPath' }
  /** Path and text as comments, all within the prefix. */
  | { readonly kind: 'commented' };

export type FimFamily =
  | 'starcoder'
  | 'starcoder2'
  | 'granite-code'
  | 'granite4'
  | 'stable-code'
  | 'qwen2.5-coder'
  | 'deepseek-coder'
  | 'codellama'
  | 'codegemma'
  | 'codestral'
  | 'seed-coder';

const underscored = { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' };
const piped = { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' };
const commented = { kind: 'commented' } as const;

/** The first StarCoder, from whose tokenizer Granite Code and Stable Code took theirs. */
const starcoder: FimFormat = {
  before: underscored,
  order: 'psm',
  pieces: commented,
  stop: ['<|endoftext|>', '<file_sep>', ...Object.values(underscored)],
  control: [
    ...Object.values(underscored),
    '<fim_pad>',
    '<|endoftext|>',
    '<filename>',
    '<reponame>',
    '<gh_stars>',
    '<repo_name>',
    '<file_sep>',
  ],
};

export const fimFormats: Readonly<Record<FimFamily, FimFormat>> = {
  starcoder,
  // It was taught to fill inside each file and runs on into the next one without `<file_sep>` as a stop.
  starcoder2: starcoder,
  'granite-code': { ...starcoder, stop: ['<|endoftext|>', ...Object.values(underscored)] },
  granite4: {
    before: piped,
    order: 'psm',
    pieces: commented,
    stop: ['<|end_of_text|>', ...Object.values(piped)],
    control: [
      ...Object.values(piped),
      '<|fim_pad|>',
      '<|end_of_text|>',
      '<|filename|>',
      '<|reponame|>',
      '<|start_of_role|>',
      '<|end_of_role|>',
    ],
  },
  'stable-code': { ...starcoder, stop: ['<|endoftext|>', ...Object.values(underscored)] },
  'qwen2.5-coder': {
    before: piped,
    order: 'psm',
    pieces: { kind: 'repository', name: '<|repo_name|>', file: '<|file_sep|>' },
    stop: [
      '<|endoftext|>',
      ...Object.values(piped),
      '<|fim_pad|>',
      '<|repo_name|>',
      '<|file_sep|>',
      '<|im_start|>',
      '<|im_end|>',
    ],
    control: [
      ...Object.values(piped),
      '<|fim_pad|>',
      '<|repo_name|>',
      '<|file_sep|>',
      '<|im_start|>',
      '<|im_end|>',
      '<|endoftext|>',
    ],
  },
  // The bars are U+FF5C and the low lines U+2581. `//` is no stop, whatever others do: it cuts every comment.
  'deepseek-coder': {
    before: { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' },
    order: 'psm',
    pieces: { kind: 'underPath' },
    stop: ['<｜end▁of▁sentence｜>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
    control: [
      '<｜fim▁begin｜>',
      '<｜fim▁hole｜>',
      '<｜fim▁end｜>',
      '<｜begin▁of▁sentence｜>',
      '<｜end▁of▁sentence｜>',
      '<|EOT|>',
    ],
  },
  codellama: {
    before: { prefix: '<PRE> ', suffix: ' <SUF>', middle: ' <MID>' },
    order: 'psm',
    pieces: commented,
    stop: ['<EOT>'],
    control: ['<PRE>', '<SUF>', '<MID>', '<EOT>'],
  },
  codegemma: {
    before: piped,
    order: 'psm',
    pieces: { kind: 'separated', separator: '<|file_separator|>' },
    stop: ['<|file_separator|>', '<end_of_turn>', '<eos>'],
    control: [...Object.values(piped), '<|file_separator|>', '<start_of_turn>', '<end_of_turn>', '<bos>', '<eos>'],
  },
  codestral: {
    before: { suffix: '[SUFFIX]', prefix: '[PREFIX]', middle: '' },
    order: 'spm',
    pieces: { kind: 'headed', header: '+++++ ' },
    stop: ['[PREFIX]', '[SUFFIX]'],
    control: ['[PREFIX]', '[SUFFIX]', '[MIDDLE]', '[INST]', '[/INST]'],
  },
  'seed-coder': {
    before: { suffix: '<[fim-suffix]>', prefix: '<[fim-prefix]>', middle: '<[fim-middle]>' },
    order: 'spm',
    pieces: commented,
    stop: ['<[end▁of▁sentence]>', '<[fim-suffix]>', '<[fim-prefix]>', '<[fim-middle]>'],
    control: [
      '<[fim-suffix]>',
      '<[fim-prefix]>',
      '<[fim-middle]>',
      '<[begin▁of▁sentence]>',
      '<[end▁of▁sentence]>',
      '<[PAD▁TOKEN]>',
    ],
  },
};
