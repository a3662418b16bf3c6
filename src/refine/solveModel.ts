/** The model beside a search: when it is asked and with what, and what is learnt by looking at the places. */
import { settingsTable } from '../settings/table.ts';
import type { Framework } from '../testing/testCommand.ts';
import { isTestPath } from '../testing/testPath.ts';
import type { Baseline } from './baseline.ts';
import type { SuspiciousPlace } from './event.ts';
import type { FixRequest, ModelBudget } from './fixRequest.ts';
import { withValues } from './localise/valueReasons.ts';
import { lookFirst } from './model/lookFirst.ts';
import { openModelSource, type ModelSource } from './model/modelSource.ts';
import { refusedNode } from './searchTree.ts';
import type { SearchSession, SolveDeps } from './solveDeps.ts';
import { pause } from './whereToLook.ts';

/** Starts to ask the model, when there is one and it may be asked. */
export function askModel(
  request: FixRequest,
  baseline: Baseline,
  places: readonly SuspiciousPlace[],
  deps: SolveDeps,
  session: SearchSession,
  signal: AbortSignal,
): ModelSource | undefined {
  const { model, onFact, parse, readSyntax, log } = deps;
  const { files, nextId, drawn, originals } = session;
  const budget = request.modelBudget ?? usualModelBudget;
  if (!model || budget.samples === 0) return undefined;
  const { issue, selection, command } = request;
  const traces = session.traces?.() ?? Promise.resolve([]);
  return openModelSource(
    {
      ...{ model, budget, issue, places, files, readSyntax, parse, nextId, drawn, log },
      ...{ failing: baseline.failing, passed: baseline.passed, coverage: baseline.coverage },
      targets: baseline.failing.length,
      project: describeProject(places, command.framework),
      // Who points at a test wants that changed.
      mayChangeTests: selection !== undefined && isTestPath(selection.path),
      traces,
      lookFirst: async (spending, stop) => {
        const hasCoverage = baseline.coverage.some((run) => baseline.failing.some(({ id }) => id === run.test));
        const look = { model, issue, failing: baseline.failing, traces, places, hasCoverage, files };
        const found = await lookFirst(look, spending, stop);
        if (!found) return undefined;
        session.looked = withValues(found, await traces);
        onFact({ kind: 'looked', places: session.looked });
        return found;
      },
      onPatch: () => onFact({ kind: 'generated', count: 1 }),
      onRefused: (patch, why, sameAs) => onFact({ kind: 'tried', node: refusedNode(patch, why, sameAs, originals) }),
      onSpending: (spending) => onFact({ kind: 'spent', spending }),
      onTrouble: (message) => onFact({ kind: 'modelTrouble', message }),
    },
    signal,
  );
}

/** A search that is over sooner needs no values. */
const valuesAfterMs = 4_000;

/** Tells what variables held at the suspicious lines, once the search takes long enough for someone to look. */
export async function tellValues(
  { model, traceValues, onFact }: SolveDeps,
  session: SearchSession,
  signal: AbortSignal,
): Promise<void> {
  if (!traceValues) return;
  if (!model) await pause(valuesAfterMs, signal);
  if (signal.aborted) return;
  const traced = (await session.traces?.()) ?? [];
  if (signal.aborted || traced.every(({ traces }) => traces.length === 0)) return;
  session.looked = withValues(session.looked, traced);
  onFact({ kind: 'looked', places: session.looked });
}

const usualModelBudget: ModelBudget = {
  samples: settingsTable['fix.samples'].default,
  mostTokens: settingsTable['fix.maxTokens'].default,
  inputPrice: 0,
  outputPrice: 0,
};

/** "TypeScript and Python, tested by vitest" */
function describeProject(places: readonly SuspiciousPlace[], framework: Framework): string {
  const endings = places.slice(0, 50).map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  const languages = new Set(endings.map((ending) => languageNames[ending] ?? ending));
  const tools = framework === 'custom' ? 'tested by a command of its own' : `tested by ${framework}`;
  return languages.size === 0 ? tools : `${[...languages].slice(0, 3).join(', ')}, ${tools}`;
}

const languageNames: Readonly<Record<string, string>> = {
  ...{ js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript', jsx: 'JavaScript' },
  ...{ ts: 'TypeScript', mts: 'TypeScript', cts: 'TypeScript', tsx: 'TypeScript' },
  ...{ py: 'Python', java: 'Java', go: 'Go', rs: 'Rust', kt: 'Kotlin' },
};
