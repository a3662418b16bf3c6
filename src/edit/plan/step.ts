/** One step of a plan: the places of one file that may have to change, given to a model with what it needs to see. */

import type { Model } from '../../model/model.ts';
import type { Spending } from '../../model/spending.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { editFiles, writeEdits } from '../draft.ts';
import type { EditEvent } from '../editEvent.ts';
import { headEnd, pieceOf, ShownPieces } from '../gather.ts';
import { rulesFor } from '../../testing/rulesFiles.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import type { Dependents } from './dependents.ts';
import type { PlanTexts } from './planTexts.ts';
import { declinedBy, stepPrompt } from './stepPrompt.ts';
import type { SymbolChange } from './symbolChange.ts';
import type { Task } from './worklist.ts';

export interface Step {
  readonly instruction: string;
  /** Of one file. */
  readonly tasks: readonly Task[];
  readonly causes: readonly SymbolChange[];
}

export interface StepDeps {
  readonly model: Model;
  readonly spending: Spending;
  readonly texts: PlanTexts;
  readonly graph: Dependents;
  readonly parse: Parse;
  readonly readOutline: ReadOutline;
}

export type StepOutcome =
  | { readonly kind: 'texts'; readonly texts: ReadonlyMap<WorkspacePath, string> }
  | { readonly kind: 'declined' | 'refused'; readonly why: string }
  /** Nothing more can be asked. */
  | { readonly kind: 'spent'; readonly why: string };

const codeRoom = 5_000;
const causesRoom = 3_000;
const rulesRoom = 1_000;
const errorsRoom = 1_500;
/** Less does not answer any question. */
const fewTokens = 1_000;

/** @throws ModelError */
export async function workStep(
  { instruction, tasks, causes }: Step,
  { model, spending, texts, graph, parse, readOutline }: StepDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<StepOutcome> {
  if (spending.left < fewTokens) return { kind: 'spent', why: 'The tokens that may be spent are used up.' };
  const path = tasks[0]!.step.path;
  const { text, outline } = await graph.outline(path);
  const shown = new ShownPieces(codeRoom);
  if (!shown.addWhole(path, text, codeRoom)) {
    shown.add(pieceOf(path, text, 1, headEnd(outline)));
    for (const { step } of tasks) {
      const line = outline.definitions.find(({ scope, name }) => [...scope, name].join('.') === step.symbol)?.startLine;
      shown.addAround(path, text, line ?? step.line, line ?? step.line, outline);
    }
  }
  const pieces = shown.pieces;
  const asked = stepPrompt(
    path,
    {
      instruction,
      places: tasks.map(({ step: { symbol, line }, reasons }) => ({ symbol, line, reasons })),
      errors: within([...new Set(tasks.flatMap(({ errors }) => errors))], errorsRoom, (error) => error),
      causes: within(causes, causesRoom, ({ before, after }) => before + after),
      pieces,
      rules: within(await rulesFor(path, texts), rulesRoom, (file) => file.text),
    },
    crypto.randomUUID().slice(0, 8),
  );
  const about = { rules: [], shown: pieces.map(({ path: at, first, last }) => ({ path: at, first, last })) };
  const all = await editFiles({ instruction }, { files: texts, readOutline });
  const written = await writeEdits(
    {
      ...{ asked, about, format: 'blocks', demands: '', declined: declinedBy },
      files: {
        ...all,
        whyNot: (named) => (named === path ? all.whyNot(named) : `This step is about ${path} alone, not ${named}.`),
      },
    },
    { files: texts, readOutline, project: () => texts.project(), model, spending, parse },
    (event) => emit(event.kind === 'ready' ? { ...event, texts: withOthers(texts, event.texts) } : event),
    signal,
  );
  switch (written.kind) {
    case 'texts':
      return { kind: 'texts', texts: written.texts };
    case 'declined':
      return written;
    case 'none':
      return { kind: 'refused', why: written.reasons.slice(0, 3).join(' ') };
  }
}

/** As many as there is room for, in their order. */
function within<T>(all: readonly T[], tokens: number, textOf: (one: T) => string): T[] {
  let left = tokens;
  return all.filter((one) => {
    const cost = estimateTokens(textOf(one));
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}

function withOthers(
  { changed }: PlanTexts,
  texts: ReadonlyMap<WorkspacePath, string>,
): ReadonlyMap<WorkspacePath, string> {
  const all = new Map([...changed].flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
  for (const [path, text] of texts) all.set(path, text);
  return all;
}
