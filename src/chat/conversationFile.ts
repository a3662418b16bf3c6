/**
 * A conversation as it is kept: a line of JSON for what it is, then one for each message. A line that is damaged costs
 * its own message and no other; what an older or newer version wrote is read as far as it is understood.
 */

import { emptyAnswer, type Answer, type AnswerPart } from './answerParts.ts';
import type { CitedPlace } from './chatEvent.ts';
import { splitCommand, type Chip, type ChipTarget } from './chatRequest.ts';
import { newTitle, type Conversation, type Message } from './conversation.ts';
import { readOutput } from './toolOutput.ts';

const version = 1;

/** @param mostCharacters of what is longer, the oldest messages lose what was attached to them, then themselves */
export function conversationText(conversation: Conversation, mostCharacters = usualMost): string {
  const { messages, ...head } = conversation;
  const lines = messages.map((message) => JSON.stringify(message));
  let length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const shorten = (make: (message: Message) => string): void => {
    for (const [at, message] of messages.entries()) {
      if (length <= mostCharacters) return;
      const shorter = make(message);
      length -= lines[at]!.length - shorter.length;
      lines[at] = shorter;
    }
  };
  shorten((message) => JSON.stringify(withoutAttached(message)));
  shorten(() => '');
  return [JSON.stringify({ version, ...head }), ...lines.filter((line) => line !== ''), ''].join('\n');
}

const usualMost = 8_000_000;

/** As they are kept where there is no room for what is in them. */
export const emptiedChips = (chips: readonly Chip[]): Chip[] =>
  chips.map(({ content, target, ...chip }) => ({
    ...chip,
    target: target.kind === 'picture' ? { ...target, base64: '' } : target,
    ...(content && { content: { text: '', tokens: content.tokens, isCut: true, why: letGo } }),
  }));

function withoutAttached(message: Message): Message {
  if (message.role === 'user') return { ...message, chips: emptiedChips(message.chips) };
  const parts = message.answer.parts.map((part) => {
    if (part.kind !== 'tool') return part;
    const { detail: _, outputs: __, ...rest } = part;
    return rest;
  });
  return { ...message, answer: { ...message.answer, parts } };
}

const letGo = 'It was let go because the conversation has become too long to keep all of it.';

/** @returns `undefined` for what is no conversation at all. `lost`: messages that could not be read. */
export function readConversation(
  text: string,
): { readonly conversation: Conversation; readonly lost: number } | undefined {
  const [first = '', ...rest] = text.split('\n');
  const head = objectOf(parsed(first));
  const messages: Message[] = [];
  const seen = new Set<string>();
  let lost = 0;
  for (const line of rest) {
    if (line.trim() === '') continue;
    const message = readMessage(parsed(line));
    if (!message || seen.has(message.id)) lost++;
    else {
      seen.add(message.id);
      messages.push(message);
    }
  }
  // Who nobody knows can be told by what was said.
  if (!head && messages.length === 0) return undefined;
  const times = messages.map(({ at }) => at);
  const leaf = textOf(head?.['leaf']);
  const title = textOf(head?.['title']) ?? newTitle;
  return {
    conversation: {
      id: textOf(head?.['id']) ?? '',
      title: title === '' ? newTitle : title,
      createdAt: numberOf(head?.['createdAt']) ?? Math.min(...times, Date.UTC(2100, 0)),
      updatedAt: numberOf(head?.['updatedAt']) ?? Math.max(0, ...times),
      messages,
      ...(leaf !== undefined && seen.has(leaf) ? { leaf } : lastOf(messages)),
    },
    lost: lost + (head ? 0 : 1),
  };
}

const lastOf = (messages: readonly Message[]): { leaf?: string } => {
  const last = messages.at(-1);
  return last ? { leaf: last.id } : {};
};

type Fields = Readonly<Record<string, unknown>>;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readMessage(value: unknown): Message | undefined {
  const fields = objectOf(value);
  const id = textOf(fields?.['id']);
  const at = numberOf(fields?.['at']);
  if (!fields || id === undefined || at === undefined) return undefined;
  const parent = textOf(fields['parent']);
  const base = { id, at, ...(parent !== undefined && { parent }) };
  if (fields['role'] === 'user') {
    const text = textOf(fields['text']);
    if (text === undefined) return undefined;
    const { command } = splitCommand(`/${textOf(fields['command']) ?? ''}`);
    const expanded = textOf(fields['expanded']);
    return {
      ...{ role: 'user', ...base, text },
      ...(expanded !== undefined && { expanded }),
      ...(command && { command }),
      chips: listOf(fields['chips'], readChip),
    };
  }
  if (fields['role'] !== 'assistant') return undefined;
  const model = textOf(fields['model']);
  return { role: 'assistant', ...base, ...(model !== undefined && { model }), answer: readAnswer(fields['answer']) };
}

