/** What a shared index is to whoever configures it, follows it or shows it: the address, the name, the words. */
import { TouchstoneError } from '../base/errors.ts';

/** `index`: this machine also writes what it has indexed. */
export type SharedRole = 'search' | 'index';

/** How much of it is kept on this machine: everything up to some size, everything, or only what differs here. */
export type SharedHold = 'auto' | 'all' | 'changed';

export interface SharedSettings {
  /** Of the Chroma server; `''` for none. */
  readonly url: string;
  readonly role: SharedRole;
  /** The collection's name; `''` to be made from the repository's remote. */
  readonly collection: string;
  readonly hold: SharedHold;
}

export interface SharedStatus {
  readonly role: SharedRole;
  /** `lost` comes back by itself; `refused` needs somebody to do something. */
  readonly state: 'joining' | 'joined' | 'lost' | 'refused';
  /** A whole sentence, with the next step where there is one. */
  readonly message: string;
}

export interface SharedAddress {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly tenant: string;
  readonly database: string;
}

/**
 * Reads `https://chroma.example:8000`, with `?tenant=` and `?database=` where the server has several.
 * @throws TouchstoneError when it is no such address.
 */
export function sharedAddress(url: string): SharedAddress {
  const wrong = (why: string): TouchstoneError =>
    new TouchstoneError(
      `“${url}” is no address of a shared index: ${why}.`,
      'Give the address of a Chroma server, for example https://chroma.example:8000.',
    );
  if (!URL.canParse(url)) throw wrong('it is no URL');
  const { protocol, hostname, port, pathname, username, password, searchParams } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw wrong('it begins neither with http:// nor with https://');
  if (username !== '' || password !== '') throw wrong('a password belongs into the secret storage');
  // The official client has no place for one.
  if (pathname !== '/' && pathname !== '') throw wrong('it has a path');
  const ssl = protocol === 'https:';
  return {
    host: hostname,
    port: port === '' ? (ssl ? 443 : 80) : Number(port),
    ssl,
    tenant: searchParams.get('tenant') ?? 'default_tenant',
    database: searchParams.get('database') ?? 'default_database',
  };
}

/** A token in clear text may not leave the machine. */
export function isExposed({ host, ssl }: SharedAddress): boolean {
  return !ssl && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/** The same text for all the ways in which one repository is cloned; without user and password. */
export function repositoryOf(remote: string): string {
  return remote
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):(?:\d+(?=\/))?\/?/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .toLowerCase();
}

/** Whether Chroma takes it as a collection's name, with the ending that one of our two has. */
export function isCollectionName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{1,400}[A-Za-z0-9]$/.test(name);
}

/** Readable on the server. @param key of the repository and the folder in it, so that no two are the same. */
export function collectionName(repository: string, key: string): string {
  const readable = (repository.split('/').at(-1) ?? '').replace(/[^a-z0-9]+/gi, '-').replace(/^-+|-+$/g, '');
  return `touchstone-${readable.slice(0, 40) || 'repository'}-${key}`;
}

/** What is said before a server is used for the first time. @param folder that is to be written; undefined to search. */
export function consentFor(url: string, folder: string | undefined): string {
  const { host } = sharedAddress(url);
  return folder === undefined
    ? `Touchstone will search the shared index at ${host}. Searches tell the server which words and files are looked for; nothing of your files is written there.`
    : `Touchstone will write what it knows of the folder ${folder} to the shared index at ${host}: paths, names, signatures, the words of each piece of code and its vector. Not the text of files, and nothing of secrets and ignored files. Whoever may read there can read that.`;
}
