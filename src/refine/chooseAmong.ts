import type { Parse } from '../syntax/tree.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { ShadowWorkspace } from '../testing/shadow.ts';
import type { RunTests } from '../testing/testCommand.ts';
import type { Baseline } from './baseline.ts';
import type { SuspiciousPlace } from './event.ts';
import type { FixRequest } from './fixRequest.ts';
import type { HostFunctions } from './hostFunctions.ts';
import { orderOfTests, type IssueTest } from './issueTest.ts';
import { openCodeFiles, type ReadSyntax } from './localise/codeFiles.ts';
import { provenAgain } from './provenAgain.ts';
import { choose, type Choice } from './selection/choose.ts';
import { mostQuestions } from './selection/confirm.ts';
import type { Solution } from './solve.ts';
import type { AskModel } from './writtenTest.ts';

export interface AmongInput {
  readonly request: FixRequest;
  readonly baseline: Baseline;
  readonly lanes: readonly [ShadowWorkspace, ...ShadowWorkspace[]];
  readonly files: readonly WorkspacePath[];
  readonly places: readonly SuspiciousPlace[];
  readonly issueTest: IssueTest | undefined;
  /** How often the user was asked in this fix. */
  readonly questions: number;
}

export interface AmongDeps extends Pick<HostFunctions, 'ask' | 'log' | 'enough'> {
  readonly runTests: RunTests;
  readonly parse: Parse;
  readonly readSyntax: ReadSyntax;
  readonly askModel?: AskModel;
  /** Says what is being done now. */
  readonly tell: (text: string) => void;
}

/** The solutions worth proposing, the best first, and that one proven by a second run of everything. */
export async function chooseAmong(
  solutions: readonly Solution[],
  { request, baseline, lanes, files, places, issueTest, questions }: AmongInput,
  { tell, enough, ask, askModel, ...deps }: AmongDeps,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const { command, issue } = request;
  const [lane] = lanes;
  const originals = openCodeFiles(files, (path) => lane.read(path), deps.readSyntax);
  const whole = solutions.filter((solution) => solution.stillFailing.size === 0).length;
  if (whole > 1) tell(`comparing ${whole} patches that pass every test`);
  const choices = await choose(
    solutions,
    {
      ...deps,
      // Who has enough is not asked more, nor kept waiting for a model.
      ...(!enough?.aborted && { ...(ask && { ask }), ...(askModel && { askModel }) }),
      ...{ lanes, command, baseline },
      mostQuestions: (request.mostQuestions ?? mostQuestions) - questions,
      testOrder: () => orderOfTests({ issue, baseline, places, framework: command.framework }, originals),
      ...(issueTest && { agreed: new Set([issueTest.path]) }),
    },
    signal,
  );
  tell('running the whole suite once more with the chosen patch');
  return provenAgain(choices, { lane, command, runTests: deps.runTests, baseline }, signal);
}
