import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportAndExit, root, ScriptError } from '../../scripts/project.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../src/syntax/node/fileSyntax.ts';
import { readContextCorpus } from './context/corpus.ts';
import { questionsOf } from './context/questions.ts';
import { learn, lessonsOf, type Lesson } from './context/learn.ts';
import { answersOf, methods, type Answer, type Method } from './context/methods.ts';
import { usesOf } from './context/truth.ts';
import { table } from './repair/tables.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { mean, quantile } from './retrieval/measure.ts';
import { packages, type BenchPackage } from './retrieval/packages.ts';

/**
 * For lines that use something of another file: is the chunk that defines it among the first five, for a cursor at the
 * line's start and for one before the name? Everything after the cursor is taken out of what is asked with.
 *   npm run bench -- context [--tuning] [--only NAME]... [--questions N] [--learn]
 * What a line uses is told by each language's own tools, not by the product: TypeScript's compiler, Java's, Python's
 * syntax tree; of Go the lines are read. The weights were learned from the packages for tuning;
 * `--learn` does it again and prints them.
 */

const forTuning = ['date-fns', 'networkx', 'golang.org/x/net', 'commons-collections', 'effect', 'phaser'];
const heldOut = ['rxjs', 'maplibre-gl', 'three', 'django', 'golang.org/x/tools', 'guava', 'commons-math'];

interface Row {
  readonly of: BenchPackage;
  readonly files: number;
  readonly lines: number;
  readonly answers: readonly Answer[];
}

type Group = (answer: Answer) => boolean;

const groups: readonly (readonly [string, Answer['at'], Group])[] = [
  ['line', 'line', () => true],
  ['typed near', 'line', ({ isTypedNear }) => isTypedNear],
  ['not typed', 'line', ({ isTypedNear }) => !isTypedNear],
  ['name', 'name', () => true],
  ['typed near', 'name', ({ isTypedNear }) => isTypedNear],
  ['not typed', 'name', ({ isTypedNear }) => !isTypedNear],
];

try {
  const { values } = parseArgs({
    options: {
      tuning: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      questions: { type: 'string', default: '150' },
      learn: { type: 'boolean', default: false },
    },
  });
  const names =
    values.only.length > 0 ? values.only : values.tuning || values.learn ? forTuning : [...forTuning, ...heldOut];
  const wanted = packages.filter(({ name }) => names.includes(name));
  if (wanted.length === 0) throw new ScriptError(`Packages: ${[...forTuning, ...heldOut].join(', ')}`);
  await (values.learn ? learnFrom : measure)(wanted, Number(values.questions));
} catch (error) {
  reportAndExit(error);
}

async function learnFrom(wanted: readonly BenchPackage[], most: number): Promise<void> {
  const syntax = openSyntax();
  const lessons: Lesson[][] = [];
  for (const one of wanted) {
    const corpus = await readContextCorpus(one, await fetchPackage(one), syntax);
    const uses = await usesOf(one.language, corpus.root, corpus.sources);
    lessons.push(await lessonsOf(corpus, questionsOf(uses, corpus.sources, most)));
  }
  syntax.dispose();
  for (const [name, weight] of learn(lessons)) console.log(`  ${name}: ${weight.toFixed(2)},`);
}

function openSyntax(): FileSyntaxReader {
  return createFileSyntax({
    grammars: join(root, 'node_modules', '@vscode', 'tree-sitter-wasm', 'wasm'),
    queries: join(root, 'src', 'syntax', 'queries'),
  });
}

async function measure(wanted: readonly BenchPackage[], most: number): Promise<void> {
  const syntax = openSyntax();
  const rows: Row[] = [];
  const missing: string[] = [];
  for (const one of wanted) {
    try {
      const row = await measurePackage(one, await fetchPackage(one), syntax, most);
      rows.push(row);
      console.log(`${one.name}: ${share(row.answers, 'product', 'line', 5)} at the line's start`);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      missing.push(`${one.name}: ${error.message}`);
    }
  }
  syntax.dispose();
  console.log(`\n${report(rows)}`);
  if (missing.length > 0) console.log(`\nNot to be had, so not in the means:\n${missing.join('\n')}`);
}

async function measurePackage(of: BenchPackage, folder: string, syntax: FileSyntaxReader, most: number): Promise<Row> {
  const corpus = await readContextCorpus(of, folder, syntax);
  const uses = await usesOf(of.language, corpus.root, corpus.sources);
  const questions = questionsOf(uses, corpus.sources, most);
  const answers: Answer[] = [];
  for (const question of questions) answers.push(...(await answersOf(corpus, question)));
  return { of, files: corpus.sources.size, lines: questions.length, answers };
}

function report(rows: readonly Row[]): string {
  const tuning = rows.filter(({ of }) => forTuning.includes(of.name));
  const held = rows.filter(({ of }) => !forTuning.includes(of.name));
  const milliseconds = rows.flatMap(({ answers }) => answers.map((answer) => answer.milliseconds));
  const single = table(
    ['first 5', ...rows.map(({ of }) => of.name + (forTuning.includes(of.name) ? ' (tuning)' : '')), 'mean'],
    methods.map((method) => {
      const each = rows.map(({ answers }) => recall(answers, method, 'line', 5));
      return [method, ...each.map(percent), percent(mean(each))];
    }),
  );
  const sizes = table(
    ['package', 'language', 'files', 'lines asked'],
    rows.map(({ of, files, lines }) => [of.name, of.language, String(files), String(lines)]),
  );
  const product = held.flatMap(({ answers }) => answers.filter(({ at }) => at === 'line'));
  const kept = mean(product.map(({ listed }) => listed));
  return [
    sizes,
    single,
    means(tuning, 'for tuning'),
    means(held, 'held out'),
    `Any of what the line uses, product, held out: ${percent(mean(product.map(({ anyRank }) => Number(anyRank <= 5))))}`,
    `The product's list, of at most 10, has ${kept.toFixed(1)} places where it ends by itself; the right one is in ` +
      percent(mean(product.map(({ isListed }) => Number(isListed)))),
    `Ranking: p50 ${quantile(milliseconds, 0.5).toFixed(1)} ms, p95 ${quantile(milliseconds, 0.95).toFixed(1)} ms`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function means(rows: readonly Row[], title: string): string {
  if (rows.length === 0) return '';
  return table(
    [
      `${title}: mean of ${String(rows.length)} packages`,
      'first',
      'first 5',
      'first 20',
      ...groups.slice(1, 3).map(([name]) => `${name}, 5`),
      'before the name: 5',
      ...groups.slice(4).map(([name]) => `${name}, 5`),
    ],
    methods.map((method) => {
      const of = (at: Answer['at'], most: number, group: Group = () => true): string =>
        percent(
          mean(rows.map(({ answers }) => recall(answers.filter(group), method, at, most)).filter(Number.isFinite)),
        );
      return [
        method,
        of('line', 1),
        of('line', 5),
        of('line', 20),
        ...groups.slice(1, 3).map(([, at, group]) => of(at, 5, group)),
        of('name', 5),
        ...groups.slice(4).map(([, at, group]) => of(at, 5, group)),
      ];
    }),
  );
}

function recall(answers: readonly Answer[], method: Method, at: Answer['at'], most: number): number {
  return mean(answers.filter((answer) => answer.at === at).map(({ ranks }) => Number(ranks[method] <= most)));
}

function share(...given: Parameters<typeof recall>): string {
  return percent(recall(...given));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
