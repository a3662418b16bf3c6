/**
 * How often the embedded engine writes the rest of a line just as its author did, at random places of packages that it
 * was not tuned on, beside copying and word completion. The open file is known up to the cursor only.
 *
 *   npm run bench -- completion [--files N] [--positions N] [--only NAME,NAME] [--tuning] [--alone] [--large]
 *     [--known N] [--without PART,PART] [--weights FILE] [--train FILE]
 *
 * Parts: file, workspace, abstraction, scopes, symbols, sketches. What is left out was still there when the weights were
 * learned, unless `--train FILE --without PART` learns them without it, and `--weights FILE` takes those. `--alone`
 * leaves out the gate and what the engine is compared with. `--known` makes workspaces of so many files.
 */
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runSteps } from '../../src/base/steps.ts';
import { readCorpus, type CorpusFile } from '../../src/completion/embedded/corpus.ts';
import { splitTyped } from '../../src/completion/embedded/lexer.ts';
import { OpenFile } from '../../src/completion/embedded/openFile.ts';
import { everyPart, type Parts } from '../../src/completion/embedded/predictor.ts';
import { Ranker } from '../../src/completion/embedded/ranker.ts';
import { EmbeddedSource } from '../../src/completion/embedded/embeddedSource.ts';
import { Knowledge } from '../../src/completion/embedded/knowledge.ts';
import { createCompletionEngine, type CompletionEngine } from '../../src/completion/engine.ts';
import { languageIdOf } from '../../src/completion/languageShape.ts';
import { createParseCheck } from '../../src/completion/node/parseCheck.ts';
import { usualCompletionSettings } from '../../src/completion/settings.ts';
import type { Moment } from '../../src/completion/shouldAsk.ts';
import { systemClock } from '../../src/model/node/clock.ts';
import { searchLine } from '../../src/completion/embedded/lineSearch.ts';
import { learnedWeights } from '../../src/completion/embedded/weights.ts';
import { Vocabulary } from '../../src/completion/embedded/vocabulary.ts';
import { Baselines } from './completion/baselines.ts';
import { measureLargeWorkspace } from './completion/largeWorkspace.ts';
import { nearest, positionsIn, readSubject } from './completion/positions.ts';
import { learnedOn, train, weightsIn } from './completion/training.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { packages, type BenchPackage } from './retrieval/packages.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    files: { type: 'string', default: '12' },
    positions: { type: 'string', default: '25' },
    known: { type: 'string' },
    only: { type: 'string' },
    tuning: { type: 'boolean' },
    alone: { type: 'boolean' },
    without: { type: 'string', default: '' },
    weights: { type: 'string' },
    large: { type: 'boolean' },
    train: { type: 'string' },
  },
});

const measuredOn = new Set(['effect', 'maplibre-gl', 'mathjs', 'three', 'django', "Python's library", 'guava']);
const seed = 20;
const left = values.without.split(',').filter((name) => name !== '');
for (const name of left) if (!(name in everyPart)) throw new Error(`There is no part “${name}”.`);
const parts: Parts = { ...everyPart, ...Object.fromEntries(left.map((name) => [name, false])) };
const weights = values.weights === undefined ? learnedWeights : await weightsIn(values.weights);

const isStale = (): boolean => false;

interface Outcome {
  readonly isRight: boolean;
  /** How like the right text it is: 1 less the edit distance by the longer of the two. */
  readonly likeness: number;
  readonly confidence: number;
  readonly ms: number;
}

async function measure(): Promise<void> {
  const wanted = packages.filter(({ name }) =>
    values.only !== undefined
      ? values.only.split(',').includes(name)
      : (values.tuning ? learnedOn : measuredOn).has(name),
  );
  const rows = new Map<string, Means[]>();
  for (const one of wanted) {
    const found = await measurePackage(one);
    console.log(`\n${one.name}`);
    for (const [name, outcomes] of found) {
      console.log(`  ${name.padEnd(34)} ${summary(outcomes)}`);
      rows.set(name, [...(rows.get(name) ?? []), meansOf(outcomes)]);
    }
  }
  if (silences.size > 0) console.log('\nwhy nothing was shown');
  for (const [reason, count] of [...silences].sort((a, b) => b[1] - a[1])) console.log(`  ${count} ${reason}`);
  console.log('\nmean of the packages');
  const mean = (values: readonly number[]): string =>
    (values.reduce((sum, one) => sum + one, 0) / values.length).toFixed(3);
  for (const [name, means] of rows) {
    const parts = (['exact', 'like', 'shown', 'right'] as const).map(
      (key) => `${key} ${mean(means.map((one) => one[key]))}`,
    );
    console.log(`  ${name.padEnd(34)} ${parts.join(', ')}`);
  }
}

/** Of all positions, and of those at which something was shown the part that was right. */
interface Means {
  readonly exact: number;
  readonly like: number;
  readonly shown: number;
  readonly right: number;
}

function meansOf(outcomes: readonly Outcome[]): Means {
  const count = Math.max(1, outcomes.length);
  const shown = outcomes.filter(({ confidence }) => confidence > 0);
  const like = outcomes.reduce((sum, one) => sum + one.likeness, 0) / count;
  return { exact: exact(outcomes), like, shown: shown.length / count, right: exact(shown) };
}

