/** What is said of the indexes of a window: in the status bar, in its tooltip, over a search. */
import { embeddingSentence } from './embeddingStatus.ts';
import type { IndexStatus } from './indexStatus.ts';

/** How it stands with the index of one folder. */
export type FolderStand =
  /** The user does not want one. */
  | { readonly kind: 'off' }
  /** What is stored is being read; nothing can be searched yet. */
  | { readonly kind: 'starting' }
  /** The user has emptied it, and nothing is added until it is rebuilt. */
  | { readonly kind: 'cleared' }
  | { readonly kind: 'failed'; readonly message: string; readonly next: string }
  | { readonly kind: 'open'; readonly status: IndexStatus; readonly isPaused: boolean };

export interface NamedStand {
  readonly name: string;
  readonly stand: FolderStand;
}

export type IndexTone = 'ready' | 'busy' | 'paused' | 'following' | 'cleared' | 'failed';

/** What the status bar shows. */
export interface IndexLook {
  readonly tone: IndexTone;
  /** Beside the icon; '' for none. */
  readonly text: string;
  /** For each folder one sentence, with its name in front when there are several. */
  readonly lines: readonly string[];
}

/** @returns undefined when no folder has an index: there is nothing to show then. */
export function lookOf(folders: readonly NamedStand[]): IndexLook | undefined {
  const wanted = folders.filter(({ stand }) => stand.kind !== 'off');
  if (wanted.length === 0) return undefined;
  const lines = folders.map(({ name, stand }) => `${folders.length > 1 ? `${name}: ` : ''}${sentenceOf(stand)}`);
  const tone = tones.find((one) => wanted.some(({ stand }) => toneOf(stand) === one)) ?? 'ready';
  return { tone, text: textOf(tone, wanted), lines };
}

/** What a search has to say when it does not see everything; undefined when it does. */
export function coverageOf(folders: readonly NamedStand[]): string | undefined {
  const look = lookOf(folders);
  if (!look) return 'The index is off: the setting touchstone.index.enabled.';
  const isPart = folders.some(({ stand }) => stand.kind !== 'open' || toneOf(stand) !== 'ready');
  return isPart ? look.lines.join(' ') : undefined;
}

/** Why a search has found nothing. */
export function whyNothing(folders: readonly NamedStand[]): string {
  const part = coverageOf(folders);
  if (part !== undefined) return part;
  const files = folders.reduce((sum, { stand }) => sum + (stand.kind === 'open' ? stand.status.files : 0), 0);
  if (files === 0) return 'No file of this folder is indexed. “Touchstone: Show Index” says why.';
  return `None of the ${counted(files, 'indexed file')} has a word of this, or one like it. Try other words.`;
}

/** How it stands with one folder, as a sentence. */
export function sentenceOf(stand: FolderStand): string {
  switch (stand.kind) {
    case 'off':
      return 'The index is off: the setting touchstone.index.enabled.';
    case 'starting':
      return 'The index is being opened.';
    case 'cleared':
      return 'The index is empty, as you wanted. Rebuild it to search.';
    case 'failed':
      return `The index failed: ${ended(stand.message)} ${ended(stand.next)} “Rebuild Index” tries again.`;
    case 'open':
      return [
        openSentence(stand.status, stand.isPaused),
        stand.status.unstored ?? '',
        stand.status.shared?.message ?? '',
        modelSentence(stand.status),
      ]
        .filter((one) => one !== '')
        .join(' ');
  }
}

/** What an operating system says has no full stop. */
const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export function counted(count: number, one: string): string {
  return `${figure(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** Nothing while there is nothing to say. */
const modelSentence = ({ embedding }: IndexStatus): string =>
  embedding && embedding.state !== 'ready' ? embeddingSentence(embedding) : '';

function openSentence(status: IndexStatus, isPaused: boolean): string {
  const { phase, files, total, waiting } = status;
  const progress = `${figure(total - waiting)} of ${counted(total, 'file')}`;
  if (isPaused)
    return total > 0 && phase !== 'ready'
      ? `Paused after ${progress}. What is indexed can be searched.`
      : `Paused: ${counted(files, 'file')} can be searched, and changes of many files at once wait.`;
  switch (phase) {
    case 'loading':
      return 'The index is being opened.';
    case 'scanning':
      return 'Looking for files that have changed.';
    case 'building':
    case 'paused':
      return `${progress} ${total - waiting === 1 && total === 1 ? 'is' : 'are'} read. What is read can be searched.`;
    case 'following':
      return 'Another window indexes this folder. This one searches what that one has written.';
    case 'ready':
      return `${counted(files, 'file')} can be searched.`;
  }
}

/** The one that matters most first. */
const tones: readonly IndexTone[] = ['failed', 'paused', 'busy', 'following', 'cleared', 'ready'];

function toneOf(stand: FolderStand): IndexTone {
  switch (stand.kind) {
    case 'off':
      return 'ready';
    case 'starting':
      return 'busy';
    case 'cleared':
      return 'cleared';
    case 'failed':
      return 'failed';
    case 'open':
      if (stand.isPaused) return 'paused';
      if (stand.status.phase === 'ready') return 'ready';
      return stand.status.phase === 'following' ? 'following' : 'busy';
  }
}

function textOf(tone: IndexTone, folders: readonly NamedStand[]): string {
  switch (tone) {
    case 'ready':
      return '';
    case 'busy': {
      const { read, total } = progressOf(folders);
      if (total > 0) return `Indexing ${figure(read)} of ${figure(total)}`;
      // Nobody shall believe that it is built at every start.
      const isOpening = folders.some(
        ({ stand }) => stand.kind === 'starting' || (stand.kind === 'open' && stand.status.phase === 'loading'),
      );
      return isOpening ? 'Opening index…' : 'Checking index…';
    }
    case 'paused': {
      const { read, total } = progressOf(folders);
      return total > read ? `Index paused at ${figure(read)} of ${figure(total)}` : 'Index paused';
    }
    case 'following':
      return 'Index: built by another window';
    case 'cleared':
      return 'Index cleared';
    case 'failed':
      return 'Index failed';
  }
}

function progressOf(folders: readonly NamedStand[]): { readonly read: number; readonly total: number } {
  let read = 0;
  let total = 0;
  for (const { stand } of folders) {
    if (stand.kind !== 'open' || stand.status.phase === 'ready') continue;
    total += stand.status.total;
    read += stand.status.total - stand.status.waiting;
  }
  return { read, total };
}

const figure = (count: number): string => count.toLocaleString('en');
