/** Other ways to keep and to ask the same vectors and terms, on what the index has just stored. */

import { join } from 'node:path';
import { LocalIndex } from '../../../node_modules/vectra/lib/LocalIndex.js';
import { lsaDimensions } from '../../../src/retrieval/lsa.ts';
import { termsOfFile } from '../../../src/retrieval/node/fileRecord.ts';
import type { IndexOrder } from '../../../src/retrieval/node/indexProtocol.ts';
import { IndexStore, shardCount } from '../../../src/retrieval/node/indexStore.ts';
import { termsOfQuery } from '../../../src/retrieval/queryTerms.ts';
import { TopHits } from '../../../src/retrieval/topHits.ts';
import { VectorMatrix, type QuantisedVector } from '../../../src/retrieval/vectors.ts';
import { open, quantiles, questionsOf } from './measure.ts';

export interface Comparison {
  readonly name: string;
  readonly vectors: number;
  /** p50 and p95 in milliseconds; undefined when it could not be done. */
  readonly query: readonly number[] | undefined;
}

/** Insertion into one index is quadratic, so more would take minutes. */
const bareVectra = 10_000;
const asked = 100;

export async function compareStores(folder: string, script: URL, order: IndexOrder): Promise<Comparison[]> {
  const index = await open(script, order);
  const questions = (await questionsOf(index, order.root)).slice(0, asked);
  await index.close();
  const vectors: QuantisedVector[] = [];
  const terms: string[] = [];
  const store = new IndexStore(order.folder);
  for (let shard = 0; shard < shardCount; shard++) {
    for (const file of (await store.load(shard))?.files ?? []) {
      const counted = termsOfFile({ ...file, chunks: file.chunks.map(({ data }) => data) });
      for (const [at, { vector }] of file.chunks.entries()) {
        if (!vector || vector.scale === 0) continue;
        vectors.push(vector);
        terms.push([...counted[at]!.keys()].join(' '));
      }
    }
  }
  const targets = questions.map((_, at) => vectors[Math.floor((at * vectors.length) / questions.length)]!);
  return [
    matrix(vectors, targets),
    float32(vectors, targets),
    await vectra(join(folder, 'bare'), vectors.slice(0, bareVectra), targets),
    await fullText(terms, questions),
  ];
}

function matrix(vectors: readonly QuantisedVector[], targets: readonly QuantisedVector[]): Comparison {
  const all = new VectorMatrix(lsaDimensions);
  for (const [id, vector] of vectors.entries()) all.set(id, vector);
  const query = timed(targets, (target) => all.search(target, 10));
  return { name: 'ours: int8 matrix, WebAssembly', vectors: vectors.length, query };
}

function float32(vectors: readonly QuantisedVector[], targets: readonly QuantisedVector[]): Comparison {
  const all = new Float32Array(vectors.length * lsaDimensions);
  for (const [id, vector] of vectors.entries()) all.set(plain(vector), id * lsaDimensions);
  const query = timed(targets, (target) => {
    const wanted = plain(target);
    const best = new TopHits(10);
    for (let id = 0, at = 0; id < vectors.length; id++) {
      let sum = 0;
      for (let column = 0; column < lsaDimensions; column++, at++) sum += all[at]! * wanted[column]!;
      if (sum > best.threshold) best.offer(id, sum);
    }
    return best.take();
  });
  return { name: 'exact scan of Float32, JavaScript', vectors: vectors.length, query };
}

async function vectra(
  folder: string,
  vectors: readonly QuantisedVector[],
  targets: readonly QuantisedVector[],
): Promise<Comparison> {
  const bare = new LocalIndex(folder);
  await bare.createIndex({ version: 1 });
  await bare.batchInsertItems(vectors.map((vector, id) => ({ id: String(id), vector: [...plain(vector)] })));
  const times: number[] = [];
  for (const target of targets) {
    const started = performance.now();
    await bare.queryItems([...plain(target)], '', 10);
    times.push(performance.now() - started);
  }
  return { name: 'bare vectra, one LocalIndex, JSON', vectors: vectors.length, query: quantiles(times) };
}

async function fullText(terms: readonly string[], questions: readonly string[]): Promise<Comparison> {
  const name = 'SQLite FTS5, the same terms';
  try {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE VIRTUAL TABLE chunks USING fts5(terms, tokenize = "unicode61")');
    const insert = database.prepare('INSERT INTO chunks (terms) VALUES (?)');
    database.exec('BEGIN');
    for (const one of terms) insert.run(one);
    database.exec('COMMIT');
    const select = database.prepare('SELECT rowid FROM chunks WHERE chunks MATCH ? ORDER BY bm25(chunks) LIMIT 10');
    const query = timed(questions, (question) => {
      const words = [...termsOfQuery(question).keys()].map((term) => `"${term.replaceAll('"', '""')}"`);
      return words.length === 0 ? [] : select.all(words.join(' OR '));
    });
    database.close();
    return { name, vectors: terms.length, query };
  } catch {
    return { name, vectors: terms.length, query: undefined };
  }
}

function timed<T>(questions: readonly T[], ask: (question: T) => unknown): readonly number[] {
  const times: number[] = [];
  for (const question of [...questions.slice(0, 10), ...questions]) {
    const started = performance.now();
    ask(question);
    times.push(performance.now() - started);
  }
  return quantiles(times.slice(10));
}

const plain = ({ values, scale }: QuantisedVector): Float32Array => Float32Array.from(values, (value) => value * scale);
