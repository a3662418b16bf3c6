/** Tools that start something: in a copy of the workspace, confined where the system can, and only when the user allows it. */

import { refusal } from '../../safety/commandPolicy.ts';
import { normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { RunEnd } from '../../safety/process.ts';
import type { TestReport, TestResult } from '../../testing/report.ts';
import { shownText } from '../../text/shownText.ts';
import type { RunRecord } from '../chatEvent.ts';
import type { Parameters } from './arguments.ts';
import { failed, toolOf, type ChatTool, type Permission } from './tool.ts';
import type { CommandRun, ToolWorld } from './toolWorld.ts';

export interface RunPermissions {
  readonly runTests: Permission;
  readonly runCommand: Permission;
}

export const testsForm = {
  path: {
    type: 'string',
    about: 'A file: the tests of the package around it are run. Left out: those of the workspace.',
    optional: true,
    longest: 1_000,
  },
} as const satisfies Parameters;

const mostFailures = 20;
const mostChanged = 40;

export function runTools({ runTests, runCommand }: ToolWorld, permissions: RunPermissions): ChatTool[] {
  return [
    ...(runTests ? [testsTool(runTests, permissions.runTests)] : []),
    ...(runCommand ? [commandTool(runCommand, permissions.runCommand)] : []),
  ];
}

const testsTool = (run: NonNullable<ToolWorld['runTests']>, permission: Permission): ChatTool =>
  toolOf({
    name: 'run_tests',
    title: 'Run the tests',
    description:
      'Runs the tests of the project in a copy of the workspace, as it stands with unsaved edits, and tells which failed and why. Proposed changes are not in it until the user accepts them.',
    permission,
    parameters: testsForm,
    asks: ({ path }) => (path === undefined ? 'the tests of the workspace' : `the tests around ${path}`),
    run: async ({ path }, signal) => {
      const near = path === undefined ? undefined : normalizeWorkspacePath(path);
      if (path !== undefined && near === undefined)
        return failed(`${JSON.stringify(path)} is not a path inside the workspace.`);
      const ran = await run(near, signal);
      if (ran.kind === 'none') return failed(ran.why);
      const { command, report } = ran;
      const record = runRecord(command, report);
      return { text: reportText(command, report), summary: recordWords(record), run: record };
    },
  });

const commandTool = (run: NonNullable<ToolWorld['runCommand']>, permission: Permission): ChatTool =>
  toolOf({
    name: 'run_command',
    title: 'Run a command',
    description:
      'Runs one command line in a copy of the workspace, without network where the system can confine it, and tells what it printed. What it writes stays in the copy. The user sees the line and decides.',
    permission,
    parameters: {
      command: { type: 'string', about: 'One line for the shell.', longest: 2_000 },
      directory: {
        type: 'string',
        about: 'Folder to run it in, relative to the workspace.',
        optional: true,
        longest: 1_000,
      },
    },
    // A line that the policy refuses is not even asked about: nobody can allow it by a slip.
    refusal: ({ command, directory }) =>
      refusal(command) ??
      (directory === undefined || folderOf(directory) !== undefined
        ? undefined
        : `${JSON.stringify(directory)} is not a folder inside the workspace.`),
    asks: ({ command, directory }) => (directory === undefined ? command : `${command}\nin ${directory}`),
    run: async ({ command, directory }, signal) => {
      const ran = await run(command, folderOf(directory ?? '') ?? '', signal);
      return { text: commandText(ran), summary: endWords(ran.result.end) };
    },
  });

/** '' is the workspace itself. */
const folderOf = (written: string): string | undefined =>
  /^\.?\/?$/.test(written.trim()) ? '' : normalizeWorkspacePath(written);

function runRecord(command: string, { results, end, problem }: TestReport): RunRecord {
  const count = (outcome: TestResult['outcome']): number => results.filter((test) => test.outcome === outcome).length;
  return {
    command,
    ...{ passed: count('passed'), failed: count('failed'), skipped: count('skipped') },
    isWhole: end.kind === 'exited' && !problem && results.length > 0,
  };
}

const recordWords = ({ passed, failed: wrong, skipped, isWhole }: RunRecord): string =>
  [
    `${passed} passed`,
    `${wrong} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(isWhole ? [] : ['the run was not whole']),
  ].join(', ');

function reportText(command: string, report: TestReport): string {
  const wrong = report.results.filter(({ outcome }) => outcome === 'failed');
  const rows = wrong.slice(0, mostFailures).map(({ name, file, failure }) => {
    const frames = failure?.frames.slice(0, 5).map(({ path, line }) => `  at ${path}:${line}`) ?? [];
    return [`FAILED ${name}${file === undefined ? '' : ` (${file})`}`, failure?.message ?? '', ...frames].join('\n');
  });
  const { problem, results, end } = report;
  return [
    `${command}: ${recordWords(runRecord(command, report))}, ${endWords(end)}.`,
    ...rows,
    ...(wrong.length > mostFailures ? [`… and ${wrong.length - mostFailures} more tests failed`] : []),
    ...(problem ? [`Not everything could be run: ${problem.message}`] : []),
    ...(problem || results.length === 0 ? [`The end of what was printed:\n${report.output.slice(-4_000)}`] : []),
  ].join('\n');
}

function commandText({ result, changed }: CommandRun): string {
  const { end, stdout, stderr, truncated, confined } = result;
  return [
    `It ${endWords(end)}.${confined ? '' : ' The system has no sandbox, so it ran unconfined, in a copy of the workspace.'}`,
    ...(truncated ? ['It printed more than is kept: this is the end of it.'] : []),
    `Standard output:\n${shownText(stdout).trimEnd() || '(nothing)'}`,
    ...(stderr.trim() === '' ? [] : [`Standard error:\n${shownText(stderr).trimEnd()}`]),
    ...(changed.length === 0
      ? []
      : [
          `In the copy it changed ${changed.slice(0, mostChanged).join(', ')}${changed.length > mostChanged ? ` and ${changed.length - mostChanged} more` : ''}. The workspace is as it was.`,
        ]),
  ].join('\n');
}

export function endWords(end: RunEnd): string {
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.code}`;
    case 'killed':
      return `was ended by ${end.signal}`;
    case 'timedOut':
      return `was stopped after ${Math.round(end.afterMs / 1000)} s`;
  }
}
