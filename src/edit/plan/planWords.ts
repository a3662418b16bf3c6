/** What a plan comes to in words, and as a tree of lines. */

import type { Check } from '../../review/proposal.ts';
import type { Fault } from '../checkChange.ts';
import type { Plan, PlanStep, StepState } from './plan.ts';

export const stateWords: Readonly<Record<StepState['kind'], string>> = {
  planned: 'planned',
  running: 'being changed',
  done: 'changed',
  nothing: 'needs nothing',
  refused: 'refused',
  left: 'left',
};

/** @param old what was wrong before, and should not be any more */
export function planCheck(steps: readonly PlanStep[], old: readonly Fault[] = []): Check {
  const of = (kind: StepState['kind']): PlanStep[] => latest(steps).filter(({ state }) => state.kind === kind);
  const missing = [...of('refused'), ...of('left'), ...of('planned'), ...of('running')];
  const done = of('done').length;
  const nothing = of('nothing').length;
  const counts = `${counted(done)} changed${nothing > 0 ? `, ${nothing === 1 ? '1 needs' : `${nothing} need`} nothing` : ''}.`;
  if (missing.length === 0 && old.length === 0) return { what: 'Plan', outcome: 'passed', detail: counts };
  const named = missing
    .slice(0, mostNamed)
    .map((step) => `${placeWords(step)}${'why' in step.state ? ` (${shortly(step.state.why)})` : ''}`);
  const more = missing.length > mostNamed ? `; and ${missing.length - mostNamed} more` : '';
  const open = missing.length === 0 ? '' : ` ${counted(missing.length)} left: ${named.join('; ')}${more}.`;
  const errors =
    old.length === 0
      ? ''
      : ` ${old.length === 1 ? '1 error' : `${old.length} errors`} from before ${old.length === 1 ? 'is' : 'are'} still there.`;
  return { what: 'Plan', outcome: 'failed', detail: `${counts}${open}${errors}` };
}

/** What became of each place in the end: it may have come several times. */
function latest(steps: readonly PlanStep[]): PlanStep[] {
  const last = new Map<string, PlanStep>();
  for (const step of steps) {
    const key = `${step.path}\0${step.symbol}`;
    const known = last.get(key);
    const isLess = known?.state.kind === 'done' && step.state.kind === 'nothing';
    if (!isLess) last.set(key, step);
  }
  return [...last.values()];
}

const mostNamed = 3;

const shortly = (why: string): string => {
  const line = why.split('\n', 1)[0]!.replace(/\.$/, '');
  return line.length > 120 ? `${line.slice(0, 119).trimEnd()}…` : line;
};

const counted = (count: number): string => (count === 1 ? '1 place is' : `${count} places are`);

export const placeWords = ({ path, symbol, line }: PlanStep): string =>
  symbol === '' ? `${path}:${line}` : `${symbol} (${path}:${line})`;

/** Children under what brought them, two blanks deeper, with what became of each. */
export function planLines({ steps }: Pick<Plan, 'steps'>): string[] {
  const lines: string[] = [];
  const waiting: { step: PlanStep; depth: number }[] = [];
  const childrenOf = (parent: number | undefined, depth: number): void => {
    for (const step of steps.filter((each) => each.parent === parent).reverse()) waiting.push({ step, depth });
  };
  childrenOf(undefined, 0);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { step, depth } = next;
    const { state } = step;
    lines.push(
      `${'  '.repeat(depth)}${marks[state.kind]} ${placeWords(step)}: ${stateWords[state.kind]}. ${'why' in state ? state.why : step.why}`,
    );
    childrenOf(step.id, depth + 1);
  }
  return lines;
}

const marks: Readonly<Record<StepState['kind'], string>> = {
  planned: '·',
  running: '▸',
  done: '✓',
  nothing: '–',
  refused: '✗',
  left: '…',
};
