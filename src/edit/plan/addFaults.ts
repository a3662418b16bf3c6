/** What checkers and tests have against a change, as further steps of its plan. */
import { languageOf } from '../../syntax/language.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Fault } from '../checkChange.ts';
import type { Dependents } from './dependents.ts';
import { faultPlaces } from './faultPlaces.ts';
import type { PlanStep } from './plan.ts';
import type { PlanTexts } from './planTexts.ts';
import type { SymbolChange } from './symbolChange.ts';
import type { Worklist } from './worklist.ts';

const mostLines = 12;

/**
 * @param changed what steps have changed for others
 * @returns whether there is something new to be done
 */
export async function addFaults(
  faults: readonly Fault[],
  changed: ReadonlyMap<PlanStep['id'], SymbolChange>,
  texts: PlanTexts,
  graph: Dependents,
  list: Worklist,
): Promise<boolean> {
  let isMore = false;
  for (const fault of faults) {
    const said = fault.message.trim().split('\n').slice(0, mostLines).join('\n');
    const why =
      fault.by === 'types' ? `The checker says: ${firstLine(said)}` : `A test fails there: ${firstLine(said)}`;
    const parent = list.steps.findLast(
      ({ symbol, state }) =>
        state.kind === 'done' && symbol !== '' && fault.message.includes(symbol.split('.').at(-1)!),
    );
    for (const block of await faultPlaces(fault, texts, graph)) {
      const cause = parent && changed.get(parent.id);
      const error = `${block.path}:${block.line}: ${said}`;
      if (!list.add({ block, why, parent, error, ...(cause && { cause }) })) continue;
      isMore = true;
      break;
    }
  }
  return isMore;
}

/** Which checkers there are is known from the files that they check. */
export async function oneOfEachLanguage(texts: PlanTexts): Promise<WorkspacePath[]> {
  const found = new Map<string, WorkspacePath>();
  for (const path of await texts.paths()) {
    const language = languageOf(path);
    if (language && !found.has(language)) found.set(language, path);
  }
  return [...found.values()];
}

const firstLine = (said: string): string => said.split('\n', 1)[0]!.slice(0, 200);
