/** A chat with a scripted model over real HTTP, in a workspace that lives in memory. */

import type { ChatMessage } from '../../src/model/model.ts';
import type { OpenAiOptions } from '../../src/model/node/openaiClient.ts';
import { askModel, type AskDeps } from '../../src/chat/asked/askModel.ts';
import type { ChatEvent, EndedEvent, ToolEvent } from '../../src/chat/chatEvent.ts';
import type { TurnRequest } from '../../src/chat/chatRequest.ts';
import { chatTools, type ToolPermissions } from '../../src/chat/tools/chatTools.ts';
import { Grants, type AskPermission, type PermissionQuestion } from '../../src/chat/tools/permissions.ts';
import type { ChatTool } from '../../src/chat/tools/tool.ts';
import type { CodeRun, CommandRun, ToolWorld } from '../../src/chat/tools/toolWorld.ts';
import { emptyOutline } from '../../src/syntax/outline.ts';
import type { TestReport, WorkspacePath } from '../../src/testing/report.ts';
import { judgePath } from '../../src/safety/pathPolicy.ts';
import { never, openBench, type Bench } from './modelBench.ts';
import type { RequestBody } from './openaiProtocol.ts';

/** What the model does in one round: it calls, or it answers. */
export type Move = string | readonly { readonly name: string; readonly arguments: unknown }[];

export interface ChatBench extends Bench {
  /** Everything that was done, in order: proposals, runs, commands. */
  readonly done: string[];
  /** What the user was asked. */
  readonly asked: PermissionQuestion[];
  readonly texts: Map<WorkspacePath, string>;
  /** Of the conversation. */
  readonly grants: Grants;
  /** The user's answer. */
  answer: AskPermission;
  nobodyIsThere: boolean;
  report: TestReport;
  printed: string;
  /** By a program, to its output folder. */
  written: CodeRun['files'];
  permissions: ToolPermissions;
  further: readonly ChatTool[];
  /** Called by the running command, so that a test can do something while it runs. */
  onRun: (signal: AbortSignal) => Promise<void>;
  /** @param change what is different from a question with nothing around it */
  ask(change?: Partial<TurnRequest>, options?: BenchOptions): Promise<ChatEvent[]>;
  /** The messages of the last request. */
  sent(): readonly ChatMessage[];
}

interface BenchOptions {
  readonly deps?: Partial<AskDeps>;
  readonly model?: Partial<OpenAiOptions>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
}

/**
 * @param moves the round counts from 0; what it is told of the tools is in `told`
 * @param tools `refused`: the endpoint answers 400 to tools, and the model writes its calls as text
 */
