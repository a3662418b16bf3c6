/** How a child process ended. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timedOut'; readonly afterMs: number };

/** Everything about a child process that safety decides or needs to know. Built by `testing/node`. */
export interface ProcessRequest {
  /** One line for the system's shell, or a program with its arguments. */
  readonly command: string | readonly [program: string, ...args: string[]];
  /** Absolute path. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited. `safety/environment.ts` builds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** After this the process and all that it started are killed. */
  readonly limitMs: number;
  /** `auto` confines it to `writable` and cuts the network where the system can; `off` does not. */
  readonly sandbox: 'auto' | 'off';
  /** Absolute paths of the folders that a confined process may write. */
  readonly writable: readonly string[];
  /**
   * Absolute paths outside `writable` that a confined process must see even where such places are hidden
   * (a temporary folder, a secret's folder): what the links of a shadow workspace point to. The rest of the
   * file system can be read anyway, secrets excepted.
   */
  readonly readable?: readonly string[];
  /** Absolute paths of folders of which a confined process sees nothing, besides what is in `shown` and `writable`. */
  readonly hidden?: readonly string[];
  /** Absolute paths that a confined process sees whatever hides them. Chosen by us, never by what is in a workspace. */
  readonly shown?: readonly string[];
  /** Aborted, it ends the process as if its time were over: what was printed is kept. */
  readonly cut?: AbortSignal;
  /** Hears everything that is printed while it is printed; the result holds only the end of it. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
}

export interface ProcessResult {
  readonly end: RunEnd;
  /** The last megabytes of each stream; `truncated` says whether something before them is gone. */
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
  /** Whether the operating system confined it. */
  readonly confined: boolean;
}

/**
 * Runs one child process to its end.
 * @throws the signal's reason within a second of an abort, with no descendant left alive.
 * @throws TouchstoneError when the program could not be started.
 */
export type RunProcess = (request: ProcessRequest, signal: AbortSignal) => Promise<ProcessResult>;
