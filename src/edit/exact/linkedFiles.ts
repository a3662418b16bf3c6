import { importTargets } from '../../retrieval/graph/importTarget.ts';
import type { Project } from '../../retrieval/graph/project.ts';
import type { WorkspacePath } from '../../testing/report.ts';

/** The files of the workspace that an import means; `isWhole`: the imported name is that of a file, not of something in one. */
export function filesOf(
  project: Project,
  from: WorkspacePath,
  language: string,
  module: string,
  name: string,
): { readonly files: readonly WorkspacePath[]; readonly isWhole: boolean } {
  const [target] = importTargets(project, from, language, { module, names: [{ name, alias: name }], line: 1 });
  return { files: target?.files ?? [], isWhole: target !== undefined && name !== '*' && target.name === '*' };
}
