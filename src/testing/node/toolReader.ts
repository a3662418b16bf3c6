/**
 * A test tool that our shims cannot get into is understood from what it prints and from the files that it
 * leaves. Each such tool has one reader, made anew for every run.
 */
import type { ProcessRequest, ProcessResult, RunEnd } from '../../safety/process.ts';
import type { RunPlan } from '../runPlan.ts';
import type { TestCoverage, TestFailure, TestResult } from '../report.ts';
import type { FrameContext } from '../stackFrames.ts';
import type { RunRequest } from '../testCommand.ts';
import type { TestRun } from '../testRun.ts';

/** What a reader may know of the run that it reads. All paths absolute, links resolved. */
export interface ToolRun extends FrameContext {
  readonly request: RunRequest;
  readonly plan: RunPlan;
  readonly root: string;
  /** The folder that the line runs in. */
  readonly cwd: string;
  /** Of this run alone; it goes when the run is over. Programs may write to it. */
  readonly folder: string;
  /** Kept for the runs that follow, of every copy of the tree. */
  readonly compiled: string | undefined;
  /** Kept for the fixes that follow in this workspace; no test run may write to it. */
  readonly kept: string | undefined;
  readonly startedAt: number;
  /** Ends the line as when its time is over. */
  cut(): void;
  /** Runs a further program, confined as the run itself is and with its environment. */
  start(
    command: ProcessRequest['command'],
    options: { cwd?: string; environment?: Readonly<Record<string, string>>; limitMs: number },
    signal: AbortSignal,
  ): Promise<ProcessResult>;
}

export interface ToolFindings {
  readonly results: readonly TestResult[];
  /** `TestReport.problem`. */
  readonly problem?: TestFailure;
  /** How the run ended, where the tool ended it before we had to: a limit of ours that was given to it. */
  readonly end?: RunEnd;
  /** How long it compiled: this is no time of the tests. */
  readonly builtMs?: number;
}

export interface ToolReader {
  /**
   * How much longer than the request's time the line may take, because it compiles before it tests. The
   * reader sees to it that the tests keep to the request's time.
   */
  readonly buildMs?: number;
  /** Asked before the line is run. */
  prepare?(signal: AbortSignal): Promise<void>;
  /** One line of what is printed, as it comes and without its end: nothing is lost, however much there is. */
  heard?(line: string, stream: 'stdout' | 'stderr'): void;
  /** Asked once, when the run has ended, however it did. */
  findings(run: TestRun, ended: ProcessResult, signal: AbortSignal): Promise<ToolFindings>;
  /** The lines of each test, from runs of their own; asked only for requests with coverage, after `findings`. */
  coverage?(results: readonly TestResult[], signal: AbortSignal): Promise<readonly TestCoverage[]>;
}

export type OpenReader = (run: ToolRun) => ToolReader;
