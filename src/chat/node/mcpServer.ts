/** Our tools for other assistants, by the Model Context Protocol: what a call gives is bounded and redacted as in our own chat. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Readable, Writable } from 'node:stream';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { redact } from '../../safety/redaction.ts';
import { bounded } from '../tools/bounded.ts';
import type { ChatTool } from '../tools/tool.ts';

export interface ServedTools {
  /** Asked for each call, so that each sees the files as they are then. */
  readonly tools: () => readonly ChatTool[];
  readonly version: string;
  readonly input: Readable;
  readonly output: Writable;
  readonly log: Log;
}

/** Of what one call gives. */
const mostCharacters = 60_000;
/** Whoever waits for a long call hears that it goes on. */
const heartbeatMs = 5_000;

/** Serves until the other side has gone, or the signal aborts; ends the calls that are under way then. */
export async function serveTools(
  { tools, version, input, output, log }: ServedTools,
  signal: AbortSignal,
): Promise<void> {
  const mcp = new McpServer({ name: 'touchstone', version }, { capabilities: { tools: {} }, instructions });
  const gone = new AbortController();
  const { server } = mcp;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools().map(({ name, title, description, parameters, permission }) => ({
      ...{ name, title, description },
      inputSchema: { ...parameters, type: 'object' as const },
      annotations: { title, readOnlyHint: permission === 'always', destructiveHint: false, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = tools().find(({ name }) => name === params.name);
    if (!tool) return failure(`There is no tool “${params.name.slice(0, 100)}”.`);
    const prepared = tool.prepare(JSON.stringify(params.arguments ?? {}));
    if (prepared.kind !== 'ready') return failure(prepared.why);
    const progressToken = extra._meta?.progressToken;
    let beats = 0;
    const beat = (): void => {
      if (progressToken === undefined) return;
      const progress = { progressToken, progress: ++beats, message: tool.title };
      extra.sendNotification({ method: 'notifications/progress', params: progress }).catch(() => {});
    };
    const beating = setInterval(beat, heartbeatMs);
    try {
      const answer = await prepared.run(AbortSignal.any([extra.signal, gone.signal]));
      const text = redact(bounded(answer.text, mostCharacters));
      return { content: [{ type: 'text' as const, text }], ...(answer.hasFailed && { isError: true }) };
    } catch (error) {
      if (!extra.signal.aborted) log.warn(`${tool.name}: ${describeError(error)}`);
      return failure(describeError(error));
    } finally {
      clearInterval(beating);
    }
  });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  server.onerror = (error) => log.debug(`MCP: ${error.message}`);
  const close = (): void => {
    gone.abort();
    void mcp.close();
  };
  signal.addEventListener('abort', close, { once: true });
  input.once('end', close);
  input.once('close', close);
  try {
    await mcp.connect(new StdioServerTransport(input, output));
    if (signal.aborted) close();
    await closed;
  } finally {
    gone.abort();
    signal.removeEventListener('abort', close);
  }
}

const failure = (why: string) => ({
  content: [{ type: 'text' as const, text: redact(bounded(why, mostCharacters)) }],
  isError: true,
});

const instructions =
  'Touchstone knows one workspace: search it, read it, run its tests in a copy, and have failing tests fixed. Nothing here changes a file of the workspace.';
