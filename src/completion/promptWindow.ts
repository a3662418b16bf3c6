import type { ContextKind, ContextPiece } from './suggestion.ts';

/**
 * What of a file and of its context goes into a prompt, within a budget of tokens, and so that two
 * prompts in a row begin alike: a server that still has the last one read need not read it again. So
 * what is stable comes first, the prefix is cut where it was cut before for as long as it fits, and
 * the pieces of context stay until the cursor has gone elsewhere.
 */
export interface PromptWindow {
  readonly prefix: string;
  readonly suffix: string;
  /** In the order in which they are put in, which is the same from prompt to prompt. */
  readonly pieces: readonly ContextPiece[];
}

/** What one prompt leaves for the next. */
export interface WindowMemory {
  readonly path: string;
  /** Where the prefix began, and some of what stood there, since text may have been inserted above. */
  readonly start: number;
  readonly head: string;
  /** How far from the end of the file the suffix ended. */
  readonly fromEnd: number;
  readonly pieces: readonly ContextPiece[];
}

export interface WindowRequest {
  readonly path: string;
  readonly text: string;
  readonly offset: number;
  readonly context: readonly ContextPiece[];
  readonly budget: number;
}

/** A share of the suffix is read anew after each keystroke, as it comes after the prefix. */
const shares = { prefix: 0.55, suffix: 0.11, context: 0.34 };
/** Characters: so few say nothing, however small the share is. */
const leastSuffix = 160;

export function windowOf(
  { path, text, offset, context, budget }: WindowRequest,
  memory: WindowMemory | undefined,
): { readonly window: PromptWindow; readonly memory: WindowMemory } {
  const known = memory?.path === path ? memory : undefined;
  const room = budget * charactersPerToken;
  const pieces = chosenPieces(context, known?.pieces ?? [], room * shares.context);
  const used = pieces.reduce((sum, { text: piece }) => sum + piece.length, 0);
  // What the context leaves is the prefix's.
  const start = prefixStart(text, offset, room * (shares.prefix + shares.context) - used, known);
  const before = offset - start + used;
  const suffixRoom = Math.max(leastSuffix, Math.min(room * shares.suffix, before * 0.14));
  const end = suffixEnd(text, offset, suffixRoom, known);
  return {
    window: { prefix: text.slice(start, offset), suffix: text.slice(offset, end), pieces },
    memory: { path, start, head: text.slice(start, start + 120), fromEnd: text.length - end, pieces },
  };
}

/** Code has a token for about three characters; a little less is said than fits rather than more. */
const charactersPerToken = 3;

export function estimatedTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

function prefixStart(text: string, offset: number, room: number, known: WindowMemory | undefined): number {
  if (offset <= room) return 0;
  const kept = known && known.start <= offset && text.startsWith(known.head, known.start) ? known.start : undefined;
  if (kept !== undefined && offset - kept <= room && offset - kept >= room * 0.3) return kept;
  // Room is left to grow into, so that the next cut is many keystrokes away.
  return borderAfter(text, Math.floor(offset - room * 0.7), offset - room * 0.4);
}

function suffixEnd(text: string, offset: number, room: number, known: WindowMemory | undefined): number {
  if (text.length - offset <= room) return text.length;
  const kept = known === undefined ? undefined : text.length - known.fromEnd;
  if (kept !== undefined && kept - offset <= room * 1.3 && kept - offset >= room * 0.5) return kept;
  const most = text.slice(offset, Math.floor(offset + room));
  const blank = most.lastIndexOf('\n\n');
  const line = most.lastIndexOf('\n');
  const cut = blank >= room * 0.6 ? blank + 1 : line >= 0 ? line + 1 : most.length;
  return offset + cut;
}

/** The best line to begin at: one that stands at the margin after a blank line, or at the margin, or after a blank one. */
function borderAfter(text: string, from: number, latest: number): number {
  let best = -1;
  let bestRank = -1;
  for (let at = text.indexOf('\n', from) + 1; at > 0 && at <= latest; at = text.indexOf('\n', at) + 1) {
    const startsAtMargin = /[^\s)\]}#]/.test(text[at] ?? ' ');
    const afterBlank = /\n[ \t]*\n$/.test(text.slice(Math.max(0, at - 40), at));
    const rank = (startsAtMargin ? 2 : 0) + (afterBlank ? 1 : 0);
    if (rank > bestRank && text[at] !== '\n') {
      best = at;
      bestRank = rank;
    }
    if (rank === 3) break;
  }
  return best < 0 ? from : best;
}

/** Stable ones first, those that change with every edit next to the prefix; and how much of the room each kind may take before others had theirs. */
const kinds: readonly (readonly [ContextKind, share: number])[] = [
  ['libraries', 0.25],
  ['definition', 0.6],
  ['retrieved', 0.45],
  ['neighbour', 0.35],
  ['recentEdit', 0.3],
  ['diagnostic', 0.15],
];
const shareOf = new Map(kinds);
const rankOf = new Map(kinds.map(([kind], rank) => [kind, rank]));

/** The best that fit, none of which says what another says; those that were in stay where they were. */
function chosenPieces(
  context: readonly ContextPiece[],
  before: readonly ContextPiece[],
  room: number,
): readonly ContextPiece[] {
  const wanted: ContextPiece[] = [];
  const used = new Map<ContextKind, number>();
  let left = room;
  const take = (piece: ContextPiece, most: number): void => {
    const { length } = piece.text;
    const taken = used.get(piece.kind) ?? 0;
    if (length > left || taken + length > most || wanted.some((other) => repeats(piece, other))) return;
    left -= length;
    used.set(piece.kind, taken + length);
    wanted.push(piece);
  };
  for (const piece of context) take(piece, room * (shareOf.get(piece.kind) ?? 1));
  // What is left over is for whoever has more to say.
  for (const piece of context) take(piece, room);
  const stoodAt = (piece: ContextPiece): number => before.findIndex((other) => samePiece(other, piece));
  const places = new Map(
    wanted.map((piece, rank) => {
      const at = stoodAt(piece);
      // Of the new ones the best last, nearest to the cursor.
      return [piece, at >= 0 ? at : before.length + wanted.length - rank] as const;
    }),
  );
  const kindOf = (piece: ContextPiece): number => rankOf.get(piece.kind) ?? 0;
  return wanted.sort((a, b) => kindOf(a) - kindOf(b) || (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

function repeats(piece: ContextPiece, other: ContextPiece): boolean {
  return piece.path === other.path && (other.text.includes(piece.text) || piece.text.includes(other.text));
}

function samePiece(a: ContextPiece, b: ContextPiece): boolean {
  return a.path === b.path && a.text === b.text;
}

/** How long what was found for one place is used for those near it, unless the cursor goes elsewhere. */
const contextMs = 45_000;
/** Where somebody was late: by then they may know. */
const partialContextMs = 1_500;
const contextLines = 16;

export interface HeldContext {
  readonly path: string;
  readonly line: number;
  readonly at: number;
}

export function contextStillFits(
  held: (HeldContext & { readonly isWhole: boolean }) | undefined,
  here: HeldContext,
): boolean {
  return (
    held !== undefined &&
    held.path === here.path &&
    Math.abs(held.line - here.line) <= contextLines &&
    here.at - held.at < (held.isWhole ? contextMs : partialContextMs)
  );
}
