/** What running tests needs of the host, for the editor's workers and the command line alike. */
import path from 'node:path';
import { testEnvironment } from '../../safety/environment.ts';
import { redact } from '../../safety/redaction.ts';
import { runProcess } from './process.ts';
import type { TestRunnerDeps } from './runner.ts';

export interface RunnerHost {
  /** Absolute path of the folder with `shims/`. */
  readonly assets: string;
  /** The host's environment; test runs see only what is harmless of it, and `allowed`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of variables that the user lets test runs see. */
  readonly allowed: readonly string[];
  readonly sandbox: 'auto' | 'off';
}

export function hostRunner({ assets, environment, allowed, sandbox }: RunnerHost): TestRunnerDeps {
  return {
    runProcess,
    environment: testEnvironment(environment, allowed),
    sandbox,
    shims: path.join(assets, 'shims'),
    redact,
  };
}
