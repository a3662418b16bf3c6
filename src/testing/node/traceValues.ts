/**
 * Runs one test and reads what its variables held at chosen lines: `shims/values.cjs` watches a Node process through
 * the inspector, `shims/touchstone_values.py` a Python one through its trace function. Other languages have none.
 */
import { mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Framework } from '../testCommand.ts';
import type { Trace, TracedHit, TraceValues } from '../trace.ts';
import { watchedNames, type WatchedLanguage } from '../watchedNames.ts';
import { createTestRunner, type TestRunnerDeps } from './runner.ts';

/** A test that is watched runs slower; one that hangs must not cost more than this. */
const usualLimitMs = 8_000;
const mostLines = 12;
const firstHits = 3;
/** Of what a process wrote; a test that starts many programs writes many files. */
const mostFiles = 20;
const longestFile = 1 << 20;

export function createTraceValues(deps: TestRunnerDeps, limitMs = usualLimitMs): TraceValues {
  return async (tree, command, test, lines, signal) => {
    const root = await realpath(tree.root);
    const wanted = lines.filter(({ path: file }) => languageOf(file, command.framework) !== undefined);
    const watched = [];
    for (const { path: file, line } of wanted.slice(0, mostLines)) {
      const language = languageOf(file, command.framework);
      const text = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
      if (text === undefined || !language) continue;
      const names = watchedNames(text, line, language);
      if (names.length > 0) watched.push({ place: { path: file, line }, names });
    }
    if (watched.length === 0) return [];
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone-values-')));
    try {
      const orders = watched.map(({ place, names }) => ({
        path: path.join(root, place.path),
        line: place.line,
        names,
      }));
      await writeFile(path.join(folder, 'watch.json'), JSON.stringify(orders));
      // A warm process has started without our folder.
      const { warm: _, ...cold } = deps;
      const run = createTestRunner({ ...cold, environment: { ...deps.environment, TOUCHSTONE_VALUES: folder } });
      const writable = [...(tree.writable ?? [tree.root]), folder];
      await run({ ...tree, writable }, { command, coverage: false, limitMs, only: [test] }, signal);
      const seen = await readSeen(folder);
      return watched.flatMap(({ place }, at): Trace[] => {
        const hits = seen.get(at);
        return hits ? [{ place, ...shortened(hits, deps.redact) }] : [];
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function languageOf(file: string, framework: Framework): WatchedLanguage | undefined {
  const python = framework === 'pytest' || framework === 'unittest' || framework === 'custom';
  if (file.endsWith('.py')) return python ? 'python' : undefined;
  const node = /^(?:node:test|mocha|vitest|jest|custom)$/.test(framework);
  return node && /\.[cm]?[jt]sx?$/.test(file) ? 'javascript' : undefined;
}

interface Seen {
  readonly place: number;
  readonly hit: number;
  readonly values: readonly (readonly [name: string, value: string])[];
}

/** By place; of one hit that was told twice the later one knows more. Where several processes came by, the one that did most often. */
async function readSeen(folder: string): Promise<Map<number, Map<number, Seen>>> {
  const all = new Map<number, Map<number, Seen>>();
  const names = (await readdir(folder)).filter((name) => name.endsWith('.values.jsonl')).slice(0, mostFiles);
  for (const name of names) {
    const ofProcess = new Map<number, Map<number, Seen>>();
    const text = await readFile(path.join(folder, name), 'utf8');
    for (const line of text.slice(0, longestFile).split('\n')) {
      const seen = parsed(line);
      if (!seen) continue;
      const hits = ofProcess.get(seen.place) ?? new Map<number, Seen>();
      ofProcess.set(seen.place, hits.set(seen.hit, seen));
    }
    for (const [place, hits] of ofProcess) {
      if (Math.max(...hits.keys()) > Math.max(0, ...(all.get(place)?.keys() ?? []))) all.set(place, hits);
    }
  }
  return all;
}

/** Undefined for a line that was cut by the end of the process. */
function parsed(line: string): Seen | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Seen;
  } catch {
    return undefined;
  }
}

function shortened(
  hits: ReadonlyMap<number, Seen>,
  redact: (text: string) => string,
): { times: number; hits: TracedHit[] } {
  const inOrder = [...hits.values()].sort((a, b) => a.hit - b.hit);
  const shown = inOrder.filter(({ hit }, at) => hit <= firstHits || at === inOrder.length - 1);
  return {
    times: inOrder.at(-1)?.hit ?? 0,
    hits: shown.map(({ hit, values }) => ({
      hit,
      // A name beside its value is how a secret is known.
      values: values.map(([name, value]) => ({ name, value: redact(`${name}=${value}`).slice(name.length + 1) })),
    })),
  };
}
