import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { coverageOf, counted } from '../indexWords.ts';
import type { SymbolRelation } from '../placeRequest.ts';
import type { IndexSet } from './indexSet.ts';
import { placeItem, PlacePick } from './placePick.ts';

/** **Touchstone: Show Context for This Place**: what the index would put into a prompt at the cursor, and why. */
export async function showContext(indexes: IndexSet, log: Log, signal: AbortSignal): Promise<void> {
  const at = cursor(indexes);
  const index = await at.index.opened(signal);
  if (!index) throw notSearchable(indexes);
  await at.index.tellChanges();
  const { path, line, column, text } = at;
  const reply = await index.contextAt({ path, line, column, text, limit: mostContext, tokenBudget }, signal);
  const tokens = counted(reply.tokens, 'token');
  const places = new PlacePick(
    `Context for ${nameOf(path)}:${line} · ${counted(reply.hits.length, 'place')}, ${tokens}`,
    log,
  );
  places.pick.placeholder = 'What Touchstone would tell a model here, the most useful first';
  places.fill(
    reply.hits.length > 0
      ? reply.hits.map((hit) =>
          placeItem(indexes.placeIn(at.index, hit), {
            detail: hit.reason,
            aside: `${hit.form}, ${counted(hit.tokens, 'token')}`,
          }),
        )
      : [nothing(reply.why ?? 'Nothing in the index helps here.')],
  );
  await places.show();
}

/** **Touchstone: Show Callers** and the like, of the name at the cursor. */
export async function showRelated(
  relation: Extract<SymbolRelation, 'callers' | 'implementers' | 'tests'>,
  indexes: IndexSet,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const at = cursor(indexes);
  if (at.name === undefined)
    throw new TouchstoneError('There is no name at the cursor.', 'Put the cursor on the name of a symbol.');
  const index = await at.index.opened(signal);
  if (!index) throw notSearchable(indexes);
  await at.index.tellChanges();
  const { results, why } = await index.symbols({ relation, name: at.name, path: at.path, limit: mostRelated }, signal);
  const coverage = coverageOf(indexes.stands);
  const head = `${titles[relation]} of ${at.name}`;
  const places = new PlacePick(coverage === undefined ? head : `${head} · ${coverage}`, log);
  places.pick.matchOnDescription = true;
  places.pick.placeholder = 'Type to filter';
  places.fill(
    results.length > 0
      ? results.map((result) => ({
          ...placeItem(indexes.placeIn(at.index, result), { detail: result.reason }),
          // Nothing is searched as one types here, so the editor may filter.
          alwaysShow: false,
        }))
      : [nothing(why ?? `The index knows no ${titles[relation].toLowerCase()} of ${at.name}.`)],
  );
  await places.show();
}

const titles = { callers: 'Callers', implementers: 'Implementers', tests: 'Tests' } as const;

/** Where the cursor is, in a file of some folder. */
function cursor(indexes: IndexSet) {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new TouchstoneError('No text editor is active.', 'Open a file and put the cursor somewhere.');
  const { document, selection } = editor;
  indexes.start();
  // Of folders in folders the innermost.
  const [held] = indexes.holding(document.uri).sort((a, b) => a.path.length - b.path.length);
  if (!held) throw new TouchstoneError('This file is in no folder of the workspace.', 'Open a file of the workspace.');
  const range = document.getWordRangeAtPosition(selection.active);
  return {
    ...held,
    line: selection.active.line + 1,
    column: selection.active.character + 1,
    text: document.getText(),
    name: range && document.getText(range),
  };
}

const notSearchable = (indexes: IndexSet): TouchstoneError =>
  new TouchstoneError(coverageOf(indexes.stands) ?? 'The index is closed.', 'Then run the command again.');

const nothing = (detail: string) => ({
  label: 'Nothing was found',
  detail,
  iconPath: new vscode.ThemeIcon('info'),
  alwaysShow: true,
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const mostContext = 20;
const tokenBudget = 4_000;
const mostRelated = 200;
