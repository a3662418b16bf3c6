/** Languages with a grammar, and how a file shows that it is written in one. */

/** Each names a file `tree-sitter-<id>.wasm` and a file of queries, `<id>.scm`. */
export const grammarIds = [
  'bash',
  'c',
  'c-sharp',
  'cpp',
  'css',
  'go',
  'html',
  'java',
  'javascript',
  'json',
  'kotlin',
  'php',
  'python',
  'ruby',
  'rust',
  'swift',
  'tsx',
  'typescript',
  'yaml',
] as const;

/** Wider than `LanguageId`: the repair templates understand only a few of these. */
export type GrammarId = (typeof grammarIds)[number];

const endings: Readonly<Record<GrammarId | 'markdown', string>> = {
  bash: 'sh bash zsh ksh bats',
  c: 'c',
  'c-sharp': 'cs csx',
  // Whether a `.h` is C or C++ it does not say; the grammar of C++ reads both.
  cpp: 'cc cpp cxx c++ h hh hpp hxx h++ ipp inl tpp cu cuh ino',
  css: 'css',
  go: 'go',
  html: 'html htm xhtml',
  java: 'java',
  javascript: 'js mjs cjs jsx',
  json: 'json jsonc json5 webmanifest geojson code-workspace',
  kotlin: 'kt kts',
  markdown: 'md markdown mdx mkd',
  php: 'php phtml php5 php7',
  python: 'py pyi pyw',
  ruby: 'rb rake gemspec ru podspec',
  rust: 'rs',
  swift: 'swift',
  tsx: 'tsx',
  typescript: 'ts mts cts',
  yaml: 'yaml yml',
};

const names: Readonly<Record<string, GrammarId>> = {
  '.bashrc': 'bash',
  '.bash_profile': 'bash',
  '.profile': 'bash',
  '.zshrc': 'bash',
  gemfile: 'ruby',
  rakefile: 'ruby',
  vagrantfile: 'ruby',
  podfile: 'ruby',
  '.babelrc': 'json',
  '.eslintrc': 'json',
  '.prettierrc': 'json',
  '.clang-format': 'yaml',
};

const interpreters: readonly (readonly [RegExp, GrammarId])[] = [
  [/\b(?:ba|z|k|da)?sh\b/, 'bash'],
  [/\bpython/, 'python'],
  [/\b(?:node|bun)\b/, 'javascript'],
  [/\b(?:deno|tsx|ts-node)\b/, 'typescript'],
  [/\bruby\b/, 'ruby'],
  [/\bphp\b/, 'php'],
];

const byEnding = new Map(
  (Object.keys(endings) as (GrammarId | 'markdown')[]).flatMap((language) =>
    endings[language].split(' ').map((ending) => [ending, language] as const),
  ),
);

/** By the file's name, or where that says nothing by the interpreter that the first line asks for. */
export function indexedLanguageOf(path: string, text: string): GrammarId | 'markdown' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const named = Object.hasOwn(names, name) ? names[name] : undefined;
  if (named) return named;
  const dot = name.lastIndexOf('.');
  if (dot > 0) return byEnding.get(name.slice(dot + 1));
  if (!text.startsWith('#!')) return undefined;
  const first = text.slice(0, 200).split('\n', 1)[0] ?? '';
  return interpreters.find(([pattern]) => pattern.test(first))?.[1];
}
