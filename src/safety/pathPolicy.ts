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
  const name = (segments.at(-1) ?? '').toLowerCase();
  if (/^\.env(\..+)?$|\.env$/.test(name)) return !/\.(example|sample|template|dist|defaults?|schema)$/.test(name);
  if (/\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg)$/.test(name)) return true;
  if (/^(id_(rsa|dsa|ecdsa|ed25519)|credentials|secrets?)(\.(json|ya?ml|toml|txt|ini))?$/.test(name)) return true;
  if (/^\.(npmrc|netrc|pypirc|pgpass|htpasswd|git-credentials|dockercfg|vault-token)$/.test(name)) return true;
  if (/^(client_secret|service[-_]?account|gcp[-_]?key).*\.json$/.test(name)) return true;
  return segments.slice(0, -1).some((segment) => /^\.(ssh|aws|gnupg|kube|docker|azure)$/i.test(segment));
}
