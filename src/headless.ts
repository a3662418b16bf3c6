#!/usr/bin/env node
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from './base/log.ts';
import { runChatCommand } from './chat/node/chatCommand.ts';
import { chatUsage } from './chat/node/chatOptions.ts';
import { mcpUsage, runMcpCommand, type FixOrder } from './chat/node/mcpCommand.ts';
import { completeUsage, runCompleteCommand } from './completion/node/completeCommand.ts';
import { runEditCommand } from './edit/node/editCommand.ts';
import { editUsage } from './edit/node/editOptions.ts';
import { runFixCommand } from './refine/node/fixCommand.ts';
import { fixUsage } from './refine/node/fixOptions.ts';
import { apiUsage, runApiCommand } from './retrieval/node/packages/apiCommand.ts';
import { indexUsage, runIndexCommand, runSearchCommand, searchUsage } from './retrieval/node/searchCommand.ts';

/** The other composition root: the same parts as the extension, without an editor. */
const usage = `touchstone COMMAND [OPTIONS]

Commands:
  fix       find the fault behind failing tests and prove a patch on them
  edit      change a project as an instruction says, and check the change
  chat      answer a question about a project, with or without a model
  complete  suggest what to write at a place in a file
  index     build the index of a folder, and tell what is in it
  search    find the places in a folder that a question is about
  api       tell what an installed package declares, or that it does not
  mcp       serve the workspace to another assistant

“touchstone COMMAND --help” tells the options of one.
`;

const log: Log = {
  debug: (message) => (process.env['TOUCHSTONE_DEBUG'] ? say(message) : undefined),
  info: say,
  warn: say,
  error: say,
};

function say(message: string): void {
  process.stderr.write(`touchstone: ${message}\n`);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interrupted.abort());

const [command, ...args] = process.argv.slice(2);
const wantsHelp = args.includes('--help') || args.includes('-h');
const here = path.dirname(fileURLToPath(import.meta.url));
const io = {
  stdin: process.stdin,
  out: (text: string) => void process.stdout.write(text),
  log,
  host: {
    assets: here,
    storage: path.join(os.tmpdir(), `touchstone-${process.getuid?.() ?? 'user'}`),
    environment: process.env,
  },
};

/** What “touchstone fix” prints; nothing of it goes to our own standard output, which is spoken on. */
async function searchForFix({ root, issue, test, isConfined }: FixOrder, signal: AbortSignal): Promise<string> {
  const printed: string[] = [];
  const given = [
    ...['--workspace', root],
    ...(issue === undefined ? [] : [`--issue=${issue}`]),
    ...(test === undefined ? [] : [`--test=${test}`]),
    ...(isConfined ? [] : ['--no-sandbox']),
  ];
  await runFixCommand(given, { ...io, out: (text) => void printed.push(text) }, signal);
  return printed.join('');
}

const commands = {
  fix: { usage: fixUsage, run: runFixCommand },
  edit: { usage: editUsage, run: runEditCommand },
  chat: { usage: chatUsage, run: runChatCommand },
  complete: { usage: completeUsage, run: runCompleteCommand },
  index: { usage: indexUsage, run: runIndexCommand },
  search: { usage: searchUsage, run: runSearchCommand },
  api: { usage: apiUsage, run: runApiCommand },
  mcp: {
    usage: mcpUsage,
    run: (given: readonly string[], { stdin, ...rest }: typeof io, signal: AbortSignal) =>
      runMcpCommand(given, { ...rest, stdin, stdout: process.stdout, fix: searchForFix }, signal),
  },
};

if (command === undefined || command === '--help' || command === '-h') io.out(usage);
else if (isCommand(command)) {
  if (wantsHelp) io.out(commands[command].usage);
  else process.exitCode = await commands[command].run(args, io, interrupted.signal);
} else {
  log.error(`“${command}” is not a command. Run “touchstone --help” for the commands.`);
  process.exitCode = 2;
}

function isCommand(word: string): word is keyof typeof commands {
  return Object.hasOwn(commands, word);
}
