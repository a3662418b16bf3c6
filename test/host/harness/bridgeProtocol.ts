/**
 * What the extension host asks of the runner, which holds the real keyboard. One JSON object a line, over a local
 * socket; every request has one reply with the same id.
 */
export type BridgeRequest =
  | { readonly kind: 'started' }
  | { readonly kind: 'print'; readonly line: string }
  | { readonly kind: 'finished'; readonly report: SessionReport }
  | { readonly kind: 'press'; readonly keys: string }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'openPalette'; readonly filter: string }
  | { readonly kind: 'click'; readonly selector: string; readonly timeoutMs: number }
  | { readonly kind: 'waitForText'; readonly text: string; readonly timeoutMs: number }
  | { readonly kind: 'waitForSelector'; readonly selector: string; readonly timeoutMs: number }
  | { readonly kind: 'waitUntilGone'; readonly selector: string; readonly timeoutMs: number }
  | {
      readonly kind: 'handOver';
      readonly selector: string;
      readonly event: 'paste' | 'drop';
      readonly items: readonly HandedItem[];
      readonly timeoutMs: number;
    }
  | { readonly kind: 'untilIdle' }
  | { readonly kind: 'readTexts'; readonly selector: string }
  | { readonly kind: 'timePress'; readonly keys: string; readonly script: string; readonly timeoutMs: number }
  | { readonly kind: 'accessibilityFaults'; readonly selector: string }
  | { readonly kind: 'screenshot'; readonly name: string };

/** Of what is pasted or dropped: text of some type, or a file with its bytes. */
export type HandedItem =
  | { readonly type: string; readonly text: string }
  | { readonly type: string; readonly name: string; readonly base64: string };

/** `texts` is empty for everything but `readTexts`, the path for `screenshot` and milliseconds for `timePress`. */
export type BridgeReply =
  { readonly kind: 'done'; readonly texts: readonly string[] } | { readonly kind: 'failed'; readonly message: string };

export interface Numbered<T> {
  readonly id: number;
  readonly body: T;
}

export interface SessionReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

export interface TestFailure {
  readonly name: string;
  readonly message: string;
}

/** Written by the runner beside the compiled suites, since nothing else reaches an extension host that it opens. */
export interface SessionFile {
  readonly socket: string;
  readonly suites: readonly string[];
  readonly grep?: string;
  /** The runner reloads the window once these suites are done, so the host is not to end by itself. */
  readonly isReloaded: boolean;
}