async function measurePackage(wanted: BenchPackage): Promise<Map<string, Outcome[]>> {
  const subject = await readSubject(wanted, await fetchPackage(wanted), Number(values.files), seed);
  const whole = learnFrom(subject.known);
  const found = new Map<string, Outcome[]>();
  const note = (name: string, outcome: Outcome): void => void found.set(name, [...(found.get(name) ?? []), outcome]);
  for (const [at, file] of subject.open.entries()) {
    const { vocabulary, corpus, baselines, knowledge } =
      values.known === undefined ? whole : learnFrom(nearest(subject.known, file, Number(values.known)));
    const open = new OpenFile(vocabulary, () => [{ corpus, isStale }]);
    const ranker = new Ranker(weights, 1);
    const products = new Map((values.alone ? [] : [product, productBelow]).map((name) => [name, engineOf(knowledge)]));
    for (const { before, rest, below } of positionsIn(file, Number(values.positions), seed + at)) {
      for (const [name, engine] of products) {
        const text = before + (name === product ? '' : below);
        const began = processorMs();
        const { suggestions, withheld } = await engine.complete(momentAt(file.path, text, before.length), never);
        const ms = processorMs() - began;
        const first = suggestions[0];
        if (withheld) silences.set(withheld.reason, (silences.get(withheld.reason) ?? 0) + 1);
        note(name, outcomeOf(first?.text ?? '', rest, before, first?.confidence ?? 0, ms));
      }
      const started = processorMs();
      const { before: text, partial } = splitTyped(before);
      const typed = { path: file.path, languageId: languageIdOf(file.path), before: text, below: '' };
      const predictor = open.predictor(typed, ranker, parts);
      const line = text.slice(text.lastIndexOf('\n') + 1);
      const state = predictor.start();
      const rests = searchLine(predictor, vocabulary, {
        state,
        first: predictor.candidates(state, partial),
        typed: partial,
        isGlued: !/\s$/.test(text),
        isLineStart: line.trim() === '',
        candidates: 1,
      });
      const best = rests[0];
      const ms = processorMs() - started;
      note('engine', outcomeOf(best?.text ?? '', rest, before, best?.probability ?? 0, ms));
      if (values.alone) continue;
      const copies: readonly [string, string][] = [
        ['longest match, copied', baselines.copy(before, false)],
        ['the same, from the token’s start', baselines.copy(before, true)],
        ['vote of all longest matches', baselines.vote(before)],
        ['word completion', baselines.word(before)],
      ];
      for (const [name, text] of copies) note(name, outcomeOf(text, rest, before, text === '' ? 0 : 1, 0));
    }
  }
  return found;
}

function learnFrom(files: readonly CorpusFile[]) {
  const vocabulary = new Vocabulary();
  const corpus = runSteps(readCorpus(files, vocabulary));
  // Neither is asked, and both take their time.
  const compared = values.alone ? [] : files;
  return { vocabulary, corpus, baselines: new Baselines(compared), knowledge: runSteps(Knowledge.of(compared)) };
}

const product = 'the product, nothing below the cursor';
const productBelow = 'the product, the lines below there';
const silences = new Map<string, number>();
/** What this process has used: on a machine that does other things too, it says more than the clock. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const never = new AbortController().signal;

/** What the editor asks, without the editor. */
function engineOf(knowledge: Knowledge): CompletionEngine {
  return createCompletionEngine({
    sources: [new EmbeddedSource(() => knowledge, parts, weights)],
    context: [],
    check,
    clock: { ...systemClock, now: () => performance.now() },
    waitsForPauses: false,
    settings: () => usualCompletionSettings,
  });
}

const { check } = createParseCheck({ assets: 'dist' });

const momentAt = (path: string, text: string, offset: number): Moment => ({
  path,
  languageId: languageIdOf(path),
  text,
  offset,
  trigger: 'typing',
  document: 'file',
  isReadOnly: false,
  cursors: 1,
  hasSelection: false,
});

function outcomeOf(text: string, rest: string, before: string, confidence: number, ms: number): Outcome {
  return { isRight: same(text, rest, before), likeness: likeness(text.trim(), rest.trim()), confidence, ms };
}

function likeness(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return 1 - row[b.length]! / Math.max(1, a.length, b.length);
}

/** Blanks at the cursor may have been typed already. */
function same(text: string, rest: string, before: string): boolean {
  const [a, b] = [text.trimEnd(), rest.trimEnd()];
  return /\s$/.test(before) ? a.trimStart() === b.trimStart() : a === b;
}

function exact(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ isRight }) => isRight).length / Math.max(1, outcomes.length);
}

/** The largest part of the positions that can be shown with so many of them right. */
function shownAt(outcomes: readonly Outcome[], precision: number): number {
  const sorted = [...outcomes].sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let most = 0;
  for (const [at, { isRight }] of sorted.entries()) {
    if (isRight) right++;
    if (right / (at + 1) >= precision) most = at + 1;
  }
  return most / Math.max(1, outcomes.length);
}

function summary(outcomes: readonly Outcome[]): string {
  const { like, shown, right } = meansOf(outcomes);
  const parts = [`exact ${exact(outcomes).toFixed(3)}`, `like ${like.toFixed(3)}`];
  parts.push(`shown ${shown.toFixed(2)}, right of these ${right.toFixed(2)}`);
  if (outcomes.some(({ ms }) => ms > 0)) {
    const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
    const quarter = [...outcomes].sort((a, b) => b.confidence - a.confidence).slice(0, outcomes.length >> 2);
    parts.push(
      `surest quarter ${exact(quarter).toFixed(2)}`,
      `shown at 50 % right: ${shownAt(outcomes, 0.5).toFixed(2)}`,
      `processor ms p50/p95 ${times[times.length >> 1]!.toFixed(1)}/${times[Math.floor(times.length * 0.95)]!.toFixed(1)}`,
    );
  }
  return parts.join(', ');
}

if (values.train !== undefined) await train(values.train, parts, seed);
else if (values.large)
  await measureLargeWorkspace(async (root) =>
    (await readdir(root, { recursive: true })).filter((path) => /\.\w+$/.test(path)),
  );
else await measure();
