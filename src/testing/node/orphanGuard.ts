/**
 * Ends child processes when this process itself is killed and can end nothing any more: one small
 * shell waits at a pipe that breaks at that moment, then kills the groups it was told of, and on
 * Linux everything that still carries this host's marker. POSIX only.
 */
import { spawn, type ChildProcess } from 'node:child_process';

const SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r word group; do
  case $word in
    add) groups="$groups$group " ;;
    drop) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -KILL -- "-$group"; done
for found in $(grep -lsF -e "$1" /proc/[0-9]*/environ); do
  found=\${found#/proc/}
  kill -KILL "\${found%/environ}"
done
`;

let guard: ChildProcess | undefined;

/** Call the result when the group is gone. `hostMarker` is what the environment of every child contains. */
export function guardGroup(group: number | undefined, hostMarker: string): () => void {
  if (group === undefined || process.platform === 'win32') return () => {};
  guard ??= startGuard(hostMarker);
  guard.stdin?.write(`add ${group}\n`);
  return () => guard?.stdin?.write(`drop ${group}\n`);
}

function startGuard(hostMarker: string): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'touchstone-guard', hostMarker], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const forget = (): void => {
    if (guard === child) guard = undefined;
  };
  // Without a guard runs go on; only the death of the host would find its children alive.
  child.once('error', forget);
  child.once('exit', forget);
  child.stdin.on('error', forget);
  // It must not keep a command-line run from ending.
  child.unref();
  if (holdsProcess(child.stdin)) child.stdin.unref();
  return child;
}

/** The pipe to a child is a socket underneath, which its type does not say. */
function holdsProcess(stream: object): stream is { unref(): void } {
  return 'unref' in stream;
}
