import { BaseUrlInvalid } from './errors.ts';

/**
 * Makes a base URL of what a person typed: `localhost:11434` becomes `http://localhost:11434/v1`.
 * A path is taken as it is, except for a trailing slash and the name of a method that was pasted
 * along (`/chat/completions`); with no path at all `/v1` is added, where nearly every server listens.
 * @throws BaseUrlInvalid when it is no http address, or carries a password.
 */
export function normaliseBaseUrl(text: string): string {
  const typed = text.trim();
  if (typed === '') throw new BaseUrlInvalid('it is empty');
  const url = parse(typed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new BaseUrlInvalid(`"${url.protocol}" is neither http nor https`);
  if (url.username !== '' || url.password !== '')
    throw new BaseUrlInvalid('it contains a name or password, and a key belongs in the secret storage');
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|completions|embeddings|models)$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}${url.search}`;
}

/** What a person sees of an endpoint: `localhost:11434`, `api.openai.com`. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'The endpoint';
}

/** The address of something beside `/v1`, such as llama.cpp's `/infill`. */
export function besideBase(baseUrl: string, path: string): string {
  const url = new URL(baseUrl);
  return `${url.origin}${url.pathname.replace(/\/v\d+$/, '')}${path}`;
}

/**
 * `keyInClear`: a key would travel unencrypted, which is refused. `textInClear`: source would,
 * which is allowed, since a machine on one's own network is often reached so, but is said.
 */
export function exposure(baseUrl: string, hasKey: boolean): 'none' | 'textInClear' | 'keyInClear' {
  const url = new URL(baseUrl);
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return 'none';
  return hasKey ? 'keyInClear' : 'textInClear';
}

/** Nothing that is sent there leaves this machine. */
export function isOnThisMachine(baseUrl: string): boolean {
  return isLoopback(new URL(baseUrl).hostname);
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

function parse(typed: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${guessScheme(typed)}//${typed}`;
  if (!URL.canParse(withScheme)) throw new BaseUrlInvalid(`"${typed}" is not an address`);
  return new URL(withScheme);
}

function guessScheme(typed: string): string {
  const guess = `http://${typed}`;
  return URL.canParse(guess) && isLoopback(new URL(guess).hostname) ? 'http:' : 'https:';
}
