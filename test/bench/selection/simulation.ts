/** The shipped choice over many noisy cases: a model behind real HTTP, a user who knows, and the truth to compare with. */
import type { Baseline } from '../../../src/refine/baseline.ts';
import { askedWithin } from '../../../src/refine/modelShare.ts';
import type { Answer, AskUser, Question } from '../../../src/refine/question.ts';
import { choose, type ChooseDeps } from '../../../src/refine/selection/choose.ts';
import type { SelectorName } from '../../../src/refine/selection/selectors.ts';
import type { Solution } from '../../../src/refine/solve.ts';
import type { Parse } from '../../../src/syntax/tree.ts';
import type { TestResult } from '../../../src/testing/report.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';
import type { Bench } from '../../fakes/modelBench.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { runInProcess } from './inProcess.ts';
import { noisyCase, valueOf, type Behaviour, type NoisyCase, type Noise } from './noisyCase.ts';

export interface Way {
  readonly name: string;
  /** Left out: no tests are generated. */
  readonly selector?: SelectorName;
  readonly asks: boolean;
}

export interface Tally {
  readonly name: string;
  right: number;
  questions: number;
}

export interface Simulated {
  readonly cases: number;
  readonly firstRight: number;
  /** Cases in which any sample is right: nothing can choose better. */
  readonly possible: number;
  readonly ways: readonly Tally[];
}

const never = new AbortController().signal;
const command = { framework: 'node:test', line: 'node --test', directory: '', reason: '' } as const;
const testPath = 'test/fee.test.js';

export async function simulate(
  cases: number,
  noise: Noise,
  ways: readonly Way[],
  { bench, parse, seed = 0 }: { readonly bench: Bench; readonly parse: Parse; readonly seed?: number },
): Promise<Simulated> {
  const model = bench.model();
  const tallies = ways.map(({ name }): Tally => ({ name, right: 0, questions: 0 }));
  let firstRight = 0;
  let possible = 0;
  for (let at = 0; at < cases; at++) {
    const drawn = noisyCase(seed + at, noise);
    if (drawn.right[0]) firstRight++;
    if (drawn.right.some(Boolean)) possible++;
    bench.server.abilities.reply = () => `Here they are.\n\`\`\`js\n${drawn.writtenTests}\`\`\`\n`;
    for (const [number, way] of ways.entries()) {
      const tally = tallies[number]!;
      const user = way.asks ? userWhoKnows(drawn.truth, () => tally.questions++) : undefined;
      const share = way.selector ? askedWithin({ ...request, command }, model, () => {}) : undefined;
      const [best] = await choose(solutionsOf(drawn.samples), depsOf(drawn, parse, way, user, share?.askModel), never);
      if (best && drawn.right[drawn.samples.indexOf(best.solution.texts.get('src/fee.js') ?? '')]) tally.right++;
    }
  }
  return { cases, firstRight, possible, ways: tallies };
}

const request = { root: '/memory', budgetSeconds: 60, parallel: 1 } as const;

function depsOf(
  { visibleTests }: NoisyCase,
  parse: Parse,
  { selector }: Way,
  ask: AskUser | undefined,
  askModel: ChooseDeps['askModel'],
): ChooseDeps {
  const text = `import test from 'node:test';\nimport assert from 'node:assert';\nimport { fee } from '../src/fee.js';\n${visibleTests}\n`;
  const workspace = new MemoryWorkspace({
    'src/fee.js': 'export function fee(total, member) {\n  return -1;\n}\n',
    [testPath]: text,
  });
  const tests = [1, 2, 3].map((number): TestResult => {
    const name = `visible ${number}`;
    return { id: `${testPath}::${name}`, name, file: testPath, outcome: 'failed', durationMs: 1 };
  });
  const baseline: Baseline = {
    ...{ failing: tests, passed: [], passing: new Set(), flaky: [], output: '', wholeMs: 5, wholeLimitMs: 1000 },
    habits: { hanging: [], blocked: [], offline: [], slow: new Set(), writes: [] },
    coverage: tests.map(({ id }) => ({ test: id, lines: new Map([['src/fee.js', new Set([1, 2])]]) })),
  };
  return {
    ...{ lanes: [workspace], runTests: runInProcess, parse, command, baseline, log: silentLog },
    ...(selector && { selector }),
    ...(ask && { ask }),
    ...(askModel && { askModel }),
    testOrder: () =>
      Promise.resolve({
        framework: 'node:test',
        example: { path: testPath, text },
        path: 'test/fee-generated.test.js',
        issue: 'the fee is wrong',
        code: ['export function fee(total, member) {'],
      }),
  };
}

/** As the search has them: each change once, with how many samples came to it. */
function solutionsOf(samples: readonly string[]): Solution[] {
  return [...new Set(samples)].map((text): Solution => {
    const texts = new Map([['src/fee.js', text]]);
    const at = samples.indexOf(text);
    return {
      steps: [
        {
          ...{ id: at + 1, source: 'model', strategy: 'direct', title: `sample ${at + 1}` },
          ...{ places: [{ path: 'src/fee.js', line: 2 }], texts, size: 5, rank: 0.5 },
          drawn: samples.filter((other) => other === text).length,
        },
      ],
      texts,
      stillFailing: new Set(),
    };
  });
}

/** Judges one input by the truth: a value of `fee(…)`, or whether a written test is right. */
function userWhoKnows(truth: Behaviour, onAsked: () => void): AskUser {
  const right = (index: number): Answer => (index < 0 ? { kind: 'wrong' } : { kind: 'right', outcome: index });
  return ({ code, outcomes }: Question) => {
    onAsked();
    const call = /fee\(([^,]*), ([^)]*?)\)(?:, (-?\d+)\))?/.exec(code.replaceAll(/\((-\d+)\)/g, '$1'));
    if (!call) return Promise.resolve({ kind: 'unknown' });
    const [, total, member, demanded] = call;
    const value = valueOf(truth, [Number(total), Number(member)]);
    if (demanded === undefined) return Promise.resolve(right(outcomes.findIndex(({ text }) => text === String(value))));
    const wanted = Number(demanded) === value ? 'as this test demands' : 'something else';
    return Promise.resolve(right(outcomes.findIndex(({ text }) => text === wanted)));
  };
}
