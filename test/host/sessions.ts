/** One window of a real VS Code on a fresh copy of a workspace, and the suites that run in it, in order. */
export interface Session {
  readonly name: string;
  /** A folder of test/fixtures. */
  readonly workspace: string;
  /** What of it is opened, when it is not the folder itself: a file `*.code-workspace`. */
  readonly open?: string;
  /** Files of test/host. */
  readonly suites: readonly string[];
  /** User settings, besides the quiet ones that every session has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Trusted unless false. */
  readonly trusted?: boolean;
  /** What the extension host sees in its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export const sessions: readonly Session[] = [
  { name: 'smoke', workspace: 'samples/typescript', suites: ['activation.test.ts', 'palette.test.ts'] },
  { name: 'fix-typescript', workspace: 'samples/typescript', suites: ['fix.test.ts'] },
  { name: 'fix-python', workspace: 'samples/python', suites: ['fix.test.ts'] },
  { name: 'fix-reasons', workspace: 'plain', suites: ['fixReasons.test.ts'] },
  {
    name: 'untrusted',
    workspace: 'samples/typescript',
    suites: ['untrusted.test.ts'],
    trusted: false,
    // The editor's question at the start would cover the window.
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  },
  { name: 'review', workspace: 'samples/typescript', suites: ['review.test.ts'] },
  { name: 'index', workspace: 'samples/typescript', suites: ['index.test.ts'] },
  { name: 'index-folders', workspace: 'folders', open: 'both.code-workspace', suites: ['indexFolders.test.ts'] },
  { name: 'model', workspace: 'samples/typescript', suites: ['chooseModel.test.ts'] },
  { name: 'embedding', workspace: 'samples/typescript', suites: ['embedding.test.ts'] },
];
