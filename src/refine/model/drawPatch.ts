/** One question to the model and what its answer comes to: a patch, a change that was tried before, or none. */

import { isTestPath } from '../../testing/testPath.ts';
import { ask } from '../../model/ask.ts';
import { ContextTooLong } from '../../model/errors.ts';
import type { ChatMessage, Model } from '../../model/model.ts';
import type { Spending } from '../../model/spending.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { Place, TestCoverage, TestResult, WorkspacePath } from '../../testing/report.ts';
import type { Trace } from '../../testing/trace.ts';
import { diffLines } from '../../text/lineDiff.ts';
import { retryText } from '../../text/editFormat.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { Attempt, Patch } from '../attempt.ts';
import { sameChange, type DrawnChanges } from '../drawnChanges.ts';
import type { SuspiciousPlace } from '../event.ts';
import { textOf, type Fact } from '../facts/fact.ts';
import { factsOf } from '../facts/factsOf.ts';
import { openCodeFiles, type CodeFiles, type ReadSyntax } from '../localise/codeFiles.ts';
import type { AttemptNode } from './attemptTree.ts';
import { gateTexts } from './modelGate.ts';
import { lineMoves, passingNeighbours, suspiciousCode } from './promptCode.ts';
import { readAnswer, type AnswerFiles } from './readAnswer.ts';
import { planIn, planPrompt, promptText, repairPrompt, type Known, type Tried } from './repairPrompt.ts';
import type { Strategy } from './strategies.ts';

export interface AnswerDeps {
  readonly model: Model;
  readonly spending: Spending;
  readonly issue: string | undefined;
  /** "TypeScript, tested by vitest". */
  readonly project: string;
  readonly mayChangeTests: boolean;
  readonly failing: readonly TestResult[];
  readonly passed: readonly TestResult[];
  readonly coverage: readonly TestCoverage[];
  readonly traces: Promise<readonly { readonly test: TestResult; readonly traces: readonly Trace[] }[]>;
  /** Most suspicious first. */
  readonly places: readonly SuspiciousPlace[];
  /** The workspace as it was. */
  readonly files: CodeFiles;
  readonly readSyntax: ReadSyntax;
  readonly parse: Parse;
  readonly nextId: () => number;
  /** What either source has come to already. */
  readonly drawn: Pick<DrawnChanges, 'again' | 'add'>;
  /** @param sameAs the earlier patch that comes to the same, where that is why */
  readonly onRefused: (patch: Patch, why: string, sameAs?: number) => void;
}

export interface Question {
  readonly strategy: Strategy;
  /** What it goes on from. */
  readonly from?: AttemptNode;
  readonly note?: string;
  /** Everything that was run so far. */
  readonly tried: readonly AttemptNode[];
}

export type Drawn =
  | { readonly kind: 'patch'; readonly patch: Patch; readonly judgement: number }
  /** The patch holds what there is of it, for the search's tree. */
  | { readonly kind: 'refused'; readonly patch: Patch; readonly why: string }
  /** `sameAs`: the id of the patch that came to the same change before. */
  | { readonly kind: 'copy'; readonly patch: Patch; readonly why: string; readonly sameAs: number };

const promptTokens = 12_000;
const smallestPrompt = 2_000;
const answerTokens = 4_000;
/** Changes that were tried before are told of, the newest. */
const shownTries = 6;

/** `undefined`: there are not enough tokens left. @throws ModelError */
export async function answerOnce(
  question: Question,
  deps: AnswerDeps,
  signal: AbortSignal,
): Promise<Drawn | undefined> {
  const base = baseOf(question.from);
  const files = withTexts(base, deps);
  for (let tokens = promptTokens; ; tokens = Math.floor(tokens / 2)) {
    try {
      return await draw(question, base, files, tokens, deps, signal);
    } catch (error) {
      if (!(error instanceof ContextTooLong) || tokens / 2 < smallestPrompt) throw error;
    }
  }
}

type Texts = ReadonlyMap<WorkspacePath, string>;

/** The nearest partial fix on the way up: its change is kept, and the question is about the rest. */
function baseOf(from: AttemptNode | undefined): AttemptNode | undefined {
  for (let node = from; node; node = node.parent) if (node.attempt.kind === 'partial') return node;
  return undefined;
}

