/** What a person may decide about completion; read at the edge and passed on as a value. */
export interface CompletionSettings {
  /** Language ids in which nothing is suggested. */
  readonly disabledLanguages: readonly string[];
  /** Whether to suggest text in comments while typing. Asked by key, it is suggested anyway. */
  readonly inComments: boolean;
  /** How sure a suggestion must be: from 0, nearly never shown, to 1, nearly always. */
  readonly eagerness: number;
  /** Of a suggestion that fills a block. */
  readonly maxLines: number;
  /** Of the whole prompt. */
  readonly promptTokens: number;
  /** How long a model may take for all of a suggestion before what has come is taken. */
  readonly timeLimitMs: number;
  /** How long whoever brings context may take. */
  readonly contextMs: number;
}

export const usualCompletionSettings: CompletionSettings = {
  disabledLanguages: ['plaintext', 'markdown', 'log', 'scminput', 'git-commit'],
  inComments: false,
  eagerness: 0.5,
  maxLines: 16,
  promptTokens: 2048,
  timeLimitMs: 4000,
  contextMs: 60,
};
