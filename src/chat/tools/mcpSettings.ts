/** The servers that the user has added, as the settings name them; what cannot be read is told, and the others count. */

export interface McpServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Further variables of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

export function readMcpServers(setting: Readonly<Record<string, unknown>>): {
  readonly servers: readonly McpServer[];
  /** Whole sentences. */
  readonly problems: readonly string[];
} {
  const servers: McpServer[] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(setting)) {
    const read = readServer(name, value);
    if (typeof read === 'string') problems.push(`The server “${name}” in touchstone.chat.mcpServers ${read}.`);
    else servers.push(read);
  }
  return { servers, problems };
}

function readServer(name: string, value: unknown): McpServer | string {
  if (!/^[\w .-]{1,40}$/.test(name)) return 'needs a name of letters, digits, blanks, dots, “-” and “_”';
  if (!isRecord(value)) return 'must be an object with a “command”';
  const { command, args = [], env = {} } = value;
  if (typeof command !== 'string' || command.trim() === '') return 'has no “command”';
  if (!isStrings(args)) return 'has “args” that are no list of strings';
  if (!isRecord(env) || !isStrings(Object.values(env))) return 'has an “env” that is no object of strings';
  return { name, command, args, env: env as Readonly<Record<string, string>> };
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
