#!/usr/bin/env node
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from './base/log.ts';
import { fixUsage, runFixCommand } from './refine/node/fixCommand.ts';

/** The other composition root: the same parts as the extension, without an editor. */
const usage = `touchstone COMMAND [OPTIONS]

Commands:
  fix    find the fault behind failing tests and prove a patch on them

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
  out: (text: string) => void process.stdout.write(text),
  log,
  host: {
    assets: here,
    storage: path.join(os.tmpdir(), `touchstone-${process.getuid?.() ?? 'user'}`),
    environment: process.env,
  },
};

if (command === 'fix' && !wantsHelp) process.exitCode = await runFixCommand(args, io, interrupted.signal);
else if (command === 'fix') io.out(fixUsage);
else if (command === undefined || command === '--help' || command === '-h') io.out(usage);
else {
  log.error(`“${command}” is not a command. Run “touchstone --help” for the commands.`);
  process.exitCode = 2;
}
