import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { coverageOf, lookOf, whyNothing } from '../indexWords.ts';
import { seedOf } from '../searchRows.ts';
import type { EmbeddingAccess } from './approveEmbedding.ts';
import type { IndexedPlace, IndexSet } from './indexSet.ts';
import { placeItem, PlacePick, type PlaceItem } from './placePick.ts';

export interface SearchDeps {
  readonly indexes: IndexSet;
  readonly log: Log;
  /** Remembers what was asked last. */
  readonly state: vscode.Memento;
  readonly embedding: EmbeddingAccess;
}

/** **Touchstone: Search Codebase**: searches as one types. What is typed meanwhile makes an older answer worthless. */
export async function searchCodebase({ indexes, log, state, embedding }: SearchDeps): Promise<void> {
  const places = new PlacePick(title, log);
  const { pick } = places;
  let searching = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isPart = false;

  let notes: readonly string[] = [];
  const describe = (): void => {
    const coverage = coverageOf(indexes.stands);
    // What a person has to read while typing is short; the rest is said where nothing was found.
    const short = coverage === undefined ? '' : (lookOf(indexes.stands)?.text ?? '');
    pick.title = [title, short, ...notes].filter((text) => text !== '').join(' · ');
    // What was not indexed yet when it was looked for may be found now.
    if (isPart && coverage === undefined) search();
    isPart = coverage !== undefined;
  };
  const fill = (found: readonly IndexedPlace[]): void =>
    places.fill(found.length > 0 ? found.map((place) => placeItem(place)) : [nothing(indexes)]);
  const note = (said: readonly string[]): void => {
    if (said.join() === notes.join()) return;
    notes = said;
    describe();
  };
  const show = async (query: string, signal: AbortSignal): Promise<void> => {
    try {
      const found = await indexes.search(query, mostRows, signal);
      if (signal.aborted) return;
      fill(found.places);
      note(found.notes);
      if (embedding.current) timer = setTimeout(() => void showNear(query, signal), calmMs);
      isPart = coverageOf(indexes.stands) !== undefined;
    } catch (error) {
      if (isAbort(error, signal)) return;
      log.error(`The search failed: ${describeError(error)}`);
      places.fill([explanation('error', describeError(error), showLog)]);
    }
    if (!signal.aborted) pick.busy = false;
  };
  /** An embedding model reads the query once one has stopped typing: a request for every letter would be too many. */
  const showNear = async (query: string, signal: AbortSignal): Promise<void> => {
    const [first] = pick.items;
    pick.busy = true;
    const found = await indexes.search(query, mostRows, signal, modelMs).catch(() => undefined);
    if (signal.aborted) return;
    pick.busy = false;
    note(found?.notes ?? []);
    const near = found?.places ?? [];
    // Rows do not move under the hand of somebody who has begun to choose.
    if (near.length > 0 && pick.activeItems[0] === first && !isShown(near, pick.items)) fill(near);
  };
  const search = (): void => {
    searching.abort();
    searching = new AbortController();
    clearTimeout(timer);
    const query = pick.value.trim();
    if (query === '') {
      pick.busy = false;
      return places.fill([]);
    }
    pick.busy = true;
    const { signal } = searching;
    timer = setTimeout(() => void show(query, signal), typedMs);
  };

  const { activeTextEditor: editor } = vscode.window;
  pick.placeholder = 'What are you looking for? In words, or as code';
  pick.value = seedOf(editor ? editor.document.getText(editor.selection) : '', state.get(lastQuery, ''));
  indexes.start();
  describe();
  const listening = vscode.Disposable.from(indexes.onDidChange(describe), pick.onDidChangeValue(search));
  if (pick.value !== '') search();
  await places.show();
  listening.dispose();
  clearTimeout(timer);
  searching.abort();
  if (pick.value.trim() !== '') await state.update(lastQuery, pick.value.trim());
}

function nothing(indexes: IndexSet): PlaceItem {
  const why = whyNothing(indexes.stands);
  const isOff = indexes.folders.every(({ stand }) => stand.kind === 'off');
  if (isOff)
    return explanation('circle-slash', why, { command: 'touchstone.index.openSettings', title: 'Open Settings' });
  const isGone = indexes.folders.some(({ stand }) => stand.kind === 'failed' || stand.kind === 'cleared');
  if (isGone) return explanation('warning', why, { command: 'touchstone.index.rebuild', title: 'Rebuild Index' });
  return explanation('info', why, { command: 'touchstone.index.show', title: 'Show Index' });
}

/** A row in the place of results. */
function explanation(icon: string, detail: string, run: vscode.Command): PlaceItem {
  return {
    label: 'Nothing was found',
    detail,
    description: `Enter: ${run.title}`,
    iconPath: new vscode.ThemeIcon(icon),
    alwaysShow: true,
    run,
  };
}

const showLog: vscode.Command = { command: 'touchstone.showLog', title: 'Show Log' };
const title = 'Search Codebase';
const lastQuery = 'touchstone.lastQuery';
const mostRows = 50;
const typedMs = 50;
const calmMs = 350;
/** How long an embedding model may take. */
const modelMs = 2_000;

const isShown = (found: readonly IndexedPlace[], items: readonly PlaceItem[]): boolean =>
  found.length === items.length && found.every((place, at) => isSamePlace(place, items[at]?.place));

const isSamePlace = (place: IndexedPlace, shown: PlaceItem['place']): boolean =>
  place.uri.toString() === shown?.uri.toString() && place.startLine === shown.startLine;
