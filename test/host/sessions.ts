/** One window of a real VS Code on a fresh copy of a workspace, and the suites that run in it, in order. */
export interface Session {
  readonly name: string;
  /** A folder of test/fixtures. */
  readonly workspace: string;
  /** What of it is opened, when it is not the folder itself: a file `*.code-workspace`. */
  readonly open?: string;
  /** The window has no folder. */
  readonly isEmpty?: boolean;
  /** Files of test/host. */
  readonly suites: readonly string[];
  /** Those that run after the window was reloaded, in a new extension host. */
  readonly afterReload?: readonly string[];
  /** Folders of test/fakes with an extension each, which are in the window besides Touchstone. */
  readonly extensions?: readonly string[];
  /** User settings, besides the quiet ones that every session has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Trusted unless false. */
  readonly trusted?: boolean;
  /** What the extension host sees in its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** So that nothing but ghost text comes while a test types, and all of it. */
const typingAlone = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'touchstone.completion.eagerness': 1,
};

export const sessions: readonly Session[] = [
  {
    name: 'smoke',
    workspace: 'samples/typescript',
    suites: ['activation.test.ts', 'palette.test.ts', 'editorChat.test.ts'],
  },
  { name: 'fix-typescript', workspace: 'samples/typescript', suites: ['fix.test.ts'] },
  { name: 'fix-python', workspace: 'samples/python', suites: ['fix.test.ts'] },
  { name: 'fix-entries', workspace: 'samples/typescript', suites: ['fixEntries.test.ts'] },
  { name: 'fix-attempts', workspace: 'samples/typescript', suites: ['fixAttempts.test.ts'] },
  { name: 'fix-model', workspace: 'plain', suites: ['fixModel.test.ts'] },
  { name: 'fix-reasons', workspace: 'plain', suites: ['fixReasons.test.ts'] },
  { name: 'edit', workspace: 'samples/typescript', suites: ['edit.test.ts'] },
  { name: 'edit-ready-made', workspace: 'samples/typescript', suites: ['editReadyMade.test.ts'] },
  { name: 'edit-proposed', workspace: 'samples/typescript', suites: ['editProposed.test.ts'] },
  {
    name: 'edit-untrusted',
    workspace: 'samples/typescript',
    suites: ['editUntrusted.test.ts'],
    trusted: false,
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  },
  { name: 'edit-tests', workspace: 'plain', suites: ['editTests.test.ts'] },
  { name: 'edit-plan', workspace: 'migrations/changed-return-type/before', suites: ['editPlan.test.ts'] },
  { name: 'edit-instructions', workspace: 'plain', suites: ['editInstructions.test.ts'] },
  {
    name: 'untrusted',
    workspace: 'samples/typescript',
    suites: ['untrusted.test.ts'],
    trusted: false,
    // The editor's question at the start would cover the window.
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  },
  { name: 'review', workspace: 'samples/typescript', suites: ['review.test.ts'] },
  { name: 'review-files', workspace: 'samples/typescript', suites: ['reviewFiles.test.ts'] },
  {
    name: 'review-reload',
    workspace: 'samples/typescript',
    suites: ['reviewReload.test.ts'],
    afterReload: ['reviewReloaded.test.ts'],
  },
  { name: 'index', workspace: 'samples/typescript', suites: ['index.test.ts'] },
  { name: 'index-folders', workspace: 'folders', open: 'both.code-workspace', suites: ['indexFolders.test.ts'] },
  { name: 'model', workspace: 'samples/typescript', suites: ['chooseModel.test.ts'] },
  {
    name: 'completion',
    workspace: 'samples/typescript',
    suites: ['completion.test.ts'],
    settings: typingAlone,
  },
  {
    name: 'completion-model',
    workspace: 'samples/typescript',
    suites: ['completionModel.test.ts'],
    // The machine may be busy with other things.
    settings: { ...typingAlone, 'touchstone.completion.contextMs': 3000 },
  },
  {
    name: 'completion-context',
    workspace: 'samples/typescript',
    suites: ['completionContext.test.ts'],
    settings: { ...typingAlone, 'touchstone.completion.contextMs': 3000 },
  },
  {
    name: 'completion-untrusted',
    workspace: 'samples/typescript',
    suites: ['completionUntrusted.test.ts'],
    trusted: false,
    settings: { ...typingAlone, 'security.workspace.trust.startupPrompt': 'never' },
  },
  { name: 'embedding', workspace: 'samples/typescript', suites: ['embedding.test.ts'] },
  { name: 'shared', workspace: 'samples/typescript', suites: ['shared.test.ts'] },
  {
    name: 'chat',
    workspace: 'samples/typescript',
    suites: ['chat.test.ts'],
    afterReload: ['chatReloaded.test.ts'],
  },
  { name: 'chat-context', workspace: 'samples/typescript', suites: ['chatContext.test.ts'] },
  {
    name: 'chat-untrusted',
    workspace: 'samples/typescript',
    suites: ['chatUntrusted.test.ts'],
    trusted: false,
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  },
  { name: 'chat-empty', workspace: 'plain', isEmpty: true, suites: ['chatEmpty.test.ts'] },
  { name: 'chat-model', workspace: 'samples/typescript', suites: ['chatModel.test.ts'] },
  { name: 'chat-commands', workspace: 'samples/typescript', suites: ['chatCommands.test.ts'] },
  { name: 'chat-code', workspace: 'samples/typescript', suites: ['chatCode.test.ts'] },
  {
    name: 'chat-review',
    workspace: 'samples/typescript',
    suites: ['chatReview.test.ts'],
    afterReload: ['chatReviewReloaded.test.ts'],
  },
  { name: 'commit-message', workspace: 'samples/typescript', suites: ['commitMessage.test.ts'] },
  { name: 'chat-prompts', workspace: 'samples/typescript', suites: ['chatPrompts.test.ts'] },
  {
    name: 'language-model',
    workspace: 'plain',
    suites: ['languageModel.test.ts'],
    extensions: ['scriptedVendor'],
    settings: { ...typingAlone, 'touchstone.completion.contextMs': 3000 },
  },
  { name: 'api', workspace: 'plain', suites: ['lookUpApi.test.ts'] },
  {
    name: 'statistics',
    workspace: 'samples/typescript',
    suites: ['statistics.test.ts'],
    // The editor's own list would stand in the way of a suggestion that does not begin with its first item.
    settings: { 'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' } },
  },
];
