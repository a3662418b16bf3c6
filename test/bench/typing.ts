/**
 * `npm run bench -- typing [KEYSTROKES]`: files of four languages are typed again, with the pauses of a person, against
 * a scripted server over HTTP that knows how they go on, writes too much, and is wrong a quarter of the time. Prompts
 * have what an editor brings: what was typed lately in this file and the others, code of the files beside it, a problem
 * near the cursor and the libraries that are installed. Told is what completion adds to the wait for the server, and what it asks of it. Fails when a target is missed.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContextProvider } from '../../src/completion/context.ts';
import { diagnosticPieces } from '../../src/completion/diagnostics.ts';
import { createCompletionEngine, type CompletionEngine } from '../../src/completion/engine.ts';
import { languageIdOf } from '../../src/completion/languageShape.ts';
import { ModelSource } from '../../src/completion/modelSource.ts';
import { neighbourPieces, Neighbours } from '../../src/completion/neighbours.ts';
import { libraryContext } from '../../src/completion/node/libraryContext.ts';
import { RecentEdits } from '../../src/completion/recentEdits.ts';
import { usualCompletionSettings } from '../../src/completion/settings.ts';
import type { Moment } from '../../src/completion/shouldAsk.ts';
import { systemClock } from '../../src/model/node/clock.ts';
import { createFillModel } from '../../src/model/node/completionClient.ts';
import { startInstalledPackages } from '../../src/retrieval/node/packages/installedPackages.ts';
import { startFillServer, type FillServer } from '../fakes/fillServer.ts';
import { grammars, queries } from '../unit/syntax/installedGrammars.ts';

const root = path.resolve(import.meta.dirname, '../..');
const languages = [
  ['src/retrieval/lexical.ts', 'src/refine/solve.ts'],
  [
    'node_modules/vectra/src/templates/python/vectra_client.py',
    'test/fixtures/bugs/passbook/passbook/accounts.py',
    'test/fixtures/bugs/passbook/passbook/interest.py',
    'node_modules/flatted/python/flatted.py',
  ],
  ['node_modules/vectra/src/templates/go/vectra_client.go', 'node_modules/flatted/golang/pkg/flatted/flatted.go'],
  ['node_modules/tree-sitter-html/src/scanner.c', 'node_modules/@tree-sitter-grammars/tree-sitter-yaml/src/scanner.c'],
];
const packages = startInstalledPackages(
  new URL('../../src/retrieval/node/packages/packagesWorker.ts', import.meta.url),
  { root, home: os.homedir(), environment: {}, grammars, queries },
);
const keystrokes = Number(process.argv[2] ?? 2400);
const never = new AbortController().signal;

/** The same run each time, but for the clock. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

interface Figures {
  readonly added: number[];
  readonly known: number[];
  keystrokes: number;
  accepted: number;
  shown: number;
  askedWhileTypingGhost: number;
  requests: number;
  overlapping: number;
  leftRunning: number;
  shared: number;
  sent: number;
}

/** One file after the other until there were that many keystrokes. */
async function typeFiles(files: readonly string[], count: number, seed: number): Promise<readonly Figures[]> {
  const desk = new Desk();
  for (const file of files) desk.open(file, await textOf(file));
  const all: Figures[] = [];
  let left = count;
  for (const [at, file] of files.entries()) {
    if (left <= 0) break;
    const figures = await typeFile(file, left, seed + at, desk);
    left -= figures.keystrokes;
    all.push(figures);
  }
  return all;
}

const textOf = async (file: string): Promise<string> =>
  (await readFile(path.join(root, file), 'utf8')).replaceAll('\r', '');

/** What an editor knows of its files. */
class Desk {
  readonly #edits = new RecentEdits();
  readonly #texts = new Map<string, string>();
  readonly #neighbours = new Neighbours();