export async function openChatBench(
  moves: (round: number, told: readonly string[]) => Move,
  files: Readonly<Record<string, string>> = {},
  tools: 'honoured' | 'ignored' | 'refused' = 'honoured',
): Promise<ChatBench> {
  const moveOf = (body: RequestBody): Move => {
    const messages = (body['messages'] ?? []) as readonly { role: string; content: string }[];
    const isAnswer = ({ role, content }: { role: string; content: string }): boolean =>
      role === 'tool' || (role === 'user' && /^(?:What came of your call:|That call could not be read)/.test(content));
    const asked = messages.findLastIndex(
      (message) => message.role === 'user' && message.content !== lastWords && !isAnswer(message),
    );
    const since = messages.slice(asked);
    const told = since.flatMap((message) =>
      isAnswer(message)
        ? message.content.split(/(?:^|\n\n)What came of your call:\n/).filter((text) => text !== '')
        : [],
    );
    return moves(since.filter(({ role }) => role === 'assistant').length, told);
  };
  const isProbe = (body: RequestBody): boolean => JSON.stringify(body['tools'] ?? '').includes('report_number');
  const bench = await openBench({
    toolCalls: (body) => {
      if (isProbe(body)) return [{ id: 'probe', name: 'report_number', arguments: '{"number":7}' }];
      const move = moveOf(body);
      if (typeof move === 'string') return [];
      return move.map(({ name, arguments: given }, at) => ({
        id: `id-${at}`,
        name,
        arguments: typeof given === 'string' ? given : JSON.stringify(given),
      }));
    },
    reply: (body) => {
      const move = moveOf(body);
      if (typeof move === 'string') return move.replaceAll('MARK', markIn(body));
      return ['I look.', ...move.map((call) => writtenCall(call, markIn(body)))].join('\n\n');
    },
    tools,
  });
  const texts = new Map(Object.entries(files));
  const done: string[] = [];
  const asked: PermissionQuestion[] = [];
  let prompt: readonly ChatMessage[] = [];

  const self: ChatBench = {
    ...bench,
    ...{ done, asked, texts, grants: new Grants() },
    answer: () => Promise.resolve('once'),
    nobodyIsThere: false,
    report: { results: [], end: { kind: 'exited', code: 0 }, durationMs: 1, output: '' },
    printed: '',
    written: [],
    permissions: { runTests: 'conversation', runCommand: 'each', runCode: 'each' },
    further: [],
    onRun: () => Promise.resolve(),
    sent: () => prompt,
    async ask(change = {}, { deps, model, signal = never, onEvent } = {}) {
      const events: ChatEvent[] = [];
      const request: TurnRequest = { root: '/memory', history: [], text: 'What is this?', chips: [], ...change };
      const all: AskDeps = {
        model: bench.model(model),
        files: world.files,
        tools: chatTools(world, self.permissions, self.further),
        grants: self.grants,
        ...(!self.nobodyIsThere && {
          askPermission: (question, stop) => {
            asked.push(question);
            return self.answer(question, stop);
          },
        }),
        limits: { mostTokens: 0, inputPrice: 0, outputPrice: 0 },
        ...deps,
      };
      for await (const event of askModel(request, all, signal)) {
        if (event.kind === 'prompt') prompt = event.messages;
        events.push(event);
        onEvent?.(event);
      }
      return events;
    },
  };
  const world: ToolWorld = {
    files: {
      paths: () => Promise.resolve([...texts.keys()]),
      text: (path) => Promise.resolve(judgePath(path).kind === 'allowed' ? texts.get(path) : undefined),
      whyNot: () => undefined,
    },
    readOutline: () => Promise.resolve(emptyOutline),
    propose: ({ title, changes }) => {
      done.push(`propose ${changes.map(({ path }) => path).join(' ')}`);
      return Promise.resolve({ id: 'p1', title, files: changes.map(({ path }) => path), hunks: 1 });
    },
    runTests: async (near, signal) => {
      done.push(`tests ${near ?? ''}`.trim());
      await self.onRun(signal);
      return { kind: 'ran', command: 'npm test', report: self.report };
    },
    runCode: {
      isConfined: true,
      run: async (language, code, signal): Promise<CodeRun> => {
        done.push(`code ${language} ${code}`);
        await self.onRun(signal);
        return {
          result: {
            end: { kind: 'exited', code: 0 },
            ...{ stdout: self.printed, stderr: '', truncated: false, durationMs: 1, confined: true },
          },
          files: self.written,
        };
      },
    },
    runCommand: async (line, directory, signal): Promise<CommandRun> => {
      done.push(`command ${line}${directory === '' ? '' : ` in ${directory}`}`);
      await self.onRun(signal);
      return {
        result: {
          end: { kind: 'exited', code: 0 },
          ...{ stdout: self.printed, stderr: '', truncated: false, durationMs: 1, confined: true },
        },
        changed: [],
      };
    },
  };
  return self;
}

const markIn = (body: RequestBody): string => /call-[0-9a-f]{6}/.exec(JSON.stringify(body))?.[0] ?? 'none';

const writtenCall = ({ name, arguments: given }: Exclude<Move, string>[number], mark: string): string => {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return `\`\`\`${mark}\n{"tool": ${JSON.stringify(name)}, "arguments": ${text}}\n\`\`\``;
};

const lastWords = 'Call no more tools. Answer now with what you know, and say what you could not find out.';

export const saidIn = (events: readonly ChatEvent[]): string =>
  events.flatMap((event) => (event.kind === 'text' ? [event.delta] : [])).join('');

export const toolsIn = (events: readonly ChatEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'tool' ? [`${event.name} ${event.state}`] : []));

export const lastTool = (events: readonly ChatEvent[]): ToolEvent | undefined =>
  events.findLast((event) => event.kind === 'tool');

export function endOf(events: readonly ChatEvent[]): EndedEvent {
  const last = events.at(-1);
  if (last?.kind !== 'ended') throw new Error(`the last event is ${last?.kind ?? 'none'}`);
  return last;
}
