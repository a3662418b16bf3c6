import type { Place } from '../testing/report.ts';
import type { TestCommand } from '../testing/testCommand.ts';
import type { Selection } from './localise.ts';
import type { FixTarget } from './target.ts';

/** What is wrong, and what may be spent on it. */
export interface FixRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly command: TestCommand;
  readonly issue?: string;
  readonly selection?: Selection;
  /** Left out: every failing test. */
  readonly target?: FixTarget;
  /** What the editor reports, the most to the point first. */
  readonly diagnostics?: readonly (Place & { readonly message: string })[];
  /** Checks types beside the tests; of use where the target is a diagnostic. It only reads. */
  readonly check?: TestCommand;
  /** For the search; the baseline's own runs come before it. */
  readonly budgetSeconds: number;
  /** Candidates that may be run; left out: as many as the time allows. */
  readonly mostRuns?: number;
  /** Test runs at once, at least 1. */
  readonly parallel: number;
  /** Left out: the defaults of the settings. */
  readonly modelBudget?: ModelBudget;
  /** How often the user may be asked. */
  readonly mostQuestions?: number;
}

/** What a model may be asked in one fix. */
export interface ModelBudget {
  /** Different patches at the start; 0: the model is not asked. */
  readonly samples: number;
  /** Tokens sent and received together; 0: no limit. */
  readonly mostTokens: number;
  /** Dollars a million tokens; 0: unknown. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Nothing more is asked once it has cost so much; needs the prices. Left out: no limit. */
  readonly mostDollars?: number;
  /** Requests at once; left out: 4. */
  readonly parallel?: number;
}
