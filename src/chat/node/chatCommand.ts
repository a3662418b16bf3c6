import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ChatChoice } from '../../model/node/chatFlags.ts';
import { createOpenAiModel } from '../../model/node/openaiClient.ts';
import { AtomicStorage } from '../../retrieval/node/atomicStorage.ts';
import { openIndex, usualIndexSettings, type WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { redactingLog } from '../../safety/redaction.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { rulesFor } from '../../testing/rulesFiles.ts';
import { shownText, ShownStream } from '../../text/shownText.ts';
import { answer, type AnswerDeps } from '../answer.ts';
import { emptyAnswer, withEvent, type Answer } from '../answerParts.ts';
import { askModel } from '../asked/askModel.ts';
import type { ChatEvent, EndedEvent } from '../chatEvent.ts';
import type { TurnRequest } from '../chatRequest.ts';
import { append, newConversation, pathTo, type Conversation } from '../conversation.ts';
import { conversationText, readConversation } from '../conversationFile.ts';
import { placeTarget } from '../conversationMarkdown.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { chatTools } from '../tools/chatTools.ts';
import { Grants } from '../tools/permissions.ts';
import { readChatOptions, type ChatOptions } from './chatOptions.ts';
import { changeCommands } from './changeCommands.ts';
import { gitHistory } from './gitHistory.ts';
import { openToolWorld, type OpenToolWorld } from './toolHost.ts';

export interface CommandIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly host: {
    readonly assets: string;
    readonly storage: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
}

/** `touchstone chat`: the same answers as in the editor. @returns the exit code. */
export async function runChatCommand(
  args: readonly string[],
  { out, host, log: plainLog, stdin }: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const key = host.environment['TOUCHSTONE_KEY'];
  const literals = key === undefined || key === '' ? [] : [key];
  const log = redactingLog(plainLog, () => literals);
  let index: WorkspaceIndex | undefined;
  let world: OpenToolWorld | undefined;
  try {
    const options = await readChatOptions(args, stdin);
    const conversation = await conversationIn(options);
    index = await openIndex(options.workspace, usualIndexSettings, { ...host, log }, signal);
    await index.settled(signal);
    const lookup = lookupIn(index);
    const { workspace: root, sandbox } = options;
    world = await openToolWorld({ ...host, root, sandbox, lookup, allowed: [], unsaved: new Map() });
    const request: TurnRequest = {
      ...{ root, history: pathTo(conversation), text: options.text, chips: [] },
      ...(options.command && { command: options.command }),
    };
    const asking = Date.now();
    const show = options.json ? jsonLines(out) : plainText(out);
    const made = await follow(answer(request, depsOf(options, world, lookup, key, host, log), signal), show);
    if (options.conversation !== undefined)
      await keep(options.conversation, withTurn(conversation, request, options.model?.name, made, asking));
    return exitCode(made.ended, log, options.json);
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  } finally {
    world?.dispose();
    await index?.close();
  }
}

function depsOf(
  { model, workspace }: ChatOptions,
  world: OpenToolWorld,
  lookup: ChatLookup,
  key: string | undefined,
  host: CommandIo['host'],
  log: Log,
): AnswerDeps {
  const { files, readOutline } = world;
  const searched = { files, readOutline, lookup, history: gitHistory(workspace), ...(!model && { noModel }) };
  const shared = { root: workspace, files, readOutline, lookup };
  if (!model) return { files, searched, commands: changeCommands({ ...shared, noModel: noModelHere }) };
  const chat = modelOf(model, key, host, log);
  const asked = {
    ...{ model: chat, files, lookup, limits: model, grants: new Grants() },
    // Nobody sits there to be asked. Tests run in a copy; naming the folder is the approval, as for the other commands.
    askPermission: () => Promise.resolve('no' as const),
    rules: (near: WorkspacePath | undefined) => rulesFor(near, files),
    tools: chatTools(world, { runTests: 'always', runCommand: 'never', runCode: 'always' }),
  };
  return {
    ...{ files, searched, ask: (request, signal) => askModel(request, asked, signal) },
    commands: changeCommands({ ...shared, asking: { model: chat, limits: model } }),
  };
}

const noModel =
  'No model is configured, so this was found by search. With --model NAME --base-url URL a model answers in words.';
const noModelHere = 'No model is configured. With --model NAME --base-url URL a model looks at what the change means.';

function modelOf(model: ChatChoice, key: string | undefined, host: CommandIo['host'], log: Log) {
  return createOpenAiModel({
    baseUrl: model.baseUrl,
    model: model.name,
    key: () => Promise.resolve(key),
    timeoutMs: 60_000,
    storageFolder: path.join(host.storage, 'endpoints'),
    log,
  });
}

const lookupIn = (index: WorkspaceIndex): ChatLookup => ({
  search: (request, signal) => index.search(request, signal),
  symbols: (request, signal) => index.symbols(request, signal),
  whyLittle: () =>
    index.status.files > 0
      ? undefined
      : 'No file of the folder is indexed. “touchstone index --list” says why each one is left out.',
});

type Show = (event: ChatEvent, before: Answer) => void;

async function follow(events: AsyncIterable<ChatEvent>, show: Show): Promise<Answer> {
  let made = emptyAnswer;
  for await (const event of events) {
    const { answer: next } = withEvent(made, event);
    made = next;
    show(event, made);
  }
  return made;
}

/** What was sent is large and the caller's own: it is not told again. */
const jsonLines =
  (out: (text: string) => void): Show =>
  (event) => {
    if (event.kind !== 'prompt') out(`${JSON.stringify(event)}\n`);
  };

/** For a terminal: links are written as places, and nothing in the text can move the cursor. */
function plainText(out: (text: string) => void): Show {
  const stream = new ShownStream();
  let held = '';
  let isLineStart = true;
  const say = (text: string): void => {
    if (text === '') return;
    isLineStart = text.endsWith('\n');
    out(text);
  };
  const sayLine = (text: string): void => say(`${isLineStart ? '' : '\n'}${text}\n`);
  return (event, made) => {
    switch (event.kind) {
      case 'text': {
        held += event.delta;
        const open = /\[[^\]]*$|\]\($|\]\(#[^)]*$|\]$/.exec(held)?.index ?? held.length;
        const ready = held.slice(0, open);
        held = held.slice(open);
        return say(stream.push(withoutLinks(ready, made)));
      }
      case 'tool':
        if (event.state !== 'running' && event.state !== 'asking')
          sayLine(`> ${event.name}: ${shownText(event.summary ?? event.state)}`);
        return;
      case 'dropped':
      case 'ended':
        if (event.kind === 'dropped') return;
        say(stream.push(withoutLinks(held, made)) + stream.end());
        held = '';
        if (!isLineStart) say('\n');
        if (made.dropped.length > 0)
          say(
            `(${made.dropped.length} places that the answer named are not there: ${made.dropped.map(({ what }) => shownText(what)).join(', ')})\n`,
          );
        return;
      case 'status':
      case 'citation':
      case 'unproven':
      case 'proposal':
      case 'usage':
      case 'prompt':
      case 'finding':
    }
  };
}

function withoutLinks(text: string, { places }: Answer): string {
  return text.replace(/\[((?:[^[\]]|\\.)*)\]\(#place-(\d+)\)/g, (_, label: string, number: string) => {
    const place = places[Number(number) - 1];
    if (!place) return label;
    const target = placeTarget(place);
    const said = label
      .replace(/`/g, '')
      .replace(/:(\d+)(?:-(\d+))?$/, (__, first: string, last?: string) =>
        last === undefined ? `#L${first}` : `#L${first}-L${last}`,
      );
    return said === target || !place.lines ? label : `${label} (${place.path}:${place.lines.first})`;
  });
}

function exitCode(ended: Omit<EndedEvent, 'kind'> | undefined, log: Log, isJson: boolean): number {
  if (ended?.error && !isJson) log.error(`${ended.error.cause} ${ended.error.next}`.replaceAll('\n', ' '));
  switch (ended?.reason) {
    case 'complete':
      return 0;
    case 'stopped':
      return 130;
    case 'limit':
    case 'failed':
    case undefined:
      return 1;
  }
}

async function conversationIn({ conversation: file }: ChatOptions): Promise<Conversation> {
  const fresh = newConversation(randomUUID(), Date.now());
  if (file === undefined) return fresh;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new TouchstoneError(`${file} cannot be read: ${describeError(error)}`, 'Name another file.', {
      cause: error,
    });
  });
  if (text === undefined || text.trim() === '') return fresh;
  const found = readConversation(text);
  if (found) return found.conversation;
  throw new TouchstoneError(`${file} holds no conversation.`, 'Name another file; this one is left as it is.');
}

function withTurn(
  conversation: Conversation,
  { text, command, chips }: TurnRequest,
  model: string | undefined,
  made: Answer,
  at: number,
): Conversation {
  const asked = randomUUID();
  const parent = conversation.leaf;
  const question = append(conversation, {
    ...{ role: 'user', id: asked, at, text, chips },
    ...(parent !== undefined && { parent }),
    ...(command && { command }),
  });
  const said = { role: 'assistant', id: randomUUID(), parent: asked, at: Date.now(), answer: made } as const;
  return append(question, { ...said, ...(model !== undefined && command !== 'search' && { model }) });
}

async function keep(file: string, conversation: Conversation): Promise<void> {
  try {
    await new AtomicStorage().upsertFile(file, conversationText(conversation));
  } catch (cause) {
    throw new TouchstoneError(
      `The conversation cannot be kept in ${file}: ${describeError(cause)}`,
      'Name another file.',
      { cause },
    );
  }
}
