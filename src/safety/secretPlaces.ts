/** Where a home directory and the system keep what no test has to read. Files and folders; most are absent. */
export function secretPlaces(home: string): readonly string[] {
  return [...IN_HOME.map((place) => `${home}/${place}`), ...IN_SYSTEM];
}

/** Whether a place is a folder or lies in it. Both absolute, without `..`. */
export function isInside(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

const IN_HOME = [
  // Keys and tokens
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.npmrc',
  '.yarnrc.yml',
  '.netrc',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.git-credentials',
  '.vault-token',
  '.terraform.d',
  '.password-store',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.m2/settings.xml',
  '.gradle/gradle.properties',
  '.config/gh',
  '.config/glab-cli',
  '.config/git/credentials',
  '.config/gcloud',
  '.config/doctl',
  '.config/hub',
  '.config/op',
  '.config/pypoetry/auth.toml',
  '.config/pip/pip.conf',
  '.config/rclone',
  '.config/containers/auth.json',
  '.config/github-copilot',
  '.claude',
  '.claude.json',
  '.codex',
  '.local/share/keyrings',
  '.local/share/kwalletd',
  'Library/Keychains',
  // Browsers, mail and editors keep sessions and secrets in their profiles
  '.mozilla',
  '.thunderbird',
  '.config/google-chrome',
  '.config/chromium',
  '.config/BraveSoftware',
  '.config/microsoft-edge',
  '.config/vivaldi',
  '.config/opera',
  '.config/Code/User',
  '.config/Code - Insiders/User',
  '.config/VSCodium/User',
  '.config/Cursor/User',
  '.vscode-server/data/User',
  'snap/firefox',
  'snap/chromium',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
  'Library/Application Support/Code/User',
  'Library/Cookies',
  'Library/Safari',
  // Histories hold what was typed, passwords included
  '.bash_history',
  '.zsh_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
  '.mysql_history',
  '.lesshst',
] as const;

/** Readable for root alone, which a container's tests often are. */
const IN_SYSTEM = ['/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/etc/sudoers.d'] as const;
