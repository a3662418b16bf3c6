import type { ToSearchPage } from '../../src/refine/protocol.ts';

/** One attempt of a search, and what is said of it. Nothing is said by colour or mark alone. */
export type Attempt = Extract<ToSearchPage, { kind: 'tried' }>['attempts'][number];

export const isPassed = ({ outcome }: Attempt): boolean => outcome.kind === 'verified';

/** It makes at least one of the failing tests pass. */
export function isPromising({ outcome }: Attempt): boolean {
  switch (outcome.kind) {
    case 'verified':
    case 'partial':
      return true;
    case 'failed':
      return outcome.effect === 'passes';
    case 'refused':
      return false;
  }
}

/** The best first. */
export function rankOf({ outcome }: Attempt): number {
  switch (outcome.kind) {
    case 'verified':
      return 0;
    case 'partial':
      return 1;
    case 'failed':
      return { passes: 2, 'other failure': 3, none: 4, 'not built': 5 }[outcome.effect];
    case 'refused':
      return 6;
  }
}

/** A word or two. */
export function outcomeWord({ outcome, sameAs }: Attempt): string {
  switch (outcome.kind) {
    case 'verified':
      return 'passed';
    case 'partial':
      return `fixed ${outcome.fixed.length} of ${outcome.fixed.length + outcome.stillFailing.length}`;
    case 'failed':
      return {
        passes: 'broke something',
        'other failure': 'failed otherwise',
        none: 'no effect',
        'not built': 'did not build',
      }[outcome.effect];
    case 'refused':
      return sameAs === undefined ? 'not run' : 'drawn again';
  }
}

/** A whole sentence. */
export function outcomeSentence({ outcome, sameAs }: Attempt): string {
  switch (outcome.kind) {
    case 'verified':
      return `What failed passes with it, and ${outcome.passing === 0 ? 'no other test was there to break' : `${outcome.passing} that passed before still ${outcome.passing === 1 ? 'does' : 'do'}`}.`;
    case 'partial':
      return `${tests(outcome.fixed.length)} with it that failed before, nothing that passed before fails, and ${outcome.stillFailing.length} still ${outcome.stillFailing.length === 1 ? 'fails' : 'fail'}.`;
    case 'failed':
      return {
        passes: 'It makes a failing test pass and breaks something else.',
        'other failure': 'The failing tests still fail with it, in another way than before.',
        none: 'The failing tests fail with it as they did before.',
        'not built': 'The code does not compile or load with it, so no test was run.',
      }[outcome.effect];
    case 'refused':
      return sameAs === undefined ? 'It was not run.' : 'It was run before, so it was not run again.';
  }
}

const tests = (count: number): string => `${count} ${count === 1 ? 'test passes' : 'tests pass'}`;

/** The signs of `mark` are of the editor's own font of letters, so that every theme has them. */
export function outcomeMark({ outcome }: Attempt): string {
  switch (outcome.kind) {
    case 'verified':
      return '✓';
    case 'partial':
      return '◐';
    case 'failed':
      return outcome.effect === 'none' ? '·' : '✕';
    case 'refused':
      return '–';
  }
}

export const strategyName = ({ source, strategy }: Attempt): string =>
  source === 'model' ? `model: ${strategy}` : strategy;

export const placeName = ({ place }: Attempt): string => `${place.path.split('/').at(-1)}:${place.line}`;

/** By their ids, how many answers came to the change of those that were drawn again. */
export function timesDrawn(attempts: readonly Attempt[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const { sameAs } of attempts) if (sameAs !== undefined) times.set(sameAs, (times.get(sameAs) ?? 1) + 1);
  return times;
}

/** "drawn 4 times"; '' of what came once. */
export const drawnWords = (times: number): string => (times > 1 ? `drawn ${times} times` : '');

/** "85 ms", "1.2 s" */
export const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** "12 tried, 2 passed", "3 not run" */
export function groupSummary(attempts: readonly Attempt[]): string {
  const ran = attempts.filter(({ outcome }) => outcome.kind !== 'refused').length;
  const passed = attempts.filter(isPassed).length;
  const promising = attempts.filter(isPromising).length - passed;
  return [
    ...(ran > 0 ? [`${ran} tried`] : []),
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(promising > 0 ? [`${promising} promising`] : []),
    ...(ran < attempts.length ? [`${attempts.length - ran} not run`] : []),
  ].join(', ');
}
