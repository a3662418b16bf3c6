import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests, TestCommand } from '../testing/testCommand.ts';
import { resultsOf, suiteRuns, type Baseline } from './baseline.ts';
import { named } from './fixReasons.ts';
import { prepare } from './runPatch.ts';
import type { Choice } from './selection/choose.ts';

export interface ProofDeps {
  readonly lane: ShadowWorkspace;
  readonly command: TestCommand;
  readonly runTests: RunTests;
  readonly baseline: Baseline;
}

/** More would cost what the search did. */
const mostProofs = 3;

/**
 * The choices with the first one proven once more: the whole suite is run a second time with it, and what passed
 * only by luck is said and makes way for the next.
 */
export async function provenAgain(
  choices: readonly Choice[],
  deps: ProofDeps,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const unlucky: Choice[] = [];
  for (const [at, choice] of choices.entries()) {
    if (at >= mostProofs || choice.solution.unproven) return [...choices.slice(at), ...unlucky];
    const lost = await lostIn(choice, deps, signal);
    if (lost.length === 0) return [choice, ...choices.slice(at + 1), ...unlucky];
    unlucky.push(withLost(choice, lost));
  }
  return unlucky;
}

/** What passed with a patch and does not in a further run of everything. */
async function lostIn(
  { solution }: Choice,
  { lane, command, runTests, baseline }: ProofDeps,
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  await prepare(lane, solution.texts);
  const report = await runTests(lane, { command, coverage: false, limitMs: baseline.wholeLimitMs }, signal);
  const results = resultsOf(report);
  const passed = new Set(results.filter((test) => test.outcome === 'passed').map((test) => test.id));
  if (results.every((test) => test.outcome !== 'failed') && passed.size > 0) passed.add(suiteRuns);
  const targets = baseline.failing.filter((test) => !solution.stillFailing.has(test.id));
  const kept = baseline.passed.filter((test) => baseline.passing.has(test.id));
  return [...targets, ...kept].filter((test) => !passed.has(test.id));
}

function withLost(choice: Choice, lost: readonly { readonly id: string; readonly name: string }[]): Choice {
  const names = named(lost.map((test) => `“${test.name}”`));
  return {
    ...choice,
    solution: {
      ...choice.solution,
      stillFailing: new Set([...choice.solution.stillFailing, ...lost.map((test) => test.id)]),
    },
    warnings: [
      `Run once more with this patch, ${names} did not pass: what it shows depends on chance.`,
      ...choice.warnings,
    ],
  };
}
