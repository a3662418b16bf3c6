/**
 * A model looks for the fault by itself, with the search calls as its tools, in rounds that are counted: it calls,
 * reads the answers, and calls again or says where the fault is (AutoCodeRover: Zhang et al., 2024). Where a model
 * cannot call tools it writes its calls as JSON. What the tests say is a hint to it, no order.
 */

import { withInstruction } from '../../model/jsonInstruction.ts';
import type {
  Ask,
  ChatMessage,
  ChatPart,
  ChatRequest,
  ToolCall,
  ToolChatRequest,
  ToolDefinition,
} from '../../model/model.ts';
import { redact } from '../../safety/redaction.ts';
import type { SuspiciousPlace } from '../event.ts';
import { openFence, type Fence } from '../../model/fence.ts';
import { isFunctionLike, nameInFull, type CodeFiles } from './codeFiles.ts';
import { definitionsOf } from './definitions.ts';
import type { Evidence } from './evidence.ts';
import { linesOf } from './issueEvidence.ts';
import { isSource } from './lexicalSearch.ts';
import { searchCalls, searchTools } from './searchCalls.ts';

export interface ModelSearchInput {
  readonly issue?: string;
  /** Facts of the failing tests, as text. */
  readonly facts: readonly string[];
  /** What the tests alone point to, most suspicious first. */
  readonly hints: readonly SuspiciousPlace[];
  readonly files: CodeFiles;
  /** Asks the model; `withTools` is undefined where it cannot call any. Both count what they cost. */
  readonly chat: Ask<ChatRequest, ChatPart>;
  readonly withTools: Ask<ToolChatRequest, ChatPart> | undefined;
  /** Not to be guessed, different in every conversation. */
  readonly nonce: string;
  /** Whether the budget allows one more question; left out: always. */
  readonly mayAsk?: () => boolean;
  /** At most 15, which is also what it is when left out. */
  readonly rounds?: number;
}

export interface ModelSearch {
  /** Best first. Empty when the model named nothing that is there. */
  readonly evidence: readonly Evidence[];
  /** Questions that were asked of the model. */
  readonly rounds: number;
  /** Calls that were answered. */
  readonly calls: number;
}

export const mostRounds = 15;
const callsInARound = 6;
/** Answers one after another that neither call nor end: this model does not play along. */
const mostSilent = 2;
const mostHints = 5;
const mostPlaces = 8;
const answerTokens = 1_500;
/** Of a conversation; what was shown first is left out when it is longer. */
const mostCharacters = 60_000;

const reportName = 'report_locations';
const report: ToolDefinition = {
  name: reportName,
  description: 'Ends the search: says where the code must be changed, the most likely place first.',
  parameters: {
    type: 'object',
    properties: {
      locations: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            file: { type: 'string', description: 'Path of the file.' },
            method: { type: 'string', description: 'Method or function; left out for code outside of any.' },
            line: { type: 'integer', description: 'The line at fault, where it is known.' },
            reason: { type: 'string', description: 'In one short sentence, what is wrong there.' },
          },
          required: ['file', 'reason'],
        },
      },
    },
    required: ['locations'],
  },
};

