/** The first place of several where the project's own tool finds a test and runs it: tried in a copy. */
import type { TestReport, WorkspacePath } from '../../testing/report.ts';
import type { ShadowWorkspace } from '../../testing/shadow.ts';
import type { RunRequest, RunTests } from '../../testing/testCommand.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { FirstPlace, NoTool } from './firstPlace.ts';
import type { TestHome } from './testHome.ts';

export interface FirstHome {
  readonly home: TestHome;
  /** Of the run that found it, without the test that was only tried. */
  readonly report: TestReport;
  readonly standIn: ReadonlyMap<WorkspacePath, string>;
}

export async function firstHome(
  places: readonly FirstPlace[],
  shadow: ShadowWorkspace,
  run: Omit<RunRequest, 'coverage'>,
  { runQuickly, files }: { readonly runQuickly: RunTests; readonly files: WorkspaceTexts },
  signal: AbortSignal,
): Promise<FirstHome | NoTool> {
  let last: TestReport | undefined;
  for (const { path, tried, example } of places) {
    await shadow.write(path, tried);
    const report = await runQuickly(shadow, { ...run, coverage: false }, signal);
    const isFound = report.results.some(({ file, outcome }) => file === path && outcome === 'passed');
    if (isFound) {
      const before = await files.text(path);
      const home = { path, before, example: { path, text: example }, isFirst: true } as const;
      const results = report.results.filter(({ file }) => file !== path);
      return { home, report: { ...report, results }, standIn: new Map([[path, tried]]) };
    }
    last = report;
    await shadow.reset();
  }
  const said = last?.results.find(({ outcome }) => outcome === 'failed')?.failure?.message ?? last?.problem?.message;
  const line = said?.trim().split('\n', 1)[0]?.replace(/\.$/, '');
  return {
    why: `A first test was tried as ${places.map(({ path }) => path).join(' and ')}, and “${run.command.line}” did not run it${line ? `: ${line}` : ''}.`,
    next: 'Write a first test by hand: others will be like it.',
  };
}