function withTexts(base: AttemptNode | undefined, { files, readSyntax }: AnswerDeps): CodeFiles {
  if (!base) return files;
  const { texts } = base.patch;
  const read = async (path: WorkspacePath): Promise<string> => {
    const text = texts.get(path) ?? (await files.text(path));
    if (text === undefined) throw new RangeError(`${path} is not there`);
    return text;
  };
  return openCodeFiles([...new Set([...files.paths, ...texts.keys()])], read, readSyntax);
}

async function draw(
  question: Question,
  base: AttemptNode | undefined,
  files: CodeFiles,
  tokens: number,
  deps: AnswerDeps,
  signal: AbortSignal,
): Promise<Drawn | undefined> {
  const { strategy } = question;
  const { model, spending } = deps;
  const room = () => ({ tokens, nonce: crypto.randomUUID().slice(0, 8) });
  let known = await knownFor(question, base, files, tokens, deps, signal);
  if (strategy.plans) {
    const plan = await ask(
      model,
      planPrompt(known, room()),
      { temperature: strategy.temperature, answerTokens },
      spending,
      signal,
    );
    if (!plan) return undefined;
    known = { ...known, plan: planIn(plan.text) };
  }
  const asked = repairPrompt(known, strategy, room());
  const first = await ask(model, asked, { temperature: strategy.temperature, answerTokens }, spending, signal);
  if (!first) return undefined;
  const answerFiles: AnswerFiles = {
    paths: files.paths,
    text: (path) => files.text(path),
    isTest: (path) => deps.failing.some((test) => test.file === path),
    mayChangeTests: deps.mayChangeTests,
  };
  const judged = await judge(first, asked);
  if (judged.kind !== 'refused') return judged;
  // Its own answer with what is wrong about it, once: most often a quote that is not quite right.
  deps.onRefused(judged.patch, judged.why);
  const again: ChatMessage[] = [
    ...asked,
    { role: 'assistant', text: first.text },
    { role: 'user', text: retryText('blocks', [judged.why]) },
  ];
  const second = await ask(model, again, { temperature: strategy.temperature, answerTokens }, spending, signal);
  if (!second) return undefined;
  return judge(second, again, judged.patch.id);

  async function judge(
    { text, end }: NonNullable<Awaited<ReturnType<typeof ask>>>,
    messages: readonly ChatMessage[],
    sentBack?: number,
  ): Promise<Drawn> {
    const read = await readAnswer(text, end, answerFiles);
    const texts = new Map([...(base?.patch.texts ?? []), ...read.texts]);
    const originals = await originalsOf(texts, deps.files);
    const places = placesOf(originals, texts, deps.places);
    const parent = sentBack ?? question.from?.patch.id;
    const patch: Patch = {
      id: deps.nextId(),
      ...(parent !== undefined && { parent }),
      source: 'model',
      strategy: strategy.name,
      title: read.title,
      places,
      texts,
      size: 0,
      rank: rankOf(places, deps.places),
      prompt: promptText(messages),
    };
    if (read.refused.length > 0) return { kind: 'refused', patch, why: read.refused.join('\n') };
    const changes = [...texts].map(([path, after]) => ({ path, before: originals.get(path) ?? '', after }));
    const gated = await gateTexts(changes, deps.parse);
    if (gated.kind === 'refused') return { kind: 'refused', patch, why: gated.why };
    const same = deps.drawn.again(gated.key, 'model');
    if (same) return { kind: 'copy', patch, why: sameChange(same), sameAs: same.id };
    const whole = { ...patch, size: gated.size };
    deps.drawn.add(gated.key, whole);
    return { kind: 'patch', patch: whole, judgement: read.judgement };
  }
}

/** Shares of a prompt's tokens that the code may have before the rest is known. */
const codeShare = 0.5;

