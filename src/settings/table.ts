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
  readonly 'fix.samples': number;
  readonly 'fix.parallelRequests': number;
  readonly 'fix.maxTokens': number;
  readonly 'fix.inputPrice': number;
  readonly 'fix.outputPrice': number;
  readonly 'fix.maxQuestions': number;
  readonly 'fix.codeLens': 'failing' | 'all' | 'off';
  readonly 'fix.record': boolean;
  readonly 'edit.runTests': boolean;
  readonly 'edit.benchCommand': string;
  readonly 'edit.codeActions': boolean;
  readonly 'review.checkpoints': number;
  readonly 'review.checkpointMegabytes': number;
  readonly 'index.enabled': boolean;
  readonly 'index.exclude': readonly string[];
  readonly 'index.maxFileKilobytes': number;
  readonly 'index.pauseWhileTypingMs': number;
  readonly 'index.threads': number;
  readonly 'index.shared.url': string;
  readonly 'index.shared.role': 'search' | 'index';
  readonly 'index.shared.collection': string;
  readonly 'index.shared.hold': 'auto' | 'all' | 'changed';
  readonly 'completion.enabled': boolean;
  readonly 'completion.disabledLanguages': readonly string[];
  readonly 'completion.eagerness': number;
  readonly 'completion.inComments': boolean;
  readonly 'completion.maxLines': number;
  readonly 'completion.source': 'auto' | 'none' | 'openai' | 'vscode';
  readonly 'completion.modelName': string;
  readonly 'completion.baseUrl': string;
  readonly 'completion.format':
    | 'auto'
    | 'chat'
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
  readonly 'completion.promptTokens': number;
  readonly 'completion.timeLimitMs': number;
  readonly 'completion.contextMs': number;
  readonly 'chat.tools.runTests': 'always' | 'conversation' | 'each' | 'never';
  readonly 'chat.tools.runCommand': 'each' | 'never';
  readonly 'chat.tools.runCode': 'always' | 'conversation' | 'each' | 'never';
  /** By name; what stands in it is looked at where it is used. */
  readonly 'chat.mcpServers': Readonly<Record<string, unknown>>;
  readonly 'chat.pictures': 'auto' | 'always' | 'never';
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
  'fix.samples': {
    default: 6,
    description:
      'How many different patches a model is asked for at the start of a search. It is asked again with what their runs have shown. 0: the model is not asked, and only the embedded engine looks for patches.',
    scope: 'machine',
    minimum: 0,
    maximum: 50,
  },
  'fix.parallelRequests': {
    default: 4,
    description:
      'How many questions to a model may be under way at once while a patch is searched for. Fewer for an endpoint that limits its requests, or a model on this machine that answers one at a time.',
    scope: 'machine',
    minimum: 1,
    maximum: 16,
  },
  'fix.maxTokens': {
    default: 200_000,
    description:
      'How many tokens a search for a patch may spend on a model, those sent and those that come back together. When they are spent the embedded engine goes on alone. 0: no limit.',
    scope: 'machine',
    minimum: 0,
    maximum: 100_000_000,
  },
  'fix.inputPrice': {
    default: 0,
    description:
      'What a million tokens sent to the model cost, in dollars: it is only used to show what a search for a patch, or an answer in the chat, costs. 0: nothing, or unknown.',
    scope: 'machine',
    minimum: 0,
    maximum: 1000,
  },
  'fix.outputPrice': {
    default: 0,
    description:
      'What a million tokens of the model’s answers cost, in dollars: it is only used to show what a search for a patch, or an answer in the chat, costs. 0: nothing, or unknown.',
    scope: 'machine',
    minimum: 0,
    maximum: 1000,
  },
  'fix.maxQuestions': {
    default: 4,
    description:
      'How often **Touchstone: Fix This Issue** may ask you which behaviour is right, where patches pass every test and still differ. 0: it never asks.',
    scope: 'resource',
    minimum: 0,
    maximum: 4,
  },
  'fix.codeLens': {
    default: 'failing',
    description: 'Above which tests an editor offers to fix them.',
    scope: 'resource',
    choices: [
      ['failing', 'Those that failed when Touchstone ran them last, until their file changes.'],
      ['all', 'All tests: each can be run, and fixed when it fails.'],
      ['off', 'None. The menus and **Touchstone: Fix the Test at the Cursor** are there still.'],
    ],
  },
  'fix.record': {
    default: false,
    description:
      'Whether every patch that is tried is kept on this machine with what was asked and what came of it, secrets taken out, so that **Touchstone: Export Fix Record** can write it to a file. Nothing of it is ever sent.',
    scope: 'machine',
  },
  'edit.runTests': {
    default: true,
    description:
      'Whether an edit is tried with the tests of its place before it is shown: in a copy of the workspace, with the command of **Touchstone: Fix This Issue**, once you have allowed it. Without, the review says that nothing was run.',
    scope: 'resource',
  },
  'edit.benchCommand': {
    default: '',
    description:
      'What **Touchstone: Make This Faster** times, for example `node bench.js`: one command, run at the top of a copy of the workspace once you have allowed it, that takes a second or so. Empty: calls that your tests make, or the tests.',
    scope: 'resource',
    restricted: true,
  },
  'edit.codeActions': {
    default: true,
    description:
      'Whether the lightbulb and the menu **Refactor…** offer ready-made edits: implement, document, add types and the like, where they make sense.',
    scope: 'resource',
  },
  'review.checkpoints': {
    default: 100,
    description:
      'How many checkpoints are kept for each workspace: what the files of a change read before it was accepted, so that **Touchstone: Restore a Checkpoint** can bring it back. They are in the extension’s own storage, never in your repository. 0: none.',
    scope: 'machine',
    minimum: 0,
    maximum: 10000,
  },
  'review.checkpointMegabytes': {
    default: 50,
    description: 'How much all checkpoints of a workspace may hold, in megabytes; the oldest go first.',
    scope: 'machine',
    minimum: 1,
    maximum: 10000,
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
  'completion.enabled': {
    default: true,
    description:
      'Whether Touchstone suggests code while you type, as ghost text. Without a model it suggests from your own code, on this machine.',
    scope: 'resource',
  },
  'completion.disabledLanguages': {
    default: ['plaintext', 'markdown', 'log', 'scminput', 'git-commit'],
    description:
      'Languages in which nothing is suggested, as VS Code names them: `markdown`, `yaml`. **Touchstone: Turn Inline Completion On or Off for This Language** changes it.',
    scope: 'resource',
  },
  'completion.eagerness': {
    default: 0.5,
    description:
      'How readily a suggestion is shown while you type. 0: only what is nearly sure. 1: whatever there is. What you ask for by key is always shown.',
    scope: 'resource',
    minimum: 0,
    maximum: 1,
  },
  'completion.inComments': {
    default: false,
    description:
      'Whether text is suggested in comments while you type as readily as elsewhere, and by a model too. Off: only what your own code has, when it is rather sure.',
    scope: 'resource',
  },
  'completion.maxLines': {
    default: 16,
    description: 'How many lines a suggestion that fills a block may have.',
    scope: 'resource',
    minimum: 1,
    maximum: 100,
  },
  'completion.source': {
    default: 'auto',
    description:
      'Who suggests. While a model cannot be reached, the embedded engine does. **Touchstone: Choose Model for Completion** sets it.',
    scope: 'machine',
    choices: [
      [
        'auto',
        'The model of `#touchstone.model.name#` when its endpoint is on this machine, where it costs nothing; else the embedded engine alone.',
      ],
      ['none', 'The embedded engine alone. No connection is opened for completion.'],
      [
        'openai',
        'An endpoint that speaks the OpenAI protocol, wherever it is. It is asked in the pauses of your typing, which may cost money.',
      ],
      ['vscode', 'A language model that VS Code offers. Each question counts against its quota.'],
    ],
  },
  'completion.modelName': {
    default: '',
    description:
      'The model for completion, where it is another one than the rest of Touchstone uses: best one that was taught to fill in the middle, such as `qwen2.5-coder:1.5b-base`. Empty: `#touchstone.model.name#`.',
    scope: 'machine',
  },
  'completion.baseUrl': {
    default: '',
    description:
      'Base URL of the endpoint for completion, for example `http://localhost:11434/v1`. Empty: `#touchstone.model.baseUrl#`. A key for it is kept in the secret storage.',
    scope: 'machine',
  },
  'completion.format': {
    default: 'auto',
    description: 'How the model was taught to fill in the middle, for a name that does not tell.',
    scope: 'machine',
    choices: [
      ['auto', 'Told by its name, and by what the endpoint offers.'],
      ['chat', 'It was not: it is asked by chat.'],
      ['starcoder', 'As StarCoder.'],
      ['starcoder2', 'As StarCoder 2.'],
      ['granite-code', 'As Granite Code.'],
      ['granite4', 'As Granite 4.'],
      ['stable-code', 'As Stable Code.'],
      ['qwen2.5-coder', 'As Qwen2.5-Coder.'],
      ['deepseek-coder', 'As DeepSeek-Coder.'],
      ['codellama', 'As Code Llama.'],
      ['codegemma', 'As CodeGemma.'],
      ['codestral', 'As Codestral.'],
      ['seed-coder', 'As Seed-Coder.'],
    ],
  },
  'completion.promptTokens': {
    default: 2048,
    description:
      'How many tokens a prompt for completion has at most: the code around the cursor and what is taken from other files.',
    scope: 'machine',
    minimum: 256,
    maximum: 32_000,
  },
  'completion.timeLimitMs': {
    default: 4000,
    description:
      'How long a model may take for a suggestion, in milliseconds. Then what has come is taken, and where nothing has come the embedded engine suggests.',
    scope: 'machine',
    minimum: 200,
    maximum: 60_000,
  },
  'completion.contextMs': {
    default: 60,
    description:
      'How long a prompt waits for what other files say about the code at the cursor, in milliseconds. 0: it has the open file alone.',
    scope: 'resource',
    minimum: 0,
    maximum: 5000,
  },
  'chat.tools.runTests': {
    default: 'conversation',
    description:
      'Whether a model in the chat may run the tests. They run in a copy of the workspace, with the command that you have approved.',
    scope: 'machine',
    choices: [
      ['always', 'Without asking.'],
      ['conversation', 'You are asked once in each conversation.'],
      ['each', 'You are asked each time.'],
      ['never', 'It cannot.'],
    ],
  },
  'chat.tools.runCommand': {
    default: 'each',
    description:
      'Whether a model in the chat may ask to run a command line. It runs in a copy of the workspace, confined and without network where the system can. Lines that destroy, publish or take over are refused even then.',
    scope: 'machine',
    choices: [
      ['each', 'You see each line and are asked each time.'],
      ['never', 'It cannot.'],
    ],
  },
  'chat.tools.runCode': {
    default: 'each',
    description:
      'Whether a model in the chat may run short programs to count, calculate and draw. They run in a copy of the workspace without the files that hold secrets, confined and without network. Where the system has no sandbox you are asked each time, whatever is chosen here.',
    scope: 'machine',
    choices: [
      ['always', 'Without asking.'],
      ['conversation', 'You are asked once in each conversation.'],
      ['each', 'You see each program and are asked each time.'],
      ['never', 'It cannot.'],
    ],
  },
  'chat.mcpServers': {
    default: {},
    description:
      'Servers of the Model Context Protocol, whose tools a model in the chat may call when you allow it: for example `{"notes": {"command": "npx", "args": ["-y", "notes-server"], "env": {"NOTES": "/home/me/notes"}}}`. They run on this machine with your rights and see of the environment only what is harmless and what `env` names.',
    scope: 'machine',
  },
  'chat.pictures': {
    default: 'auto',
    description: 'Whether pictures that you attach in the chat are sent to the model.',
    scope: 'machine',
    choices: [
      ['auto', 'As the endpoint says; where it does not, you are asked once for each model.'],
      ['always', 'The model can see: they are sent.'],
      ['never', 'They are not sent.'],
    ],
  },
};
