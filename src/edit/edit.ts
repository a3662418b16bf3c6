/** From an instruction to a proposal: exactly where that is possible, else by a model, and checked either way. */

import { streamOf } from '../base/stream.ts';
import type { Model } from '../model/model.ts';
import { Spending, type SpendingLimits } from '../model/spending.ts';
import type { Check, Evidence, FileChange, Proposal } from '../review/proposal.ts';
import { settingsTable } from '../settings/table.ts';
import type { WorkspacePath } from '../testing/report.ts';
import type { RunTests } from '../testing/testCommand.ts';
import { checkChange, type ChangedTexts, type CheckDeps, type Checked } from './checkChange.ts';
import { draft, type DraftDeps } from './draft.ts';
import type { EditEvent, EditResult } from './editEvent.ts';
import type { EditRequest } from './editRequest.ts';
import type { ExactDeps } from './exact/exactDeps.ts';
import { exactEdit } from './exact/exactEdit.ts';
import { changeAcross } from './plan/across.ts';
import type { Plan } from './plan/plan.ts';
import { isQuestion } from './exact/exactOrder.ts';
import type { OpenBench } from './optimise/bench.ts';
import { optimise } from './optimise/optimise.ts';
import { judgeGiven, type GivenChange } from './givenChange.ts';
import { askedWords } from './readyMade.ts';
import { generateTests, type TestsDeps } from './tests/generateTests.ts';

export interface EditDeps
  extends
    Omit<ExactDeps, 'hasModel'>,
    CheckDeps,
    Pick<DraftDeps, 'lookup' | 'formatRecord'>,
    Pick<TestsDeps, 'findTestsWith'> {
  /** Left out: only what can be done exactly is done. */
  readonly model?: Model;
  /** Somebody else has made the change already: it is only looked at. */
  readonly given?: GivenChange;
  /** The same as `runTests`, by processes that stay loaded where that gives the same results: for many short runs. */
  readonly runQuickly: RunTests;
  /** What can be timed where something is to be faster. */
  readonly openBench: OpenBench;
  readonly now: () => number;
}

/** @throws TouchstoneError when it cannot go on, ModelError among them; the signal's reason when aborted. */
export function edit(request: EditRequest, deps: EditDeps, signal: AbortSignal): AsyncGenerator<EditEvent, void> {
  return streamOf(async (emit, stop) => {
    const result = await resultOf(request, deps, emit, stop);
    stop.throwIfAborted();
    emit({ kind: 'finished', result });
  }, signal);
}

