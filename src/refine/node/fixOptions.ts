import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { chatFlags, readChatFlags } from '../../model/node/chatFlags.ts';
import { settingsTable } from '../../settings/table.ts';
import { workspaceFolder } from '../../testing/node/findTests.ts';
import type { ModelBudget } from '../fixRequest.ts';
import { readIssueText } from '../issueText.ts';

const defaultOf = (key: 'fix.budgetSeconds' | 'fix.samples' | 'fix.maxTokens'): string =>
  String(settingsTable[key].default);

export const fixUsage = `touchstone fix --workspace DIR [--issue TEXT | --issue-file FILE] [--test "COMMAND"]
               [--budget-seconds N] [--max-runs N] [--jobs N] [--no-sandbox] [--write] [--json] [--record FILE]
               [--model NAME --base-url URL [--samples N] [--max-tokens N]
                [--input-price N --output-price N [--budget DOLLARS]]]

Finds the fault behind the failing tests of DIR and proves a patch on them, in copies of DIR.
DIR stays byte-identical unless --write is given and the patch is verified.
Without a model nothing leaves this machine.

  --workspace DIR       the project
  --issue TEXT          what is wrong, in words; --issue-file FILE reads it from a file
  --test "COMMAND"      the command that runs the tests; detected when left out
  --budget-seconds N    how long to search after the baseline run (default ${defaultOf('fix.budgetSeconds')})
  --max-runs N          how many candidates to run at most (default: as many as the time allows)
  --jobs N              test runs at once (default: one a processor core)
  --no-sandbox          do not confine test runs
  --write               apply a verified patch to DIR
  --json                the result as one JSON object on standard output, with every candidate that was tried
  --record FILE         add every candidate to FILE as JSON lines: what was asked, the patch and what came of it,
                        secrets taken out
  --model NAME --base-url URL
                        ask this model too; its key, if it wants one, is read from TOUCHSTONE_KEY
  --samples N           different patches to ask for at the start (default ${defaultOf('fix.samples')}); 0: the model is not asked for any
  --max-tokens N        tokens to spend, sent and received together (default ${defaultOf('fix.maxTokens')}); 0: no limit
  --input-price N, --output-price N
                        dollars a million tokens, to show what it costs
  --budget DOLLARS      ask the model no more once it has cost so much

Exit code: 0 for a verified patch, 1 for none, 2 for a usage or environment error.
`;

export interface FixOptions {
  readonly workspace: string;
  readonly issue?: string;
  readonly test?: string;
  readonly budgetSeconds: number;
  readonly mostRuns?: number;
  readonly jobs?: number;
  readonly sandbox: 'auto' | 'off';
  readonly write: boolean;
  readonly json: boolean;
  /** Absolute path. */
  readonly record?: string;
  readonly model?: { readonly name: string; readonly baseUrl: string; readonly budget: ModelBudget };
}

/** @throws TouchstoneError for what cannot be meant */
export async function readFixOptions(args: readonly string[], literals: readonly string[]): Promise<FixOptions> {
  const values = parse(args);
  if (!values.workspace) throw usage('--workspace DIR is missing.');
  if (values.issue !== undefined && values['issue-file'] !== undefined)
    throw usage('--issue and --issue-file exclude each other.');
  const said = values['issue-file'] === undefined ? values.issue : await readIssue(values['issue-file']);
  const model = modelOf(values);
  return {
    workspace: await workspaceFolder(path.resolve(values.workspace)),
    budgetSeconds: above0('--budget-seconds', values['budget-seconds']) ?? settingsTable['fix.budgetSeconds'].default,
    sandbox: values['no-sandbox'] ? 'off' : 'auto',
    write: values.write ?? false,
    json: values.json ?? false,
    ...(said !== undefined && { issue: readIssueText(said, literals).text }),
    ...(values.test !== undefined && { test: values.test }),
    ...optional('jobs', above0('--jobs', values.jobs)),
    ...optional('mostRuns', above0('--max-runs', values['max-runs'])),
    ...(values.record !== undefined && { record: path.resolve(values.record) }),
    ...(model && { model }),
  };
}

type Values = ReturnType<typeof parse>;

function modelOf(values: Values): FixOptions['model'] {
  const chosen = readChatFlags('fix', values, settingsTable['fix.maxTokens'].default);
  const samples = from0('--samples', values.samples);
  if (!chosen) {
    if (samples !== undefined) throw usage('--samples is for a model: give --model NAME and --base-url URL too.');
    return undefined;
  }
  const { name, baseUrl, ...limits } = chosen;
  return { name, baseUrl, budget: { ...limits, samples: samples ?? settingsTable['fix.samples'].default } };
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
        'max-runs': { type: 'string' },
        jobs: { type: 'string' },
        'no-sandbox': { type: 'boolean' },
        write: { type: 'boolean' },
        json: { type: 'boolean' },
        record: { type: 'string' },
        samples: { type: 'string' },
        ...chatFlags,
      },
    }).values;
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone fix --help” for the options.', { cause });
}

const optional = <Key extends string>(key: Key, value: number | undefined): { readonly [Name in Key]?: number } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [Name in Key]?: number };

function above0(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw usage(`${option} takes a number above 0, not “${text}”.`);
  return value;
}

function from0(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw usage(`${option} takes a number from 0, not “${text}”.`);
  return value;
}

async function readIssue(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw usage(`The issue file “${file}” cannot be read.`, cause);
  }
}
