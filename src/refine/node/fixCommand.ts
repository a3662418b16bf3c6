import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { createOpenAiModel } from '../../model/node/openaiClient.ts';
import type { ModelSpending } from '../../model/spending.ts';
import { AcceptJournal } from '../../review/node/acceptJournal.ts';
import { mendAccepts } from '../../review/node/mendAccepts.ts';
import { writeProposal } from '../../review/node/writeProposal.ts';
import { redactingLog } from '../../safety/redaction.ts';
import { findTestCommands, understandCommand } from '../../testing/node/findTests.ts';
import type { TestCommand } from '../../testing/testCommand.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { FixEvent, FixResult, SuspiciousPlace, TriedNode } from '../event.ts';
import { logFixEvent } from '../fixLog.ts';
import { attemptLine, endLine, startLine } from '../record.ts';
import { startFix, type EngineOptions } from './engine.ts';
import { appendRecord } from './recordStore.ts';
import { readFixOptions, type FixOptions } from './fixOptions.ts';

export interface CommandIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  /** Where things are, and what the host's environment is. */
  readonly host: Pick<EngineOptions, 'assets' | 'storage' | 'environment'>;
}

/** `touchstone fix`: the same parts as in the editor. @returns the exit code. */
export async function runFixCommand(
  args: readonly string[],
  { out, host, log: plainLog }: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const key = host.environment['TOUCHSTONE_KEY'];
  const literals = key === undefined || key === '' ? [] : [key];
  const log = redactingLog(plainLog, () => literals);
  try {
    const options = await readFixOptions(args, literals);
    const journal = new AcceptJournal(path.join(host.storage, 'accepts'));
    await mendAccepts(journal, log);
    const command = await testCommand(options, signal);
    log.info(`test command: ${command.line} (${command.reason})`);
    const { workspace, budgetSeconds, issue, jobs, mostRuns, model } = options;
    const facts = startFix(
      {
        root: workspace,
        command,
        budgetSeconds,
        ...(issue !== undefined && { issue }),
        ...(jobs !== undefined && { parallel: jobs }),
        ...(mostRuns !== undefined && { mostRuns }),
        ...(model && { modelBudget: model.budget }),
      },
      {
        ...host,
        ...{ allowed: [], sandbox: options.sandbox, unsaved: new Map(), log },
        ...(model && {
          model: createOpenAiModel({
            baseUrl: model.baseUrl,
            model: model.name,
            key: () => Promise.resolve(key),
            timeoutMs: 60_000,
            storageFolder: path.join(host.storage, 'endpoints'),
            log,
          }),
        }),
      },
      signal,
    );
    const seen = await follow(facts, options, command, literals, log);
    const { result } = seen;
    out(options.json ? `${JSON.stringify(asJson(result, seen))}\n` : asText(result));
    if (options.write && result.status === 'verified') {
      await writeProposal(result.proposals[0], journal, signal);
      log.info(`applied to ${workspace}`);
    }
    return result.status === 'verified' ? 0 : 1;
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  }
}

interface Seen {
  readonly result: FixResult;
  /** Where it looked: by the tests alone, then with what the search has shown. */
  readonly looked: readonly (readonly SuspiciousPlace[])[];
  readonly tree: readonly TriedNode[];
  readonly spending: ModelSpending | undefined;
  readonly modelTrouble: string | undefined;
  readonly seconds: number;
}

/** Follows a fix to its end; what is tried goes into the record at once, so that it is there whatever happens. */
async function follow(
  facts: AsyncIterable<FixEvent>,
  { record, issue = '', model }: FixOptions,
  command: TestCommand,
  literals: readonly string[],
  log: Log,
): Promise<Seen> {
  const id = randomUUID();
  const write = async (line: string): Promise<void> => {
    if (record !== undefined) await appendRecord(record, line);
  };
  const recorded = { fix: id, started: new Date().toISOString(), issue, command: command.line };
  await write(startLine({ ...recorded, ...(model && { model: model.name }) }, literals));
  let result: FixResult | undefined;
  let spending: ModelSpending | undefined;
  let modelTrouble: string | undefined;
  const looked: (readonly SuspiciousPlace[])[] = [];
  const tree: TriedNode[] = [];
  const started = performance.now();
  for await (const event of facts) {
    logFixEvent(event, log);
    switch (event.kind) {
      case 'localised':
        looked.push(event.places);
        break;
      case 'searching':
        spending = event.model ?? spending;
        break;
      case 'modelTrouble':
        modelTrouble = event.message;
        break;
      case 'tried':
        tree.push(event.node);
        await write(attemptLine(id, event.node, literals));
        break;
      case 'finished':
        result = event.result;
        await write(endLine(id, result, literals));
        break;
      default:
    }
  }
  if (!result) throw new TouchstoneError('The search ended without a result.', 'Run it again with --no-sandbox.');
  return { result, looked, tree, spending, modelTrouble, seconds: (performance.now() - started) / 1000 };
}

/** The line that the user gave, else the likeliest that is found. Asking for a fix on the command line is the approval. */
async function testCommand({ test, workspace }: FixOptions, signal: AbortSignal): Promise<TestCommand> {
  if (test !== undefined) return understandCommand(workspace, test, signal);
  const { commands, reason } = await findTestCommands(workspace, undefined, signal);
  const [likeliest] = commands;
  if (!likeliest) throw new TouchstoneError(reason, 'Name the command that runs the tests with --test "COMMAND".');
  return likeliest;
}

function asJson(result: FixResult, { looked, tree, spending, modelTrouble, seconds }: Seen): object {
  const shared = {
    localisation: shortList(looked.at(-1)),
    suspected: shortList(looked[0]),
    seconds,
    ...(spending && { model: spending }),
    ...(modelTrouble !== undefined && { modelTrouble }),
    // What was asked goes into the record: it is long, and holds code.
    tree: tree.map(({ prompt: _, ...node }) => node),
  };
  if (result.status === 'none') {
    return { status: 'none', reason: result.reason, patch: '', evidence: null, candidates: result.counts, ...shared };
  }
  const [proposal, ...others] = result.proposals;
  return {
    status: result.status,
    title: proposal.title,
    patch: formatUnifiedDiff(proposal.changes),
    evidence: proposal.evidence,
    alternatives: others.map((other) => ({ title: other.title, patch: formatUnifiedDiff(other.changes) })),
    candidates: proposal.evidence.candidates,
    ...shared,
  };
}

const shortList = (places: readonly SuspiciousPlace[] = []): object[] =>
  places.slice(0, 50).map(({ path: file, line, score }) => ({ path: file, line, score: Number(score.toFixed(4)) }));

function asText(result: FixResult): string {
  if (result.status === 'none') return `${result.reason}\n`;
  const [{ title, changes, evidence }] = result.proposals;
  const warnings = evidence.warnings.map((warning) => `# ${warning}\n`).join('');
  const verdict = evidence.verdict === 'verified' ? 'Verified' : 'Not fully verified';
  const fixes = evidence.fixed.length === 0 ? 'fixes no test' : `fixes ${evidence.fixed.join(', ')}`;
  return `# ${title}\n# ${verdict}: ${fixes}; ${evidence.stillPassing} tests still pass.\n${warnings}${formatUnifiedDiff(changes)}`;
}
