import path from 'node:path';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Model } from '../../model/model.ts';
import type { ChatChoice } from '../../model/node/chatFlags.ts';
import { createOpenAiModel } from '../../model/node/openaiClient.ts';
import { openIndex, usualIndexSettings, type WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { describeEvidence, evidenceDetails, variantLine } from '../../review/evidenceText.ts';
import { AcceptJournal } from '../../review/node/acceptJournal.ts';
import { mendAccepts } from '../../review/node/mendAccepts.ts';
import { writeProposal } from '../../review/node/writeProposal.ts';
import type { Proposal } from '../../review/proposal.ts';
import { redactingLog } from '../../safety/redaction.ts';
import { understandCommand } from '../../testing/node/findTests.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { EditEvent, EditResult } from '../editEvent.ts';
import type { EditRequest, TestChoice } from '../editRequest.ts';
import { partialProposal, stoppedSteps } from '../plan/partial.ts';
import type { Plan } from '../plan/plan.ts';
import { placeWords, planLines, stateWords } from '../plan/planWords.ts';
import { startEdit, type EditHost } from './editEngine.ts';
import { readEditOptions, type EditOptions } from './editOptions.ts';

export interface CommandIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  /** Where things are, and what the host's environment is. */
  readonly host: Pick<EditHost, 'assets' | 'storage' | 'environment'>;
}

/** `touchstone edit`: the same parts as in the editor. @returns the exit code. */
export async function runEditCommand(
  args: readonly string[],
  { out, host, log: plainLog }: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const key = host.environment['TOUCHSTONE_KEY'];
  const literals = key === undefined || key === '' ? [] : [key];
  const log = redactingLog(plainLog, () => literals);
  let index: WorkspaceIndex | undefined;
  const started = performance.now();
  const latest: { plan?: Plan } = {};
  let stopped = (): EditResult | undefined => undefined;
  let isTold = false;
  let isJson = false;
  try {
    const options = await readEditOptions(args);
    isJson = options.json;
    const journal = new AcceptJournal(path.join(host.storage, 'accepts'));
    await mendAccepts(journal, log);
    const { workspace, instruction, kind, bench, place, across, model } = options;
    const request: EditRequest = {
      ...{ root: workspace, instruction, tests: await testChoice(options, signal) },
      ...(kind && { kind }),
      ...(bench !== undefined && { bench }),
      ...(place && { place }),
      ...(across && { across }),
      ...(model && { limits: model }),
    };
    // What has a model looks round; what is done exactly needs no index.
    if (model) {
      index = await openIndex(workspace, usualIndexSettings, { ...host, log }, signal);
      await index.settled(signal);
    }
    stopped = (): EditResult | undefined => {
      const [title, seconds] = [instruction.trim().slice(0, 80), (performance.now() - started) / 1000];
      const proposal = latest.plan && partialProposal(workspace, title, latest.plan, seconds);
      return (
        proposal &&
        latest.plan && {
          status: 'proposed',
          proposal,
          plan: { ...latest.plan, steps: stoppedSteps(latest.plan.steps) },
        }
      );
    };
    const followed = await follow(
      startEdit(
        request,
        {
          ...host,
          ...{ allowed: [], sandbox: options.sandbox, unsaved: new Map(), log },
          ...(model && { model: modelOf(model, key, host, log) }),
          ...(index && { lookup: index }),
        },
        signal,
      ),
      latest,
      log,
    );
    const result = onCommandLine(followed.result, across);
    const failed = result.status === 'proposed' && result.proposal.evidence.verdict === 'partial';
    out(options.json ? `${JSON.stringify(asJson({ ...followed, result }))}\n` : asText(result));
    isTold = true;
    if (result.status === 'none') {
      if (options.json) log.info(`${result.reason} ${result.next}`);
      return across === 'plan' ? 0 : 1;
    }
    if (options.write && !failed) {
      await writeProposal(result.proposal, journal, signal);
      log.info(`applied to ${workspace}`);
    } else if (options.write) log.warn('The change was not applied, because a check has failed.');
    return failed ? 1 : 0;
  } catch (error) {
    if (isAbort(error, signal)) {
      // What the steps before have made is kept, and said to be a part.
      const result = isTold ? undefined : stopped();
      if (result) out(isJson ? `${JSON.stringify(asJson({ ...nothingFollowed, result }))}\n` : asText(result));
      return 130;
    }
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  } finally {
    await index?.close();
  }
}

function modelOf(model: ChatChoice, key: string | undefined, host: CommandIo['host'], log: Log): Model {
  return createOpenAiModel({
    baseUrl: model.baseUrl,
    model: model.name,
    key: () => Promise.resolve(key),
    timeoutMs: 60_000,
    storageFolder: path.join(host.storage, 'endpoints'),
    log,
  });
}

