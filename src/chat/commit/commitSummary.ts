/** A commit message without a model: what was added, changed and removed, by the outlines of both sides. It says no why. */

import type { Definition } from '../../syntax/outline.ts';
import type { ReadOutline } from '../../testing/workspaceTexts.ts';
import type { StagedChange, StagedFile } from './stagedChange.ts';

/** What has become of a definition or, where nothing is defined, of a file. */
interface Deed {
  readonly verb: 'add' | 'change' | 'remove' | 'rename';
  readonly name: string;
}

interface FileDeeds {
  readonly file: StagedFile;
  readonly deeds: readonly Deed[];
}

export async function commitSummary({ files }: Pick<StagedChange, 'files'>, readOutline: ReadOutline): Promise<string> {
  const all: FileDeeds[] = [];
  for (const file of files) all.push({ file, deeds: await deedsOf(file, readOutline) });
  const subject = subjectOf(all);
  const isSaid = all.length === 1 && all[0]!.deeds.length <= 1;
  if (isSaid) return subject;
  return [subject, '', ...all.slice(0, mostRows).map(rowOf), ...moreRow(all.length - mostRows)].join('\n');
}

const mostRows = 40;
export const longestSubject = 72;

async function deedsOf(file: StagedFile, readOutline: ReadOutline): Promise<Deed[]> {
  const { path, from = path, kind, before, after } = file;
  if (kind === 'renamed' && before === after) return [];
  // Of a file that comes or goes its own name says most.
  if (kind === 'added' || kind === 'removed') return [];
  const old =
    before === undefined ? new Map<string, string>() : namesIn(before, (await readOutline(from, before)).definitions);
  const now =
    after === undefined ? new Map<string, string>() : namesIn(after, (await readOutline(path, after)).definitions);
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].filter(([name, text]) => old.has(name) && old.get(name) !== text).map(([name]) => name);
  const only = (names: readonly string[]): string[] =>
    // What holds others has changed with them; the innermost says it.
    names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
  const top = (names: readonly string[]): string[] =>
    names.filter((name) => !names.some((other) => name.startsWith(`${other}.`)));
  const deeds = (verb: Deed['verb'], names: readonly string[]): Deed[] => names.map((name) => ({ verb, name }));
  const inside = [...added, ...removed];
  return [
    ...deeds('add', top(added)),
    ...deeds(
      'change',
      only(changed).filter((name) => !inside.some((other) => other.startsWith(`${name}.`))),
    ),
    ...deeds('remove', top(removed)),
  ];
}

/** Of each definition that others could mean its text, by its name with what it stands in. */
function namesIn(text: string, definitions: readonly Definition[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, scope, kind, start, end } of definitions) {
    if (!isShown.has(kind) || scope.length > 1) continue;
    const whole = [...scope, name].join('.');
    names.set(whole, `${names.get(whole) ?? ''}${text.slice(start, end)}`);
  }
  return names;
}

const isShown: ReadonlySet<Definition['kind']> = new Set<Definition['kind']>([
  ...(['function', 'method', 'class', 'interface', 'enum', 'type', 'constant', 'variable', 'macro'] as const),
  ...(['test', 'heading', 'key', 'rule'] as const),
]);

/** As much as fits into one line, the most telling first; the last way always fits nearly. */
function subjectOf(all: readonly FileDeeds[]): string {
  const [first] = all;
  const ways: string[] = [];
  if (all.length === 1 && first) {
    const where = first.deeds.length === 0 ? '' : ` in ${first.file.path}`;
    if (first.deeds.length > 0) {
      ways.push(`${deedWords(first.deeds)}${where}`);
      ways.push(`${deedWords(first.deeds)} in ${nameOf(first.file.path)}`);
      ways.push(`${deedWords(first.deeds.slice(0, 1))} and more in ${nameOf(first.file.path)}`);
    }
    ways.push(fileWords(first.file), `${verbs[first.file.kind]} ${nameOf(first.file.path)}`);
  } else {
    const names = all.map(({ file }) => nameOf(file.path));
    const kinds = new Set(all.map(({ file }) => file.kind));
    const verb = kinds.size === 1 ? verbs[first!.file.kind] : 'change';
    ways.push(`${verb} ${andWords(names)}`, `${verb} ${andWords(names.slice(0, 2))} and ${all.length - 2} more files`);
    ways.push(`${verb} ${all.length} files`);
  }
  const fits = ways.find((way) => way.length <= longestSubject) ?? ways.at(-1)!.slice(0, longestSubject);
  return fits.charAt(0).toUpperCase() + fits.slice(1);
}

const verbs: Readonly<Record<StagedFile['kind'], string>> = {
  added: 'add',
  changed: 'change',
  removed: 'remove',
  renamed: 'rename',
};

function fileWords({ kind, path, from }: StagedFile): string {
  return kind === 'renamed' && from !== undefined ? `rename ${from} to ${path}` : `${verbs[kind]} ${path}`;
}

/** “add a and b, remove c” */
function deedWords(deeds: readonly Deed[]): string {
  const groups = new Map<Deed['verb'], string[]>();
  for (const { verb, name } of deeds) groups.set(verb, [...(groups.get(verb) ?? []), name]);
  return [...groups].map(([verb, names]) => `${verb} ${andWords(names)}`).join(', ');
}

function andWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function rowOf({ file, deeds }: FileDeeds): string {
  const shown = deeds.slice(0, mostNames);
  const more = deeds.length > mostNames ? ` and ${deeds.length - mostNames} more` : '';
  return `- ${deeds.length === 0 ? fileWords(file) : `${file.path}: ${deedWords(shown)}${more}`}`;
}

const mostNames = 12;

const moreRow = (count: number): string[] => (count > 0 ? [`- and ${count} more files`] : []);

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
