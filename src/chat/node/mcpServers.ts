/**
 * Servers of the Model Context Protocol that the user has added, as further tools. Each is started with the first
 * question after that and stays until it is no longer wanted. What they say, their descriptions too, is data of
 * strangers: it is bounded, and each of their tools needs the user's permission once in a conversation.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Disposable } from '../../base/dispose.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { within } from '../../model/adapted.ts';
import type { JsonSchema } from '../../model/model.ts';
import { testEnvironment } from '../../safety/environment.ts';
import { readObject } from '../tools/arguments.ts';
import { oneLine } from '../tools/bounded.ts';
import { readMcpServers, type McpServer } from '../tools/mcpSettings.ts';
import type { ChatTool, ToolAnswer } from '../tools/tool.ts';
import { ProcessTransport } from './mcpTransport.ts';

export interface McpHost {
  /** The editor's; servers see what is harmless of it, and what the user names for them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the folder that they run in. */
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
}

const startMs = 30_000;
const callMs = 120_000;
const mostTools = 40;
const longestDescription = 1_000;
const longestSchema = 8_000;

interface Running {
  readonly key: string;
  readonly tools: Promise<readonly ChatTool[]>;
  close(): Promise<void>;
  readonly isOver: () => boolean;
}

export class McpServers implements Disposable {
  readonly #host: McpHost;
  readonly #running = new Map<string, Running>();

  constructor(host: McpHost) {
    this.#host = host;
  }

  /** The tools of all servers that the setting names; a server that cannot be had is told in the log and in `problems`. */
  async tools(
    setting: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<{ readonly tools: readonly ChatTool[]; readonly problems: readonly string[] }> {
    const { servers, problems } = readMcpServers(setting);
    const said = [...problems];
    for (const [name, running] of this.#running) {
      const wanted = servers.find((server) => server.name === name);
      if (wanted && JSON.stringify(wanted) === running.key && !running.isOver()) continue;
      this.#running.delete(name);
      void running.close();
    }
    const found = await Promise.all(
      servers.map(async (server) => {
        let running = this.#running.get(server.name);
        if (!running) this.#running.set(server.name, (running = start(server, this.#host)));
        try {
          return await within(
            running.tools,
            startMs,
            () => new Error(`it said nothing for ${startMs / 1000} s`),
            signal,
          );
        } catch (error) {
          signal.throwIfAborted();
          this.#running.delete(server.name);
          void running.close();
          said.push(`The server “${server.name}” could not be started: ${oneLine(describeError(error), 300)}`);
          return [];
        }
      }),
    );
    for (const problem of said) this.#host.log.warn(problem);
    return { tools: found.flat(), problems: said };
  }

  async close(): Promise<void> {
    const all = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(all.map((running) => running.close()));
  }

  dispose(): void {
    void this.close();
  }
}

function start(server: McpServer, { environment, folder, version, log }: McpHost): Running {
  const client = new Client({ name: 'touchstone', version }, { capabilities: {} });
  let isOver = false;
  client.onclose = () => {
    isOver = true;
  };
  client.onerror = (error) => log.debug(`${server.name}: ${error.message}`);
  const transport = new ProcessTransport({
    command: [server.command, ...server.args],
    cwd: folder,
    environment: { ...testEnvironment(environment, []), ...server.env },
    // It is the user's own program, and most are there to reach something outside.
    sandbox: 'off',
    writable: [],
  });
  const tools = (async () => {
    await client.connect(transport, { timeout: startMs });
    const listed = await client.listTools(undefined, { timeout: startMs });
    return listed.tools.slice(0, mostTools).flatMap((tool) => toolOfServer(server, tool, client) ?? []);
  })();
  // It may fail before anybody waits for it.
  tools.catch(() => {});
  return {
    key: JSON.stringify(server),
    tools,
    isOver: () => isOver,
    close: async () => {
      await client.close().catch(() => {});
      await transport.close();
    },
  };
}

function toolOfServer(server: McpServer, tool: Tool, client: Client): ChatTool | undefined {
  const parameters: JsonSchema = tool.inputSchema;
  if (JSON.stringify(parameters).length > longestSchema) return undefined;
  return {
    name: nameFor(server.name, tool.name),
    title: oneLine(`${server.name}: ${tool.title ?? tool.name}`, 80),
    description: oneLine(`Of the server ${server.name}: ${tool.description ?? tool.name}`, longestDescription),
    permission: 'conversation',
    parameters,
    prepare(written) {
      const given = readObject(written);
      if (typeof given === 'string') return { kind: 'malformed', why: given };
      return {
        kind: 'ready',
        asks: `${server.name}: ${tool.name} ${JSON.stringify(given)}`,
        run: (signal) => callTool(client, tool.name, given, signal),
      };
    },
  };
}

/** What endpoints allow in a name. */
const nameFor = (server: string, tool: string): string =>
  `mcp_${server}_${tool}`.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64);

async function callTool(
  client: Client,
  name: string,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: given }, undefined, {
    signal,
    timeout: callMs,
    resetTimeoutOnProgress: true,
    onprogress: () => {},
  });
  const parts = Array.isArray(result.content) ? (result.content as readonly unknown[]) : [];
  const text = parts.map(partText).join('\n') || '(nothing)';
  return { text, summary: oneLine(text, 100), ...(result.isError === true && { hasFailed: true }) };
}

function partText(part: unknown): string {
  if (typeof part !== 'object' || part === null) return '';
  const { type, text, resource } = part as Readonly<Record<string, unknown>>;
  if (typeof text === 'string') return text;
  if (typeof resource === 'object' && resource !== null && 'text' in resource && typeof resource.text === 'string')
    return resource.text;
  return `[${String(type)}, which is not shown]`;
}
