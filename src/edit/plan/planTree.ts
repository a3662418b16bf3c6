/** The plan as the side bar's tree shows it: a value, so that what is said can be tested as text. */

import { isOpen, type Plan, type PlanStep, type StepState } from './plan.ts';
import { stateWords } from './planWords.ts';

export interface PlanNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Whole sentences. */
  readonly tooltip: string;
  /** What a screen reader says; state included, which others see as an icon. */
  readonly spoken: string;
  readonly state: StepState['kind'];
  readonly path: string;
  readonly line: number;
  readonly children: readonly PlanNode[];
}

export function planTree({ steps }: Pick<Plan, 'steps'>): PlanNode[] {
  const byParent = new Map<number | undefined, PlanStep[]>();
  for (const step of steps) byParent.set(step.parent, [...(byParent.get(step.parent) ?? []), step]);
  const nodesOf = (parent: number | undefined): PlanNode[] => (byParent.get(parent) ?? []).map(nodeOf);
  const nodeOf = (step: PlanStep): PlanNode => {
    const { id, path, symbol, line, why, state } = step;
    const file = path.slice(path.lastIndexOf('/') + 1);
    const label = symbol === '' ? file : symbol;
    const said = 'why' in state ? state.why : why;
    return {
      ...{ id: String(id), label, path, line, state: state.kind },
      description: symbol === '' ? said : `${file} · ${said}`,
      tooltip: [`${path}:${line}`, why, ...('why' in state && state.why !== why ? [state.why] : [])].join('\n'),
      spoken: `${label} in ${path}, line ${line}, ${stateWords[state.kind]}. ${said}`,
      children: nodesOf(id),
    };
  };
  return nodesOf(undefined);
}

/** One line above the tree. */
export function planSummary({ steps }: Pick<Plan, 'steps'>): string {
  const count = (kind: StepState['kind']): number => steps.filter(({ state }) => state.kind === kind).length;
  const parts = (['done', 'nothing', 'refused', 'left'] as const).flatMap((kind) =>
    count(kind) > 0 ? [`${count(kind)} ${stateWords[kind]}`] : [],
  );
  const open = steps.filter(isOpen).length;
  return [...parts, ...(open > 0 ? [`${open} to look at`] : [])].join(', ');
}
