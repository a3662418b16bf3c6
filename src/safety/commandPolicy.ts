/**
 * Which command lines may run. A person approves a line once for a workspace and folder; a line that
 * destroys, publishes or takes over is refused even then, wherever it comes from: it may have been
 * detected from files, which are data and can only ever narrow what is allowed.
 *
 * This is a guard against accidents and planted lines, not a sandbox: a script that a line runs can do
 * what the line itself may not. The sandbox of `testing/node` is what holds then.
 *
 * Without an editor there is nobody to ask: naming a workspace on the command line is the approval, and
 * only refusals are left.
 */
import { readShellLine, type ShellCommand, type ShellLine, type ShellPipeline } from './shellWords.ts';

export type CommandVerdict =
  | { readonly kind: 'allowed' }
  /** `reason` is a whole sentence for the person who is asked. */
  | { readonly kind: 'needsApproval'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a person has approved, for one workspace. */
export interface Approvals {
  get(line: string, directory: string): boolean;
  set(line: string, directory: string): Promise<void>;
}

export interface CommandContext {
  readonly trusted: boolean;
  /** The folder that the line runs in, relative to the workspace; '' is its root. */
  readonly directory: string;
  readonly approvals: Pick<Approvals, 'get'>;
}

export function judgeCommand(line: string, context: CommandContext): CommandVerdict {
  if (!context.trusted) {
    return { kind: 'refused', reason: 'The workspace is not trusted, so no command is run in it.' };
  }
  const reason = refusal(line);
  if (reason !== undefined) return { kind: 'refused', reason };
  if (context.approvals.get(line, context.directory)) return { kind: 'allowed' };
  return { kind: 'needsApproval', reason: 'This command has not been approved for this workspace and folder yet.' };
}

/** Why a line is never run, as a whole sentence; undefined when nothing speaks against asking for approval. */
export function refusal(line: string): string | undefined {
  if (line.trim() === '') return 'The command is empty.';
  if (line.length > 2000) return 'The command is too long for anybody to read before approving it.';
  // What is approved must be what is seen: no line ends, terminal codes, invisible or direction-turning characters.
  if (HIDDEN.test(line)) return 'The command holds characters that cannot be seen.';
  if (/([^\s(){};|&]+)\(\)\{.*\1(\|\1)?&.*\}/.test(line.replaceAll(/\s+/g, '')))
    return 'The command starts copies of itself without end.';
  const read = readShellLine(line);
  if (read === undefined) return 'The command has a quote or bracket that is not closed.';
  return refuseLine(read, 0);
}

const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060\ufeff]/u;

function refuseLine(line: ShellLine, depth: number): string | undefined {
  if (depth > 8) return 'The command is nested too deeply to be understood.';
  return first(line, (pipeline) => refusePipeline(pipeline, depth));
}

