import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAbort } from '../../base/abort.ts';
import { DisposableStore } from '../../base/dispose.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { inputLines } from '../../base/node/inputLines.ts';
import type { Log } from '../../base/log.ts';
import { fimFamilies, type FimChoice } from '../../model/fimFamily.ts';
import { systemClock } from '../../model/node/clock.ts';
import { createFillModel } from '../../model/node/completionClient.ts';
import { readTextFile } from '../../retrieval/node/textFile.ts';
import { openInstalledPackages } from '../../retrieval/node/packages/installedPackages.ts';
import { openIndex, usualIndexSettings, type WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { judgePath, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import { editorText } from '../../text/lines.ts';
import { everyCheck } from '../checks.ts';
import type { ContextProvider } from '../context.ts';
import { EmbeddedSource } from '../embedded/embeddedSource.ts';
import { createCompletionEngine, type CompletionAnswer, type CompletionEngine } from '../engine.ts';
import { languageIdOf } from '../languageShape.ts';
import { ModelSource } from '../modelSource.ts';
import { usualCompletionSettings } from '../settings.ts';
import type { SuggestionSource, Trigger } from '../suggestion.ts';
import { indexContext } from './indexContext.ts';
import { libraryContext } from './libraryContext.ts';
import { createMemberCheck } from './memberCheck.ts';
import { createParseCheck } from './parseCheck.ts';
import { createWorkspaceKnowledge, type WorkspaceKnowledge } from './workspaceKnowledge.ts';

export const completeUsage = `touchstone complete --workspace DIR (--stdin | --file FILE --line N --column N) [--json]
                    [--model NAME --base-url URL [--format FAMILY]]

Suggests what to write at a place in a file of DIR. Without a model nothing leaves this machine.

  --workspace DIR       the project
  --stdin               answer requests on standard input, one JSON object a line:
                        {"file": PATH, "line": N, "column": N, "text": TEXT, "trigger": "typing" or "invoke"}
                        Line and column count from 1, a column for each UTF-16 unit. “text” is the file as it is in
                        the editor; left out, it is read. “trigger” is “typing” when left out.
  --file, --line, --column
                        the same for a single request
  --model NAME --base-url URL
                        ask this model too; its key, if it wants one, is read from TOUCHSTONE_KEY
  --format FAMILY       how the model was taught to fill in the middle, where its name does not tell: chat, or one of
                        ${fimFamilies.slice(0, 6).join(', ')},
                        ${fimFamilies.slice(6).join(', ')}
  --json                {"suggestions": [{"text", "source", "confidence"}], "withheld": {"stage", "reason"}, "ms"};
                        with --stdin every answer is one such line

Exit code: 0 when every request was answered, 2 for a usage or environment error.
`;

export interface CompleteIo {
  readonly out: (text: string) => void;
  readonly log: Log;
  readonly stdin: NodeJS.ReadableStream;
  readonly host: {
    readonly assets: string;
    readonly storage: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
}

/** `touchstone complete`: the engine of the editor, fed by lines. @returns the exit code. */
export async function runCompleteCommand(
  args: readonly string[],
  io: CompleteIo,
  signal: AbortSignal,
): Promise<number> {
  const opened = new DisposableStore();
  try {
    const options = readOptions(args);
    const root = await folderOf(options.workspace);
    const session = await openSession(root, options, io, opened, signal);
    if (options.single) {
      const answer = await session.answer(options.single, signal);
      io.out(options.json ? `${JSON.stringify(asJson(answer))}\n` : asText(answer));
      return 0;
    }
    for await (const line of inputLines(io.stdin, signal)) {
      if (line.trim() === '') continue;
      io.out(`${JSON.stringify(await answerLine(line, session, signal))}\n`);
    }
    return 0;
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    io.log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  } finally {
    opened.dispose();
  }
}

interface Request {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text?: string;
  readonly trigger?: Trigger;
}

interface Session {
  answer(request: Request, signal: AbortSignal): Promise<CompletionAnswer>;
}

const mostBytes = usualIndexSettings.mostBytes;
/** Nobody sits at the keyboard: context that comes late is worth more than an answer without it. */
const settings = { ...usualCompletionSettings, contextMs: 1_000 };

/** Everything is loaded once, whatever the number of requests. */
async function openSession(
  root: string,
  options: Options,
  io: CompleteIo,
  opened: DisposableStore,
  signal: AbortSignal,
): Promise<Session> {
  const knowledge = createWorkspaceKnowledge({ root, exclude: [], mostBytes });
  const check = opened.add(createParseCheck({ assets: io.host.assets }));
  const sources: SuggestionSource[] = [];
  const context: ContextProvider[] = [];
  const packages = opened.add(await openInstalledPackages(root, io.host));
  let known: WorkspaceIndex | undefined;
  if (options.model) {
    sources.push(modelSource(options.model, root, io));
    const { assets, storage } = io.host;
    const index = await openIndex(root, usualIndexSettings, { assets, storage, log: io.log }, signal);
    opened.add({ dispose: () => void index.close() });
    await index.settled(signal);
    context.push(indexContext(index), libraryContext({ root, packages, now: () => performance.now() }));
    known = index;
  }
  const names = createMemberCheck({
    ...{ root, mostBytes, packages, clock: systemClock },
    exclude: () => [],
    unsaved: () => undefined,
    index: () => Promise.resolve(known),
  });
  sources.push(new EmbeddedSource((file) => knowledge.of(file)));
  const engine = createCompletionEngine({
    sources,
    context,
    check: everyCheck([check.check, names]),
    clock: { ...systemClock, now: () => performance.now() },
    waitsForPauses: false,
    settings: () => settings,
  });
  return { answer: (request, stop) => answerOne(request, { root, engine, knowledge }, stop) };
}

function modelSource(
  { name, baseUrl, format }: ModelOptions,
  root: string,
  { log, host }: CompleteIo,
): SuggestionSource {
  const model = createFillModel({
    baseUrl,
    model: name,
    format,
    key: () => Promise.resolve(host.environment['TOUCHSTONE_KEY']),
    timeoutMs: 20_000,
    storageFolder: path.join(host.storage, 'endpoints'),
    log,
  });
  return new ModelSource({
    model,
    repository: path.basename(root),
    settings: () => usualCompletionSettings,
    now: () => performance.now(),
  });
}

async function answerOne(
  { file, line, column, text: given, trigger = 'typing' }: Request,
  { root, engine, knowledge }: { root: string; engine: CompletionEngine; knowledge: WorkspaceKnowledge },
  signal: AbortSignal,
): Promise<CompletionAnswer> {
  const verdict = judgePath(file);
  const place = normalizeWorkspacePath(file);
  if (verdict.kind === 'refused' || place === undefined)
    throw new TouchstoneError(
      verdict.kind === 'refused' ? verdict.reason : `“${file}” is not a path inside the workspace.`,
      'Name a file by its path from the top of the workspace.',
    );
  const text = given === undefined ? textOf(root, place) : editorText(given);
  const offset = offsetOf(text, line, column);
  // What others than the editor tell of the rest of the workspace is read before the first answer in its language.
  await knowledge.read(place, signal);
  const moment = { path: place, languageId: languageIdOf(place), text, offset, trigger } as const;
  const alone = { document: 'file', isReadOnly: false, cursors: 1, hasSelection: false } as const;
  return engine.complete({ ...moment, ...alone }, signal);
}

function textOf(root: string, place: string): string {
  const found = readTextFile(root, place, mostBytes);
  if (found.kind === 'text') return editorText(found.text);
  const why = found.kind === 'gone' ? 'there is no such file' : found.reason;
  throw new TouchstoneError(`“${place}” cannot be completed: ${why}.`, 'Give its text as “text”.');
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const end = text.indexOf('\n', start);
    if (end < 0) throw outside(line, column);
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  const offset = start + column - 1;
  if (offset > (end < 0 ? text.length : end)) throw outside(line, column);
  return offset;
}

function outside(line: number, column: number): TouchstoneError {
  return new TouchstoneError(`Line ${line}, column ${column} is outside the file.`, 'Line and column count from 1.');
}

/** A line that is no request gets an answer too: whoever sent it waits for one. */
async function answerLine(line: string, session: Session, signal: AbortSignal): Promise<object> {
  const request = requestOf(line);
  if (!request)
    return { error: 'No request: each line is {"file": PATH, "line": N, "column": N, "text": TEXT}, counting from 1.' };
  try {
    return asJson(await session.answer(request, signal));
  } catch (error) {
    if (!(error instanceof TouchstoneError)) throw error;
    return { suggestions: [], withheld: { stage: 'ask', reason: describeError(error) }, ms: 0 };
  }
}

function requestOf(line: string): Request | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { file, line: row, column, text, trigger } = value as Record<string, unknown>;
  if (typeof file !== 'string' || !isCount(row) || !isCount(column)) return undefined;
  if (text !== undefined && typeof text !== 'string') return undefined;
  if (trigger !== undefined && trigger !== 'typing' && trigger !== 'invoke') return undefined;
  return { file, line: row, column, ...(text !== undefined && { text }), ...(trigger !== undefined && { trigger }) };
}

interface ModelOptions {
  readonly name: string;
  readonly baseUrl: string;
  readonly format: FimChoice;
}

interface Options {
  readonly workspace: string;
  readonly json: boolean;
  readonly model: ModelOptions | undefined;
  /** `undefined`: requests come on standard input. */
  readonly single: Request | undefined;
}

function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  if (!values.workspace) throw usage('--workspace DIR is missing.');
  const { file, line, column, stdin, model, 'base-url': baseUrl } = values;
  const isSingle = file !== undefined || line !== undefined || column !== undefined;
  if (isSingle === (stdin === true)) throw usage('Give either --stdin, or --file, --line and --column.');
  if ((model === undefined) !== (baseUrl === undefined)) throw usage('Give --model NAME and --base-url URL together.');
  return {
    workspace: path.resolve(values.workspace),
    json: values.json ?? false,
    model:
      model === undefined || baseUrl === undefined
        ? undefined
        : { name: model, baseUrl, format: formatOf(values.format) },
    single: isSingle ? { file: file ?? '', line: count('--line', line), column: count('--column', column) } : undefined,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: {
        workspace: text,
        file: text,
        line: text,
        column: text,
        model: text,
        'base-url': text,
        format: text,
        stdin: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

function formatOf(text: string | undefined): FimChoice {
  if (text === undefined) return 'auto';
  const known = (['auto', 'chat', ...fimFamilies] as const).find((choice) => choice === text);
  if (known === undefined) throw usage(`“${text}” is no prompt format.`);
  return known;
}

function count(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!isCount(value)) throw usage(`${option} takes a whole number from 1, not “${text ?? ''}”.`);
  return value;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

async function folderOf(workspace: string): Promise<string> {
  try {
    return await realpath(workspace);
  } catch (cause) {
    throw usage(`The workspace “${workspace}” cannot be read.`, cause);
  }
}

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone complete --help” for the options.', { cause });
}

function asJson({ suggestions, withheld, ms }: CompletionAnswer): object {
  return {
    suggestions: suggestions.map(({ text, source, confidence }) => ({
      text,
      source,
      confidence: Number(confidence.toFixed(4)),
    })),
    ...(withheld && { withheld }),
    ms: Number(ms.toFixed(2)),
  };
}

function asText({ suggestions, withheld }: CompletionAnswer): string {
  if (suggestions.length === 0)
    return `Nothing is suggested (${withheld?.stage ?? 'source'}): ${withheld?.reason ?? ''}\n`;
  return suggestions.map(({ text }) => `${text}\n`).join('---\n');
}
