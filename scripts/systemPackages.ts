import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './childProcess.ts';
import { cacheFolder, childEnvironment, nodeBinary, root, ScriptError } from './project.ts';

/** Programs that npm cannot bring: found on this machine, or installed with apt-get where that is allowed. */
export type Program =
  'browser' | 'python' | 'pytest' | 'git' | 'sandbox' | 'go' | 'java' | 'maven' | 'gradle' | 'rust' | 'rustCoverage';

interface Need {
  readonly name: string;
  /** Debian's packages for it. */
  packages(): Promise<readonly string[]>;
  /** Without it a part of the product is not exercised, but everything still runs. */
  readonly optional: boolean;
  readonly otherwise: string;
  present(): Promise<boolean>;
}

const needs: Readonly<Record<Program, Need>> = {
  browser: {
    name: 'Chromium',
    packages: async () => ['chromium', 'fonts-liberation', 'fonts-dejavu-core'],
    optional: false,
    otherwise: 'Install Chromium or Chrome (Debian: `apt-get install chromium`) or set CHROME_PATH to one.',
    present: async () => (await findBrowser()) !== undefined,
  },
  python: {
    name: 'Python 3',
    packages: async () => ['python3'],
    optional: false,
    otherwise: 'Install Python 3 (Debian: `apt-get install python3`).',
    present: () => succeeds('python3', ['--version']),
  },
  pytest: {
    name: 'pytest',
    packages: async () => ['python3-pytest'],
    optional: false,
    otherwise: 'Install pytest for the `python3` on PATH: `python3 -m pip install pytest`.',
    present: () => succeeds('python3', ['-c', 'import pytest']),
  },
  git: {
    name: 'git',
    packages: async () => ['git'],
    optional: false,
    otherwise: 'Install git (Debian: `apt-get install git`).',
    present: () => succeeds('git', ['--version']),
  },
  sandbox: {
    name: 'bubblewrap',
    packages: async () => ['bubblewrap'],
    optional: true,
    otherwise: 'Test runs are not confined by the operating system without it.',
    present: async () => process.platform !== 'linux' || (await succeeds('bwrap', ['--version'])),
  },
  go: {
    name: 'Go',
    packages: async () => ['golang-go'],
    optional: true,
    otherwise: 'The tests that run real Go projects are skipped.',
    present: () => succeeds('go', ['version']),
  },
  java: {
    name: 'a JDK',
    packages: async () => ['default-jdk-headless'],
    optional: true,
    otherwise: 'The tests that run real Java projects are skipped.',
    present: () => succeeds('javac', ['-version']),
  },
  // Debian keeps these plug-ins and JUnit in its own Maven repository, /usr/share/maven-repo: no network is needed.
  maven: {
    name: 'Maven with JUnit',
    packages: async () => [
      ...['maven', 'libsurefire-java', 'libmaven-compiler-plugin-java', 'libmaven-resources-plugin-java'],
      ...['junit4', 'junit5'],
    ],
    optional: true,
    otherwise: 'The tests that run real Maven projects are skipped.',
    present: async () =>
      (await succeeds('mvn', ['--version'])) &&
      hasDebianArtifacts(
        'org/apache/maven/plugins/maven-surefire-plugin',
        'org/apache/maven/plugins/maven-compiler-plugin',
        'org/junit/jupiter/junit-jupiter-engine',
        'junit/junit',
      ),
  },
  gradle: {
    name: 'Gradle with JUnit',
    packages: async () => ['gradle', 'junit4'],
    optional: true,
    otherwise: 'The tests that run real Gradle projects are skipped.',
    present: async () => (await succeeds('gradle', ['--version'])) && hasDebianArtifacts('junit/junit'),
  },
  rust: {
    name: 'Rust',
    packages: async () => ['cargo', 'rustc'],
    optional: true,
    otherwise: 'The tests that run real Rust projects are skipped.',
    present: () => succeeds('cargo', ['--version'], { PATH: withCargo() }),
  },
  rustCoverage: {
    name: "LLVM's tools of the same version as Rust's",
    packages: async () => {
      const version = await rustLlvm();
      return version === undefined ? [] : [`llvm-${version}`];
    },
    optional: true,
    otherwise: 'The lines that a Rust test runs are not known without them.',
    present: async () => {
      const version = await rustLlvm();
      return version === undefined || (await succeeds(`llvm-cov-${version}`, ['--version'])) || hasRustupLlvm();
    },
  },
};

/** Whether Debian's own Maven repository holds these; on another system Maven has them from elsewhere, or not. */
function hasDebianArtifacts(...folders: readonly string[]): boolean {
  const repository = '/usr/share/maven-repo';
  return !existsSync(repository) || folders.every((folder) => existsSync(join(repository, folder)));
}

/** rustup's folder is on PATH only in shells that were started after it was installed. */
function withCargo(): string {
  return [process.env['PATH'] ?? '', join(homedir(), '.cargo', 'bin')].join(delimiter);
}

/** The major version of the LLVM that rustc was made with. */
async function rustLlvm(): Promise<string | undefined> {
  const { code, stdout } = await run('rustc', ['-vV'], {
    timeoutSeconds: 30,
    env: childEnvironment({ PATH: withCargo() }),
  });
  return code === 0 ? /^LLVM version: (\d+)/m.exec(stdout)?.[1] : undefined;
}

