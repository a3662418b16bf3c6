/**
 * How often the embedded engine writes the rest of a line just as its author did, at random places of packages that it
 * was not tuned on, beside copying and word completion. The open file is known up to the cursor only.
 *
 *   npm run bench -- completion [--files N] [--positions N] [--only NAME] [--tuning] [--ablations] [--train FILE]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Corpus } from '../../src/completion/embedded/corpus.ts';
import { DocumentTokens } from '../../src/completion/embedded/documentTokens.ts';
import { lex, splitTyped } from '../../src/completion/embedded/lexer.ts';
import { Predictor, type Witnesses } from '../../src/completion/embedded/predictor.ts';
import { Ranker, type Features } from '../../src/completion/embedded/ranker.ts';
import { featureCount } from '../../src/completion/embedded/features.ts';
import { searchLine } from '../../src/completion/embedded/lineSearch.ts';
import { learnedWeights } from '../../src/completion/embedded/weights.ts';
import { Vocabulary } from '../../src/completion/embedded/vocabulary.ts';
import { Baselines } from './completion/baselines.ts';
import { positionsIn, readSubject, seeded } from './completion/positions.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { packages, type BenchPackage } from './retrieval/packages.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    files: { type: 'string', default: '12' },
    positions: { type: 'string', default: '25' },
    only: { type: 'string' },
    tuning: { type: 'boolean' },
    ablations: { type: 'boolean' },
    train: { type: 'string' },
  },
});

/** The weights were learned on these; what is claimed is claimed of the others. */
const learnedOn = new Set(['date-fns', 'networkx', 'golang.org/x/net', 'commons-collections', 'rxjs', 'ol']);
const measuredOn = new Set(['effect', 'maplibre-gl', 'mathjs', 'three', 'django', "Python's library", 'guava']);
const seed = 20;
const everybody: Witnesses = { file: true, workspace: true, abstract: true };
const variants: readonly [string, Witnesses][] = [
  ['engine', everybody],
  ['without the workspace', { file: true, workspace: false, abstract: false }],
  ['without the file', { file: false, workspace: true, abstract: true }],
  ['without abstraction', { file: true, workspace: true, abstract: false }],
];

const isStale = (): boolean => false;

interface Outcome {
  readonly isRight: boolean;
  readonly confidence: number;
  readonly ms: number;
}

async function measure(): Promise<void> {
  const wanted = packages.filter(({ name }) =>
    values.only !== undefined ? name === values.only : (values.tuning ? learnedOn : measuredOn).has(name),
  );
  const rows = new Map<string, number[]>();
  for (const one of wanted) {
    const found = await measurePackage(one);
    console.log(`\n${one.name}`);
    for (const [name, outcomes] of found) {
      console.log(`  ${name.padEnd(34)} ${summary(outcomes)}`);
      rows.set(name, [...(rows.get(name) ?? []), exact(outcomes)]);
    }
  }
  console.log('\nmean of the packages, exact rest of the line');
  for (const [name, means] of rows)
    console.log(`  ${name.padEnd(34)} ${(means.reduce((sum, mean) => sum + mean, 0) / means.length).toFixed(3)}`);
}

