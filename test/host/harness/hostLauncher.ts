import type { Page } from 'playwright-core';

/** What a session needs from an editor. Paths are absolute. */
export interface HostRequest {
  /** Undefined: a window without a folder. */
  readonly workspace: string | undefined;
  /** Folders of extensions that are in the window besides Touchstone. */
  readonly extensions: readonly string[];
  /** The compiled module with `run()`. */
  readonly tests: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** False: VS Code asks whether to trust the folder, and starts in Restricted Mode. */
  readonly trusted: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** One window of a real VS Code with its extension host. */
export interface HostWindow {
  /** The window's page, for the keyboard: a browser tab, or Electron's own page. */
  readonly page: Page;
  /** Resolves with what it last printed when the editor's process ends before `close`. */
  readonly ended: Promise<string>;
  logsFolder(): Promise<string | undefined>;
  output(): string;
  close(): Promise<void>;
}

/** Where windows come from: VS Code's server in a browser, or desktop VS Code. Suites cannot tell them apart. */
export interface HostLauncher {
  open(request: HostRequest): Promise<HostWindow>;
  close(): Promise<void>;
}