async function knownFor(
  { from, tried, note }: Question,
  base: AttemptNode | undefined,
  files: CodeFiles,
  tokens: number,
  deps: AnswerDeps,
  signal: AbortSignal,
): Promise<Known> {
  const { places, issue, project, passed, coverage } = deps;
  const originals = base ? await originalsOf(base.patch.texts, deps.files) : new Map<WorkspacePath, string>();
  const moved = lineMoves(originals, base?.patch.texts ?? new Map());
  const here = places.map((place) => ({ ...place, line: moved(place) }));
  const failing = base && base.attempt.kind === 'partial' ? base.attempt.failures : deps.failing;
  // What variables held was seen in the workspace as it was.
  const traces = base ? [] : await deps.traces;
  const facts = await factsOf({ failing, places: here, files, traces }, signal);
  const others = tried.filter((node) => node !== from && node !== base && node.patch.source === 'model');
  const told = [...others.slice(-shownTries), ...(from && from !== base ? [from] : [])];
  return {
    issue,
    project,
    facts,
    code: await suspiciousCode(places, files, moved, tokens * codeShare),
    neighbours: await passingNeighbours(places, coverage, passed, files, signal),
    tried: await Promise.all(told.map((node) => triedOf(node, node === from, files, deps, signal))),
    ...(base?.attempt.kind === 'partial' && {
      part: { diff: diffOf(originals, base.patch.texts), fixed: base.attempt.fixed },
    }),
    ...(note !== undefined && { note }),
  };
}

/** @param isNewest its failures are told in full, as facts */
async function triedOf(
  { attempt, patch }: AttemptNode,
  isNewest: boolean,
  files: CodeFiles,
  deps: AnswerDeps,
  signal: AbortSignal,
): Promise<Tried> {
  const diff = diffOf(await originalsOf(patch.texts, deps.files), patch.texts);
  if (attempt.kind === 'verified') return { diff, outcome: 'It passes every test.' };
  const facts = await factsOf({ failing: attempt.failures, places: [], files, traces: [] }, signal);
  const failures = facts.filter(({ kind }) => kind === 'assertion' || kind === 'exception');
  const shown = failures.slice(0, isNewest ? 4 : 1).map((fact: Fact) => textOf(fact));
  return { diff, outcome: `${summaryOf(attempt)}\n${shown.join('\n')}` };
}

function summaryOf(attempt: Exclude<Attempt, { kind: 'verified' }>): string {
  if (attempt.kind === 'partial') return `With it ${attempt.fixed.length} of the failing tests pass. Still:`;
  switch (attempt.effect) {
    case 'none':
      return 'With it the tests fail just as they did:';
    case 'other failure':
      return 'With it the tests fail in another way:';
    case 'not built':
      return 'With it the code does not compile or load, so that no test is run:';
    case 'passes':
      return 'With it a failing test passes, but others do not pass any more:';
  }
}

async function originalsOf(texts: Texts, files: CodeFiles): Promise<Map<WorkspacePath, string>> {
  const originals = new Map<WorkspacePath, string>();
  for (const path of texts.keys()) {
    const text = await files.text(path);
    if (text !== undefined) originals.set(path, text);
  }
  return originals;
}

const diffOf = (originals: Texts, texts: Texts): string =>
  formatUnifiedDiff([...texts].map(([path, after]) => ({ path, before: originals.get(path), after })));

/** Where the hunks are, the most suspicious first. */
function placesOf(originals: Texts, texts: Texts, suspects: readonly SuspiciousPlace[]): readonly [Place, ...Place[]] {
  const places = [...texts].flatMap(([path, after]) =>
    diffLines(originals.get(path) ?? '', after).map(({ oldStart, removed }) => ({
      path,
      line: Math.max(1, oldStart),
      last: Math.max(1, oldStart + removed.length - 1),
    })),
  );
  const score = ({ path, line, last }: { path: string; line: number; last: number }): number =>
    Math.max(
      0,
      ...suspects
        .filter((each) => each.path === path && line <= each.line && each.line <= last)
        .map((each) => each.score),
    );
  const sorted = places
    .map((place) => ({ place, score: score(place) }))
    .sort((a, b) => b.score - a.score || Number(isTestPath(a.place.path)) - Number(isTestPath(b.place.path)))
    .map(({ place: { path, line } }) => ({ path, line }));
  const [first, ...others] = sorted;
  const nowhere = suspects[0] ?? { path: [...texts.keys()][0] ?? '', line: 1 };
  return [first ?? { path: nowhere.path, line: nowhere.line }, ...others];
}

/** As embedded candidates are ranked: suspiciousness times how often such an idea is right. */
function rankOf(places: readonly Place[], suspects: readonly SuspiciousPlace[]): number {
  const near = suspects.filter(({ path, line }) =>
    places.some((place) => place.path === path && Math.abs(place.line - line) <= 3),
  );
  return 0.3 * Math.max(0.2, ...near.map(({ score }) => score ** 2));
}
