/** `touchstone mcp`: search, reading, test runs and fixes for other assistants, over standard input and output. */
import type { Readable, Writable } from 'node:stream';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAbort } from '../../base/abort.ts';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { openIndex, usualIndexSettings, type WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { understandCommand, workspaceFolder } from '../../testing/node/findTests.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { lookTools } from '../tools/lookTools.ts';
import { runTools } from '../tools/runTools.ts';
import { failed, toolOf, type ChatTool } from '../tools/tool.ts';
import { openToolWorld } from './toolHost.ts';

export const mcpUsage = `touchstone mcp --workspace DIR [--test "COMMAND"] [--read-only] [--no-sandbox]

Serves the workspace to another assistant by the Model Context Protocol, over standard input and output: searching,
reading, outlines, definitions, references and installed packages, running the tests in a copy, and fixing failing
tests in copies. No file of DIR is changed. Add it to the assistant as a server with this command line.

  --workspace DIR     the project
  --test "COMMAND"    the command that runs the tests; detected when left out. The assistant cannot name one
  --read-only         only what looks: nothing is run
  --no-sandbox        test runs are not confined

It ends when its input ends. Exit code: 0, or 2 for a usage or environment error.
`;

export interface McpIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly log: Log;
  readonly host: {
    readonly assets: string;
    readonly storage: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
  /** Searches for a fix without writing one. @returns what “touchstone fix” would print */
  readonly fix: (order: FixOrder, signal: AbortSignal) => Promise<string>;
}

export interface FixOrder {
  readonly root: string;
  readonly issue: string | undefined;
  /** The line that the user gave; left out, the likeliest is found. */
  readonly test: string | undefined;
  readonly isConfined: boolean;
}

/** @returns the exit code. */
export async function runMcpCommand(args: readonly string[], io: McpIo, signal: AbortSignal): Promise<number> {
  const { log, host } = io;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let index: Promise<WorkspaceIndex> | undefined;
  try {
    const { workspace, test, readOnly, isConfined } = read(args);
    const root = await workspaceFolder(workspace);
    // Whoever only reads a file does not wait for it.
    index = openIndex(root, usualIndexSettings, { ...host, log }, ended);
    index.catch((error: unknown) => log.warn(describeError(error)));
    const world = await openToolWorld({
      ...{ ...host, root, allowed: [], unsaved: new Map(), runsNothing: readOnly },
      sandbox: isConfined ? 'auto' : 'off',
      lookup: settledLookup(index),
      ...(test !== undefined && { testCommand: (_, stopped) => understandCommand(root, test, stopped) }),
    });
    const fix = fixTool((issue, stopped) => io.fix({ root, issue, test, isConfined }, stopped));
    const { serveTools } = await import('./mcpServer.ts');
    try {
      await serveTools(
        {
          tools: () => {
            const { runCommand: _, ...now } = world.renewed();
            return [
              ...lookTools(now),
              ...(readOnly ? [] : [...runTools(now, { runTests: 'each', runCommand: 'never' }), fix]),
            ];
          },
          ...{ version: await versionBeside(host.assets), input: io.stdin, output: io.stdout, log },
        },
        signal,
      );
    } finally {
      world.dispose();
    }
    return 0;
  } catch (error) {
    if (isAbort(error, signal)) return 130;
    log.error(describeError(error).replaceAll('\n', ' '));
    return 2;
  } finally {
    stop.abort();
    await index?.then(
      (opened) => opened.close(),
      () => {},
    );
  }
}

/** The index is followed by nobody here: it looks round before it answers, but not at every call. */
function settledLookup(index: Promise<WorkspaceIndex>): ChatLookup {
  let looked = Date.now();
  const current = async (signal: AbortSignal): Promise<WorkspaceIndex> => {
    const opened = await index;
    if (Date.now() - looked > rescanMs) {
      looked = Date.now();
      await opened.rescan();
    }
    await opened.settled(signal);
    return opened;
  };
  return {
    search: async (request, signal) => (await current(signal)).search(request, signal),
    symbols: async (request, signal) => (await current(signal)).symbols(request, signal),
  };
}

const rescanMs = 5_000;

const fixTool = (fix: (issue: string | undefined, signal: AbortSignal) => Promise<string>): ChatTool =>
  toolOf({
    name: 'fix',
    title: 'Fix failing tests',
    description:
      'Searches for the smallest change that makes failing tests pass and breaks none, in copies of the workspace, and gives it as a diff with its evidence. Takes minutes. Nothing is written.',
    permission: 'each',
    parameters: {
      issue: {
        type: 'string',
        about: 'What is wrong, in words; left out: what the tests show.',
        optional: true,
        longest: 20_000,
      },
    },
    run: async ({ issue }, signal) => {
      const text = await fix(issue, signal);
      return text.trim() === ''
        ? failed('Nothing came of it; the log of the server says more.')
        : { text, summary: 'A fix was searched for' };
    },
  });

/** As the package states it that the bundle lies in. */
async function versionBeside(assets: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(assets, '../package.json'), 'utf8'));
  const isStated = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isStated ? String(manifest.version) : '';
}

function read(args: readonly string[]): {
  readonly workspace: string;
  readonly test: string | undefined;
  readonly readOnly: boolean;
  readonly isConfined: boolean;
} {
  const { values } = parse(args);
  const { workspace, test, 'read-only': readOnly = false, 'no-sandbox': unconfined = false } = values;
  if (workspace === undefined || workspace === '') throw usage('--workspace DIR is missing.');
  return { workspace: path.resolve(workspace), test, readOnly, isConfined: !unconfined };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string' },
        test: { type: 'string' },
        'read-only': { type: 'boolean' },
        'no-sandbox': { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

const usage = (message: string, cause?: unknown): TouchstoneError =>
  new TouchstoneError(message, 'Run “touchstone mcp --help” for the options.', { cause });