async function measurePackage(wanted: BenchPackage): Promise<Map<string, Outcome[]>> {
  const subject = await readSubject(wanted, await fetchPackage(wanted), Number(values.files), seed);
  const vocabulary = new Vocabulary();
  const corpus = new Corpus(subject.known, vocabulary);
  const parts = { corpora: [corpus], isStale, vocabulary, abstraction: corpus.abstraction };
  const baselines = new Baselines(subject.known);
  const found = new Map<string, Outcome[]>();
  const note = (name: string, outcome: Outcome): void => void found.set(name, [...(found.get(name) ?? []), outcome]);
  for (const [at, file] of subject.open.entries()) {
    const document = new DocumentTokens(vocabulary, corpus.abstraction);
    const ranker = new Ranker(learnedWeights, 1);
    for (const { before, rest } of positionsIn(file, Number(values.positions), seed + at)) {
      const is = (text: string): boolean => same(text, rest, before);
      for (const [name, witnesses] of values.ablations ? variants : variants.slice(0, 1)) {
        const started = performance.now();
        const { before: text, partial } = splitTyped(before);
        document.read(text, '');
        const predictor = new Predictor(file.path, { ...parts, ranker, document, witnesses });
        const line = text.slice(text.lastIndexOf('\n') + 1);
        const rests = searchLine(predictor, vocabulary, {
          typed: partial,
          isGlued: !/\s$/.test(text),
          isLineStart: line.trim() === '',
        });
        const first = rests[0];
        const ms = performance.now() - started;
        note(name, { isRight: first !== undefined && is(first.text), confidence: first?.probability ?? 0, ms });
      }
      const copies: readonly [string, string][] = [
        ['longest match, copied', baselines.copy(before, false)],
        ['the same, from the token’s start', baselines.copy(before, true)],
        ['vote of all longest matches', baselines.vote(before)],
        ['word completion', baselines.word(before)],
      ];
      for (const [name, text] of copies) note(name, { isRight: is(text), confidence: 1, ms: 0 });
    }
  }
  return found;
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
  const parts = [`exact ${exact(outcomes).toFixed(3)}`];
  if (outcomes.some(({ ms }) => ms > 0)) {
    const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
    const quarter = [...outcomes].sort((a, b) => b.confidence - a.confidence).slice(0, outcomes.length >> 2);
    parts.push(
      `surest quarter ${exact(quarter).toFixed(2)}`,
      `shown at 50 % right: ${shownAt(outcomes, 0.5).toFixed(2)}`,
      `ms p50/p95 ${times[times.length >> 1]!.toFixed(1)}/${times[Math.floor(times.length * 0.95)]!.toFixed(1)}`,
    );
  }
  return parts.join(', ');
}

interface Example {
  readonly candidates: readonly Features[];
  readonly right: number;
}

/** Learns the weights anew from the tokens of random lines of the packages for tuning, and writes them. */
async function train(target: string): Promise<void> {
  const examples: Example[] = [];
  for (const wanted of packages.filter(({ name }) => learnedOn.has(name))) examples.push(...(await examplesOf(wanted)));
  const random = seeded(seed);
  const ranker = new Ranker(new Float64Array(featureCount), 0.01);
  for (let round = 0; round < 6; round++) {
    for (let at = examples.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [examples[at], examples[other]] = [examples[other]!, examples[at]!];
    }
    let bits = 0;
    for (const { candidates, right } of examples) {
      bits -= Math.log2(ranker.probabilities(candidates)[right]!);
      ranker.learn(candidates, right);
    }
    console.log(`round ${round + 1}: ${(bits / examples.length).toFixed(3)} bits a token, ${examples.length} tokens`);
  }
  const numbers = ranker.weights.map((weight) => String(Number(weight.toFixed(3)))).join(',');
  const head = '/** Written by `npm run bench -- completion --train`: the weights of `features.ts`, in its order. */';
  await writeFile(target, `${head}\nexport const learnedWeights: readonly number[] = [${numbers}];\n`);
}

async function examplesOf(wanted: BenchPackage): Promise<Example[]> {
  const subject = await readSubject(wanted, await fetchPackage(wanted), 16, seed);
  const vocabulary = new Vocabulary();
  const corpus = new Corpus(subject.known, vocabulary);
  const parts = { corpora: [corpus], isStale, vocabulary, abstraction: corpus.abstraction };
  const ranker = new Ranker(new Float64Array(featureCount), 1);
  const examples: Example[] = [];
  const random = seeded(seed);
  for (const file of subject.open) {
    const document = new DocumentTokens(vocabulary, corpus.abstraction);
    const predictor = new Predictor(file.path, { ...parts, ranker, document, witnesses: everybody });
    const lines = file.text.split('\n');
    const eligible = lines.flatMap((line, row) => (row >= 10 && line.trim().length > 2 ? [row] : []));
    for (let count = 0; count < 40; count++) {
      const row = eligible[Math.floor(random() * eligible.length)]!;
      document.read(lines.slice(0, row).join('\n') + '\n', '');
      let state = predictor.start();
      for (const text of lex(`${lines[row]!}\n`).texts) {
        const token = vocabulary.number(text);
        if (random() < 0.6) {
          // As if its first letters were typed, sometimes.
          const typed = /^\w{3}/.test(text) && random() < 0.3 ? text.slice(0, 1 + Math.floor(random() * 3)) : '';
          const { tokens, candidates } = predictor.candidates(state, typed);
          const right = tokens.indexOf(token);
          examples.push({ candidates, right: right < 0 ? tokens.length : right });
        }
        state = predictor.after(state, token);
      }
    }
  }
  return examples;
}

if (values.train !== undefined) await train(values.train);
else await measure();
