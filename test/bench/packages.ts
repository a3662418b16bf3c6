/**
 * `npm run bench -- packages [DIR]`: does the catalogue of installed packages know what is really there? The packages
 * of DIR's `node_modules` are asked for every name that they export when they run or that the TypeScript compiler sees
 * in their types, and for as many names that nobody exports but somebody might have thought of.
 */
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { LookUp } from '../../src/retrieval/packages/installed.ts';
import { existenceOf } from '../../src/retrieval/packages/installed.ts';
import { PackagesCatalog } from '../../src/retrieval/node/packages/catalog.ts';
import { grammars, queries } from '../unit/syntax/installedGrammars.ts';
import { realNames, type Real } from './packages/oracle.ts';

const { positionals, values } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { show: { type: 'boolean' }, only: { type: 'string' }, most: { type: 'string' } },
});
const root = path.resolve(positionals[0] ?? path.join(import.meta.dirname, '../..'));

function installed(): string[] {
  const top = path.join(root, 'node_modules');
  return readdirSync(top)
    .filter((name) => !name.startsWith('.') && name !== '@types')
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(path.join(top, name)).map((one) => `${name}/${one}`) : [name],
    );
}

/** Names that nobody exports: real ones with a word more, with two words of others, in other cases. */
function inventedFor(real: readonly string[], taken: ReadonlySet<string>): string[] {
  const names = real.filter((name) => name !== 'default' && name.length > 2);
  const made = names.flatMap((name, at) => {
    const other = names[(at * 7 + 3) % names.length] ?? name;
    const capital = other[0]!.toUpperCase() + other.slice(1);
    return [
      `${name}Async`,
      `${name}${capital}`,
      `get${capital}s`,
      name.slice(0, -1),
      `${name}_`,
      `create${capital}Sync`,
    ];
  });
  made.push('parseEverything', 'toJSONString', 'initialize', 'readAll', 'createClient');
  return [...new Set(made)].filter((name) => !taken.has(name) && /^[A-Za-z$][\w$]*$/.test(name));
}

const catalog = new PackagesCatalog({ root, home: os.homedir(), environment: process.env, grammars, queries });
await catalog.open();
const signal = new AbortController().signal;
const from = path.join(root, 'x.ts');
const times: number[] = [];

async function ask(name: string, api: string): Promise<LookUp> {
  const began = performance.now();
  const answer = await catalog.lookUp({ from, package: name, name: api }, signal);
  times.push(performance.now() - began);
  return answer;
}

interface Count {
  yes: number;
  no: number;
  unknown: number;
}
const counts: Record<'running' | 'typed' | 'members' | 'invented' | 'inventedMembers', Count> = {
  running: { yes: 0, no: 0, unknown: 0 },
  typed: { yes: 0, no: 0, unknown: 0 },
  members: { yes: 0, no: 0, unknown: 0 },
  invented: { yes: 0, no: 0, unknown: 0 },
  inventedMembers: { yes: 0, no: 0, unknown: 0 },
};
const reasons = new Map<string, number>();

async function count(kind: keyof typeof counts, real: Real, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { answer, reason } = existenceOf(await ask(real.name, name));
    counts[kind][answer]++;
    if (answer === 'unknown') reasons.set(`${kind}: ${reason}`, (reasons.get(`${kind}: ${reason}`) ?? 0) + 1);
    const isWrong = kind.startsWith('invented') ? answer === 'yes' : answer === 'no';
    if (isWrong || (values.show && answer === 'unknown'))
      console.log(`${kind} ${real.name} ${name}: ${answer} ${reason}`);
  }
}

const wanted = values.only?.split(',') ?? installed().slice(0, Number(values.most ?? 1e9));
const reals = (await realNames(root, wanted)).filter(({ running, typed }) => (running ?? typed ?? []).length > 0);
const began = performance.now();
const firsts: number[] = [];
for (const real of reals) {
  const { running = [], typed = [], members } = real;
  const taken = new Set([...running, ...typed]);
  const started = performance.now();
  const first = performance.now();
  await ask(real.name, [...taken][0]!);
  firsts.push(performance.now() - first);
  await count('running', real, running);
  await count(
    'typed',
    real,
    typed.filter((name) => !running.includes(name)),
  );
  await count('members', real, members);
  await count('invented', real, inventedFor([...taken], taken).slice(0, 40));
  const classes = new Map<string, string[]>();
  for (const one of members) {
    const [name = ''] = one.split('.');
    classes.set(name, [...(classes.get(name) ?? []), one]);
  }
  for (const [name, own] of classes) {
    const known = new Set(own.map((one) => one.split('.')[1]!));
    // Only some of a large type's members were asked of the compiler.
    if (own.length >= 40) continue;
    const made = inventedFor([...known], known).slice(0, 4);
    await count(
      'inventedMembers',
      real,
      made.map((one) => `${name}.${one}`),
    );
  }
  if (values.show) console.log(`${real.name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
times.sort((a, b) => a - b);
firsts.sort((a, b) => a - b);
const share = (part: number, { yes, no, unknown }: Count): string =>
  `${((100 * part) / (yes + no + unknown || 1)).toFixed(1)} %`;
const at = (list: readonly number[], part: number): string =>
  (list[Math.floor(part * (list.length - 1))] ?? 0).toFixed(1);
console.log(
  `${reals.length} packages, ${times.length} questions in ${((performance.now() - began) / 1000).toFixed(1)} s`,
);
for (const [kind, one] of Object.entries(counts)) {
  console.log(
    `${kind.padEnd(16)} yes ${one.yes}, no ${one.no}, unknown ${one.unknown}: ${kind.startsWith('invented') ? `refused ${share(one.no, one)}` : `found ${share(one.yes, one)}`}`,
  );
}
console.log(
  `question p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms, p99 ${at(times, 0.99)} ms, longest ${at(times, 1)} ms`,
);
console.log(
  `first question of a package p50 ${at(firsts, 0.5)} ms, p95 ${at(firsts, 0.95)} ms, longest ${at(firsts, 1)} ms`,
);
console.log(
  `memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident, heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB, facts of ${(catalog.keptBytes / 1e6).toFixed(1)} MB of source`,
);
for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 25))
  console.log(`${times} × ${reason}`);
