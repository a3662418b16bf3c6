/**
 * What the user has changed lately, across files. Kept is each file as it was before, so that keystrokes in one place
 * are one edit and what was undone is none; an edit that nobody has touched for long becomes part of what was before.
 */
import { diffLines } from '../text/lineDiff.ts';
import { applyHunks, hunksAfter, type Hunk } from '../text/hunk.ts';
import { splitLines, withoutBreak } from '../text/lines.ts';
import { redact } from '../safety/redaction.ts';
import type { ContextPlace } from './context.ts';
import { familyOf } from './embedded/family.ts';
import { identifiersIn } from './identifiers.ts';
import type { ContextPiece } from './suggestion.ts';

/** Where a text was changed: lines from 0, and how many line breaks went and came. */
export interface LineEdit {
  readonly line: number;
  readonly removed: number;
  readonly added: number;
}

/** May this be read into a prompt: is it neither ignored nor secret, by its name and by its text? */
export type MayRead = (path: string, text: string) => boolean;

/** What the files that are edited are now, asked for when it is needed: a text is long, and keystrokes are many. */
export type TextOf = (path: string) => string | undefined;

export interface EditsAsked {
  readonly now: number;
  readonly mayRead: MayRead;
  readonly textOf: TextOf;
}

interface Tracked {
  /** With the edits that have faded. */
  base: string;
  /** Of a file that was closed: its last text. */
  closedText?: string;
  /** Latest last. */
  touches: readonly Touch[];
}

/** Lines from 0, both ends included. */
interface Touch {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

interface Edit {
  readonly path: string;
  readonly hunk: Hunk;
  readonly base: string;
  readonly text: string;
  readonly at: number;
}

const mostFiles = 40;
const mostTouches = 60;
/** Longer files are data. */
const longestFile = 400_000;
const fadesAfterMs = 20 * 60_000;
/** After that time an edit says half as much. */
const halfLifeMs = 4 * 60_000;
const mostPieces = 4;
/** Of one side of an edit; what is pasted in bulk says little about the next line. */
const mostLines = 8;
const longestLine = 160;
/** Of what an edit may be worth from 0 to 1.6: less says nothing about the place. */
const leastWorth = 0.2;

export class RecentEdits {
  /** Latest last. */
  readonly #files = new Map<string, Tracked>();

  /** A file as it is before the user changes it; where that is known already it stays. */
  follow(path: string, text: string): void {
    const known = this.#files.get(path);
    if (text.length > longestFile) return this.forget(path);
    if (!known) this.#keep(path, { base: text, touches: [] });
    // Somebody has written it while it was closed.
    else if (known.closedText !== undefined && known.closedText !== text) this.replace(path, text);
    else delete known.closedText;
  }

  /** The user has changed it. */
  edit(path: string, edits: readonly LineEdit[], at: number): void {
    const known = this.#files.get(path);
    if (!known) return;
    known.touches = edits.reduce((all, one) => touched(all, one, at), known.touches);
    this.#keep(path, known);
  }

  close(path: string, text: string): void {
    const known = this.#files.get(path);
    if (known) known.closedText = text;
  }

