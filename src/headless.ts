#!/usr/bin/env node
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from './base/log.ts';
import { completeUsage, runCompleteCommand } from './completion/node/completeCommand.ts';
import { fixUsage, runFixCommand } from './refine/node/fixCommand.ts';
import { apiUsage, runApiCommand } from './retrieval/node/packages/apiCommand.ts';
import { indexUsage, runIndexCommand, runSearchCommand, searchUsage } from './retrieval/node/searchCommand.ts';

/** The other composition root: the same parts as the extension, without an editor. */
const usage = `touchstone COMMAND [OPTIONS]

Commands:
  fix       find the fault behind failing tests and prove a patch on them
  complete  suggest what to write at a place in a file
  index     build the index of a folder, and tell what is in it
  search    find the places in a folder that a question is about
  api       tell what an installed package declares, or that it does not

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

const commands = {
  fix: { usage: fixUsage, run: runFixCommand },
  complete: { usage: completeUsage, run: runCompleteCommand },
  index: { usage: indexUsage, run: runIndexCommand },
  search: { usage: searchUsage, run: runSearchCommand },
  api: { usage: apiUsage, run: runApiCommand },
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
