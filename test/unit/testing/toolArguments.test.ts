/** What becomes of the arguments of vitest and jest: one run, never watching, nothing written. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const shims = path.resolve(import.meta.dirname, '../../../src/testing/node/shims');
const vitest = require(path.join(shims, 'vitest.cjs')) as { runOnce(args: string[], home: string): string[] };
const jest = require(path.join(shims, 'jest.cjs')) as { runOnce(args: string[], cache: string): string[] };
const home = path.resolve(import.meta.dirname, '../../../node_modules/vitest');

/** Without the flags that are always there. */
const ofVitest = (line: string): string => {
  const [command, reporter, coverage, bail, ...rest] = vitest.runOnce(line.split(' ').filter(Boolean), home);
  assert.match(reporter ?? '', /^--reporter=.*vitestReporter\.mjs$/);
  assert.deepEqual([coverage, bail], ['--coverage.enabled=false', '--bail=0']);
  return [command, ...rest].join(' ');
};
const ofJest = (line: string): string => {
  const words = jest.runOnce(line.split(' ').filter(Boolean), '/cache');
  const own = words.indexOf('--colors=false') + 1;
  assert.ok(
    ['--ci', '--watchAll=false', '--cacheDirectory=/cache'].every((word) => words.slice(0, own).includes(word)),
  );
  return words.slice(own).join(' ');
};

suite('The arguments of vitest', () => {
  for (const [given, used] of [
    ['', 'run'],
    ['run src --project web', 'run src --project web'],
    ['watch --ui --open', 'run'],
    ['dev -w src', 'run src'],
    ['--run --coverage --coverage.reporter text -t name', 'run -t name'],
    ['--reporter verbose --outputFile.json=x.json --bail 1 -u a.test.ts', 'run a.test.ts'],
    ['related a.ts --watch=true', 'related a.ts'],
    ['--config c.ts -- --watch', 'run --config c.ts -- --watch'],
  ] as const)
    test(`vitest ${given}`, () => assert.equal(ofVitest(given), used));
});

suite('The arguments of jest', () => {
  for (const [given, used] of [
    ['', ''],
    ['src --watch --runInBand', 'src --runInBand'],
    ['--watchAll --coverage --bail 2 a.test.js', 'a.test.js'],
    ['-u -b --ci --json --outputFile out.json -t name', '-t name'],
    ['--reporters=default --reporters jest-junit --config c.json', '--config c.json'],
    ['--watch false --coverageReporters text src', 'src'],
  ] as const)
    test(`jest ${given}`, () => assert.equal(ofJest(given), used));
});
