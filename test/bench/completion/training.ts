/** How the engine's weights are learned: from the tokens of random lines of the packages for tuning. */
import { readFile, writeFile } from 'node:fs/promises';
import { runSteps } from '../../../src/base/steps.ts';
import { readCorpus, type CorpusFile } from '../../../src/completion/embedded/corpus.ts';
import { featureCount } from '../../../src/completion/embedded/features.ts';
import { lex } from '../../../src/completion/embedded/lexer.ts';
import { OpenFile } from '../../../src/completion/embedded/openFile.ts';
import type { Parts } from '../../../src/completion/embedded/predictor.ts';
import { Ranker, type Features } from '../../../src/completion/embedded/ranker.ts';
import { Vocabulary } from '../../../src/completion/embedded/vocabulary.ts';
import { languageIdOf } from '../../../src/completion/languageShape.ts';
import { fetchPackage } from '../retrieval/fetchPackage.ts';
import { packages, type BenchPackage } from '../retrieval/packages.ts';
import { nearest, readSubject, seeded } from './positions.ts';

/** The weights were learned on these; what is claimed is claimed of the others. */
export const learnedOn: ReadonlySet<string> = new Set([
  'date-fns',
  'networkx',
  'golang.org/x/net',
  'commons-collections',
  'rxjs',
  'ol',
]);

const isStale = (): boolean => false;

interface Example {
  readonly candidates: readonly Features[];
  readonly right: number;
}

/** Learns the weights anew, and writes them. */
export async function train(target: string, parts: Parts, seed: number): Promise<void> {
  const examples: Example[] = [];
  for (const wanted of packages.filter(({ name }) => learnedOn.has(name)))
    examples.push(...(await examplesOf(wanted, parts, seed)));
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

/** In the whole package, and in a few files of it: most workspaces are small. */
async function examplesOf(wanted: BenchPackage, parts: Parts, seed: number): Promise<Example[]> {
  const subject = await readSubject(wanted, await fetchPackage(wanted), 16, seed);
  const random = seeded(seed);
  const whole = readKnown(subject.known);
  return subject.open.flatMap((file) => [
    ...examplesIn(file, { ...whole, parts }, 40, random),
    ...[4, 12, 40].flatMap((count) =>
      examplesIn(file, { ...readKnown(nearest(subject.known, file, count)), parts }, 15, random),
    ),
  ]);
}

function readKnown(files: readonly CorpusFile[]) {
  const vocabulary = new Vocabulary();
  const corpus = runSteps(readCorpus(files, vocabulary));
  return { corpus, vocabulary };
}

function examplesIn(
  file: CorpusFile,
  known: ReturnType<typeof readKnown> & { readonly parts: Parts },
  count: number,
  random: () => number,
): Example[] {
  const examples: Example[] = [];
  const { vocabulary, corpus, parts } = known;
  const ranker = new Ranker(new Float64Array(featureCount), 1);
  const open = new OpenFile(vocabulary, () => [{ corpus, isStale }]);
  const lines = file.text.split('\n');
  const eligible = lines.flatMap((line, row) => (row >= 10 && line.trim().length > 2 ? [row] : []));
  for (let at = 0; at < count; at++) {
    const row = eligible[Math.floor(random() * eligible.length)]!;
    const before = lines.slice(0, row).join('\n') + '\n';
    const typed = { path: file.path, languageId: languageIdOf(file.path), before, below: '' };
    const predictor = open.predictor(typed, ranker, parts);
    let state = predictor.start();
    for (const text of lex(`${lines[row]!}\n`).texts) {
      const token = vocabulary.number(text);
      if (random() < 0.6) {
        // As if its first letters were typed, sometimes.
        const typed = /^\w{3}/.test(text) && random() < 0.3 ? text.slice(0, 1 + Math.floor(random() * 3)) : '';
        const { tokens, candidates } = predictor.candidates(state, typed);
        const right = tokens.indexOf(token);
        examples.push({ candidates: [...candidates], right: right < 0 ? tokens.length : right });
      }
      state = predictor.after(state, token);
    }
  }
  return examples;
}

/** As `train` wrote them. */
export async function weightsIn(path: string): Promise<readonly number[]> {
  const text = await readFile(path, 'utf8');
  return text
    .slice(text.indexOf('= [') + 3, text.lastIndexOf(']'))
    .split(',')
    .map(Number);
}
