/**
 * What a test run may see of the environment: a list of harmless names and those that the user allows,
 * nothing else. A new secret is therefore kept back without anybody having thought of it.
 */

export type Environment = Readonly<Record<string, string>>;

/**
 * Builds the whole environment of a test run from the host's. `allowed` are names that the user has
 * written in the settings: they pass whatever they hold.
 */
export function testEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[],
): Environment {
  const named = new Set(allowed.map((name) => name.trim()).filter((name) => name !== ''));
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value === undefined) continue;
    if (named.has(name) || (isHarmless(name) && !looksSecret(name, value))) result[name] = value;
  }
  return result;
}

/** Whether a variable is likely to hold a secret, by its name or by its value. */
export function looksSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || SECRET_VALUES.some((pattern) => pattern.test(value));
}

function isHarmless(name: string): boolean {
  // Windows does not tell cases apart and writes `Path` and `SystemRoot`.
  const upper = name.toUpperCase();
  return HARMLESS.has(upper) || /^LC_[A-Z]+$/.test(upper);
}

/**
 * NODE_OPTIONS, PYTHONSTARTUP, LD_PRELOAD and the like are absent on purpose, as are VSCODE_* and
 * ELECTRON_*: they belong to the host, and change or break the programs that a test starts.
 * Sockets of agents and of the desktop are absent as well: they act with the user's rights.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  // The system
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TERM', 'COLORTERM', 'TZ', 'TMPDIR', 'CI'],
  ...['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['NIX_PATH', 'NIX_SSL_CERT_FILE', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
  // Windows
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP', 'USERNAME', 'USERPROFILE'],
  ...['HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)'],
  ...['PROGRAMW6432', 'COMMONPROGRAMFILES', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'OS'],
  // JavaScript
  ...['NVM_DIR', 'NVM_BIN', 'FNM_DIR', 'FNM_MULTISHELL_PATH', 'VOLTA_HOME', 'PNPM_HOME', 'BUN_INSTALL', 'DENO_DIR'],
  ...['NODE_PATH', 'NODE_ENV', 'COREPACK_HOME', 'PLAYWRIGHT_BROWSERS_PATH', 'PUPPETEER_EXECUTABLE_PATH'],
  // Python
  ...['VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV', 'CONDA_EXE', 'CONDA_PYTHON_EXE', 'PYENV_ROOT'],
  ...['PYENV_VERSION', 'PYTHONPATH', 'PYTHONHOME', 'PYTHONHASHSEED', 'POETRY_HOME', 'PIPENV_ACTIVE', 'UV_CACHE_DIR'],
  // Other languages and version tools
  ...['JAVA_HOME', 'JDK_HOME', 'GRADLE_HOME', 'GRADLE_USER_HOME', 'MAVEN_HOME', 'M2_HOME', 'KOTLIN_HOME'],
  ...['GOPATH', 'GOROOT', 'GOBIN', 'GOCACHE', 'GOMODCACHE', 'GOFLAGS', 'GOTOOLCHAIN', 'CARGO_HOME', 'RUSTUP_HOME'],
  ...['RUSTUP_TOOLCHAIN', 'GEM_HOME', 'GEM_PATH', 'BUNDLE_PATH', 'RBENV_ROOT', 'RBENV_VERSION', 'DOTNET_ROOT'],
  ...['NUGET_PACKAGES', 'ASDF_DIR', 'ASDF_DATA_DIR', 'MISE_DATA_DIR', 'SDKMAN_DIR', 'ANDROID_HOME', 'CC', 'CXX'],
]);

const SECRET_NAME =
  /(^|[_-])(TOKEN|SECRETS?|PASS(WORD|WD|PHRASE)?|PWD|CREDENTIALS?|AUTH|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|KEY|COOKIE|SESSION|DSN)([_-]|$)/i;

/** A harmless name may still hold a secret: a proxy's or a registry's URL with its password, a pasted key. */
const SECRET_VALUES: readonly RegExp[] = [
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]+:[^\s/@]+@/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(sk|rk|pk)[-_](live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{20,}/,
  /\bgh[oprsu]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}/,
  /\bglpat-[A-Za-z0-9_-]{16,}|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bnpm_[A-Za-z0-9]{30,}|\bhf_[A-Za-z0-9]{30,}/,
  /\bAKIA[A-Z0-9]{16}\b|\bASIA[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
];
