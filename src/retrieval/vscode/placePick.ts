import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { placeRow } from '../searchRows.ts';
import type { IndexedPlace } from './indexSet.ts';
import { Preview, type PreviewPlace } from './preview.ts';

export interface PlaceItem extends vscode.QuickPickItem {
  readonly place?: PreviewPlace;
  /** A row that is no place may do something else. */
  readonly run?: vscode.Command;
}

/**
 * A quick pick of places: the one that the keyboard is on is shown in the editor, Enter goes there, Ctrl+Enter opens
 * it beside, Escape goes back to where the user was. Order and choice of the rows are ours.
 */
export class PlacePick implements vscode.Disposable {
  /** The one that is open, for the keys that the editor knows only as commands. */
  static #current: PlacePick | undefined;

  readonly pick = vscode.window.createQuickPick<PlaceItem>();
  readonly #store = new DisposableStore();
  readonly #preview: Preview;
  readonly #log: Log;
  readonly #closed: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isMoving = false;
  #isLeft = false;

  static openBeside(): void {
    PlacePick.#current?.accept(true);
  }

  constructor(title: string, log: Log) {
    this.#log = log;
    this.#preview = this.#store.add(new Preview());
    const { pick } = this;
    pick.title = title;
    pick.keepScrollPosition = false;
    // The editor would put rows first whose name looks like what was typed. It has no name for this in its types yet;
    // where it does not know it either, nothing happens.
    Object.assign(pick, { sortByLabel: false });
    this.#store.add(
      vscode.Disposable.from(
        pick,
        pick.onDidChangeActive(([item]) => this.#look(item)),
        pick.onDidAccept(() => this.accept(false)),
        pick.onDidTriggerItemButton(({ item }) => this.accept(true, item)),
      ),
    );
    this.#closed = new Promise((resolve) => {
      this.#store.add(
        pick.onDidHide(() => {
          if (!this.#isLeft) this.#act(this.#preview.goBack());
          this.dispose();
          resolve();
        }),
      );
    });
  }

  /** Resolves when it is closed again. */
  async show(): Promise<void> {
    PlacePick.#current = this;
    await vscode.commands.executeCommand('setContext', 'touchstone.picking', true);
    this.pick.show();
    await this.#closed;
    await vscode.commands.executeCommand('setContext', 'touchstone.picking', false);
  }

  /** New rows: the first is active, and shown if it stays so. */
  fill(items: readonly PlaceItem[]): void {
    this.#isMoving = false;
    this.pick.items = items;
    const [first] = items;
    if (first) this.pick.activeItems = [first];
    setTimeout(() => (this.#isMoving = true), 50);
  }

  accept(beside: boolean, item = this.pick.activeItems[0]): void {
    if (!item?.place && !item?.run) return;
    this.#isLeft = true;
    clearTimeout(this.#timer);
    this.pick.hide();
    if (item.place) this.#act(this.#preview.open(item.place, beside));
    else if (item.run)
      this.#act(vscode.commands.executeCommand(item.run.command, ...((item.run.arguments as unknown[]) ?? [])));
  }

  dispose(): void {
    if (PlacePick.#current === this) PlacePick.#current = undefined;
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #look(item: PlaceItem | undefined): void {
    clearTimeout(this.#timer);
    const place = item?.place;
    if (!place || this.#isLeft) return;
    this.#timer = setTimeout(() => this.#act(this.#preview.show(place)), this.#isMoving ? movedMs : filledMs);
  }

  /** A file may be gone since it was found: the list stays as it is. */
  #act(work: Thenable<unknown>): void {
    work.then(undefined, (error: unknown) => {
      if (!isAbort(error)) this.#log.warn(`A found place could not be shown: ${describeError(error)}`);
    });
  }
}

/** One place as a row of the list. */
export function placeItem(
  place: IndexedPlace,
  more?: { readonly detail?: string; readonly aside?: string },
): PlaceItem {
  const { icon, label, description } = placeRow(place, place.folder);
  return {
    // Nothing in a name is an icon of ours.
    label: label.replaceAll('$(', '$\u200b('),
    description: more?.aside === undefined ? description : `${description}  ${more.aside}`,
    // The editor shows no Markdown here.
    ...(more?.detail !== undefined && { detail: more.detail.replace(/`([^`]*)`/g, '“$1”') }),
    iconPath: new vscode.ThemeIcon(icon, colorOf(icon)),
    alwaysShow: true,
    buttons: [besideButton],
    place,
  };
}

/** As the editor colours them in its own lists. */
function colorOf(icon: string): vscode.ThemeColor | undefined {
  const kind = /^symbol-(\w+)$/.exec(icon)?.[1];
  if (kind === undefined || kind === 'misc') return undefined;
  return new vscode.ThemeColor(`symbolIcon.${{ enum: 'enumerator', ruler: 'unit' }[kind] ?? kind}Foreground`);
}

const besideButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('split-horizontal'),
  tooltip: 'Open to the Side (Ctrl+Enter)',
};

const movedMs = 60;
const filledMs = 300;
