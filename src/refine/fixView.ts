import { counted, describeEvidence } from '../review/evidenceText.ts';
import type { FixEvent, FixResult } from './event.ts';
import type { FixStep, FixView } from './protocol.ts';

/** What the side bar shows, as a value that each fact of a fix moves on. */
export const idleView: FixView = {
  phase: 'idle',
  headline: 'Finds the fault behind your failing tests and proves a patch on them, in a copy of your project. Offline.',
  summary: '',
  steps: [],
  places: [],
  evidence: [],
  warnings: [],
};

/** Until the user trusts the workspace. */
export const restrictedView: FixView = {
  ...idleView,
  phase: 'restricted',
  headline: 'Restricted Mode: Touchstone runs no test here, so it can prove no patch. Trust this workspace first.',
};

const titles = ['Copy the workspace', 'Run its tests', 'Find the fault', 'Try patches'] as const;
const shownPlaces = 8;

export const startingView: FixView = {
  ...idleView,
  phase: 'running',
  headline: 'Copying the workspace…',
  steps: stepsAt(0, []),
};

export function advance(view: FixView, event: FixEvent): FixView {
  const details = view.steps.map((step) => step.detail);
  switch (event.kind) {
    case 'copied':
      return {
        ...view,
        steps: stepsAt(1, [`${counted(event.files, 'file')}, ${seconds(event.seconds)}`]),
      };
    case 'testing':
      return { ...view, headline: `Running ${event.command}…`, steps: stepsAt(1, [details[0] ?? '', event.command]) };
    case 'baseline': {
      const { failed, passed, flaky } = event;
      const tests = `${failed.length} failing, ${passed} passing${flaky.length > 0 ? `, ${flaky.length} flaky` : ''}`;
      return { ...view, headline: 'Looking for the fault…', steps: stepsAt(2, [details[0] ?? '', tests]) };
    }
    case 'localised': {
      const lines = counted(event.places.length, 'suspicious line');
      return {
        ...view,
        headline: 'Trying patches…',
        places: event.places.slice(0, shownPlaces),
        steps: stepsAt(3, [...details.slice(0, 2), lines]),
      };
    }
    case 'searching': {
      const { run, generated, passed } = event.counts;
      return { ...view, search: { run, generated, passed, spent: event.spent, trying: event.trying } };
    }
    case 'passed':
      return { ...view, headline: `Passes every test: ${event.description}. Looking for better ones…` };
    case 'finished':
      return finish(view, event.result);
  }
}

export function cancelled(view: FixView): FixView {
  return {
    ...withoutSearch(view),
    phase: 'cancelled',
    headline: 'Cancelled. Nothing was changed.',
    steps: failActive(view),
  };
}

/** @param message why it could not go on, and what to do about it. */
export function broken(view: FixView, message: string): FixView {
  return { ...withoutSearch(view), phase: 'broken', headline: message, steps: failActive(view) };
}

function finish(view: FixView, result: FixResult): FixView {
  if (result.status === 'none') {
    return { ...withoutSearch(view), phase: 'none', headline: result.reason, steps: failActive(view) };
  }
  const [{ title, evidence }] = result.proposals;
  return {
    ...withoutSearch(view),
    phase: result.status,
    headline: title,
    steps: view.steps.map((step, at) =>
      at === titles.length - 1
        ? {
            ...step,
            state: 'done',
            detail: `${counted(evidence.candidates.run, 'candidate')}, ${seconds(evidence.seconds)}`,
          }
        : step,
    ),
    summary: describeEvidence(evidence).join(' · '),
    evidence: [
      ...evidence.fixed.slice(0, 5).map((name) => `Now passes: ${name}`),
      ...evidence.stillFailing.slice(0, 5).map((name) => `Still fails: ${name}`),
    ],
    warnings: evidence.warnings,
  };
}

function withoutSearch({ search: _, ...view }: FixView): FixView {
  return view;
}

function stepsAt(active: number, details: readonly string[]): FixStep[] {
  return titles.map((title, at) => ({
    title,
    state: at < active ? 'done' : at === active ? 'active' : 'waiting',
    detail: details[at] ?? '',
  }));
}

const failActive = (view: FixView): FixStep[] =>
  view.steps.map((step) => (step.state === 'active' ? { ...step, state: 'failed' } : step));

const seconds = (value: number): string => `${value.toFixed(1)} s`;
