/**
 * The page of the index: what is in it by language, and what is not by reason. A node makes its children when
 * it is opened, and none has more than can be looked through, so that 20,000 refused files are no burden.
 */
import { counted, sentenceOf, type FolderStand } from './indexWords.ts';
import type { IndexListing, IndexStatus, Refusal, RefusalKind } from './indexStatus.ts';
import { languageName, refusalNames } from './whyNot.ts';

export type IndexNodeKind =
  'folder' | 'status' | 'indexed' | 'language' | 'refused' | 'reason' | 'group' | 'file' | 'refusedFile';

export interface IndexNode {
  /** Unique in the tree, and the same for the same thing at the next look. */
  readonly id: string;
  readonly kind: IndexNodeKind;
  readonly label: string;
  readonly description: string;
  /** More than the row says. */
  readonly tooltip?: string;
  readonly isExpanded?: boolean;
  /** Of a file or folder that can be opened: which workspace folder it is in, and where. */
  readonly place?: { readonly folder: string; readonly path: string };
  readonly children?: () => readonly IndexNode[];
}

export interface ListedFolder {
  /** What tells this folder from every other. */
  readonly key: string;
  readonly name: string;
  readonly stand: FolderStand;
  /** Left out while nothing is known. */
  readonly listing?: IndexListing;
}

/** With one folder its rows are the top ones. */
export function indexTree(folders: readonly ListedFolder[]): readonly IndexNode[] {
  const [only] = folders;
  if (only && folders.length === 1) return folderRows(only);
  return folders.map((folder) => ({
    id: folder.key,
    kind: 'folder',
    label: folder.name,
    description: folder.stand.kind === 'open' ? counted(folder.stand.status.files, 'file') : '',
    children: () => folderRows(folder),
  }));
}

/** More rows than these are grouped: by folder, and where that is no help by name. */
export const mostRows = 200;

function folderRows({ key, stand, listing }: ListedFolder): IndexNode[] {
  const rows: IndexNode[] = [];
  const isReady =
    stand.kind === 'open' &&
    stand.status.phase === 'ready' &&
    stand.status.unstored === undefined &&
    !isAway(stand.status.shared) &&
    !stand.isPaused;
  if (!isReady) rows.push({ id: `${key}|status`, kind: 'status', label: sentenceOf(stand), description: '' });
  if (!listing || stand.kind !== 'open') return rows;
  if (listing.indexed.length > 0) rows.push(indexedRow(key, listing.indexed));
  if (listing.refused.length > 0) rows.push(refusedRow(key, listing));
  return rows;
}

/** Somebody counts on a shared index that does not answer. */
const isAway = (shared: IndexStatus['shared']): boolean => shared?.state === 'lost' || shared?.state === 'refused';

function indexedRow(key: string, files: IndexListing['indexed']): IndexNode {
  const id = `${key}|indexed`;
  const byLanguage = grouped(files, ({ language }) => languageName(language));
  const languages = [...byLanguage].sort(([a, { length: many }], [b, { length: few }]) => few - many || order(a, b));
  return {
    id,
    kind: 'indexed',
    label: 'Indexed',
    description: `${counted(files.length, 'file')} in ${counted(
      files.reduce((sum, { chunks }) => sum + chunks, 0),
      'piece',
    )}`,
    children: () =>
      languages.map(([name, those]) => ({
        id: `${id}|${name}`,
        kind: 'language',
        label: name === 'plain text' ? 'Plain text' : name,
        description: counted(those.length, 'file'),
        children: () =>
          branch(
            `${id}|${name}`,
            those.map(({ path, chunks, isUnsaved }) => ({
              path,
              description: isUnsaved ? `${counted(chunks, 'piece')}, unsaved` : counted(chunks, 'piece'),
              kind: 'file',
            })),
            key,
          ),
      })),
  };
}