async function testChoice({ tests, test, workspace }: EditOptions, signal: AbortSignal): Promise<TestChoice> {
  if (!tests) return { kind: 'none' };
  if (test === undefined) return { kind: 'found' };
  return { kind: 'command', command: await understandCommand(workspace, test, signal) };
}

interface Followed {
  readonly result: EditResult;
  readonly rules: readonly string[];
  readonly shown: readonly { readonly path: string; readonly first: number; readonly last: number }[];
  /** What was wrong about each answer that was sent back. */
  readonly refused: readonly string[];
  readonly isExact: boolean;
}

const nothingFollowed = { rules: [], shown: [], refused: [], isExact: false } as const;

async function follow(facts: AsyncIterable<EditEvent>, latest: { plan?: Plan }, log: Log): Promise<Followed> {
  let result: EditResult | undefined;
  let isExact = false;
  let rules: Followed['rules'] = [];
  let shown: Followed['shown'] = [];
  const refused: string[] = [];
  for await (const event of facts) {
    switch (event.kind) {
      case 'exact':
        isExact = true;
        log.info(`${event.title}: done by ${event.by ?? 'the syntax tree'}, no model is asked`);
        break;
      case 'notExact':
        log.info(`${event.why} The model is asked instead.`);
        break;
      case 'asked':
        ({ rules, shown } = event);
        log.info(
          event.attempt === 1
            ? `asked the model, about ${event.promptTokens} tokens${rules.length > 0 ? `, with the rules of ${rules.join(', ')}` : ''}`
            : 'asked once more, with what was wrong',
        );
        break;
      case 'writing':
        break;
      case 'ready':
        log.info(`${event.edits} ${event.edits === 1 ? 'edit is' : 'edits are'} written`);
        break;
      case 'refused':
        refused.push(...event.reasons);
        log.info(`the answer cannot be used: ${event.reasons.join(' ')}`);
        break;
      case 'plan':
        for (const step of event.plan.steps) {
          const known = latest.plan?.steps.find(({ id }) => id === step.id);
          if (known?.state.kind === step.state.kind || step.state.kind === 'planned') continue;
          log.info(
            `${placeWords(step)}: ${stateWords[step.state.kind]}. ${'why' in step.state ? step.state.why : step.why}`,
          );
        }
        latest.plan = event.plan;
        break;
      case 'checking':
        log.info(`checking ${event.what}`);
        break;
      case 'checked':
        log.info(`${event.check.what}: ${event.check.outcome}: ${event.check.detail}`);
        break;
      case 'measuring':
        if (event.done === 0) log.info(`timing ${event.what}`);
        break;
      case 'measured':
        log.info(variantLine(event.variant));
        break;
      case 'finished':
        result = event.result;
        break;
    }
  }
  if (!result) throw new TouchstoneError('The edit ended without a result.', 'Run it again with --no-sandbox.');
  return { result, rules, shown, refused, isExact };
}

/** There is no command to choose a model with here, and no button that runs what was only looked at. */
function onCommandLine(result: EditResult, across: EditOptions['across']): EditResult {
  if (result.status !== 'none') return result;
  if (across === 'plan') return { ...result, next: 'Leave out --plan to run it.' };
  return result.needsModel ? { ...result, next: 'Give --model NAME and --base-url URL.' } : result;
}

/** What a change is worth, in one word: `verified` by tests, `untested`, or `unverified` since a check failed. */
function statusOf({ evidence }: Proposal): string {
  return evidence.verdict === 'partial' ? 'unverified' : evidence.verdict;
}

function asJson({ result, rules, shown, refused, isExact }: Followed): object {
  const shared = {
    ...(result.plan && { plan: result.plan.steps }),
    by: isExact ? 'syntax' : 'model',
    rules,
    shown,
    refused,
    ...(result.spending && { model: result.spending }),
  };
  if (result.status === 'none') {
    const { status, reason, next, said, measured } = result;
    return {
      status,
      reason,
      next,
      ...(measured && { measured }),
      ...(said !== undefined && { said }),
      patch: '',
      evidence: null,
      ...shared,
    };
  }
  const { proposal } = result;
  return {
    status: statusOf(proposal),
    title: proposal.title,
    patch: formatUnifiedDiff(proposal.changes),
    evidence: proposal.evidence,
    ...shared,
  };
}

function asText(result: EditResult): string {
  const steps = result.plan
    ? planLines(result.plan)
        .map((line) => `# ${line}\n`)
        .join('')
    : '';
  if (result.status === 'none')
    return `${steps}${result.reason} ${result.next}\n${result.said === undefined ? '' : `The model said:\n${result.said}\n`}`;
  const { title, changes, evidence } = result.proposal;
  const details = evidenceDetails(evidence).map(([heading, text]) => `# ${heading}: ${text.replaceAll('\n', ' ')}\n`);
  return `# ${title}\n# ${describeEvidence(evidence).join(' · ')}\n${details.join('')}${steps}${formatUnifiedDiff(changes)}`;
}
