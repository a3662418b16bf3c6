import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { chatFlags, readChatFlags, type ChatChoice } from '../../model/node/chatFlags.ts';
import { settingsTable } from '../../settings/table.ts';
import { workspaceFolder } from '../../testing/node/findTests.ts';
import { splitCommand, type ChatCommand } from '../chatRequest.ts';

export const chatUsage = `touchstone chat --workspace DIR --message TEXT [--conversation FILE] [--no-sandbox] [--json]
                [--model NAME --base-url URL [--max-tokens N]
                 [--input-price N --output-price N [--budget DOLLARS]]]

Answers a question about DIR. Without a model it is answered by search: where something is, what calls it, what it
depends on, which tests cover it, how it is used, what changed lately, what it does; with what stands in the files.
A model may look round in DIR and run its tests in a copy. Places that it names are checked: those that are there become
links, the others are counted. DIR stays byte-identical.

  --workspace DIR       the project
  --message TEXT        the question, in words; “-” reads it from standard input
                        “/search TEXT” searches also where there is a model; “/explain NAME” and “/tests NAME” are short
                        for questions; “/review”, “/review staged” and “/review BRANCH” look through what has changed,
                        “/commit” writes a message for what is staged, “/commit all” for all that has changed
  --conversation FILE   lead on the conversation in FILE, and keep this question and its answer there; FILE is made
                        where there is none
  --no-sandbox          do not confine what is run
  --json                each fact of the answer as one JSON object a line, as it comes: {"kind": "text", "delta"},
                        {"kind": "citation", "number", "place"}, {"kind": "finding", "path", "line", "severity", "message",
                        "fix"?}, {"kind": "tool", ...}, ..., {"kind": "ended", "reason"}
  --model NAME --base-url URL
                        ask this model; its key, if it wants one, is read from TOUCHSTONE_KEY
  --max-tokens N        tokens to spend, sent and received together (default ${settingsTable['fix.maxTokens'].default}); 0: no limit
  --input-price N, --output-price N
                        dollars a million tokens, to show what it costs
  --budget DOLLARS      ask the model no more once it has cost so much

Exit code: 0 for a whole answer, 1 for one that was cut off or failed, 2 for a usage or environment error.
`;

export interface ChatOptions {
  /** Absolute and real. */
  readonly workspace: string;
  readonly command: ChatCommand | undefined;
  readonly text: string;
  /** Absolute. */
  readonly conversation: string | undefined;
  readonly sandbox: 'auto' | 'off';
  readonly json: boolean;
  readonly model: ChatChoice | undefined;
}

/** @throws TouchstoneError for what cannot be meant */
export async function readChatOptions(
  args: readonly string[],
  stdin: AsyncIterable<string | Uint8Array>,
): Promise<ChatOptions> {
  const values = parse(args);
  if (!values.workspace) throw usage('--workspace DIR is missing.');
  if (values.message === undefined) throw usage('--message TEXT is missing.');
  const model = readChatFlags('chat', values, settingsTable['fix.maxTokens'].default);
  const workspace = await workspaceFolder(path.resolve(values.workspace));
  const written = values.message === '-' ? await all(stdin) : values.message;
  const { command, text } = splitCommand(written);
  if (text === '' && command === undefined) throw usage('The message is empty.');
  if (command === 'fix' || command === 'edit')
    throw usage(`/${command} starts something else: use “touchstone ${command}”.`);
  return {
    ...{ workspace, command, text, model },
    conversation: values.conversation === undefined ? undefined : path.resolve(values.conversation),
    sandbox: values['no-sandbox'] ? 'off' : 'auto',
    json: values.json ?? false,
  };
}

/** More is no question. */
const mostMessage = 1_000_000;

async function all(stdin: AsyncIterable<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of stdin) {
    text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    if (text.length > mostMessage) throw usage('The message has more than a million characters.');
  }
  return text + decoder.decode();
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string' },
        message: { type: 'string' },
        conversation: { type: 'string' },
        'no-sandbox': { type: 'boolean' },
        json: { type: 'boolean' },
        ...chatFlags,
      },
    }).values;
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone chat --help” for the options.', { cause });
}
