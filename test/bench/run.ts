import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `npm run bench -- NAME [ARGUMENTS]` runs test/bench/NAME.ts: a benchmark is a file that measures when it is loaded
 * and reads its arguments as if it had been started itself.
 */
const known = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const [name] = process.argv.splice(2, 1);

if (name === undefined || !known.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [ARGUMENTS]\nBenchmarks: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  await import(pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href);
}
