/**
 * Every setting, once: its key, type, default and meaning. `package.json` is held to this table
 * by a test, in both directions. Settings are values: read at the edge, passed on as `Settings`.
 */
export interface Settings {
  readonly 'model.source': 'none' | 'openai' | 'vscode';
  readonly 'model.baseUrl': string;
  readonly 'model.name': string;
  readonly 'model.embeddingName': string;
  readonly 'model.embeddingBaseUrl': string;
  readonly 'model.embeddingDimensions': number;
  readonly 'model.embeddingMatryoshka': boolean;
  readonly 'model.embeddingBatch': number;
  readonly 'model.embeddingRequestsPerMinute': number;
  readonly 'model.embeddingTokensPerMinute': number;
  readonly 'model.embeddingPrice': number;
  readonly 'model.timeoutSeconds': number;
  readonly 'fix.testCommand': string;
  readonly 'fix.budgetSeconds': number;
  readonly 'fix.parallelRuns': number;
  readonly 'fix.environment': readonly string[];
  readonly 'fix.sandbox': 'auto' | 'off';
  readonly 'index.enabled': boolean;
  readonly 'index.exclude': readonly string[];
  readonly 'index.maxFileKilobytes': number;
  readonly 'index.pauseWhileTypingMs': number;
  readonly 'index.threads': number;
  readonly 'index.shared.url': string;
  readonly 'index.shared.role': 'search' | 'index';
  readonly 'index.shared.collection': string;
  readonly 'index.shared.hold': 'auto' | 'all' | 'changed';
}

export type SettingKey = keyof Settings;