function refusePipeline(pipeline: ShellPipeline, depth: number): string | undefined {
  for (const [place, command] of pipeline.entries()) {
    const words = unwrap(command.words);
    const program = programOf(words);
    const before = pipeline.slice(0, place);
    if (before.length > 0 && INTERPRETERS.has(program)) {
      const readsInput = SHELLS.has(program) ? inlineScript(words) === undefined : !words.slice(1).some(isArgument);
      if (readsInput || before.some(downloads)) return 'The command runs what another command prints, unseen.';
    }
    const inner =
      refuseCommand(command, words, program, depth) ??
      first(command.substituted, (line) => refuseLine(line, depth + 1));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function refuseCommand(
  command: ShellCommand,
  words: readonly string[],
  program: string,
  depth: number,
): string | undefined {
  const runsText = SHELLS.has(program) || program === 'eval' || program === 'source' || program === '.';
  if (runsText && command.substituted.some((line) => line.flat().some(downloads))) {
    return 'The command runs what it downloads.';
  }
  const target = command.writes.find((place) => !isHarmlessTarget(place) && leadsOut(place));
  if (target !== undefined) return `The command writes outside the workspace (${target}).`;
  const script = program === 'eval' ? words.slice(1).join(' ') : inlineScript(words);
  if (script !== undefined) {
    const read = readShellLine(script);
    const inner = read === undefined ? undefined : refuseLine(read, depth + 1);
    if (inner !== undefined) return inner;
  }
  return refuseProgram(program, words.slice(1), depth);
}

function refuseProgram(program: string, args: readonly string[], depth: number): string | undefined {
  const [verb = ''] = args.filter(isArgument);
  if (ELEVATES.has(program)) return `The command asks for more rights (${program}).`;
  if (SYSTEM.has(program) || program.startsWith('mkfs.')) return `The command changes the whole machine (${program}).`;
  if (REMOTE.has(program)) return `The command reaches into other machines (${program}).`;
  switch (program) {
    case 'rm':
    case 'rmdir':
    case 'shred':
    case 'chmod':
    case 'chown':
    case 'mv':
    case 'rd':
    case 'del':
    case 'remove-item': {
      const target = args.find(
        (arg) => !isFlag(arg, program) && (leadsOut(arg) || (program !== 'mv' && isWholeTree(arg))),
      );
      return target === undefined
        ? undefined
        : `The command changes or removes what it must not (${program} ${target}).`;
    }
    case 'find': {
      const acts = args.includes('-delete');
      const run = args.findIndex((arg) => /^-(exec|ok)(dir)?$/.test(arg));
      if (acts && args.some(leadsOut)) return 'The command removes files outside the workspace.';
      return run < 0 ? undefined : refuseProgram(baseName(args[run + 1] ?? ''), args.slice(run + 2), depth);
    }
    case 'dd':
      return args.some((arg) => arg.startsWith('of=') && leadsOut(arg.slice(3)))
        ? 'The command writes outside the workspace (dd).'
        : undefined;
    case 'tee':
    case 'truncate': {
      const target = args.find((arg) => isArgument(arg) && !isHarmlessTarget(arg) && leadsOut(arg));
      return target === undefined ? undefined : `The command writes outside the workspace (${target}).`;
    }
    case 'kill':
      return args.includes('-1') ? 'The command ends every process of the user.' : undefined;
    case 'git':
      return refuseGit(args);
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return args
        .filter(isArgument)
        .slice(0, 2)
        .some((word) => PUBLISHES.has(word))
        ? `The command changes what others install (${program} ${verb}).`
        : undefined;
    case 'docker':
    case 'podman':
      return verb === 'push' || verb === 'login' ? `The command publishes (${program} ${verb}).` : undefined;
    default: {
      const verbs = PUBLISHERS.get(program);
      return verbs?.includes(verb)
        ? `The command publishes or changes remote systems (${program} ${verb}).`
        : undefined;
    }
  }
}

/** What changes a repository's history, files or settings has no place in a test run. */
function refuseGit(args: readonly string[]): string | undefined {
  let at = 0;
  // -C and -c take a value; other flags in front of the verb stand alone.
  while (args[at]?.startsWith('-')) at += args[at] === '-C' || args[at] === '-c' ? 2 : 1;
  const verb = args[at] ?? '';
  if (verb === 'push' || verb === 'send-email') return `The command publishes (git ${verb}).`;
  if (GIT_CHANGES.has(verb)) return `The command changes the repository (git ${verb}).`;
  if (verb === 'config' && args.some((arg) => arg === '--global' || arg === '--system')) {
    return 'The command changes the settings of git for everything.';
  }
  return undefined;
}

/** Takes away the programs that only run another one: `env A=1 timeout 5 nice rm x` is `rm x`. */
function unwrap(words: readonly string[]): readonly string[] {
  let rest = words;
  while (rest.length > 0 && WRAPPERS.has(programOf(rest))) {
    let at = 1;
    while (at < rest.length && /^(-|\d|[A-Za-z_]\w*=)/.test(rest[at] ?? '')) at++;
    rest = rest.slice(at);
  }
  return rest;
}

/** The text after a shell's `-c`. */
function inlineScript(words: readonly string[]): string | undefined {
  if (!SHELLS.has(programOf(words))) return undefined;
  const at = words.findIndex((word, index) => index > 0 && /^(-[a-z]*c|\/[ck]|-command)$/i.test(word));
  return at < 0 ? undefined : words.slice(at + 1).join(' ');
}

function downloads(command: ShellCommand): boolean {
  return DOWNLOADERS.has(programOf(unwrap(command.words)));
}

function programOf(words: readonly string[]): string {
  return baseName(words[0] ?? '');
}

function baseName(word: string): string {
  const name = word.split(/[\\/]/).at(-1) ?? '';
  return name.toLowerCase().replace(/\.(exe|cmd|bat|ps1)$/, '');
}

function isArgument(word: string): boolean {
  return word !== '' && !word.startsWith('-');
}

function isFlag(word: string, program: string): boolean {
  return word.startsWith('-') || (program === 'del' || program === 'rd' ? /^\/[a-z]$/i.test(word) : false);
}

/** A place outside the workspace, or one that only a shell can know. */
function leadsOut(place: string): boolean {
  if (/^\/(tmp|var\/tmp)\/[^.]/.test(place) && !place.includes('..')) return false;
  return /^([/\\~]|[A-Za-z]:)/.test(place) || /(^|[\\/])\.\.([\\/]|$)/.test(place) || /\$|%\w+%/.test(place);
}

function isWholeTree(place: string): boolean {
  return /^(\.[\\/]?)?\*?$/.test(place) || /(^|[\\/])\.git([\\/]|$)/.test(place);
}

function isHarmlessTarget(place: string): boolean {
  return /^(\/dev\/(null|stdout|stderr|tty|fd\/\d)|nul|\d|-)$/i.test(place);
}

function first<T>(items: readonly T[], reason: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = reason(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish', 'cmd', 'powershell', 'pwsh']);
const INTERPRETERS = new Set([
  ...SHELLS,
  'python',
  'python3',
  'node',
  'perl',
  'ruby',
  'php',
  'deno',
  'bun',
  'iex',
  'invoke-expression',
]);
const DOWNLOADERS = new Set([
  'curl',
  'wget',
  'fetch',
  'aria2c',
  'iwr',
  'irm',
  'invoke-webrequest',
  'invoke-restmethod',
]);
const WRAPPERS = new Set([
  'env',
  'command',
  'exec',
  'builtin',
  'nohup',
  'time',
  'nice',
  'ionice',
  'timeout',
  'setsid',
  'stdbuf',
  'xargs',
  'cross-env',
  'busybox',
]);
const ELEVATES = new Set(['sudo', 'su', 'doas', 'pkexec', 'runas', 'gsudo']);
const SYSTEM = new Set([
  ...['mkfs', 'fdisk', 'sfdisk', 'parted', 'wipefs', 'mkswap', 'format', 'diskpart', 'diskutil', 'mount', 'umount'],
  ...['shutdown', 'reboot', 'halt', 'poweroff', 'systemctl', 'service', 'init', 'telinit', 'launchctl', 'crontab'],
  ...[
    'killall',
    'pkill',
    'taskkill',
    'useradd',
    'userdel',
    'usermod',
    'passwd',
    'visudo',
    'chroot',
    'insmod',
    'modprobe',
  ],
  ...['iptables', 'reg', 'regedit', 'bcdedit', 'vssadmin', 'apt', 'apt-get', 'dnf', 'yum', 'pacman', 'brew', 'snap'],
]);
const REMOTE = new Set([
  'ssh',
  'scp',
  'sftp',
  'ftp',
  'telnet',
  'nc',
  'ncat',
  'netcat',
  'socat',
  'rsync',
  'kubectl',
  'helm',
  'ansible',
]);
const PUBLISHES = new Set([
  'publish',
  'unpublish',
  'deprecate',
  'login',
  'logout',
  'adduser',
  'token',
  'owner',
  'dist-tag',
  'access',
]);
const PUBLISHERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['cargo', ['publish', 'yank', 'login', 'owner']],
  ['twine', ['upload', 'register']],
  ['poetry', ['publish']],
  ['uv', ['publish']],
  ['hatch', ['publish']],
  ['flit', ['publish']],
  ['gem', ['push', 'yank']],
  ['vsce', ['publish', 'unpublish']],
  ['ovsx', ['publish']],
  ['mvn', ['deploy']],
  ['gh', ['release', 'pr', 'repo', 'api', 'secret', 'workflow']],
  ['glab', ['release', 'mr', 'repo', 'api']],
  ['terraform', ['apply', 'destroy', 'import']],
  ['tofu', ['apply', 'destroy', 'import']],
  ['pulumi', ['up', 'destroy']],
  ['vercel', ['deploy']],
  ['firebase', ['deploy']],
  ['serverless', ['deploy', 'remove']],
]);
const GIT_CHANGES = new Set([
  ...['reset', 'clean', 'stash', 'checkout', 'switch', 'restore', 'rebase', 'filter-branch', 'filter-repo'],
  ...['update-ref', 'reflog', 'gc', 'prune', 'rm', 'merge', 'pull', 'commit', 'am', 'cherry-pick', 'revert'],
]);
