/** What changed, and what is complained about. */

import type { WorkspacePath } from '../../testing/report.ts';
import type { SearchedDeps } from './searchedDeps.ts';
import type { Subject } from './subject.ts';
import type { Findings } from './finding.ts';
import { counted } from './finding.ts';
import { definitionFinding, missingNote } from './taken.ts';

export async function changes(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (!deps.history)
    return { how: 'Nobody knows what changed: the folder is in no git repository that may be read.', found: [] };
  const about = await changedPlace(subject, deps);
  const commits = await deps.history({ ...about, limit: 10 }, signal);
  const where =
    about.path === undefined
      ? 'the workspace'
      : `\`${about.path}\`${about.lines ? `, lines ${about.lines.first} to ${about.lines.last}` : ''}`;
  return {
    how:
      commits.length === 0
        ? `git knows no commit that changed ${where}.`
        : `The latest commits that changed ${where}, as git tells them.`,
    found: [],
    commits,
    notes: missingNote(subject),
  };
}

async function changedPlace(
  subject: Subject,
  deps: SearchedDeps,
): Promise<{ path?: WorkspacePath; lines?: { first: number; last: number } }> {
  switch (subject.kind) {
    case 'file':
    case 'folder':
      return { path: subject.path };
    case 'lines':
      return { path: subject.path, lines: { first: subject.first, last: subject.last } };
    case 'symbol': {
      const [definition] = subject.definitions;
      if (!definition) return {};
      const { path, first, last } = await definitionFinding(definition, deps, 1);
      return { path, lines: { first, last } };
    }
    case 'words':
      return {};
  }
}

export async function problems(subject: Subject, deps: SearchedDeps, signal: AbortSignal): Promise<Findings> {
  if (!deps.problems) return { how: 'Nobody reports problems here: they are known in the editor only.', found: [] };
  const all = await deps.problems(signal);
  const path = subject.kind === 'words' ? undefined : 'path' in subject ? subject.path : subject.definitions[0]?.path;
  const shown = all.filter((one) => path === undefined || one.path === path || one.path.startsWith(`${path}/`));
  const errors = shown.filter(({ severity }) => severity === 'error').length;
  const where = path === undefined ? '' : ` in \`${path}\``;
  return {
    how:
      shown.length === 0
        ? `The editor reports no problem${where}. It knows of files that were opened or checked only.`
        : `The editor reports ${counted(errors, 'error')} and ${counted(shown.length - errors, 'warning')}${where}.`,
    found: [...shown]
      .sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
      .slice(0, 20)
      .map(({ path: file, line, severity, message }) => ({
        ...{ path: file, first: line, last: line, reason: `${severity}: ${message.replaceAll('`', "'")}` },
        extract: { first: line, last: line },
      })),
  };
}
