// Proves that every rule of the house can fail: seeds one violation of each in a small tree of its own,
// beside code that is right, and asks the real tools with the real rules. What they report must be
// exactly what was seeded: nothing missed, nothing else.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { allowed, seeds, type Seed } from './layeringSeeds.ts';
import { writeResults, type Failure } from './results.ts';

const root = dirname(import.meta.dirname);

interface Finding {
  readonly path: string;
  readonly rule: string;
}

async function main(): Promise<number> {
  const tree = await mkdtemp(join(tmpdir(), 'touchstone-layering-'));
  try {
    await plant(tree);
    const { found, rules } = await cruise(tree);
    const failures = judge([...found, ...(await lint(tree))], rules);
    const passed = seeds.length - failures.filter(({ name }) => seeds.some((seed) => title(seed) === name)).length;
    for (const failure of failures) console.log(`  ✗ ${failure.name}: ${failure.message}`);
    console.log(
      `${passed} of ${seeds.length} seeded violations found, ${allowed.length} files that are right left alone.`,
    );
    await writeResults({ passed, failed: failures.length, skipped: 0, failures });
    return failures.length;
  } finally {
    await rm(tree, { recursive: true });
  }
}

/** Prints every seed with what became of it; returns those that were missed and what was found beyond them. */
function judge(found: readonly Finding[], rules: readonly string[]): Failure[] {
  const failures: Failure[] = [];
  for (const seed of seeds) {
    const here = found.filter(({ path }) => path === seed.path).map(({ rule }) => rule);
    if (here.length === 1 && here[0] === seed.rule) console.log(`  ✓ ${title(seed)}`);
    else failures.push({ name: title(seed), message: here.length ? `reported as ${here.join(', ')}` : 'not reported' });
  }
  for (const { path, rule } of found) {
    if (!seeds.some((seed) => seed.path === path)) failures.push({ name: path, message: `right, yet ${rule}` });
  }
  // A rule that nobody seeded has not been seen to fail.
  for (const name of rules) {
    if (!seeds.some(({ rule }) => rule === name)) failures.push({ name, message: 'has no seed' });
  }
  return failures;
}

function title(seed: Seed): string {
  return `${seed.rule}: ${seed.path}`;
}

async function plant(tree: string): Promise<void> {
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs', 'eslint.config.mjs']) {
    await cp(join(root, file), join(tree, file));
  }
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
  for (const { path, text } of [...allowed, ...seeds]) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
}

interface Cruised {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

async function cruise(tree: string): Promise<{ found: Finding[]; rules: string[] }> {
  const output = await run(tree, 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'media', 'test'],
  ]);
  const { summary } = JSON.parse(output) as Cruised;
  return {
    found: unique(summary.violations.map(({ from, rule }) => ({ path: from, rule: rule.name }))),
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  };
}

async function lint(tree: string): Promise<Finding[]> {
  const output = await run(tree, 'eslint/bin/eslint.js', ['--format', 'json', 'src', 'media', 'test']);
  const files = JSON.parse(output) as {
    filePath: string;
    messages: { ruleId: string | null; message: string; severity: number }[];
  }[];
  return unique(
    files.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ severity }) => severity === 2)
        .map((message) => ({
          path: relative(tree, filePath).replaceAll('\\', '/'),
          rule: message.ruleId ?? message.message,
        })),
    ),
  );
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.path} ${finding.rule}`, finding])).values()];
}

/** What a tool prints. Both tools exit with an error when they find something, as they should here. */
async function run(tree: string, tool: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output;
}

process.exitCode = (await main()) ? 1 : 0;
