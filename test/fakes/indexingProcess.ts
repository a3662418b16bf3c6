/**
 * A process of its own that indexes a folder until it is killed, or until it has nothing more to do:
 *   node test/fakes/indexingProcess.ts SCRIPT ORDER [BASE_URL_OF_AN_EMBEDDING_MODEL]
 * It prints a line for each thing that happens. With SAVES in its environment it goes on to save so many files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startIndex } from '../../src/retrieval/node/workspaceIndex.ts';
import { scriptedEmbedding } from './scriptedEmbedding.ts';
import type { IndexOrder } from '../../src/retrieval/node/indexProtocol.ts';

const [script = '', order = '', embeddings] = process.argv.slice(2);
const say = (message: string): void => void process.stdout.write(`${message}\n`);
const never = new AbortController().signal;
const log = { debug: say, info: say, warn: say, error: say };
const index = await startIndex(
  new URL(script),
  JSON.parse(order) as IndexOrder,
  {
    log,
    onStatus: ({ waiting, embedding }) => say(embedding ? `embedded ${embedding.done}` : `waiting ${waiting}`),
    ...(embeddings !== undefined && {
      embedder: scriptedEmbedding(embeddings, { log, batch: 8 }),
      approveEmbedding: () => Promise.resolve('start' as const),
    }),
  },
  never,
);
say('opened');
await index.settled(never);
await index.embedded(never);
const { results } = await index.search({ query: 'number1', limit: 5 }, never);
say(`found ${results.length}`);
const { root } = JSON.parse(order) as IndexOrder;
for (let saves = Number(process.env['SAVES'] ?? 0); saves > 0; saves--) {
  const place = `src/part${saves % 240}.ts`;
  const text = readFileSync(path.join(root, place), 'utf8');
  // Each save is another version: what its functions are called counts up.
  writeFileSync(
    path.join(root, place),
    text.replaceAll(/v(\d+)\(/g, (_, version) => `v${Number(version) + 1}(`),
  );
  await index.update([{ path: place }]);
  say(`saved ${saves}`);
}
await index.close();
say('closed');
