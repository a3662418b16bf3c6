/**
 * How often the right one of several samples is chosen: a model that is right two times in five, its wrong answers
 * clustered, three in five of the tests that it writes right; with and without a user who answers at most 4 questions.
 * The samples run in this process, the choice is the shipped one.
 *
 *   npm run bench -- selection [--cases N] [--samples N] [--tests N] [--seed N]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createParser } from '../../src/syntax/node/parser.ts';
import { openBench } from '../fakes/modelBench.ts';
import { issueNoise } from './selection/noisyCase.ts';
import { simulate, type Way } from './selection/simulation.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '300' },
    samples: { type: 'string', default: String(issueNoise.samples) },
    tests: { type: 'string', default: String(issueNoise.tests) },
    seed: { type: 'string', default: '0' },
  },
});

const ways: readonly Way[] = [
  { name: 'no generated tests', asks: false },
  { name: 'largest group', selector: 'largestGroup', asks: false },
  { name: 'most tests', selector: 'mostTests', asks: false },
  { name: 'CodeT, product', selector: 'codeTProduct', asks: false },
  { name: 'CodeT, root', selector: 'codeT', asks: false },
  { name: 'B4', selector: 'b4', asks: false },
  { name: 'no generated tests, user', asks: true },
  { name: 'B4, user', selector: 'b4', asks: true },
];

const bench = await openBench();
const parser = createParser({
  grammars: path.join(import.meta.dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm'),
});
try {
  const noise = { ...issueNoise, samples: Number(values.samples), tests: Number(values.tests) };
  const started = performance.now();
  const result = await simulate(Number(values.cases), noise, ways, {
    bench,
    parse: parser.parse,
    seed: Number(values.seed),
  });
  const percent = (count: number): string => `${((100 * count) / result.cases).toFixed(1)} %`.padStart(8);
  console.log(`${result.cases} cases, ${noise.samples} samples and ${noise.tests} generated tests each\n`);
  console.log(`first sample               ${percent(result.firstRight)}`);
  for (const { name, right, questions } of result.ways) {
    const asked = questions > 0 ? `   ${(questions / result.cases).toFixed(1)} questions a case` : '';
    console.log(`${name.padEnd(27)}${percent(right)}${asked}`);
  }
  console.log(`any sample is right        ${percent(result.possible)}`);
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
} finally {
  parser.dispose();
  await bench.dispose();
}
