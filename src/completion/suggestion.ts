/**
 * The words that every part of inline completion shares. A source writes suggestions for a place in a
 * file; a model and the embedded engine are sources alike, and the rest of the pipeline cannot tell
 * them apart.
 */

/** What a source is asked: everything it may use is in here, so a source reads no file and no editor. */
export interface CompletionRequest {
  /** From the workspace's top, with forward slashes; for a file that has no place there, its name. */
  readonly path: string;
  /** As the editor names it: `typescript`, `typescriptreact`, `python`, `shellscript` … */
  readonly languageId: string;
  /** The whole file as it stands in the editor, its line breaks `\n`. */
  readonly text: string;
  /** Where the cursor is, in UTF-16 units. */
  readonly offset: number;
  readonly trigger: Trigger;
  /** How far a suggestion may reach. Decided once, by the syntax at the cursor. */
  readonly extent: Extent;
  /** How many different suggestions are wanted at most; 1 while typing. */
  readonly candidates: number;
  /** Text from elsewhere that may help, best first. What is not worth its place was left out. */
  readonly context: readonly ContextPiece[];
}

/** `invoke`: the user asked with a key or a command, so silence needs a better reason. */
export type Trigger = 'typing' | 'invoke';

/** `line`: to the end of the line at most. `block`: to the end of the block that is being opened, or of the statements. */
export type Extent = 'line' | 'block';

export interface ContextPiece {
  readonly kind: ContextKind;
  /** Of the file that it is from, from the workspace's top. */
  readonly path: string;
  readonly text: string;
}

export type ContextKind =
  /** Where something that is imported or used near the cursor is defined. */
  | 'definition'
  /** Code that is like the code before the cursor. */
  | 'retrieved'
  /** What the user has changed lately. */
  | 'recentEdit'
  /** A file that the user has just looked at. */
  | 'neighbour'
  | 'diagnostic'
  /** Names and installed versions of the libraries in use. */
  | 'libraries';

/** Text to insert at the cursor. It replaces nothing: what stands after the cursor stays. */
export interface Suggestion {
  /** Never empty; its line breaks are `\n`. */
  readonly text: string;
  /** Whose it is, for a person: a model's name, or `embedded`. */
  readonly source: string;
  /** From 0 to 1, as near as the source can say to the chance that it is what the user would write. */
  readonly confidence: number;
}

/**
 * Who writes suggestions. Nothing happens before the first event is pulled; leaving the loop early
 * stops the work. A fault throws, an abort throws the signal's reason.
 */
export interface SuggestionSource {
  /** As in `Suggestion.source`. */
  readonly name: string;
  /** It answers within a few milliseconds and costs nothing, so nobody waits for a pause in the typing to ask it. */
  readonly isInstant: boolean;
  suggest(request: CompletionRequest, signal: AbortSignal): AsyncIterable<SourceEvent>;
}

export type SourceEvent =
  /** The whole text so far of the suggestion that is being written; only a source that takes its time sends it. */
  | { readonly kind: 'partial'; readonly text: string }
  /** One that is complete. Best first. */
  | { readonly kind: 'suggestion'; readonly suggestion: Suggestion }
  /** Why there is none, or no further one. Without it an empty answer means that nothing fits here. */
  | { readonly kind: 'withheld'; readonly withheld: Withheld };

/** Why nothing is shown: the stage that decided so, and its reason as a whole sentence. */
export interface Withheld {
  readonly stage: Stage;
  readonly reason: string;
}

/** In the order in which a request passes through them. */
export type Stage = 'ask' | 'known' | 'delay' | 'context' | 'source' | 'stop' | 'trim' | 'show';
