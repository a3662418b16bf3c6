import * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import { choiceRows } from '../choice.ts';
import type { Choice, Found, Row } from '../choice.ts';
import type { LocalPort } from '../endpoints.ts';
import { findLocalServers } from '../node/localServers.ts';

/** Shows the list at once and fills it as servers on this machine answer. `undefined`: nothing was picked. */
export function pickChoice(ports: readonly LocalPort[], log: Log): Promise<Choice | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const abort = new AbortController();
  let found: Found = { local: [], editor: [] };
  const show = (more: Partial<Found>): void => {
    found = { ...found, ...more };
    const [active] = pick.activeItems;
    pick.items = choiceRows(found).map(itemOf);
    // Rows that arrive must not move the cursor off the row that it is on.
    const same = pick.items.find((item) => item.label === active?.label && item.description === active.description);
    if (same) pick.activeItems = [same];
  };

  pick.title = 'Choose Model';
  pick.placeholder = 'Where shall answers come from? Looking for servers on this machine…';
  pick.matchOnDescription = true;
  pick.busy = true;
  show({});
  const searching = search(ports, log, () => found, show, abort.signal).then(() => {
    pick.busy = false;
    pick.placeholder = 'Where shall answers come from?';
  });

  return new Promise<Choice | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item?.choice) return;
      resolve(item.choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      abort.abort();
      void searching.finally(() => pick.dispose());
    });
    pick.show();
  });
}

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

function itemOf(row: Row): Item {
  switch (row.kind) {
    case 'group':
      return { label: row.label, kind: vscode.QuickPickItemKind.Separator };
    case 'choice':
      return { label: row.label, description: row.description, choice: row.choice };
  }
}

/** Never throws: what cannot be found is not in the list. */
async function search(
  ports: readonly LocalPort[],
  log: Log,
  found: () => Found,
  show: (more: Partial<Found>) => void,
  signal: AbortSignal,
): Promise<void> {
  const editor = async (): Promise<void> => {
    const models = await vscode.lm.selectChatModels({});
    if (!signal.aborted) show({ editor: models.map(({ id, name, vendor }) => ({ id, name, vendor })) });
  };
  const local = async (): Promise<void> => {
    for await (const server of findLocalServers(ports, log, signal)) show({ local: [...found().local, server] });
  };
  for (const result of await Promise.allSettled([editor(), local()]))
    if (result.status === 'rejected' && !signal.aborted) log.warn(`Looking for models: ${String(result.reason)}`);
}
