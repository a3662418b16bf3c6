import { isSecretFile } from '../safety/pathPolicy.ts';
import type { CompletionSettings } from './settings.ts';
import type { Site } from './site.ts';
import type { Trigger, Withheld } from './suggestion.ts';

/** The editor at one moment, as far as completion looks at it. Headless there is one cursor and no list. */
export interface Moment {
  /** From the workspace's top. */
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly offset: number;
  readonly trigger: Trigger;
  readonly document: 'file' | 'untitled' | 'notebookCell' | 'other';
  readonly isReadOnly: boolean;
  readonly cursors: number;
  readonly hasSelection: boolean;
  /** The item that is selected in the list of the editor's own completions, and from where it would replace. */
  readonly selected?: { readonly start: number; readonly text: string };
}

/** A file that long is data or generated. */
const longestText = 2_000_000;

/** The place to complete: with an item of the list selected, the one after that item. */
export interface Asking {
  readonly text: string;
  readonly offset: number;
  /** What is left of the selected item: everything that is shown begins with it. */
  readonly lead: string;
}

/** Before anything is read: is this a place for suggestions at all? */
export function mayAsk(moment: Moment, settings: CompletionSettings): Asking | Withheld {
  const silence = silenceOf(moment, settings);
  if (silence !== undefined) return { stage: 'ask', reason: silence };
  const { text, offset, selected } = moment;
  if (!selected) return { text, offset, lead: '' };
  const typed = text.slice(selected.start, offset);
  if (selected.start > offset || !selected.text.startsWith(typed))
    return { stage: 'ask', reason: 'What is selected in the list does not begin with what is typed.' };
  return {
    text: text.slice(0, selected.start) + selected.text + text.slice(offset),
    offset: selected.start + selected.text.length,
    lead: selected.text.slice(typed.length),
  };
}

function silenceOf(moment: Moment, { disabledLanguages }: CompletionSettings): string | undefined {
  const { path, languageId, text, offset, trigger } = moment;
  if (moment.document === 'other') return 'This is no file that can be completed.';
  if (moment.isReadOnly) return 'The file cannot be changed.';
  if (isSecretFile(path)) return 'This kind of file holds secrets, so it is never read.';
  if (disabledLanguages.includes(languageId)) return `Completion is off for ${languageId}.`;
  if (moment.cursors > 1) return 'There are several cursors.';
  if (moment.hasSelection) return 'Text is selected.';
  if (text.length > longestText) return 'The file is too long.';
  if (offset < 0 || offset > text.length) return 'The cursor is outside the file.';
  if (trigger === 'typing' && text.replace(/\s+/g, '').length < 10) return 'There is too little text to go by yet.';
  return undefined;
}

/** Then by what stands around the cursor. A key is a wish and is granted nearly everywhere. */
export function fitsHere(site: Site, moment: Moment): Withheld | undefined {
  const reason = unfit(site, moment);
  return reason === undefined ? undefined : { stage: 'ask', reason };
}

function unfit(site: Site, { trigger }: Moment): string | undefined {
  const { linePrefix, lineSuffix, state, shape } = site;
  const isInWord = /^[\p{L}\p{N}_$]/u.test(lineSuffix);
  if (trigger === 'invoke')
    return isInWord && /[\p{L}\p{N}_$]$/u.test(linePrefix) ? 'The cursor is inside a word.' : undefined;
  if (isInWord) return 'The cursor is in front of a word.';
  // Within `for (…; …)` a semicolon ends nothing.
  const isInHead = state.open.at(-1)?.bracket === '(';
  if (state.inside.kind === 'code' && shape.blocks === 'braces' && /[;}]$/.test(linePrefix) && !isInHead)
    return 'The statement is complete.';
  // Closing brackets and what ends a line are no code that would be pushed aside.
  if (!/^\s*[)\]}>"'`]*\s*[;:,{]?\s*$/.test(lineSuffix)) return 'Other code follows on the line.';
  return undefined;
}

/**
 * Whether a person's own words are written here. While typing they are left alone by whoever takes his time, and what
 * is at hand is shown only when it is rather sure: the next line of a licence, the end of a tag.
 * @returns why, as a sentence.
 */
export function proseAt(site: Site, { trigger }: Moment, { inComments }: CompletionSettings): string | undefined {
  if (trigger === 'invoke') return undefined;
  switch (site.state.inside.kind) {
    case 'lineComment':
    case 'blockComment':
      return inComments ? undefined : 'The cursor is in a comment.';
    case 'string':
      // A path or a key may be completed; a sentence is the user's own.
      return /\s\S*\s/.test(stringSoFar(site)) ? 'The cursor is in a sentence.' : undefined;
    case 'code':
      return undefined;
  }
}

function stringSoFar({ prefix, state }: Site): string {
  return state.inside.kind === 'string' ? prefix.slice(Math.max(state.inside.since + 1, prefix.length - 200)) : '';
}
