import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Files of src/ that stand in a folder's root: they decide and have no effects. */
const pure = ['src/*/*.ts'];

const editorWrites = 'Only review changes a user’s file: make a proposal.';
const diskWrites = 'Only the folders named in eslint.config.mjs write to the disk.';
const connections = 'Only model/node opens connections.';

/** Where node:fs may write: shadow copies and what runs beside them, reports, accepted proposals, caches, indexes, the record of fixes. */
const mayWrite = [
  ...['src/testing/node/**', 'src/review/node/**', 'src/model/node/**', 'src/retrieval/node/**'],
  'src/refine/node/recordStore.ts',
  'src/chat/node/runCode.ts',
];

/** What only reads. Everything else of node:fs, and the whole module under one name, counts as writing. */
const readsOfFs = [
  ...['access', 'accessSync', 'constants', 'createReadStream', 'existsSync', 'glob', 'lstat', 'lstatSync', 'opendir'],
  ...['readdir', 'readdirSync', 'readFile', 'readFileSync', 'readlink', 'readlinkSync', 'realpath', 'realpathSync'],
  ...['stat', 'statSync', 'watch', 'Dirent', 'Stats', 'FSWatcher'],
];

export default defineConfig(
  globalIgnores(['dist/', 'artifacts/', '.cache/', 'test/fixtures/', 'src/testing/node/shims/']),
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: connections })),
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      // What is thrown on an abort is the signal's reason, which anybody may have chosen.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingAny: true, allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // There are no enums.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Matters of taste.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }] }],
      // An index within bounds, a field that another line has set: what the compiler cannot see is said with `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Knows nothing of a flag that changes while a promise is awaited, such as `signal.aborted`.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Whatever has the shape of the editor's Disposable is one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A function may be async only so that it fails as its interface says: by rejecting.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Rule 6 of ARCHITECTURE.md: everything that would change a user's file goes through review.
    files: ['src/**'],
    ignores: ['src/review/vscode/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          "MemberExpression[property.name='applyEdit']",
          "MemberExpression[property.name='WorkspaceEdit']",
          "ImportSpecifier[imported.name='WorkspaceEdit']",
          "MemberExpression[object.property.name='fs'][property.name=/^(writeFile|delete|rename|copy|createDirectory)$/]",
          'CallExpression[callee.property.name=/^(edit|insertSnippet)$/][callee.object.name=/[eE]ditor$/]',
          'CallExpression[callee.property.name=/^(edit|insertSnippet)$/][callee.object.property.name=/[eE]ditor$/]',
        ].map((selector) => ({ selector, message: editorWrites })),
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: mayWrite,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'].map((name) => ({
            name,
            allowImportNames: readsOfFs,
            message: diskWrites,
          })),
        },
      ],
    },
  },
  {
    files: ['src/model/node/**', 'test/**', 'scripts/**', 'media/**'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    // Rule 3 for what needs no import.
    files: pure,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'global', 'require', '__dirname', '__filename'].map((name) => ({
          name,
          message: 'A pure file has no Node: take what is needed as an argument.',
        })),
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: connections })),
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // A suite or test of mocha may be async without anyone awaiting it.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', name: ['suite', 'test'], package: '@types/mocha' }],
        },
      ],
    },
  },
  {
    // Plain JavaScript: what has no types is `any`, and that is all right here.
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    rules: { 'no-undef': 'off' },
  },
  {
    // What is preloaded with --require is CommonJS.
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
