/**
 * A process of its own that indexes a folder until it is killed, or until it has nothing more to do:
 *   node test/fakes/indexingProcess.ts SCRIPT ORDER
 * It prints a line for each thing that happens.
 */
import { startIndex } from '../../src/retrieval/node/workspaceIndex.ts';
import type { IndexOrder } from '../../src/retrieval/node/indexProtocol.ts';

const [script = '', order = ''] = process.argv.slice(2);
const say = (message: string): void => void process.stdout.write(`${message}\n`);
const never = new AbortController().signal;
const index = await startIndex(
  new URL(script),
  JSON.parse(order) as IndexOrder,
  { log: { debug: say, info: say, warn: say, error: say }, onStatus: ({ waiting }) => say(`waiting ${waiting}`) },
  never,
);
say('opened');
await index.settled(never);
const { results } = await index.search({ query: 'number1', limit: 5 }, never);
say(`found ${results.length}`);
await index.close();
say('closed');
