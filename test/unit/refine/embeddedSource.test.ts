import assert from 'node:assert/strict';
import { DrawnChanges } from '../../../src/refine/drawnChanges.ts';
import { embeddedCandidates } from '../../../src/refine/embeddedSource.ts';
import { openPatchQueue } from '../../../src/refine/patchQueue.ts';
import { openSourceFiles } from '../../../src/refine/sourceFiles.ts';
import { parser } from './templates/grammars.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

suite('embedded candidates', () => {
  test('where nothing ran, what words point to is looked at before the rest of the files', async () => {
    const texts: Readonly<Record<string, string>> = {
      'a.ts': 'export function a(x: number) {\n  return x > 1 ? x : 0;\n}\n',
      'b.ts': 'export function b(x: number) {\n  return x > 1 ? x : 0;\n}\n',
    };
    const sources = openSourceFiles((path) => Promise.resolve(texts[path] ?? ''), parser.parse);
    const { ranked, places } = await embeddedCandidates(
      {
        places: [{ path: 'b.ts', line: 2, score: 1, reasons: ['“b” is named by the issue'] }],
        wholeFiles: ['a.ts', 'b.ts'],
      },
      sources,
      log,
      new AbortController().signal,
    );
    sources.dispose();
    assert.deepEqual([places[0]?.path, places[0]?.line], ['b.ts', 2]);
    assert.equal(ranked[0]?.candidate.path, 'b.ts');
    assert.ok(ranked.some(({ candidate }) => candidate.path === 'a.ts'));
    assert.equal(places.filter(({ path, line }) => path === 'b.ts' && line === 2).length, 1);
  });

  test('of a long file of which nothing is known every line has its turn, the later ones while patches run', async () => {
    const functions = Array.from(
      { length: 200 },
      (_, at) => `export function f${at}(x: number) {\n  return x > ${at};\n}\n`,
    );
    const sources = openSourceFiles(() => Promise.resolve(functions.join('')), parser.parse);
    const never = new AbortController().signal;
    const located = { places: [], wholeFiles: ['long.ts'] };
    const { ranked, more } = await embeddedCandidates(located, sources, log, never);
    const lines = new Set(ranked.map(({ candidate }) => candidate.line));
    assert.equal(Math.max(...lines), 299);
    for (let rows = more(); rows; rows = more()) for (const { candidate } of rows) lines.add(candidate.line);
    for (let line = 2; line < 600; line += 3) assert.ok(lines.has(line), `line ${line}`);

    let asked = 0;
    const queue = openPatchQueue([], {
      more: () => (asked++ === 0 ? [] : asked === 2 ? ranked.slice(0, 1) : undefined),
      ...{ files: sources, settled: new Map(), parse: parser.parse, parent: undefined, nextId: () => 1 },
      ...{ drawn: new DrawnChanges(), onRefused: () => {}, factorOf: () => 1 },
    });
    assert.equal((await queue.next(never))?.title, ranked[0]?.candidate.description);
    assert.equal(await queue.next(never), undefined);
    sources.dispose();
  });

  test('what was forgotten shows where it is read: to see to it comes before other changes where it belongs', async () => {
    const text = `class Game {
  private time = 0;
  private votes = new Set<string>();
  private votesCast = new Set<string>();
  vote(by: string) {
    this.votes.add(by);
    this.votesCast.add(by);
    return this.votes.size > 1;
  }
  restart() {
    this.time = 0;
  }
}
`;
    const sources = openSourceFiles(() => Promise.resolve(text), parser.parse);
    const places = [
      { path: 'game.ts', line: 8, score: 1, reasons: [] },
      { path: 'game.ts', line: 11, score: 0.1, reasons: [] },
    ];
    const located = { places, wholeFiles: [] };
    const { ranked } = await embeddedCandidates(located, sources, log, new AbortController().signal);
    sources.dispose();
    const at = (description: string): number =>
      ranked.findIndex(({ candidate }) => candidate.description === description);
    const [votes, cast] = ['votes', 'votesCast'].map((name) =>
      at(`\`this.${name}.clear()\` behind \`this.time = 0;\``),
    );
    const others = ranked.findIndex(({ candidate }) => candidate.line === 11 && candidate.about === undefined);
    assert.ok(votes !== undefined && cast !== undefined && votes >= 0);
    assert.ok(votes < others && votes < cast, `${votes}, ${cast}, ${others}`);
    assert.ok((ranked[votes]?.rank ?? 0) > 20 * (ranked[cast]?.rank ?? 0));
  });

  test('a search that is stopped does not look through a long file to its end', async () => {
    const functions = Array.from(
      { length: 900 },
      (_, at) =>
        `export function f${at}(x: number[]) {\n  return x.length > ${at} ? x.slice(${at}) : [x[0], ${at}];\n}\n`,
    );
    const sources = openSourceFiles(() => Promise.resolve(functions.join('')), parser.parse);
    const cancelled = new AbortController();
    const located = { places: [{ path: 'long.ts', line: 1_500, score: 1, reasons: [] }], wholeFiles: [] };
    const told: string[] = [];
    const found = embeddedCandidates(
      located,
      sources,
      { ...log, debug: (message) => told.push(message) },
      cancelled.signal,
    );
    setImmediate(() => cancelled.abort());
    await assert.rejects(found, { name: 'AbortError' });
    assert.deepEqual(told, []);
    sources.dispose();
  });
});
