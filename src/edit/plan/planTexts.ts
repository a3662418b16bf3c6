/** The workspace as the steps so far leave it. */

import { FileTree } from '../../retrieval/graph/fileTree.ts';
import type { Project } from '../../retrieval/graph/project.ts';
import type { FileChange } from '../../review/proposal.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { ChangedTexts } from '../checkChange.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';

export class PlanTexts implements WorkspaceTexts {
  readonly #files: WorkspaceTexts;
  readonly #project: () => Promise<Project>;
  readonly #changed = new Map<WorkspacePath, string | undefined>();
  /** With the files that have come; made again when others come or go. */
  #withNew: Project | undefined;

  constructor(files: WorkspaceTexts, project: () => Promise<Project>) {
    this.#files = files;
    this.#project = project;
  }

  async paths(): Promise<readonly WorkspacePath[]> {
    const there = new Set(await this.#files.paths());
    for (const [path, text] of this.#changed) {
      if (text === undefined) there.delete(path);
      else there.add(path);
    }
    return [...there].sort();
  }

  async text(path: WorkspacePath): Promise<string | undefined> {
    return this.#changed.has(path) ? this.#changed.get(path) : this.#files.text(path);
  }

  before(path: WorkspacePath): Promise<string | undefined> {
    return this.#files.text(path);
  }

  whyNot(path: WorkspacePath): string | undefined {
    return this.#files.whyNot(path);
  }

  async project(): Promise<Project> {
    if (this.#withNew) return this.#withNew;
    const project = await this.#project();
    const there = new Set(await this.#files.paths());
    if ([...this.#changed].every(([path, text]) => there.has(path) === (text !== undefined))) return project;
    const tree = new FileTree();
    for (const path of await this.paths()) tree.add(path);
    return (this.#withNew = { ...project, tree });
  }

  /** A file that becomes what it was is none that changed. */
  async write(texts: ChangedTexts): Promise<void> {
    this.#withNew = undefined;
    for (const [path, text] of texts) {
      if (text === (await this.#files.text(path))) this.#changed.delete(path);
      else this.#changed.set(path, text);
    }
  }

  get changed(): ChangedTexts {
    return this.#changed;
  }

  async changes(): Promise<FileChange[]> {
    const changes: FileChange[] = [];
    for (const [path, after] of this.#changed) changes.push({ path, before: await this.#files.text(path), after });
    return changes;
  }
}
