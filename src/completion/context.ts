import type { Clock } from '../model/retry.ts';
import { isSecretFile } from '../safety/pathPolicy.ts';
import type { ContextKind, ContextPiece } from './suggestion.ts';

/** Who knows something that may help: definitions, similar code, recent edits, diagnostics. */
export interface ContextProvider {
  /** Best first. What is not surely of use is left out: nothing is better than noise. */
  pieces(place: ContextPlace, signal: AbortSignal): Promise<readonly ContextPiece[]>;
}

export interface ContextPlace {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly offset: number;
}

export interface GatheredContext {
  readonly pieces: readonly ContextPiece[];
  /** Nobody was late or failed: asked again at once, they would say the same. */
  readonly isWhole: boolean;
}

/** What all of them have within the time, in turns, so that one that knows much leaves room for the others. */
export async function gatherContext(
  providers: readonly ContextProvider[],
  place: ContextPlace,
  { clock, limitMs }: { readonly clock: Clock; readonly limitMs: number },
  signal: AbortSignal,
): Promise<GatheredContext> {
  if (providers.length === 0) return { pieces: [], isWhole: true };
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const late = clock.sleep(limitMs, stop).then(
    () => undefined,
    () => undefined,
  );
  try {
    const found = await Promise.all(
      // Who is late or fails brings nothing this time.
      providers.map((provider) => Promise.race([provider.pieces(place, stop).catch(() => undefined), late])),
    );
    signal.throwIfAborted();
    const pieces = inTurns(found.map((list) => list ?? [])).filter((piece) => isFit(piece, place));
    return { pieces, isWhole: !found.includes(undefined) };
  } finally {
    over.abort();
  }
}

function isFit({ kind, path, text }: ContextPiece, place: ContextPlace): boolean {
  return text.trim() !== '' && !isSecretFile(path) && (path !== place.path || speaksOfItsOwnFile.has(kind));
}

/** The others would repeat what the prompt has of the file anyway. */
const speaksOfItsOwnFile: ReadonlySet<ContextKind> = new Set(['recentEdit', 'diagnostic']);

function inTurns(lists: readonly (readonly ContextPiece[])[]): readonly ContextPiece[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}
