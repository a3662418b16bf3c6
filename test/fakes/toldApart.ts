/** Observes candidates in a real project, by its real tools. */
import assert from 'node:assert/strict';
import { takeBaseline } from '../../src/refine/baseline.ts';
import { behaviourClasses, splittingInputs } from '../../src/refine/selection/differences.ts';
import { observe, type Observed } from '../../src/refine/selection/observe.ts';
import type { Framework } from '../../src/testing/testCommand.ts';
import { parser } from '../unit/refine/templates/grammars.ts';
import { withShadowProject } from './shadowProject.ts';

const never = new AbortController().signal;
export interface ToldApart {
  readonly observed: Observed;
  readonly classes: number[][];
  readonly splits: string[];
}

/** What is seen of candidates for one file: their classes, and every input that splits them. */
export async function toldApart(
  files: Record<string, string>,
  [framework, line]: readonly [Framework, string],
  place: { readonly path: string; readonly line: number },
  candidates: readonly string[],
): Promise<ToldApart> {
  let result: ToldApart | undefined;
  await withShadowProject(
    files,
    async ({ copy, runTests }) => {
      const command = { framework, line, directory: '', reason: '' };
      const lanes = [await copy(never)];
      const baseline = await takeBaseline(lanes[0]!, command, runTests, 0, never);
      assert.ok(baseline.failing.length > 0, baseline.output);
      const runnable = candidates.map((text) => ({ texts: new Map([[place.path, text]]), places: [place] }));
      // However slow this machine is at this moment.
      const deps = {
        lanes,
        runTests,
        parse: parser.parse,
        command,
        baseline: { ...baseline, wholeMs: 10, wholeLimitMs: 240_000 },
        longestMs: 300_000,
      };
      const { focus: _, ...unhurried } = deps.baseline;
      const observed = await observe(runnable, { ...deps, baseline: unhurried }, never);
      if (observed.kind === 'untold') {
        result = { observed, classes: [], splits: [] };
        return;
      }
      const all = candidates.map((_each, at) => at);
      const splits = splittingInputs(
        observed.inputs,
        observed.behaviours,
        all,
        all.map(() => 1),
      );
      result = {
        observed,
        classes: behaviourClasses(observed.inputs, observed.behaviours),
        splits: splits.map(({ input, outcomes }) => `${input.code}: ${outcomes.map(({ shown }) => shown).join(' | ')}`),
      };
      assert.deepEqual(await lanes[0]?.reset(), undefined);
    },
    { environment: { GOFLAGS: '-mod=mod' }, allowed: ['GOFLAGS'] },
  );
  return result ?? assert.fail('nothing came of it');
}
