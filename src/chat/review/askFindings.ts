/** A model looks through a change. What it finds is put on the lines that it is about, or dropped and counted. */

import { ask } from '../../model/ask.ts';
import { openFence } from '../../model/fence.ts';
import type { ChatMessage, Model } from '../../model/model.ts';
import { Spending, type SpendingLimits } from '../../model/spending.ts';
import type { ChatEvent } from '../chatEvent.ts';
import { anchorFinding } from './anchorFinding.ts';
import type { ChangedFile } from './changedFile.ts';
import type { ReviewFinding } from './finding.ts';
import { readFindings, type ReadFindings } from './readFindings.ts';
import { againText, reviewPrompt } from './reviewPrompt.ts';

export interface AskFindingsDeps {
  readonly model: Model;
  readonly limits: SpendingLimits;
  readonly text: (path: string) => Promise<string | undefined>;
}

export interface AskedFindings {
  readonly findings: readonly ReviewFinding[];
  /** Whole sentences: what of the change the model was not shown, or did not say. */
  readonly notLookedAt: readonly string[];
}

const answerTokens = 4_000;
const usualContext = 24_000;

export async function* askFindings(
  files: readonly ChangedFile[],
  wish: string,
  { model, limits, text }: AskFindingsDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, AskedFindings> {
  const { contextTokens = usualContext } = await model.capabilities(signal);
  const room = Math.max(1_000, Math.min(contextTokens, 100_000) - Math.min(answerTokens, contextTokens / 4) - 1_000);
  const { messages, left } = reviewPrompt(files, wish, openFence(crypto.randomUUID().slice(0, 13)), room);
  const notLookedAt = left.length === 0 ? [] : [`${model.name} was not shown ${listed(left)}: it is too long.`];
  const spending = new Spending(limits);
  let read: ReadFindings = { written: [], faults: [] };
  let sent: readonly ChatMessage[] = messages;
  for (const round of ['first', 'again']) {
    yield { kind: 'status', text: round === 'first' ? `Asking ${model.name}` : 'Asking again: it was no list' };
    yield { kind: 'prompt', messages: sent };
    const options = { temperature: 0, answerTokens: Math.min(answerTokens, Math.floor(contextTokens / 4)) };
    const said = await ask(model, sent, options, spending, signal);
    const { inputTokens, outputTokens, dollars } = spending.shown;
    yield {
      ...{ kind: 'usage', promptTokens: inputTokens, answerTokens: outputTokens },
      ...(dollars !== undefined && { cost: dollars }),
    };
    if (!said) {
      notLookedAt.push('The tokens for one answer were used up, so the model was not asked.');
      break;
    }
    read = readFindings(said.text);
    if (read.faults.length === 0) break;
    sent = [...messages, { role: 'assistant', text: said.text }, { role: 'user', text: againText(read.faults) }];
  }
  for (const fault of read.faults) yield { kind: 'dropped', what: 'A finding', why: fault };
  if (read.faults.length > 0 && read.written.length === 0)
    notLookedAt.push(`${model.name} gave no list of findings, asked twice. Ask again, or choose another model.`);
  const findings: ReviewFinding[] = [];
  for (const one of read.written) {
    const anchored = await anchorFinding(one, files, text);
    if (anchored.kind === 'there') findings.push(anchored.finding);
    else yield { ...anchored };
  }
  return { findings, notLookedAt };
}

const listed = (paths: readonly string[]): string =>
  paths
    .slice(0, 5)
    .map((path) => `\`${path}\``)
    .join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '');