function hasRustupLlvm(): boolean {
  const toolchains = join(homedir(), '.rustup', 'toolchains');
  if (!existsSync(toolchains)) return false;
  return readdirSync(toolchains).some((toolchain) => {
    const libraries = join(toolchains, toolchain, 'lib', 'rustlib');
    return (
      existsSync(libraries) &&
      readdirSync(libraries).some((name) => existsSync(join(libraries, name, 'bin', 'llvm-cov')))
    );
  });
}

/** Makes sure that the programs are there. Throws one message that names everything that is missing. */
export async function preparePrograms(programs: readonly Program[], say: (line: string) => void): Promise<void> {
  const missing = await absent(programs);
  const wanted: Program[] = [];
  for (const program of missing) {
    // An optional program that could not be had once is not tried again on every start.
    if (!needs[program].optional || (await firstTry(program))) wanted.push(program);
  }
  if (wanted.length === 0) return;
  // An optional program that cannot be had must not keep the others from being installed.
  const needed = wanted.filter((program) => !needs[program].optional);
  const problem = needed.length === 0 ? undefined : await aptInstall(needed, say);
  for (const program of wanted) if (needs[program].optional) await aptInstall([program], say);
  if (wanted.includes('browser') && (await findBrowser()) === undefined) await downloadBrowser(say);

  const still = await absent(wanted);
  for (const program of still.filter((program) => needs[program].optional)) {
    say(`${needs[program].name} is not there. ${needs[program].otherwise}`);
  }
  const required = still.filter((program) => !needs[program].optional);
  if (required.length === 0) return;
  throw new ScriptError(
    [
      `Missing on this machine: ${required.map((program) => needs[program].name).join(', ')}.`,
      ...(problem === undefined ? [] : [problem]),
      ...required.map((program) => `- ${needs[program].otherwise}`),
    ].join('\n'),
  );
}

async function absent(programs: readonly Program[]): Promise<Program[]> {
  const present = await Promise.all(programs.map((program) => needs[program].present()));
  return programs.filter((_, index) => present[index] !== true);
}

async function firstTry(program: Program): Promise<boolean> {
  const mark = join(cacheFolder, `tried-${program}`);
  if (existsSync(mark)) return false;
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(mark, 'Delete this file to have it tried again.\n');
  return true;
}

/** Says what kept it from installing, or nothing when apt-get ended well. */
async function aptInstall(programs: readonly Program[], say: (line: string) => void): Promise<string | undefined> {
  if (!(await succeeds('apt-get', ['--version']))) return 'There is no apt-get on this machine to install it with.';
  const asRoot = process.getuid?.() === 0;
  if (!asRoot && !(await succeeds('sudo', ['-n', 'true']))) {
    return 'Installing needs root, or sudo without a password.';
  }
  const names = programs.map((program) => needs[program].name).join(', ');
  say(`Installing ${names} with apt-get ...`);
  const packages = (await Promise.all(programs.map((program) => needs[program].packages()))).flat();
  if (packages.length === 0) return undefined;
  const env = childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
  const apt = (args: readonly string[]): ReturnType<typeof run> =>
    asRoot
      ? run('apt-get', args, { env, timeoutSeconds: 900 })
      : run('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args], { env, timeoutSeconds: 900 });
  await apt(['update', '-q']);
  const installed = await apt(['install', '-y', '-q', '--no-install-recommends', ...packages]);
  if (installed.code === 0) return undefined;
  return `apt-get could not install it:\n${installed.output.trim().split('\n').slice(-6).join('\n')}`;
}

/** Where Debian's package does not exist or is only a door to snap (Ubuntu), Playwright's own build may be had. */
async function downloadBrowser(say: (line: string) => void): Promise<void> {
  say('Trying to download Chromium with Playwright ...');
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const withSystemLibraries = process.getuid?.() === 0 ? ['--with-deps'] : [];
  await run(nodeBinary, [cli, 'install', ...withSystemLibraries, 'chromium'], {
    env: childEnvironment({ PLAYWRIGHT_BROWSERS_PATH: playwrightBrowsers }),
    timeoutSeconds: 600,
  });
}

const playwrightBrowsers = join(cacheFolder, 'browsers');

/** The first Chromium or Chrome that really runs. */
export async function findBrowser(): Promise<string | undefined> {
  for (const candidate of browserCandidates()) {
    // A snap's door is a file that exists and cannot run in a container: only an answer counts.
    if (existsSync(candidate) && (await succeeds(candidate, ['--version']))) return candidate;
  }
  return undefined;
}

function* browserCandidates(): Generator<string> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') yield chosen;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
  for (const name of names) for (const folder of folders) yield join(folder, name);
  yield '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  yield '/Applications/Chromium.app/Contents/MacOS/Chromium';
  for (const build of globBuilds()) yield build;
}

function globBuilds(): string[] {
  if (!existsSync(playwrightBrowsers)) return [];
  const executables = ['chrome-linux64/chrome', 'chrome-linux/chrome'];
  return readdirSync(playwrightBrowsers).flatMap((build) =>
    executables.map((executable) => join(playwrightBrowsers, build, executable)),
  );
}

async function succeeds(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<boolean> {
  return (await run(command, args, { timeoutSeconds: 30, env: childEnvironment(env) })).code === 0;
}