/** @throws ModelError as the model does, or the signal's reason. */
export async function searchByModel(input: ModelSearchInput, signal: AbortSignal): Promise<ModelSearch> {
  const fence = openFence(input.nonce);
  const look = searchCalls(input.files, (label, text) => fence.wrap(label, text));
  const rounds = Math.max(1, Math.min(mostRounds, input.rounds ?? mostRounds));
  const messages: ChatMessage[] = [...opening(input, fence)];
  let calls = 0;
  let silent = 0;
  for (let round = 1; round <= rounds; round++) {
    signal.throwIfAborted();
    if (input.mayAsk?.() === false) return { evidence: [], rounds: round - 1, calls };
    const last = round === rounds;
    const answer = await asked(input, shortened(messages), last, signal);
    const done = answer.calls.find(({ name }) => name === reportName);
    const told = done ? locationsIn(parsed(done.arguments)) : locationsIn(jsonIn(answer.text));
    const evidence = told ? await evidenceOf(told, input.files) : [];
    silent = answer.calls.length > 0 || told ? 0 : silent + 1;
    if (evidence.length > 0 || last || silent === mostSilent) return { evidence, rounds: round, calls };
    messages.push({
      role: 'assistant',
      text: answer.text || (answer.native ? '' : '(nothing)'),
      ...(answer.native && { toolCalls: answer.calls }),
    });
    const replies: string[] = [];
    for (const [at, call] of answer.calls.entries()) {
      const reply = await replyTo(call, at, told !== undefined);
      if (answer.native) messages.push({ role: 'tool', callId: call.id, text: reply });
      else replies.push(`${call.name}: ${reply}`);
    }
    if (replies.length > 0) messages.push({ role: 'user', text: replies.join('\n\n') });
    if (answer.calls.length === 0) messages.push({ role: 'user', text: nudge(told !== undefined) });
  }
  return { evidence: [], rounds, calls };

  async function replyTo(call: ToolCall, at: number, named: boolean): Promise<string> {
    if (call.name === reportName) return nudge(named);
    if (at >= callsInARound) return `Not answered: at most ${callsInARound} calls at once. Call again.`;
    const given = parsed(call.arguments);
    if (given === undefined) return `${call.name}: the arguments are not JSON.`;
    calls++;
    return look(call.name, given, signal);
  }
}

const nudge = (named: boolean): string =>
  named
    ? 'None of these files and methods is in the project. Look again, and name what you have been shown.'
    : `Call a search tool, or end with ${reportName}.`;

function opening({ issue, facts, hints, withTools }: ModelSearchInput, fence: Fence): ChatMessage[] {
  const system = [
    'You find the place of a fault in a program. You do not mend it.',
    'Look round with the search tools before you decide. Go from the symptom to where the wrong value is made: that is often not where it is noticed. Tests are right unless you are told otherwise.',
    `When you know enough, end with ${reportName}: up to five places, the most likely first.`,
    fence.rule,
  ].join('\n');
  const said = [
    ...(issue === undefined ? [] : [`The report of a user:\n${fence.wrap('issue', redact(issue))}`]),
    ...facts.map((fact) => fence.wrap('fact', redact(fact))),
    ...(hints.length === 0
      ? []
      : [
          `By what the tests ran, these lines are suspicious. It is a hint, and may be wrong:\n${fence.wrap(
            'hints',
            redact(
              hints
                .slice(0, mostHints)
                .map(({ path, line, reasons }) => `- ${path}:${line} (${reasons[0] ?? ''})`)
                .join('\n'),
            ),
          )}`,
        ]),
    'Where is the fault?',
  ].join('\n\n');
  const messages: ChatMessage[] = [
    { role: 'system', text: system },
    { role: 'user', text: said },
  ];
  return withTools ? messages : [...withInstruction(messages, inText)];
}

/** For a model that cannot call tools. */
const inText = `You have these tools:\n${[...searchTools, report]
  .map(({ name, description, parameters }) => `- ${name}: ${description} Arguments: ${JSON.stringify(parameters)}`)
  .join(
    '\n',
  )}\nTo use them, answer with one JSON object and nothing else: {"calls":[{"name":"search_method","arguments":{"method_name":"total"}}]}\nTo end, answer with {"locations":[{"file":"…","method":"…","line":1,"reason":"…"}]}.`;

interface Answer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** The calls came as such and are to be answered as such. */
  readonly native: boolean;
}

async function asked(
  { chat, withTools }: ModelSearchInput,
  messages: readonly ChatMessage[],
  last: boolean,
  signal: AbortSignal,
): Promise<Answer> {
  const final: ChatMessage = { role: 'user', text: `This is your last answer. End now with ${reportName}.` };
  const request = { messages: last ? [...messages, final] : messages, maxTokens: answerTokens, temperature: 0 };
  const parts = withTools
    ? withTools({ ...request, tools: last ? [report] : [...searchTools, report] }, signal)
    : chat(request, signal);
  let text = '';
  const calls: ToolCall[] = [];
  for await (const part of parts) {
    if (part.kind === 'text') text += part.text;
    if (part.kind === 'toolCall') calls.push(part.call);
  }
  // Many a model that was given tools writes its calls as text all the same.
  return calls.length > 0 ? { text, calls, native: true } : { text, calls: callsIn(jsonIn(text)), native: false };
}

