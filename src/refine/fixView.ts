import type { ModelSpending } from '../model/spending.ts';
import { counted, describeEvidence } from '../review/evidenceText.ts';
import type { FixEvent, FixResult } from './event.ts';
import type { FixStep, FixView, QuestionView } from './protocol.ts';
import { isTestQuestion, type Question } from './question.ts';

/** What the side bar shows, as a value that each fact of a fix moves on. */
export const idleView: FixView = {
  phase: 'idle',
  headline: 'Finds the fault behind your failing tests and proves a patch on them, in a copy of your project.',
  about: '',
  summary: '',
  engines: '',
  steps: [],
  places: [],
  attempts: 0,
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

/** "Templates and gpt-5-mini", "Templates, offline": who looks for patches. */
export function describeEngines(model: string | undefined): string {
  return model === undefined ? 'Templates, offline' : `Templates and ${model}`;
}

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
      const { failed, passed, flaky, keptFrom } = event;
      const found = `${failed.length} failing, ${passed} passing${flaky.length > 0 ? `, ${flaky.length} flaky` : ''}`;
      const tests = keptFrom === undefined ? found : `${found}; run at ${timeOf(keptFrom)} on this very state`;
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
      const { spent, trying, model } = event;
      const spending = model ? describeSpending(model) : (view.search?.spending ?? '');
      const isEnding = view.search?.isEnding ?? false;
      return { ...view, search: { run, generated, passed, spent, spending, trying, isEnding } };
    }
    case 'tried':
      return { ...view, attempts: view.attempts + 1 };
    case 'modelTrouble':
      return view.warnings.includes(event.message) ? view : { ...view, warnings: [...view.warnings, event.message] };
    case 'passed':
      return { ...view, headline: `Passes every test: ${event.description}. Looking for better ones…` };
    case 'finished':
      return finish(view, event.result);
  }
}

/** The user has enough: what is running ends, and the best there is comes. */
export function endingEarly(view: FixView): FixView {
  if (!view.search) return view;
  return { ...view, headline: 'Ending the search…', search: { ...view.search, isEnding: true } };
}

/** @param most how often this fix may ask; `asked`: with this question. */
export function asking(view: FixView, id: number, question: Question, asked: number, most: number): FixView {
  const headline = question.isAgain ? 'The test cannot be used yet.' : 'It goes on when you have answered.';
  return { ...view, headline, question: questionView(id, question, asked, most) };
}

export function answered({ question, ...view }: FixView): FixView {
  return question ? { ...view, headline: 'Going on…' } : view;
}

function questionView(id: number, question: Question, asked: number, most: number): QuestionView {
  const isTest = isTestQuestion(question);
  return {
    id,
    why: question.why,
    code: question.code,
    isTest,
    isAgain: question.isAgain ?? false,
    outcomes: question.outcomes.map(({ text, patches }) => ({
      text,
      patches: patches.length === 0 ? '' : `${counted(patches.length, 'patch', 'patches')}: ${patches.join('; ')}`,
    })),
    count: most > 1 ? `Question ${asked} of at most ${most}` : '',
  };
}

/** "3 answers · 12,400 of 200,000 tokens · $0.02" */
function describeSpending({ answers, inputTokens, outputTokens, mostTokens, dollars }: ModelSpending): string {
  const tokens = (inputTokens + outputTokens).toLocaleString('en-US');
  return [
    counted(answers, 'answer'),
    mostTokens > 0 ? `${tokens} of ${mostTokens.toLocaleString('en-US')} tokens` : `${tokens} tokens`,
    ...(dollars === undefined ? [] : [dollars > 0 && dollars < 0.01 ? 'under $0.01' : `$${dollars.toFixed(2)}`]),
  ].join(' · ');
}

export function cancelled(view: FixView): FixView {
  return {
    ...over(view),
    phase: 'cancelled',
    headline: 'Cancelled. Nothing was changed.',
    steps: failActive(view),
  };
}

/** @param message why it could not go on, and what to do about it. */
export function broken(view: FixView, message: string): FixView {
  return { ...over(view), phase: 'broken', headline: message, steps: failActive(view) };
}

function finish(view: FixView, result: FixResult): FixView {
  if (result.status === 'none') {
    return { ...over(view), phase: 'none', headline: result.reason, steps: failActive(view) };
  }
  const [{ title, evidence }] = result.proposals;
  return {
    ...over(view),
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
    // What the model had to say for itself is said once.
    warnings: [...evidence.warnings, ...view.warnings.filter((warning) => !evidence.warnings.includes(warning))],
  };
}

/** Nothing goes on and nothing is asked any more. */
function over({ search: _search, question: _question, ...view }: FixView): FixView {
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

/** "14:02" */
function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
