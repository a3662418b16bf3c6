/**
 * What completion must know of a language before anything is parsed: where comments and strings begin
 * and end, and how a block shows its end. By the editor's language ids; an unknown one is taken for a
 * language with braces and no comments.
 */
export interface LanguageShape {
  readonly lineComments: readonly string[];
  readonly blockComment: readonly [open: string, close: string] | undefined;
  /** Longest opening first. */
  readonly strings: readonly StringForm[];
  readonly blocks: BlockForm;
  /** `/` may open a regular expression. */
  readonly hasRegex: boolean;
}

export interface StringForm {
  readonly open: string;
  readonly close: string;
  readonly isMultiline: boolean;
  /** `${`: code within the string, to the next `}` that fits. */
  readonly hole?: string;
}

export type BlockForm =
  /** Brackets alone say where a block ends. */
  | 'braces'
  /** Indentation says it. */
  | 'indent'
  /** A word such as `end` or `fi` says it. */
  | 'words'
  /** Prose and data: there are no blocks. */
  | 'none';

const line = (quote: string): StringForm => ({ open: quote, close: quote, isMultiline: false });
const lines = (quote: string): StringForm => ({ open: quote, close: quote, isMultiline: true });
const double = line('"');
const single = line("'");
const cComment: LanguageShape['blockComment'] = ['/*', '*/'];

const braces = (strings: readonly StringForm[], more: Partial<LanguageShape> = {}): LanguageShape => ({
  lineComments: ['//'],
  blockComment: cComment,
  strings,
  blocks: 'braces',
  hasRegex: false,
  ...more,
});

const script = braces([{ ...lines('`'), hole: '${' }, double, single], { hasRegex: true });
const c = braces([double, single]);
const withTextBlocks = braces([lines('"""'), double, single]);
const hash = { lineComments: ['#'], blockComment: undefined } as const;

const shapes: Readonly<Record<string, LanguageShape>> = {
  javascript: script,
  javascriptreact: script,
  typescript: script,
  typescriptreact: script,
  vue: script,
  svelte: script,
  json: braces([double]),
  jsonc: braces([double]),
  c,
  cpp: c,
  'cuda-cpp': c,
  'objective-c': c,
  'objective-cpp': c,
  csharp: withTextBlocks,
  java: withTextBlocks,
  kotlin: withTextBlocks,
  scala: withTextBlocks,
  swift: braces([lines('"""'), double]),
  dart: braces([lines('"""'), lines("'''"), double, single]),
  go: braces([lines('`'), double, single]),
  // A single quote opens a lifetime as often as a character.
  rust: braces([lines('"')]),
  zig: braces([double]),
  php: braces([lines('"'), lines("'")], { lineComments: ['//', '#'] }),
  groovy: withTextBlocks,
  css: braces([double, single], { lineComments: [] }),
  scss: braces([double, single]),
  less: braces([double, single]),
  verilog: braces([double], { blocks: 'words' }),
  systemverilog: braces([double], { blocks: 'words' }),
  sql: braces([single, double], { lineComments: ['--'] }),
  terraform: braces([double], { lineComments: ['#', '//'] }),
  perl: braces([double, single], hash),
  r: braces([double, single], hash),
  powershell: braces([double, single], { lineComments: ['#'], blockComment: ['<#', '#>'] }),
  python: braces([lines('"""'), lines("'''"), double, single], { ...hash, blocks: 'indent' }),
  yaml: braces([double, single], { ...hash, blocks: 'indent' }),
  coffeescript: braces([double, single], { ...hash, blocks: 'indent' }),
  makefile: braces([], { ...hash, blocks: 'indent' }),
  haskell: braces([double], { lineComments: ['--'], blockComment: ['{-', '-}'], blocks: 'indent' }),
  fsharp: braces([lines('"""'), double], { blockComment: ['(*', '*)'], blocks: 'indent' }),
  toml: braces([lines('"""'), double, single], hash),
  ini: braces([], { lineComments: ['#', ';'], blockComment: undefined }),
  dockerfile: braces([double, single], hash),
  ruby: braces([lines('"'), lines("'")], { ...hash, blocks: 'words' }),
  elixir: braces([lines('"""'), lines('"')], { ...hash, blocks: 'words' }),
  lua: braces([double, single], { lineComments: ['--'], blockComment: ['--[[', ']]'], blocks: 'words' }),
  julia: braces([lines('"""'), lines('"')], { ...hash, blocks: 'words' }),
  shellscript: braces([lines('"'), lines("'")], { ...hash, blocks: 'words' }),
  html: braces([], { lineComments: [], blockComment: ['<!--', '-->'] }),
  xml: braces([], { lineComments: [], blockComment: ['<!--', '-->'] }),
  markdown: braces([], { lineComments: [], blockComment: ['<!--', '-->'], blocks: 'none' }),
  plaintext: braces([], { lineComments: [], blockComment: undefined, blocks: 'none' }),
};

const unknown: LanguageShape = braces([double, single], { lineComments: [], blockComment: undefined });

export function shapeOf(languageId: string): LanguageShape {
  return Object.hasOwn(shapes, languageId) ? (shapes[languageId] ?? unknown) : unknown;
}

/** What makes a line a comment there. */
export function commentMarks({ lineComments, blockComment }: LanguageShape): { open: string; close: string } {
  const [open] = lineComments;
  if (open !== undefined) return { open, close: '' };
  return blockComment ? { open: blockComment[0], close: blockComment[1] } : { open: '#', close: '' };
}

const byEnding: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  vue: 'vue',
  svelte: 'svelte',
  json: 'json',
  jsonc: 'jsonc',
  c: 'c',
  h: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  cu: 'cuda-cpp',
  cs: 'csharp',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  scala: 'scala',
  swift: 'swift',
  dart: 'dart',
  go: 'go',
  rs: 'rust',
  zig: 'zig',
  php: 'php',
  groovy: 'groovy',
  css: 'css',
  scss: 'scss',
  less: 'less',
  v: 'verilog',
  sv: 'systemverilog',
  sql: 'sql',
  tf: 'terraform',
  pl: 'perl',
  pm: 'perl',
  r: 'r',
  ps1: 'powershell',
  py: 'python',
  pyi: 'python',
  yml: 'yaml',
  yaml: 'yaml',
  hs: 'haskell',
  fs: 'fsharp',
  toml: 'toml',
  ini: 'ini',
  rb: 'ruby',
  ex: 'elixir',
  exs: 'elixir',
  lua: 'lua',
  jl: 'julia',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  html: 'html',
  htm: 'html',
  xml: 'xml',
  md: 'markdown',
  txt: 'plaintext',
};

const byName: Readonly<Record<string, string>> = {
  makefile: 'makefile',
  dockerfile: 'dockerfile',
  rakefile: 'ruby',
  gemfile: 'ruby',
};

/** The editor's language id of a file by its name, where no editor tells. */
export function languageIdOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (Object.hasOwn(byName, name)) return byName[name] ?? 'plaintext';
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return Object.hasOwn(byEnding, ending) ? (byEnding[ending] ?? 'plaintext') : 'plaintext';
}

/** How files of a language usually end, for a text that has no file. */
export function endingOf(languageId: string): string | undefined {
  return Object.keys(byEnding).find((ending) => byEnding[ending] === languageId);
}