async function resultOf(
  request: EditRequest,
  deps: EditDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<EditResult> {
  const started = deps.now();
  const { place } = request;
  if (request.instruction.trim() === '' && request.kind === undefined)
    return none('There is no instruction.', 'Say what is to be changed.');
  if (place && (await deps.files.text(place.path)) === undefined)
    return none(
      deps.files.whyNot(place.path) ?? `There is no text file ${place.path} in the workspace.`,
      'Name a file by its path from the top of the workspace.',
    );
  if (place?.lines) {
    const lines = ((await deps.files.text(place.path)) ?? '').split('\n').length;
    if (place.lines.first > lines)
      return none(`${place.path} has only ${lines} lines.`, 'Name lines that are there; they count from 1.');
  }
  if (request.kind === 'optimise') return faster();
  if (request.kind === 'tests') return newTests();
  if (request.across) return across();
  const exact = deps.given
    ? await judgeGiven(deps.given, deps)
    : await exactEdit(request, { ...deps, hasModel: deps.model !== undefined }, signal);
  if (exact?.kind === 'changed') {
    emit({ kind: 'exact', title: exact.title, ...(exact.by !== undefined && { by: exact.by }) });
    const why = deps.given?.by ?? 'Every new name is declared or imported.';
    const names: Check = { what: 'Names', outcome: 'passed', detail: why };
    const texts = new Map<WorkspacePath, string | undefined>(exact.texts);
    for (const path of exact.removed ?? []) texts.set(path, undefined);
    return proposed(exact.title, texts, [names], exact.notes, undefined);
  }
  if (exact && !deps.model) return none(exact.why, exact.next);
  if (exact) emit({ kind: 'notExact', why: exact.why });
  if (isQuestion(request.instruction) && request.kind === undefined)
    return none('That is a question, not a change.', 'Say what is to be changed.');
  if (!deps.model) {
    const reason =
      'This takes a model, and none is chosen. Without one, Touchstone can rename, extract, add an argument, document and organise imports.';
    return { ...none(reason, 'Run “Touchstone: Choose Model”.'), needsModel: true };
  }
  const spending = new Spending(request.limits ?? usualLimits);
  const drafted = await draft(request, { ...deps, model: deps.model, spending }, emit, signal);
  if (drafted.kind === 'none') {
    const reasons = drafted.reasons.slice(0, 4).join(' ');
    return {
      ...none(`The model's answer could not be used. ${reasons}`, 'Ask again in other words, or for less at once.'),
      ...(drafted.said !== '' && { said: drafted.said }),
      spending: spending.shown,
    };
  }
  const title = drafted.title === '' ? askedWords(request) : drafted.title;
  return proposed(title, drafted.texts, drafted.checks, [], spending);

  async function faster(): Promise<EditResult> {
    const { model } = deps;
    const spending = model && new Spending(request.limits ?? usualLimits);
    // Answers that are only tried are not shown while they are written.
    const quietly = (event: EditEvent): void => {
      if (event.kind !== 'ready') emit(event);
    };
    const asked =
      model && spending
        ? { draft: (wanted: EditRequest) => draft(wanted, { ...deps, model, spending }, quietly, signal) }
        : {};
    const found = await optimise(request, { ...deps, ...asked }, emit, signal);
    const spent = spending && { spending: spending.shown };
    if (found.kind === 'none') return { ...none(found.reason, found.next), measured: found.measured, ...spent };
    const speed: Check = { what: 'Speed', outcome: 'passed', detail: found.speed };
    const result = await proposed(found.title, found.texts, [speed], found.notes, spending);
    if (result.status === 'none') return result;
    const { evidence } = result.proposal;
    const failed = evidence.checks?.find(({ outcome }) => outcome === 'failed');
    if (failed) {
      const reason = `What was faster does not pass every check. ${failed.what}: ${failed.detail}`;
      return { ...none(reason, 'Try again with a hint of what must stay.'), measured: found.measured, ...spent };
    }
    const tried = found.measured.length;
    const timed = found.measured.filter(({ timing }) => timing !== undefined).length;
    const candidates = { generated: tried, parsed: tried, run: timed, passed: timed };
    return {
      ...result,
      proposal: { ...result.proposal, evidence: { ...evidence, candidates, measured: found.measured } },
    };
  }

  async function newTests(): Promise<EditResult> {
    const spending = new Spending(request.limits ?? usualLimits);
    const found = await generateTests(request, { ...deps, spending }, emit, signal);
    const spent = deps.model && { spending: spending.shown };
    if (found.kind === 'none')
      return { ...none(found.why, found.next), ...(found.needsModel && !deps.model && { needsModel: true }), ...spent };
    const texts = new Map([[found.path, found.text]]);
    const result = await proposed(found.title, texts, [found.check], found.notes, deps.model && spending);
    if (result.status === 'none') return result;
    const { tried, kept } = found;
    const candidates = { generated: tried, parsed: tried, run: tried, passed: kept };
    const evidence = { ...result.proposal.evidence, candidates, written: [found.path] };
    return { ...result, proposal: { ...result.proposal, evidence } };
  }

  async function across(): Promise<EditResult> {
    const found = await changeAcross(request, request.limits ?? usualLimits, deps, emit, signal);
    const { plan } = found;
    const spent = found.spending && { spending: found.spending.shown };
    if (found.kind === 'none') {
      const { reason, next, needsModel, said } = found;
      return {
        ...none(reason, next),
        plan,
        ...(needsModel && { needsModel }),
        ...(said !== undefined && { said }),
        ...spent,
      };
    }
    const checks = [parses, ...found.checks];
    for (const check of checks) emit({ kind: 'checked', check });
    return proposalOf(found.title, found.plan, checks, found.checked, found.notes, found.spending);
  }

  async function proposed(
    heading: string,
    texts: ChangedTexts,
    known: readonly Check[],
    notes: readonly string[],
    spent: Spending | undefined,
  ): Promise<EditResult> {
    const changes: FileChange[] = [];
    for (const [path, after] of texts) changes.push({ path, before: await deps.files.text(path), after });
    const first = [parses, ...known];
    for (const check of first) emit({ kind: 'checked', check });
    const checked = await checkChange(texts, request.tests, deps, emit, signal);
    return proposalOf(heading, { changes }, first, checked, notes, spent);
  }

  function proposalOf(
    title: string,
    { changes, steps }: Pick<Plan, 'changes'> & Partial<Plan>,
    known: readonly Check[],
    checked: Checked,
    notes: readonly string[],
    spent: Spending | undefined,
  ): EditResult {
    const proposal: Proposal = {
      id: crypto.randomUUID(),
      root: request.root,
      title,
      changes,
      ...(checked.command && { command: checked.command }),
      evidence: evidenceOf([...known, ...checked.checks], checked, notes, (deps.now() - started) / 1000),
    };
    return {
      ...{ status: 'proposed', proposal },
      ...(steps && { plan: { steps, changes } }),
      ...(spent && { spending: spent.shown }),
    };
  }
}

const parses: Check = { what: 'Syntax', outcome: 'passed', detail: 'No file parses worse than before.' };

function evidenceOf(
  checks: readonly Check[],
  { command, tests, warnings }: Checked,
  notes: readonly string[],
  seconds: number,
): Evidence {
  const failed = checks.some(({ outcome }) => outcome === 'failed');
  return {
    verdict: failed ? 'partial' : tests?.tellsSomething ? 'verified' : 'untested',
    command: command?.line ?? '',
    fixed: tests?.fixed ?? [],
    stillPassing: tests?.stillPassing ?? 0,
    ...(tests && tests.newPassing > 0 && { newPassing: tests.newPassing }),
    stillFailing: tests?.stillFailing ?? [],
    flaky: tests?.flaky ?? [],
    candidates: { generated: 1, parsed: 1, run: 0, passed: 0 },
    seconds,
    warnings: [...notes, ...warnings],
    checks,
  };
}

const none = (reason: string, next: string): EditResult & { readonly status: 'none' } => ({
  status: 'none',
  reason,
  next,
});

const usualLimits: SpendingLimits = {
  mostTokens: settingsTable['fix.maxTokens'].default,
  inputPrice: 0,
  outputPrice: 0,
};