/** The first question stays; of what was shown since, the oldest goes. */
function shortened(messages: readonly ChatMessage[]): ChatMessage[] {
  let left = mostCharacters - messages.reduce((sum, { text }) => sum + text.length, 0);
  return messages.map((message, at) => {
    if (left >= 0 || at < 2 || message.role === 'assistant' || message.role === 'system') return message;
    left += message.text.length;
    return { ...message, text: '(This was shown before and is left out now. Ask again if you need it.)' };
  });
}

interface Location {
  readonly file: string;
  readonly method: string | undefined;
  readonly line: number | undefined;
  readonly reason: string;
}

/** Undefined where it names no places at all. */
function locationsIn(value: unknown): Location[] | undefined {
  const list = fields(value)?.['locations'];
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, mostPlaces).flatMap((each: unknown): Location[] => {
    const { file, method, line, reason } = fields(each) ?? {};
    if (typeof file !== 'string') return [];
    const number = Number(line);
    return [
      {
        file,
        method: typeof method === 'string' && method !== '' ? method : undefined,
        line: Number.isInteger(number) && number > 0 ? number : undefined,
        reason: typeof reason === 'string' ? redact(reason).replaceAll(/\s+/g, ' ').slice(0, 160) : '',
      },
    ];
  });
}

function callsIn(value: unknown): ToolCall[] {
  const list = fields(value)?.['calls'];
  return (Array.isArray(list) ? list : []).flatMap((each: unknown, at): ToolCall[] => {
    const { name, arguments: given } = fields(each) ?? {};
    return typeof name === 'string' ? [{ id: `call-${at}`, name, arguments: JSON.stringify(given ?? {}) }] : [];
  });
}

/** Only what is there counts: a line beyond the file, a method that no file has, is no place. */
async function evidenceOf(locations: readonly Location[], files: CodeFiles): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (const [rank, { file, method, line, reason }] of locations.entries()) {
    const wanted = file.replaceAll('\\', '/').replace(/^\.?\//, '');
    const paths = files.paths.filter((path) => isSource(path) && (path === wanted || path.endsWith(`/${wanted}`)));
    const plain = method
      ?.split(/::|[.#]/)
      .at(-1)
      ?.replace(/\(.*$/, '');
    const found = plain === undefined ? [] : await definitionsOf(files, plain, isFunctionLike, paths);
    const about = reason === '' ? 'a model points here' : `a model points here: ${reason}`;
    const score = 1 / (1 + rank / 3);
    const inside = found.find(
      ({ definition }) => line !== undefined && definition.startLine <= line && line <= definition.endLine,
    );
    for (const { path, file: text, definition } of inside ? [inside] : found) {
      // Named with its class it is only that one.
      if (method?.includes('.') && found.length > 1 && !nameInFull(definition).endsWith(method)) continue;
      const around = linesOf(text, definition, new Set());
      evidence.push({
        path,
        lines: around.map(([each, share]) => [each, each === line ? 1 : share * 0.8]),
        score,
        kind: 'model',
        reason: about,
      });
    }
    if (found.length > 0 || line === undefined) continue;
    const [path] = paths;
    const length = path === undefined ? 0 : ((await files.text(path))?.split('\n').length ?? 0);
    if (path !== undefined && line <= length)
      evidence.push({ path, lines: [[line, 1]], score, kind: 'model', reason: about });
  }
  return evidence;
}

/** The JSON object in a text: whole, fenced, or with prose around it. */
function jsonIn(text: string): unknown {
  const plain = text.replace(/^\s*<think(?:ing)?>[^]*?<\/think(?:ing)?>/i, '');
  const from = plain.indexOf('{');
  for (let to = plain.lastIndexOf('}'); from >= 0 && to > from; to = plain.lastIndexOf('}', to - 1)) {
    const value = parsed(plain.slice(from, to + 1));
    if (value !== undefined) return value;
    if (plain.length - to > 2_000) break;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