function readAnswer(value: unknown): Answer {
  const fields = objectOf(value);
  if (!fields) return emptyAnswer;
  const usage = objectOf(fields['usage']);
  const promptTokens = numberOf(usage?.['promptTokens']);
  const answerTokens = numberOf(usage?.['answerTokens']);
  const cost = numberOf(usage?.['cost']);
  const ended = objectOf(fields['ended']);
  const reason = endReasons.find((one) => one === ended?.['reason']);
  const error = objectOf(ended?.['error']);
  const [cause, next] = [textOf(error?.['cause']), textOf(error?.['next'])];
  return {
    parts: listOf(fields['parts'], readPart),
    places: Array.isArray(fields['places']) ? fields['places'].map((place) => readPlace(place) ?? nowhere) : [],
    dropped: listOf(fields['dropped'], readWhy),
    unproven: listOf(fields['unproven'], readWhy),
    ...(promptTokens !== undefined &&
      answerTokens !== undefined && { usage: { promptTokens, answerTokens, ...(cost !== undefined && { cost }) } }),
    ...(reason && { ended: { reason, ...(cause !== undefined && next !== undefined && { error: { cause, next } }) } }),
  };
}

const endReasons = ['complete', 'stopped', 'limit', 'failed'] as const;
const toolStates = ['asking', 'running', 'done', 'refused', 'failed'] as const;

/** Keeps the numbers of the others; a link to it leads to no file. */
const nowhere: CitedPlace = { path: '' };

function readPart(value: unknown): AnswerPart | undefined {
  const fields = objectOf(value);
  const [text, id] = [textOf(fields?.['text']), textOf(fields?.['id'])];
  switch (fields?.['kind']) {
    case 'text':
      return text === undefined ? undefined : { kind: 'text', text };
    case 'proposal': {
      const [title, hunks] = [textOf(fields['title']), numberOf(fields['hunks'])];
      if (id === undefined || title === undefined || hunks === undefined) return undefined;
      return { kind: 'proposal', id, title, hunks, files: listOf(fields['files'], textOf) };
    }
    case 'tool': {
      const [name, given] = [textOf(fields['name']), textOf(fields['arguments'])];
      const state = toolStates.find((one) => one === fields['state']);
      if (id === undefined || name === undefined || given === undefined || !state) return undefined;
      const [summary, detail] = [textOf(fields['summary']), textOf(fields['detail'])];
      const run = objectOf(fields['run']);
      const outputs = listOf(fields['outputs'], readOutput);
      const command = textOf(run?.['command']);
      const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((count) => numberOf(run?.[count]));
      return {
        ...{ kind: 'tool', id, name, arguments: given, state },
        ...(summary !== undefined && { summary }),
        ...(detail !== undefined && { detail }),
        ...(outputs.length > 0 && { outputs }),
        ...(command !== undefined &&
          passed !== undefined &&
          failed !== undefined &&
          skipped !== undefined && { run: { command, passed, failed, skipped, isWhole: run?.['isWhole'] === true } }),
      };
    }
    default:
      return undefined;
  }
}

function readWhy(value: unknown): { what: string; why: string } | undefined {
  const fields = objectOf(value);
  const [what, why] = [textOf(fields?.['what']), textOf(fields?.['why'])];
  return what === undefined || why === undefined ? undefined : { what, why };
}

function readPlace(value: unknown): CitedPlace | undefined {
  const fields = objectOf(value);
  const path = textOf(fields?.['path']);
  if (path === undefined) return undefined;
  const lines = objectOf(fields?.['lines']);
  const [first, last] = [numberOf(lines?.['first']), numberOf(lines?.['last'])];
  return { path, ...(first !== undefined && last !== undefined && { lines: { first, last } }) };
}

function readChip(value: unknown): Chip | undefined {
  const fields = objectOf(value);
  const [id, label, target] = [textOf(fields?.['id']), textOf(fields?.['label']), readTarget(fields?.['target'])];
  if (id === undefined || label === undefined || !target) return undefined;
  const content = objectOf(fields?.['content']);
  const [text, tokens, why] = [textOf(content?.['text']), numberOf(content?.['tokens']), textOf(content?.['why'])];
  return {
    ...{ id, label, target },
    ...(text !== undefined &&
      tokens !== undefined && {
        content: { text, tokens, isCut: content?.['isCut'] === true, ...(why !== undefined && { why }) },
      }),
  };
}

function readTarget(value: unknown): ChipTarget | undefined {
  const fields = objectOf(value);
  if (!fields) return undefined;
  const { kind } = fields;
  const [path, name, base, mime, base64] = ['path', 'name', 'base', 'mime', 'base64'].map((at) => textOf(fields[at]));
  const [line, first, last] = ['line', 'first', 'last'].map((at) => numberOf(fields[at]));
  const [size = 0, width = 0, height = 0] = ['size', 'width', 'height'].map((at) => numberOf(fields[at]));
  switch (kind) {
    case 'file':
    case 'folder':
      return path === undefined ? undefined : { kind, path };
    case 'symbol':
      return name === undefined
        ? undefined
        : { kind, name, ...(path !== undefined && { path }), ...(line !== undefined && { line }) };
    case 'selection':
      return path === undefined || first === undefined || last === undefined ? undefined : { kind, path, first, last };
    case 'problems':
      return { kind, ...(path !== undefined && { path }) };
    case 'changes':
      return { kind, ...(base !== undefined && { base }) };
    case 'terminal':
    case 'tests':
    case 'codebase':
      return { kind };
    case 'picture':
      return mime === undefined || base64 === undefined ? undefined : { kind, mime, base64, size, width, height };
    default:
      return undefined;
  }
}

const objectOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function listOf<Item>(value: unknown, read: (item: unknown) => Item | undefined): Item[] {
  return Array.isArray(value) ? value.flatMap((item) => read(item) ?? []) : [];
}