  /** It was written by somebody else: this is what it was before. */
  replace(path: string, text: string): void {
    if (this.#files.has(path)) this.#files.set(path, { base: text, touches: [] });
  }

  forget(path: string): void {
    this.#files.delete(path);
  }

  /** Files that were edited lately, the latest first. */
  get editedFiles(): readonly string[] {
    return [...this.#files].flatMap(([path, { touches }]) => (touches.length > 0 ? [path] : [])).reverse();
  }

  /** The edits that say most about a place, as small hunks; best first. */
  near(place: ContextPlace, asked: EditsAsked): readonly ContextPiece[] {
    const around = identifiersIn(linesAround(place));
    const rated: { readonly piece: ContextPiece; readonly worth: number }[] = [];
    for (const edit of this.#edits(asked)) {
      if (edit.path === place.path && isAtCursor(edit.hunk, place)) continue;
      const worth = worthOf(edit, place, around, asked.now);
      if (worth < leastWorth) continue;
      const text = hunkText(edit);
      if (text !== undefined) rated.push({ piece: { kind: 'recentEdit', path: edit.path, text }, worth });
    }
    return rated
      .sort((a, b) => b.worth - a.worth)
      .slice(0, mostPieces)
      .map(({ piece }) => piece);
  }

  #edits({ now, mayRead, textOf }: EditsAsked): Edit[] {
    const found: Edit[] = [];
    for (const [path, tracked] of this.#files) {
      if (tracked.touches.length === 0) continue;
      const text = textOf(path) ?? tracked.closedText;
      if (text === undefined || text.length > longestFile) continue;
      const faded: Hunk[] = [];
      const fresh: { readonly hunk: Hunk; readonly at: number }[] = [];
      for (const hunk of diffLines(tracked.base, text)) {
        const at = timeOf(hunk, tracked.touches);
        if (at === undefined || now - at > fadesAfterMs) faded.push(hunk);
        else fresh.push({ hunk, at });
      }
      if (faded.length > 0) tracked.base = applyHunks(tracked.base, faded);
      if (fresh.length === 0) tracked.touches = [];
      else if (mayRead(path, text) && mayRead(path, tracked.base)) {
        const hunks = hunksAfter(
          faded,
          fresh.map(({ hunk }) => hunk),
        );
        const { base } = tracked;
        found.push(...hunks.map((hunk, at) => ({ path, hunk, base, text, at: fresh[at]?.at ?? now })));
      }
    }
    return found;
  }

  #keep(path: string, tracked: Tracked): void {
    this.#files.delete(path);
    this.#files.set(path, tracked);
    if (this.#files.size > mostFiles) this.#files.delete(this.#files.keys().next().value ?? '');
  }
}

/** With one more edit: those below it move, those that it touches become one with it. */
function touched(before: readonly Touch[], { line, removed, added }: LineEdit, at: number): readonly Touch[] {
  let [from, to] = [line, line + added];
  const kept: Touch[] = [];
  for (const touch of before) {
    const shift = touch.from > line + removed ? added - removed : 0;
    const now = { ...touch, from: touch.from + shift, to: Math.max(touch.from + shift, touch.to + shift) };
    if (touch.to < line - 1 || touch.from > line + removed + 1) kept.push(now);
    else {
      from = Math.min(from, touch.from);
      to = Math.max(to, touch.to > line + removed ? touch.to + added - removed : to);
    }
  }
  return [...kept, { from, to, at }].slice(-mostTouches);
}

function timeOf({ newStart, added }: Hunk, touches: readonly Touch[]): number | undefined {
  const first = newStart - 2;
  const last = newStart + added.length;
  const times = touches.filter(({ from, to }) => from <= last && to >= first).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Around the cursor the prompt has what was written; what is being written is no edit yet. */
function isAtCursor({ newStart, added, removed }: Hunk, { text, offset }: ContextPlace): boolean {
  const line = text.slice(0, offset).split('\n').length;
  const last = newStart + Math.max(0, added.length - 1);
  if (line >= newStart - 1 && line <= last + 1) return true;
  return removed.length === 0 && Math.abs(line - newStart) < 60;
}

function worthOf({ path, hunk, at }: Edit, place: ContextPlace, around: ReadonlySet<string>, now: number): number {
  const names = identifiersIn([...hunk.removed, ...hunk.added].join(''));
  const shared = [...names].filter((name) => around.has(name)).length;
  const isFamily = familyOf(path) === familyOf(place.path);
  // Another language that shares no name with the place is about something else.
  if (shared === 0 && !isFamily) return 0;
  const near = path === place.path ? 0.3 : folderOf(path) === folderOf(place.path) ? 0.15 : 0;
  const likeness = 0.2 + (isFamily ? 0.1 : 0) + near + Math.min(1, shared / 3);
  return likeness * 0.5 ** ((now - at) / halfLifeMs);
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

function linesAround({ text, offset }: ContextPlace): string {
  return [...text.slice(0, offset).split('\n').slice(-20), ...text.slice(offset).split('\n').slice(0, 8)].join('\n');
}

/** With a line of context on each side. `undefined` when nothing but secrets was changed. */
function hunkText({ hunk: { oldStart, newStart, removed, added }, base, text }: Edit): string | undefined {
  const old = cleanLines(base, oldStart - 1, removed.length);
  const now = cleanLines(text, newStart - 1, added.length);
  const above = cleanLines(text, Math.max(0, newStart - 2), newStart > 1 ? 1 : 0);
  const below = cleanLines(text, newStart - 1 + added.length, 1);
  if (!old || !now || old.join('\n') === now.join('\n')) return undefined;
  const context = (lines: readonly string[] = []): string[] =>
    lines.filter((line) => line.trim() !== '').map((line) => ` ${line.slice(0, longestLine)}`);
  return [
    `@@ -${oldStart},${removed.length} +${newStart},${added.length} @@`,
    ...context(above),
    ...marked('-', old),
    ...marked('+', now),
    ...context(below),
  ].join('\n');
}

/** Lines without secrets: those are known by what stands around them, also on other lines, and by a line's beginning. */
function cleanLines(whole: string, first: number, count: number): string[] | undefined {
  const lines = splitLines(whole).map(withoutBreak);
  const from = Math.max(0, first - cleanedAround);
  const part = lines.slice(from, first + count + cleanedAround);
  const clean = redact(part.join('\n')).split('\n');
  // A secret of several lines: which of them are these cannot be told.
  return clean.length === part.length ? clean.slice(first - from, first - from + count) : undefined;
}

const cleanedAround = 6;

function marked(mark: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, mostLines).map((line) => `${mark}${line.slice(0, longestLine)}`);
  return lines.length > mostLines ? [...shown, `${mark}…`] : shown;
}
