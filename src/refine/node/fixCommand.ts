import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { writeProposal } from '../../review/node/writeProposal.ts';
import { settingsTable } from '../../settings/table.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { FixResult, SuspiciousPlace } from '../event.ts';
import { logFixEvent } from '../fixLog.ts';
import { findTestCommands, startFix, understandCommand, workspaceFolder, type EngineOptions } from './engine.ts';

export const fixUsage = `touchstone fix --workspace DIR [--issue TEXT | --issue-file FILE] [--test "COMMAND"]
               [--budget-seconds N] [--jobs N] [--no-sandbox] [--write] [--json]

Finds the fault behind the failing tests of DIR and proves a patch on them, in copies of DIR.
DIR stays byte-identical unless --write is given and the patch is verified.

  --workspace DIR       the project
  --issue TEXT          what is wrong, in words; --issue-file FILE reads it from a file
  --test "COMMAND"      the command that runs the tests; detected when left out
  --budget-seconds N    how long to search after the baseline run (default ${settingsTable['fix.budgetSeconds'].default})
  --jobs N              test runs at once (default: one a processor core)
  --no-sandbox          do not confine test runs
  --write               apply a verified patch to DIR
  --json                the result as one JSON object on standard output

Exit code: 0 for a verified patch, 1 for none, 2 for a usage or environment error.
`;

export interface CommandIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  /** Where things are, and what the host's environment is. */
  readonly host: Pick<EngineOptions, 'assets' | 'storage' | 'environment'>;
}

/** `touchstone fix`: the same parts as in the editor. @returns the exit code. */
export async function runFixCommand(args: readonly string[], io: CommandIo, signal: AbortSignal): Promise<number> {
  try {
    const options = await readOptions(args);
    const command = await testCommand(options, signal);
    io.log.info(`test command: ${command.line} (${command.reason})`);
    const facts = startFix(
      {
        root: options.workspace,
        command,
        budgetSeconds: options.budgetSeconds,
        ...(options.issue !== undefined && { issue: options.issue }),
        ...(options.jobs !== undefined && { parallel: options.jobs }),
      },
      { ...io.host, allowed: [], sandbox: options.sandbox, unsaved: new Map(), log: io.log },
      signal,
    );
    let result: FixResult | undefined;
    const looked: (readonly SuspiciousPlace[])[] = [];
    const started = performance.now();
    for await (const event of facts) {
      logFixEvent(event, io.log);
      if (event.kind === 'localised') looked.push(event.places);
      if (event.kind === 'finished') result = event.result;
    }
    if (!result) throw new TouchstoneError('The search ended without a result.', 'Run it again with --no-sandbox.');
    const seconds = (performance.now() - started) / 1000;
    io.out(options.json ? `${JSON.stringify(asJson(result, looked, seconds))}\n` : asText(result));
    if (options.write && result.status === 'verified') {
      await writeProposal(result.proposals[0], signal);
      io.log.info(`applied to ${options.workspace}`);
    }
    return result.status === 'verified' ? 0 : 1;
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    io.log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  }
}

interface FixOptions {
  readonly workspace: string;
  readonly issue?: string;
  readonly test?: string;
  readonly budgetSeconds: number;
  readonly jobs?: number;
  readonly sandbox: 'auto' | 'off';
  readonly write: boolean;
  readonly json: boolean;
}

async function readOptions(args: readonly string[]): Promise<FixOptions> {
  const { values } = parse(args);
  if (!values.workspace) throw usage('--workspace DIR is missing.');
  if (values.issue !== undefined && values['issue-file'] !== undefined)
    throw usage('--issue and --issue-file exclude each other.');
  const issue = values['issue-file'] === undefined ? values.issue : await readIssue(values['issue-file']);
  const jobs = values.jobs === undefined ? undefined : count('--jobs', values.jobs);
  return {
    workspace: await workspaceFolder(path.resolve(values.workspace)),
    budgetSeconds:
      values['budget-seconds'] === undefined
        ? settingsTable['fix.budgetSeconds'].default
        : count('--budget-seconds', values['budget-seconds']),
    sandbox: values['no-sandbox'] ? 'off' : 'auto',
    write: values.write ?? false,
    json: values.json ?? false,
    ...(issue !== undefined && { issue }),
    ...(values.test !== undefined && { test: values.test }),
    ...(jobs !== undefined && { jobs }),
  };
}

/** The line that the user gave, else the likeliest that is found. Asking for a fix on the command line is the approval. */
async function testCommand({ test, workspace }: FixOptions, signal: AbortSignal): Promise<TestCommand> {
  if (test !== undefined) return understandCommand(workspace, test, signal);
  const { commands, reason } = await findTestCommands(workspace, signal);
  const [likeliest] = commands;
  if (!likeliest) throw new TouchstoneError(reason, 'Name the command that runs the tests with --test "COMMAND".');
  return likeliest;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string' },
        issue: { type: 'string' },
        'issue-file': { type: 'string' },
        test: { type: 'string' },
        'budget-seconds': { type: 'string' },
        jobs: { type: 'string' },
        'no-sandbox': { type: 'boolean' },
        write: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone fix --help” for the options.', { cause });
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw usage(`${option} takes a number above 0, not “${text}”.`);
  return value;
}

async function readIssue(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw usage(`The issue file “${file}” cannot be read.`, cause);
  }
}

/** @param looked where it looked: by the tests alone, then with what the search has shown. */
function asJson(result: FixResult, looked: readonly (readonly SuspiciousPlace[])[], seconds: number): object {
  const localisation = shortList(looked.at(-1));
  const suspected = shortList(looked[0]);
  if (result.status === 'none') {
    return {
      status: 'none',
      reason: result.reason,
      patch: '',
      evidence: null,
      localisation,
      suspected,
      candidates: result.counts,
      seconds,
    };
  }
  const [proposal, ...others] = result.proposals;
  return {
    status: result.status,
    title: proposal.title,
    patch: formatUnifiedDiff(proposal.changes),
    evidence: proposal.evidence,
    alternatives: others.map((other) => ({ title: other.title, patch: formatUnifiedDiff(other.changes) })),
    localisation,
    suspected,
    candidates: proposal.evidence.candidates,
    seconds,
  };
}

const shortList = (places: readonly SuspiciousPlace[] = []): object[] =>
  places.slice(0, 50).map(({ path, line, score }) => ({ path, line, score: Number(score.toFixed(4)) }));

function asText(result: FixResult): string {
  if (result.status === 'none') return `${result.reason}\n`;
  const [{ title, changes, evidence }] = result.proposals;
  const warnings = evidence.warnings.map((warning) => `# ${warning}\n`).join('');
  const verdict = evidence.verdict === 'verified' ? 'Verified' : 'Not fully verified';
  return `# ${title}\n# ${verdict}: fixes ${evidence.fixed.join(', ')}; ${evidence.stillPassing} tests still pass.\n${warnings}${formatUnifiedDiff(changes)}`;
}
