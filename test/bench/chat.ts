/**
 * `npm run bench -- chat [--only NAME]... [--show]`: questions over open-source packages, answered without a model. Is
 * the place that answers each among the first three that the answer leads with?
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reportAndExit, ScriptError } from '../../scripts/project.ts';
import type { CitedPlace } from '../../src/chat/chatEvent.ts';
import { AskedFolder } from './chat/askFolder.ts';
import { askedPackages, type AskedPackage, type AskedQuestion } from './chat/questions.ts';
import { table } from './repair/tables.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { quantile } from './retrieval/measure.ts';

interface Row {
  readonly name: string;
  readonly ranks: readonly (number | undefined)[];
  readonly milliseconds: readonly number[];
}

const first = 3;
/** A place that is longer shows too much to be the answer, unless it begins there. */
const longestPlace = 80;

try {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true, default: [] }, show: { type: 'boolean', default: false } },
  });
  const wanted = askedPackages.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  if (wanted.length === 0) throw new ScriptError(`Packages: ${askedPackages.map(({ name }) => name).join(', ')}`);
  const rows: Row[] = [];
  for (const one of wanted) rows.push(await measure(one, values.show));
  console.log(`\n${report(rows)}`);
} catch (error) {
  reportAndExit(error);
}

async function measure(of: AskedPackage, show: boolean): Promise<Row> {
  const root = await fetchPackage(of);
  const folder = await AskedFolder.open(root);
  const ranks: (number | undefined)[] = [];
  const milliseconds: number[] = [];
  try {
    for (const question of of.questions) {
      const start = performance.now();
      const { places } = await folder.ask(question.text);
      milliseconds.push(performance.now() - start);
      const rank = await rankOf(question, places, root);
      ranks.push(rank);
      if (show || rank === undefined || rank > first)
        console.log(
          `${rank === undefined ? '  -' : String(rank).padStart(3)}  ${of.name}: ${question.text}\n${places
            .slice(0, first)
            .map((place) => `       ${where(place)}`)
            .join('\n')}`,
        );
    }
  } finally {
    await folder.close();
  }
  return { name: of.name, ranks, milliseconds };
}

function where({ path: file, lines }: CitedPlace): string {
  return `${file}:${lines?.first ?? ''}-${lines?.last ?? ''}`;
}

/** @throws ScriptError where the sources have nothing of what is said to be right */
async function rankOf(
  { text, places: right }: AskedQuestion,
  found: readonly CitedPlace[],
  root: string,
): Promise<number | undefined> {
  for (const [file, line] of right) {
    if (file.endsWith('/')) continue;
    const source = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
    if (!source?.includes(line)) throw new ScriptError(`“${text}”: ${file} has no “${line}”.`);
  }
  for (const [at, place] of found.entries()) if (await isRight(place, right, root)) return at + 1;
  return undefined;
}

async function isRight(
  { path: file, lines }: CitedPlace,
  right: AskedQuestion['places'],
  root: string,
): Promise<boolean> {
  const wanted = right.filter(([path_]) => (path_.endsWith('/') ? file.startsWith(path_) : file === path_));
  if (wanted.length === 0) return false;
  const rows = (await readFile(path.join(root, file), 'utf8')).split('\n');
  const begin = lines?.first ?? 1;
  const end = Math.min(lines?.last ?? rows.length, begin + longestPlace);
  return wanted.some(([, line]) => rows.some((row, at) => row.includes(line) && at + 1 >= begin - 3 && at + 1 <= end));
}

function report(rows: readonly Row[]): string {
  const share = (ranks: Row['ranks'], most: number): string =>
    `${((100 * ranks.filter((rank) => rank !== undefined && rank <= most).length) / ranks.length).toFixed(0)} %`;
  const cells = ({ name, ranks, milliseconds }: Row): string[] => [
    ...[name, String(ranks.length), share(ranks, 1), share(ranks, first), share(ranks, 10)],
    ...[quantile(milliseconds, 0.5), quantile(milliseconds, 0.95)].map((ms) => ms.toFixed(0)),
  ];
  const all: Row = {
    name: 'all',
    ranks: rows.flatMap(({ ranks }) => ranks),
    milliseconds: rows.flatMap(({ milliseconds }) => milliseconds),
  };
  return table(
    ['package', 'questions', 'first', `first ${first}`, 'first 10', 'ms p50', 'p95'],
    [...rows, all].map(cells),
  );
}