function refusedRow(key: string, { refused, isCut }: IndexListing): IndexNode {
  const id = `${key}|refused`;
  const byReason = grouped(refused, ({ why }) => why);
  const reasons = (Object.keys(refusalNames) as RefusalKind[]).filter((why) => byReason.has(why));
  const least = isCut ? 'at least ' : '';
  return {
    id,
    kind: 'refused',
    label: 'Not indexed',
    description: `${least}${counted(refused.length, 'file')} and folders`.replace(
      '1 file and folders',
      '1 file or folder',
    ),
    tooltip: 'A folder counts once, with all that is in it.',
    isExpanded: true,
    children: () =>
      reasons.map((why) => {
        const those = byReason.get(why) ?? [];
        return {
          id: `${id}|${why}`,
          kind: 'reason',
          label: refusalNames[why],
          description: those.length.toLocaleString('en'),
          children: () => branch(`${id}|${why}`, those.map(refusedFile), key),
        };
      }),
  };
}

interface Leaf {
  readonly path: string;
  readonly description: string;
  readonly kind: 'file' | 'refusedFile';
}

const refusedFile = ({ path, reason }: Refusal): Leaf => ({ path, description: reason, kind: 'refusedFile' });

/** @param leaves sorted by path. */
function branch(id: string, leaves: readonly Leaf[], folder: string, below = ''): readonly IndexNode[] {
  if (leaves.length <= mostRows) return leaves.map((leaf) => fileRow(id, leaf, folder, below));
  const groups = [...grouped(leaves, ({ path }) => firstFolder(path, below))];
  const [first] = groups;
  // All in one folder: that one is passed over.
  if (first && groups.length === 1 && first[0] !== '') return branch(id, leaves, folder, first[0]);
  const rows = groups.flatMap(([name, those]): readonly IndexNode[] => {
    const [one] = those;
    if (name === '') return pages(id, those, folder, below);
    if (one && those.length === 1) return [fileRow(id, one, folder, below)];
    return [
      {
        id: `${id}|${name}`,
        kind: 'group',
        label: name.slice(below.length, -1),
        description: those.length.toLocaleString('en'),
        children: () => branch(id, those, folder, name),
      },
    ];
  });
  return rows.length <= mostRows ? rows : sliced(rows, (part, at) => page(`${id}|${below}|${at}`, part, below));
}

/** Files of one folder: too many of them come in pages. */
function pages(id: string, leaves: readonly Leaf[], folder: string, below: string): readonly IndexNode[] {
  const rows = leaves.map((leaf) => fileRow(id, leaf, folder, below));
  return rows.length <= mostRows ? rows : sliced(rows, (part, at) => page(`${id}|${below}|files|${at}`, part, below));
}

function page(id: string, rows: readonly IndexNode[], below: string): IndexNode {
  return {
    id,
    kind: 'group',
    label: `${below}${rows[0]?.label ?? ''} … ${rows.at(-1)?.label ?? ''}`,
    description: rows.length.toLocaleString('en'),
    children: () => rows,
  };
}

function sliced(rows: readonly IndexNode[], make: (part: readonly IndexNode[], at: number) => IndexNode): IndexNode[] {
  const parts: IndexNode[] = [];
  for (let at = 0; at < rows.length; at += mostRows) parts.push(make(rows.slice(at, at + mostRows), at));
  return parts;
}

function fileRow(id: string, { path, description, kind }: Leaf, folder: string, below: string): IndexNode {
  return {
    id: `${id}|${path}`,
    kind,
    label: path.slice(below.length),
    description,
    tooltip: `${path}: ${description}`,
    place: { folder, path },
  };
}

/** The folder of a path directly under another, with its slash; '' for a file of that folder itself. */
function firstFolder(path: string, below: string): string {
  const slash = path.indexOf('/', below.length);
  // A refused folder ends in a slash and is a row itself.
  return slash === -1 || slash === path.length - 1 ? '' : path.slice(0, slash + 1);
}

function grouped<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
