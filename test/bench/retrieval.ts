import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportAndExit, root, ScriptError } from '../../scripts/project.ts';
import { createFileSyntax, type FileSyntaxReader } from '../../src/syntax/node/fileSyntax.ts';
import { table } from './repair/tables.ts';
import { readCorpus, type Corpus } from './retrieval/corpus.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { cells, figuresOf, mean, meanFigures, quantile, type Figures } from './retrieval/measure.ts';
import { packages, type BenchPackage } from './retrieval/packages.ts';
import { productSearch, variantsOf } from './retrieval/variants.ts';

/**
 * Finds functions by the first sentence of their doc comments, which are taken out of what is indexed.
 *   npm run bench -- retrieval [--tuning] [--only NAME]...
 * Packages come from the registries by their own clients and are kept in the cache. Each package counts the same.
 */

const product = 'product: own chunks, one call';

interface Row {
  readonly of: BenchPackage;
  readonly corpus: Pick<Corpus, 'files' | 'characters'> & Record<'functions' | 'chunks' | 'questions', number>;
  readonly figures: ReadonlyMap<string, Figures>;
  /** Of the product's call, for each question. */
  readonly milliseconds: readonly number[];
}

try {
  const { values } = parseArgs({
    options: { tuning: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
  });
  const wanted = packages.filter(
    ({ name, tuning }) => (values.only.length === 0 || values.only.includes(name)) && (!values.tuning || tuning),
  );
  if (wanted.length === 0) throw new ScriptError(`Packages: ${packages.map(({ name }) => name).join(', ')}`);
  await measure(wanted);
} catch (error) {
  reportAndExit(error);
}

async function measure(wanted: readonly BenchPackage[]): Promise<void> {
  const syntax = createFileSyntax({
    grammars: join(root, 'node_modules', '@vscode', 'tree-sitter-wasm', 'wasm'),
    queries: join(root, 'src', 'syntax', 'queries'),
  });
  const rows: Row[] = [];
  const missing: string[] = [];
  for (const one of wanted) {
    const folder = await fetchPackage(one).catch((error: unknown) => {
      if (!(error instanceof ScriptError)) throw error;
      missing.push(`${one.name}: ${error.message}`);
    });
    if (folder === undefined) continue;
    const row = await measurePackage(one, folder, syntax);
    rows.push(row);
    const [all, fields] = [product, '+ fields'].map((name) => row.figures.get(name)?.mrr.toFixed(3));
    console.log(`${one.name}: MRR ${String(all)}, fields alone ${String(fields)}`);
  }
  syntax.dispose();
  console.log(`\n${report(rows)}`);
  if (missing.length > 0) console.log(`\nNot to be had, so not in the means:\n${missing.join('\n')}`);
}

async function measurePackage(of: BenchPackage, folder: string, syntax: FileSyntaxReader): Promise<Row> {
  const corpus = await readCorpus(of, folder, syntax);
  const windows = callersOf(corpus);
  const figures = new Map<string, Figures>();
  for (const { name, search } of variantsOf(corpus)) {
    const ranks = corpus.questions.map(({ text, answers }, at) => {
      const rank = search(text, windows[at]!).findIndex((number) => answers.includes(number));
      return rank === -1 ? undefined : rank + 1;
    });
    figures.set(name, figuresOf(ranks));
  }
  const search = productSearch(corpus);
  const milliseconds: number[] = [];
  const ranks = corpus.questions.map(({ text, answers }) => {
    const start = performance.now();
    const found = search(text);
    milliseconds.push(performance.now() - start);
    const rank = found.findIndex((functions) => functions.some((number) => answers.includes(number)));
    return rank === -1 ? undefined : rank + 1;
  });
  figures.set(product, figuresOf(ranks));
  const { files, characters, functions, chunks, questions } = corpus;
  const sizes = { files, characters, functions: functions.length, chunks: chunks.length, questions: questions.length };
  return { of, corpus: sizes, figures, milliseconds };
}

/**
 * For each question the text of a function that uses the right one, its name struck out: what may stand in front of
 * somebody who is about to use it. Empty where nothing in the package uses it.
 */
function callersOf({ functions, questions }: Corpus): string[] {
  const names = new Map(
    questions.flatMap(({ answers }) => answers.map((number) => [functions[number]!.whole.name, 0])),
  );
  const callers = new Map<string, number>();
  functions.forEach(({ whole }, number) => {
    for (const [word] of whole.body.matchAll(/[\p{L}\p{N}_$]+/gu)) {
      if (names.has(word) && word !== whole.name && !callers.has(word)) callers.set(word, number);
    }
  });
  return questions.map(({ answers }) => {
    const { name } = functions[answers[0]!]!.whole;
    const caller = callers.get(name);
    return caller === undefined ? '' : functions[caller]!.whole.body.replaceAll(name, '').slice(0, 2000);
  });
}

function report(rows: readonly Row[]): string {
  const held = rows.filter(({ of }) => !of.tuning);
  const names = [...(rows[0]?.figures.keys() ?? [])];
  const header = ['MRR', 'recall@1', 'recall@5', 'recall@10'];
  const sizes = table(
    ['package', 'language', 'files', 'MB', 'functions', 'chunks', 'questions', ...header, 'ms p50', 'p95'],
    rows.map(({ of, corpus, figures, milliseconds }) => [
      of.name + (of.tuning ? ' (tuning)' : ''),
      of.language,
      String(corpus.files),
      (corpus.characters / 1e6).toFixed(1),
      String(corpus.functions),
      String(corpus.chunks),
      String(corpus.questions),
      ...cells(figures.get(product)!),
      quantile(milliseconds, 0.5).toFixed(2),
      quantile(milliseconds, 0.95).toFixed(2),
    ]),
  );
  const means = (some: readonly Row[], title: string): string =>
    some.length === 0
      ? ''
      : table(
          [`${title}: mean of ${String(some.length)} packages`, ...header],
          names.map((name) => [name, ...cells(meanFigures(some.map(({ figures }) => figures.get(name)!)))]),
        );
  const single = table(
    ['MRR', ...rows.map(({ of }) => of.name), 'mean'],
    names.map((name) => {
      const each = rows.map(({ figures }) => figures.get(name)!.mrr);
      return [name, ...each.map((mrr) => mrr.toFixed(3)), mean(each).toFixed(3)];
    }),
  );
  const tuning = rows.filter(({ of }) => of.tuning);
  return [sizes, single, means(tuning, 'for tuning'), means(held, 'held out')].filter(Boolean).join('\n\n');
}