export interface SettingRow<Value> {
  readonly default: Value;
  readonly description: string;
  /** `machine` keeps a repository from naming the server that source is sent to. */
  readonly scope: 'machine' | 'resource' | 'window';
  readonly choices?: readonly (readonly [Value, string])[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** An untrusted workspace may not set it. */
  readonly restricted?: true;
}

export const settingsTable: { readonly [Key in SettingKey]: SettingRow<Settings[Key]> } = {
  'model.source': {
    default: 'none',
    description:
      'Where answers come from. With `none`, Touchstone works offline and opens no connection, unless an embedding model has an endpoint of its own.',
    scope: 'machine',
    choices: [
      ['none', 'No model: everything runs on this machine, offline.'],
      ['openai', 'Any endpoint that speaks the OpenAI protocol, local or hosted.'],
      ['vscode', 'A language model that VS Code itself offers (`vscode.lm`).'],
    ],
  },
  'model.baseUrl': {
    default: '',
    description:
      'Base URL of the OpenAI-compatible endpoint, for example `http://localhost:11434/v1`. The key is kept in the secret storage, never in settings: run **Touchstone: Choose Model**.',
    scope: 'machine',
  },
  'model.name': {
    default: '',
    description: 'The model to ask, as the endpoint or `vscode.lm` names it.',
    scope: 'machine',
  },
  'model.embeddingName': {
    default: '',
    description:
      'The model that turns code into vectors for search, as its endpoint names it. Touchstone shows the cost and asks before it sends anything. Empty: the embedded one, which learns from the workspace and opens no connection.',
    scope: 'machine',
  },
  'model.embeddingBaseUrl': {
    default: '',
    description:
      'Base URL of the endpoint of the embedding model, for example `http://localhost:11434/v1`; used whatever `touchstone.model.source` is. Empty: the same as `touchstone.model.baseUrl`, when that is in use. A key for it is kept in the secret storage.',
    scope: 'machine',
  },
  'model.embeddingDimensions': {
    default: 0,
    description:
      'How many numbers a vector has. Each takes one byte of memory and of disk a chunk: 100,000 chunks with 1,536 numbers are 154 MB, with 256 they are 26 MB and are searched six times as fast. 0: as many as the model gives.',
    scope: 'machine',
    minimum: 0,
    maximum: 8192,
  },
  'model.embeddingMatryoshka': {
    default: false,
    description:
      'The embedding model is a Matryoshka model (its card says so): when the endpoint does not know `touchstone.model.embeddingDimensions`, vectors are cut to that length. The vectors of other models are useless when they are cut.',
    scope: 'machine',
  },
  'model.embeddingBatch': {
    default: 64,
    description: 'How many texts are sent in one request for embeddings, at most.',
    scope: 'machine',
    minimum: 1,
    maximum: 2048,
  },
  'model.embeddingRequestsPerMinute': {
    default: 0,
    description: 'How many requests for embeddings may be sent in a minute. 0: as many as the endpoint takes.',
    scope: 'machine',
    minimum: 0,
    maximum: 100000,
  },
  'model.embeddingTokensPerMinute': {
    default: 0,
    description: 'How many tokens may be sent in a minute to be embedded. 0: as many as the endpoint takes.',
    scope: 'machine',
    minimum: 0,
    maximum: 1000000000,
  },
  'model.embeddingPrice': {
    default: 0,
    description:
      'What a million tokens cost with the embedding model, in dollars: it is only used to show the cost before anything is sent. 0: nothing, or unknown.',
    scope: 'machine',
    minimum: 0,
    maximum: 1000,
  },
  'model.timeoutSeconds': {
    default: 60,
    description: 'How long to wait for the first word of an answer, and between two words, before giving up.',
    scope: 'machine',
    minimum: 1,
    maximum: 3600,
  },
  'fix.testCommand': {
    default: '',
    description:
      'The command that runs the tests, for example `npm test`. Empty: Touchstone detects it and asks once for approval. Results are read from JUnit XML, TAP or the exit code.',
    scope: 'resource',
    restricted: true,
  },
  'fix.budgetSeconds': {
    default: 60,
    description:
      'How long **Touchstone: Fix This Issue** may search for a patch, in seconds, after the baseline test run.',
    scope: 'resource',
    minimum: 5,
    maximum: 3600,
  },
  'fix.parallelRuns': {
    default: 0,
    description: 'How many test runs may go on at once. 0: as many as there are processor cores.',
    scope: 'machine',
    minimum: 0,
    maximum: 64,
  },
  'fix.environment': {
    default: [],
    description:
      'Names of environment variables that test runs may see besides the harmless ones (PATH, HOME, LANG and the like). Secrets are never passed unless named here.',
    scope: 'resource',
    restricted: true,
  },
  'fix.sandbox': {
    default: 'auto',
    description: 'Whether test runs are confined by the operating system.',
    scope: 'machine',
    choices: [
      ['auto', 'Confined to their copy and without network where the system can do it (bubblewrap on Linux).'],
      ['off', 'Not confined: tests run as you would run them, in a copy of the workspace.'],
    ],
  },
  'index.enabled': {
    default: true,
    description:
      'Whether the files of a folder are indexed, so that **Touchstone: Search Codebase** finds the places in them. The index is made and kept on this machine, outside of your folder, and without a model nothing leaves it.',
    scope: 'resource',
  },
  'index.exclude': {
    default: [],
    description:
      'Globs of files and folders that are not indexed, from the top of the folder: `docs/archive`, `**/*.snap`. Ignore files (`.gitignore`, `.ignore`), `#files.exclude#` and `#search.exclude#` hold besides, and secrets, binary and generated files are never indexed. **Touchstone: Why Is This File Not Indexed?** names the rule.',
    scope: 'resource',
  },
  'index.maxFileKilobytes': {
    default: 1000,
    description: 'Larger files are not indexed, in kilobytes.',
    scope: 'resource',
    minimum: 1,
    maximum: 20_000,
  },
  'index.pauseWhileTypingMs': {
    default: 700,
    description:
      'While you type, the building of the index waits until no key was pressed for so many milliseconds. 0: it never waits. What you type is searchable in any case.',
    scope: 'resource',
    minimum: 0,
    maximum: 60_000,
  },
  'index.threads': {
    default: 0,
    description:
      'How many threads read files while the index is built, at low priority. 0: as many as there are processor cores, at most 4.',
    scope: 'machine',
    minimum: 0,
    maximum: 16,
  },
  'index.shared.url': {
    default: '',
    description:
      "Address of a Chroma server with an index for the whole team, for example `https://chroma.example:8000`, with `?tenant=` and `?database=` where it has several. What the index knows of your files goes there and comes from there: paths, names, signatures, the words of each piece of code and its vector, never a file's text, and nothing of secrets and ignored files. Touchstone asks before it joins. Empty: none, and no connection is opened.",
    scope: 'machine',
  },
  'index.shared.role': {
    default: 'search',
    description: 'What this machine does with the shared index.',
    scope: 'machine',
    choices: [
      ['search', 'It searches it, and writes nothing.'],
      [
        'index',
        'It also writes what it has indexed. One machine of a team should, one that has the branch that everybody starts from.',
      ],
    ],
  },
  'index.shared.collection': {
    default: '',
    description:
      'Name of the collection on the shared server. Empty: made from the address of the repository’s git remote, so that all of its clones find the same one.',
    scope: 'resource',
    restricted: true,
  },
  'index.shared.hold': {
    default: 'auto',
    description: 'How much of the shared index is kept on this machine.',
    scope: 'machine',
    choices: [
      ['auto', 'All of it up to 300,000 pieces of code, and beyond that only what was changed here.'],
      ['all', 'All of it: every search is answered on this machine.'],
      [
        'changed',
        'Only files that differ from the shared ones: a search asks the server. For very large repositories.',
      ],
    ],
  },
};
