/** The files of a workspace on disk that may be seen and changed, with what the editor has not written yet. */
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FileTree } from '../../retrieval/graph/fileTree.ts';
import type { Project } from '../../retrieval/graph/project.ts';
import { factsOf, projectFacts, type ProjectFacts } from '../../retrieval/graph/projectFacts.ts';
import { selectFiles, type FileSelection } from '../../retrieval/node/fileSelection.ts';
import { judgeText } from '../../retrieval/node/textFile.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import type { WorkspacePath } from '../report.ts';
import type { WorkspaceTexts } from '../workspaceTexts.ts';

export interface WorkspaceFiles extends WorkspaceTexts {
  /** What imports are resolved against. */
  project(): Promise<Project>;
  /** Single files that are not among the paths, and why not, in words without a full stop. Those that git ignores are not told. */
  leftOut(): Promise<ReadonlyMap<WorkspacePath, string>>;
}

/** As the index has it: nobody wrote more in one file. */
const mostBytes = 1_000_000;
/** Between two of these many files the thread is free. */
const stretch = 200;

/** @param root absolute and real */
export function openWorkspaceFiles(root: string, unsaved: ReadonlyMap<WorkspacePath, string>): WorkspaceFiles {
  const selection = selectFiles({ root, exclude: [], mostBytes });
  const texts = new Map<WorkspacePath, string | undefined>();
  /** What the walk has let through is not judged a second time. */
  let known: ReadonlySet<WorkspacePath> = new Set();
  const leftOut = new Map<WorkspacePath, string>();
  let listed: Promise<readonly WorkspacePath[]> | undefined;
  let project: Promise<Project> | undefined;
  const text = (file: WorkspacePath): string | undefined => {
    if (!texts.has(file)) texts.set(file, readAllowed(root, file, known.has(file) ? undefined : selection, unsaved));
    return texts.get(file);
  };
  const paths = (): Promise<readonly WorkspacePath[]> =>
    (listed ??= list(selection, leftOut).then((found) => {
      known = found;
      const held = [...unsaved.keys()].filter((file) => judgePath(file).kind === 'allowed');
      return [...new Set([...found, ...held])].sort();
    }));
  return {
    paths,
    text: (file) => Promise.resolve(text(file)),
    whyNot(file) {
      const verdict = judgePath(file);
      if (verdict.kind === 'refused') return verdict.reason;
      if (text(file) !== undefined || !isThere(path.join(root, file))) return undefined;
      const judged = selection.judge(file);
      const why = judged?.kind === 'refused' ? judged.reason : 'not text that may be shown';
      return `${file} is left alone: ${why}.`;
    },
    project: () => (project ??= projectOf(paths, text)),
    leftOut: async () => {
      await paths();
      return leftOut;
    },
  };
}

async function list(
  selection: FileSelection,
  leftOut: Map<WorkspacePath, string>,
): Promise<ReadonlySet<WorkspacePath>> {
  const found = new Set<WorkspacePath>();
  let seen = 0;
  for (const judged of selection.walk()) {
    if (judged.kind === 'found') found.add(judged.file.path);
    else if (judged.why !== 'ignored' && !judged.path.endsWith('/')) leftOut.set(judged.path, judged.reason);
    if (++seen % stretch === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** @param selection left out for a file that it has let through already */
function readAllowed(
  root: string,
  file: WorkspacePath,
  selection: FileSelection | undefined,
  unsaved: ReadonlyMap<WorkspacePath, string>,
): string | undefined {
  if (judgePath(file).kind === 'refused') return undefined;
  const judged = selection?.judge(file);
  if (judged?.kind === 'refused') return undefined;
  const isOnDisk = selection === undefined || judged !== undefined;
  const text = unsaved.get(file) ?? (isOnDisk ? decoded(path.join(root, file)) : undefined);
  if (text === undefined) return undefined;
  const verdict = judgeText(file, text);
  return verdict.kind === 'refused' && verdict.why === 'secret' ? undefined : text;
}

/** Only UTF-8 can be written back byte for byte. A byte order mark is not part of the text; the writer keeps it. */
function decoded(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.includes(0)) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function projectOf(
  paths: () => Promise<readonly WorkspacePath[]>,
  text: (file: WorkspacePath) => string | undefined,
): Promise<Project> {
  const tree = new FileTree();
  const facts = new Map<string, ProjectFacts>();
  for (const file of await paths()) {
    tree.add(file);
    if (!/(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|go\.mod|Cargo\.toml)$/.test(file)) continue;
    const stored = projectFacts(file, text(file) ?? '');
    if (stored !== '') facts.set(file, factsOf(stored));
  }
  return { tree, facts, declaring: () => [] };
}

const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;
