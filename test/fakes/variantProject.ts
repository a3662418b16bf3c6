/** Candidates by the words that they change, run from one build in a real copy of a small project. */
import assert from 'node:assert/strict';
import { languageOf } from '../../src/syntax/language.ts';
import type { Parse } from '../../src/syntax/tree.ts';
import { changedFunctions } from '../../src/testing/schemata/changedFunctions.ts';
import type { TestReport, TestResult } from '../../src/testing/report.ts';
import type { ShadowWorkspace } from '../../src/testing/shadow.ts';
import type { TestCommand } from '../../src/testing/testCommand.ts';
import type { RunVariants, Variant } from '../../src/testing/variants.ts';

export type Change = readonly [file: string, from: string, to: string];

export interface VariantProject {
  readonly copy: ShadowWorkspace;
  readonly command: TestCommand;
  /** Ids of tests. */
  readonly only: readonly string[];
  readonly limitMs?: number;
  readonly runVariants: RunVariants;
  readonly parse: Parse;
}

/** What is said of each change, by its number from 1; of the program as it is at 0. */
export async function runChanges(
  project: VariantProject,
  changes: readonly Change[],
  signal: AbortSignal,
  onRun: (id: number, report: TestReport) => void = () => {},
): Promise<Map<number, TestReport>> {
  const { copy, command, only, limitMs = 20_000, runVariants } = project;
  const variants: Variant[] = [];
  for (const [at, change] of changes.entries()) variants.push(await variantOf(project, at + 1, change));
  const tests = only.map((id): TestResult => {
    const [file = '', name = ''] = id.split('::');
    return { id, name, file, outcome: 'failed', durationMs: 1 };
  });
  const reports = new Map<number, TestReport>();
  const request = { command, only: tests, limitMs, texts: new Map<string, string>(), variants };
  for await (const { id, report } of runVariants(copy, request, signal)) {
    reports.set(id, report);
    onRun(id, report);
  }
  return reports;
}

async function variantOf({ copy, parse }: VariantProject, id: number, [file, from, to]: Change): Promise<Variant> {
  const text = await copy.read(file);
  const language = languageOf(file);
  assert.ok(language && text.includes(from), from);
  const before = await parse(language, text);
  const after = await parse(
    language,
    text.replace(from, () => to),
  );
  try {
    const changed = changedFunctions(before, after);
    assert.ok(changed, to);
    return { id, copies: changed.map((copy) => ({ ...copy, path: file })) };
  } finally {
    before.dispose();
    after.dispose();
  }
}

/** `failed Test: its first line, file:line` of every test, or the problem. */
export function saidOf(report: TestReport | undefined): string[] {
  if (!report) return ['undecided'];
  if (report.problem) return [`problem ${report.problem.message}`];
  return report.results
    .map(({ id, outcome, failure }) => {
      const places = failure?.frames.map(({ path, line }) => ` ${path}:${line}`).join('') ?? '';
      return `${outcome} ${id.slice(id.indexOf('::') + 2)}${failure ? `: ${failure.message.split('\n')[0]}${places}` : ''}`;
    })
    .sort();
}
