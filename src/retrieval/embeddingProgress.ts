/** What was agreed to and reached with an embedding model in one folder, and what that covers. */

export interface EmbeddingProgress {
  readonly model: string;
  /** Somebody let so many tokens be embedded, and it did not come to its end yet; 0: nothing is agreed. */
  readonly approvedTokens: number;
  /** It came to its end once. */
  readonly isComplete: boolean;
}

/** Fewer chunks than this are embedded without a question once the whole was agreed to: those of some saved files. */
const smallChange = 1_000;
/** An agreement holds for this much more than was said. */
const tolerance = 1.5;
const toleratedTokens = 50_000;

/** Whether this may be embedded without asking anybody: what a crash or a quit has interrupted, or a small change. */
export function covers(
  progress: EmbeddingProgress | undefined,
  { chunks, tokens }: { readonly chunks: number; readonly tokens: number },
): boolean {
  if (!progress) return false;
  if (progress.isComplete && chunks <= smallChange) return true;
  return progress.approvedTokens > 0 && tokens <= progress.approvedTokens * tolerance + toleratedTokens;
}

/** @returns undefined for what was not written so: then nothing is agreed, and it is asked again. */
export function parseProgress(text: string): EmbeddingProgress | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return undefined;
    const { model, approvedTokens, isComplete } = read as Partial<Record<keyof EmbeddingProgress, unknown>>;
    const isWhole = typeof model === 'string' && typeof approvedTokens === 'number' && typeof isComplete === 'boolean';
    return isWhole ? { model, approvedTokens, isComplete } : undefined;
  } catch {
    return undefined;
  }
}