  open(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  /** The file as it is before somebody types into it. */
  begin(file: string, text: string): void {
    this.#texts.set(file, text);
    this.#edits.forget(file);
    this.#edits.follow(file, text);
  }

  type(file: string, text: string, line: number, added: number): void {
    this.#texts.set(file, text);
    this.#edits.edit(file, [{ line, removed: 0, added }], performance.now());
  }

  get providers(): readonly ContextProvider[] {
    const asked = { mayRead: () => true, textOf: (file: string) => this.#texts.get(file) };
    const files = () => [...this.#texts].map(([file, text]) => ({ path: file, text }));
    return [
      { pieces: async (place) => this.#edits.near(place, { ...asked, now: performance.now() }) },
      {
        pieces: async (place) =>
          neighbourPieces([...this.#neighbours.windows(place, files())].filter((window) => window !== undefined)),
      },
      {
        pieces: async (place) => {
          // Problems stay where they are: every 25th line has one.
          const cursor = place.text.slice(0, place.offset).split('\n').length;
          const line = cursor - 1 - ((cursor - 1) % 25);
          const message = `The name on line ${line} is not used.`;
          return diagnosticPieces(place, [{ severity: 'warning', line, message }], { open: '//', close: '' });
        },
      },
      libraryContext({ root, packages, now: () => performance.now() }),
    ];
  }
}

/** Half of each file stands; the rest is typed into it, with what follows already there. */
async function typeFile(file: string, count: number, seed: number, desk: Desk): Promise<Figures> {
  const random = randomFrom(seed);
  const truth = await textOf(file);
  const start = truth.indexOf('\n', Math.floor(truth.length * 0.15)) + 1;
  const end = Math.min(truth.length, start + count * 4);
  const after = truth.slice(truth.indexOf('\n', end) + 1);
  const server = await startFillServer({
    firstMs: () => 40 + random() * 160,
    pieceMs: 8,
    pieceLength: 5,
    reply: ({ prompt }) => continuation(truth, String(prompt), random),
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'touchstone-typing-'));
  const engine = engineFor(server, folder, desk);
  desk.begin(file, `${truth.slice(0, start)}\n${after}`);
  try {
    return await replay(engine, server, { file, truth, start, end, after, count, random, desk });
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the file has after the last eighty characters before the hole, and more; or something else. */
function continuation(truth: string, prompt: string, random: () => number): string {
  const prefix = /<\|fim_prefix\|>([\s\S]*)<\|fim_suffix\|>/.exec(prompt)?.[1] ?? '';
  const at = truth.indexOf(prefix.slice(-80));
  if (at < 0 || random() < 0.25) return 'somethingElse(entirely, wrong)\nand(more, of, it)\n';
  return truth.slice(at + Math.min(80, prefix.length), at + 80 + 260);
}

function engineFor(server: FillServer, storageFolder: string, desk: Desk): CompletionEngine {
  const log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };
  const model = createFillModel({
    baseUrl: server.baseUrl,
    model: 'qwen2.5-coder:7b-base',
    format: 'auto',
    key: () => Promise.resolve(undefined),
    timeoutMs: 10_000,
    storageFolder,
    log,
  });
  const settings = () => ({ ...usualCompletionSettings, eagerness: 1 });
  const now = () => performance.now();
  return createCompletionEngine({
    sources: [new ModelSource({ model, repository: 'bench', settings, now })],
    context: desk.providers,
    clock: { ...systemClock, now },
    waitsForPauses: true,
    settings,
  });
}

interface Replay {
  readonly file: string;
  readonly truth: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
  readonly count: number;
  readonly random: () => number;
  readonly desk: Desk;
}

async function replay(engine: CompletionEngine, server: FillServer, plan: Replay): Promise<Figures> {
  const { file, truth, start, end, after, count, random, desk } = plan;
  const figures: Figures = {
    added: [],
    known: [],
    keystrokes: 0,
    accepted: 0,
    shown: 0,
    askedWhileTypingGhost: 0,
    requests: 0,
    overlapping: 0,
    leftRunning: 0,
    shared: 0,
    sent: 0,
  };
  const momentAt = (at: number): Moment => ({
    path: file,
    languageId: languageIdOf(file),
    text: truth.slice(0, at) + (after === '' ? '' : `\n${after}`),
    offset: at,
    trigger: 'typing',
    document: 'file',
    isReadOnly: false,
    cursors: 1,
    hasSelection: false,
  });
  let ghost = '';
  let at = start;
  while (figures.keystrokes < count && at < end) {
    const char = truth[at] ?? '';
    const isThrough = ghost.length > 1 && ghost.startsWith(char);
    at++;
    figures.keystrokes++;
    const line = truth.slice(0, at - 1).split('\n').length - 1;
    desk.type(file, momentAt(at).text, line, char === '\n' ? 1 : 0);
    const fillsBefore = server.fills.length;
    const asked = performance.now();
    const abort = new AbortController();
    let answer: Awaited<ReturnType<CompletionEngine['complete']>> | undefined;
    let answeredAt = 0;
    const asking = engine.complete(momentAt(at), abort.signal).then(
      (given) => {
        answer = given;
        answeredAt = performance.now();
      },
      () => {},
    );
    await sleep(gapAfter(char, random));
    abort.abort();
    await asking;
    if (isThrough && server.fills.length > fillsBefore) figures.askedWhileTypingGhost++;
    ghost = answer?.suggestions[0]?.text ?? '';
    if (!answer || ghost === '') continue;
    figures.shown++;
    const fill = server.fills.at(-1);
    const from = asked + answer.pauseMs;
    if (!fill || (fill.endedAt ?? Infinity) < from) figures.known.push(answer.ms - answer.pauseMs);
    else {
      const toServer = server.fills.length > fillsBefore ? fill.at - from : 0;
      figures.added.push(toServer + Math.max(0, answeredAt - Math.max(from, fill.lastPieceAt ?? from)));
    }
    // A person takes what is right now and then, and goes on from there.
    if (truth.startsWith(ghost, at) && at + ghost.length < end && random() < 0.3) {
      engine.accepted(answer.id);
      figures.accepted++;
      at += ghost.length;
      ghost = '';
      await engine.prefetch(momentAt(at), never);
    }
  }
  await sleep(600);
  tally(figures, server);
  return figures;
}

/** Fast within a word, slower between words, and now and then a thought. */
function gapAfter(char: string, random: () => number): number {
  if (random() < 0.05) return 500 + random() * 700;
  return (/\w/.test(char) ? 70 : 120) + random() * 80;
}

function tally(figures: Figures, server: FillServer): void {
  let before = '';
  for (const [index, fill] of server.fills.entries()) {
    figures.requests++;
    const prompt = String(fill.body['prompt']);
    if (before !== '') {
      figures.shared += sharedPrefix(before, prompt);
      figures.sent += prompt.length;
    }
    before = prompt;
    if (fill.endedAt === undefined) figures.leftRunning++;
    const next = server.fills[index + 1];
    // The server hears of a closed connection a moment after it was closed.
    if (next && (fill.endedAt ?? Infinity) > next.at + 30) figures.overlapping++;
  }
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
const each = Math.ceil(keystrokes / languages.length);
const all = (await Promise.all(languages.map((files, at) => typeFiles(files, each, at * 911 + 17)))).flat();
delays.disable();
packages.dispose();

const sum = (of: (figures: Figures) => number): number => all.reduce((total, figures) => total + of(figures), 0);
const added = all.flatMap((figures) => figures.added);
const known = all.flatMap((figures) => figures.known);
const ms = (value: number): string => `${value.toFixed(1)} ms`;
console.log(
  `${sum((f) => f.keystrokes)} keystrokes in ${languages.length} languages, ${sum((f) => f.requests)} requests`,
);
console.log(`shown ${sum((f) => f.shown)}, accepted ${sum((f) => f.accepted)}`);
console.log(
  `added to the server's time: p50 ${ms(quantile(added, 0.5))}, p95 ${ms(quantile(added, 0.95))} (${added.length})`,
);
console.log(`known already: p50 ${ms(quantile(known, 0.5))}, p95 ${ms(quantile(known, 0.95))} (${known.length})`);
console.log(`shared prefix from prompt to prompt: ${((100 * sum((f) => f.shared)) / sum((f) => f.sent)).toFixed(1)} %`);
console.log(`requests while the ghost was typed: ${sum((f) => f.askedWhileTypingGhost)}`);
console.log(
  `requests beside another of the same file: ${sum((f) => f.overlapping)}; left running: ${sum((f) => f.leftRunning)}`,
);
console.log(`event loop delay p99 ${ms(delays.percentile(99) / 1e6)} (the server runs in it as well)`);

const misses = [
  quantile(added, 0.95) >= 15 && 'added latency',
  sum((f) => f.shared) / sum((f) => f.sent) < 0.85 && 'shared prefix',
  sum((f) => f.askedWhileTypingGhost) > 0 && 'requests while the ghost was typed',
  sum((f) => f.overlapping) + sum((f) => f.leftRunning) > 0 && 'superseded requests',
].filter((miss) => miss !== false);
if (misses.length > 0) {
  console.log(`missed: ${misses.join(', ')}`);
  process.exitCode = 1;
}
