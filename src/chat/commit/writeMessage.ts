/** `/commit`, and the same for the box of the Source Control view: a message for what is staged. */

import type { ChatMessage } from '../../model/model.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import type { ChatEvent } from '../chatEvent.ts';
import { codeSpan, escaped, fenced } from '../markdown.ts';
import { askMessage, type AskMessageDeps } from './askMessage.ts';
import { commitSummary } from './commitSummary.ts';
import type { StagedChange } from './stagedChange.ts';

export interface CommitDeps {
  /** What is staged, or all that differs from the last commit; undefined for nothing. @throws TouchstoneError where git cannot say */
  readonly change: (isAll: boolean, signal: AbortSignal) => Promise<StagedChange | undefined>;
  readonly readOutline: ReadOutline;
  /** Left out where no model may be asked. */
  readonly asking?: AskMessageDeps;
  /** Where else a message can be had, as a whole sentence. */
  readonly alsoAt?: string;
  /** That no model is configured and how to add one, in whole sentences; left out where one is. */
  readonly noModel?: string;
}

export interface WrittenMessage {
  readonly message: string;
  /** Why it was not the model that wrote it, though it was asked; a whole sentence. */
  readonly why?: string;
}

/** @throws ModelError */
export async function writeMessage(
  change: StagedChange,
  wish: string,
  { readOutline, asking }: Pick<CommitDeps, 'readOutline' | 'asking'>,
  signal: AbortSignal,
): Promise<WrittenMessage> {
  const asked = asking && (await askMessage(change, wish, asking, signal));
  if (asked !== undefined) return { message: asked };
  const message = await commitSummary(change, readOutline);
  if (!asking) return { message };
  return { message, why: `${asking.model.name} gave no message that could be used, so this lists what was changed.` };
}

export async function* answerCommit(
  request: { readonly text: string },
  deps: CommitDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  const [, all, wish = ''] = /^\s*(?:--?)?(all\b)?\s*([\s\S]*)$/i.exec(request.text) ?? [];
  yield { kind: 'status', text: 'Reading what is staged' };
  const change = await deps.change(all !== undefined, signal);
  if (!change) {
    const unstaged = all === undefined ? await deps.change(true, signal) : undefined;
    yield { kind: 'text', delta: unstaged ? nothingStaged(unstaged) : 'Nothing differs from the last commit.\n' };
    return;
  }
  if (deps.asking) yield { kind: 'status', text: `Asking ${deps.asking.model.name}` };
  const sent: (readonly ChatMessage[])[] = [];
  const asking = deps.asking && {
    ...deps.asking,
    onAsk: (messages: readonly ChatMessage[]) => void sent.push(messages),
  };
  const { readOutline } = deps;
  const { message, why } = await writeMessage(change, wish.trim(), { readOutline, ...(asking && { asking }) }, signal);
  for (const messages of sent) yield { kind: 'prompt', messages };
  const about = change.isStaged ? 'what is staged' : 'all that differs from the last commit';
  yield { kind: 'text', delta: `For ${about}:\n\n${fenced('', message)}\n\n` };
  if (why !== undefined) yield { kind: 'text', delta: `${escaped(why)}\n\n` };
  yield { kind: 'text', delta: `Nothing was committed.${deps.alsoAt === undefined ? '' : ` ${deps.alsoAt}`}\n` };
  if (deps.noModel !== undefined) yield { kind: 'text', delta: `\n*${escaped(deps.noModel)}*\n` };
}

function nothingStaged({ files }: StagedChange): string {
  const shown = files.slice(0, 10).map(({ path, kind }) => `- ${codeSpan(path)} is ${kind}\n`);
  const more = files.length > 10 ? `- and ${files.length - 10} more\n` : '';
  return `Nothing is staged. Stage what belongs into the commit, or ask for \`/commit all\` to have a message for all of this:\n\n${shown.join('')}${more}`;
}
