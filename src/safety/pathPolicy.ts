/**
 * Which paths of a workspace may be read into a prompt or written by a proposal. Decided on the text
 * of the path alone; whether a link leads out of the tree is for whoever touches the disk to check.
 */

export type PathVerdict =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'refused';
      /** A whole sentence. */
      readonly reason: string;
    };

/** May Touchstone write this path, or show its content to a model? */
export function judgePath(path: string): PathVerdict {
  const refused = (why: string): PathVerdict => ({ kind: 'refused', reason: `${JSON.stringify(path)} ${why}.` });
  if (normalizeWorkspacePath(path) === undefined) return refused('is not a path inside the workspace');
  if (isGitInternal(path)) return refused('belongs to the repository itself');
  if (isSecretFile(path)) return refused('is a kind of file that holds secrets');
  return { kind: 'allowed' };
}

/**
 * The path with forward slashes and without `.` segments; undefined when it is absolute, leads out
 * of the workspace, is empty, or means another file on some system.
 */
export function normalizeWorkspacePath(path: string): string | undefined {
  // A drive letter, a stream of NTFS, or a line end that could forge a line of output.
  if ([...path].some((char) => char < ' ' || char === '\x7f') || /^[A-Za-z]:/.test(path)) return undefined;
  const slashed = path.replaceAll('\\', '/');
  if (slashed.startsWith('/') || slashed.startsWith('~/')) return undefined;
  const segments = slashed.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..')) return undefined;
  return segments.join('/');
}

/** Anything in a `.git` folder, or that file itself, in any case: some systems do not tell cases apart. */
export function isGitInternal(path: string): boolean {
  return path.split(/[\\/]/).some((segment) => /^\.git[ .]*$/i.test(segment));
}

/** Whether a file's name alone says that it holds secrets. Examples meant for sharing are no secrets. */
export function isSecretFile(path: string): boolean {
  const segments = path.split(/[\\/]/);
  if (segments.slice(0, -1).some((segment) => secretFolder.test(segment))) return true;
  const name = withoutCopy((segments.at(-1) ?? '').toLowerCase());
  if (/^\.env(?:[.\-_].+|rc)?$|\.env$/.test(name))
    return !/\.(example|sample|template|dist|defaults?|schema)$/.test(name);
  if (sourceEnding.test(name)) return false;
  return secretNames.has(name) || secretPatterns.some((pattern) => pattern.test(name));
}

const secretFolder = /^\.(ssh|aws|gnupg|kube|docker|azure|gcloud|password-store)$/i;

/** Code about secrets is none. */
const sourceEnding = /\.(?:[cm]?[jt]sx?|pyi?|go|rs|java|kt|scala|rb|php|cs|swift|c|h|cc|cpp|hpp|sh|md|html?|css)$/;

const secretPatterns: readonly RegExp[] = [
  /\.(pem|key|p8|p12|pfx|pkcs12|jks|keystore|kdbx?|ppk|gpg|ovpn|agekey|keytab)$/,
  /^(?:id|ssh_host)_(?:rsa|dsa|ecdsa|ed25519)(?:_sk|_key)?(?:$|[._-])(?!.*\.?pub$)/,
  /^(credentials|secrets?)(\.(json|ya?ml|toml|txt|ini|env|xml|csv|properties))?$/,
  /^(client_secret|service[-_]?account|gcp[-_]?key|application_default_credentials).*\.json$/,
  /firebase-adminsdk.*\.json$/,
  /^kubeconfig(?:$|[.\-_])|\.kubeconfig$/,
  /\.tfvars(?:\.json)?$|\.tfstate$/,
];

/** `id_rsa.bak`, `.env~`, `.npmrc.orig (1)`: a copy holds what the file holds. */
const withoutCopy = (name: string): string =>
  name.replace(
    /(?:\.(?:bak|backup|old|orig|save|saved|copy|swp|tmp|disabled|\d{6,14})|~| ?\(\d+\)| copy(?: \d+)?)+$/,
    '',
  );

const secretNames: ReadonlySet<string> = new Set([
  '.npmrc',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.pgpass',
  'pgpass.conf',
  '.my.cnf',
  '.mylogin.cnf',
  '.htpasswd',
  '.git-credentials',
  '.dockercfg',
  '.dockerconfigjson',
  '.vault-token',
  '.vault_pass',
  '.s3cfg',
  '.boto',
  '.terraformrc',
  'terraform.rc',
  'credentials.tfrc.json',
  '.gem-credentials',
  '.bash_history',
  '.zsh_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
  '.mysql_history',
  '.irb_history',
]);
