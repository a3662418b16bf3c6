import type { NewFault } from '../syntax/newFault.ts';
import type { Check, Evidence, MeasuredVariant, Timing } from './proposal.ts';
import type { ReviewFile } from './reviewState.ts';

/** Evidence in words. Nothing is said by colour or icon alone. */

/** One word on what the evidence is worth, always the first thing said. */
export function verdictWord(evidence: Evidence): string {
  switch (evidence.verdict) {
    case 'verified':
      return 'Verified';
    case 'partial':
      return evidence.fixed.length === 0 ? 'Not verified' : 'Partly verified';
    case 'untested':
      return 'Not tested';
  }
}

/** "Fixes 2 tests · 14 still pass · 37 candidates tried · 8 s" */
export function evidenceLine(evidence: Evidence): string {
  return [...outcomeFacts(evidence), ...effortFacts(evidence)].join(' · ');
}

/** "Verified", "Fixes 2 tests", "14 still pass", "37 candidates tried", "8 s": the verdict first. */
export function describeEvidence(evidence: Evidence): string[] {
  const facts = [...outcomeFacts(evidence), ...effortFacts(evidence)];
  return evidence.verdict === 'untested' ? facts : [verdictWord(evidence), ...facts];
}

/** "range.ts: 1 hunk · verified by 16 tests", "range.ts: new file · not tested": the title of a file's diff. */
export function diffTitle(fileName: string, file: Pick<ReviewFile, 'kind' | 'hunks'>, evidence: Evidence): string {
  return `${fileName}: ${wholeFileWords(file.kind) ?? counted(file.hunks.length, 'hunk')} · ${shortVerdict(evidence)}`;
}

/** What only a part of a change has broken: "does not parse (line 12)", "uses “total”, which nothing declares (line 3)". */
export function faultWords(fault: NewFault): string {
  switch (fault.kind) {
    case 'broken':
      return `does not parse (line ${fault.line})`;
    case 'unknown name':
      return `uses “${fault.name}”, which nothing declares (line ${fault.line})`;
  }
}

/** What is proposed for a file as a whole; undefined when it is changed hunk by hunk. */
export function wholeFileWords(kind: ReviewFile['kind']): string | undefined {
  switch (kind) {
    case 'created':
      return 'new file';
    case 'deleted':
      return 'deleted file';
    case 'changed':
      return undefined;
  }
}

/** "verified by 16 tests" */
export function shortVerdict(evidence: Evidence): string {
  switch (evidence.verdict) {
    case 'verified':
      return `verified by ${counted(evidence.fixed.length + evidence.stillPassing + (evidence.newPassing ?? 0), 'test')}`;
    case 'partial':
      if (failedChecks(evidence).length > 0) return `${counted(failedChecks(evidence).length, 'check')} failed`;
      return `${counted(evidence.stillFailing.length, 'test')} still ${evidence.stillFailing.length === 1 ? 'fails' : 'fail'}`;
    case 'untested':
      return 'not tested';
  }
}

/** A heading of a word or two, and what stands under it. */
export type EvidenceDetail = readonly [heading: string, text: string];

/** What stands behind `describeEvidence`: every warning, names of tests, the command. */
export function evidenceDetails(evidence: Evidence): EvidenceDetail[] {
  const named = (heading: string, names: readonly string[]): EvidenceDetail[] =>
    names.length > 0 ? [[heading, someNames(names)]] : [];
  return [
    ...(evidence.checks ?? []).map(checkDetail),
    ...(evidence.measured ?? []).map((variant): EvidenceDetail => ['Tried', variantLine(variant)]),
    ...evidence.warnings.map((warning): EvidenceDetail => ['Warning', warning]),
    ...named('Still fails', evidence.stillFailing),
    ...named('Now passes', evidence.fixed),
    ...named('Left out as flaky', evidence.flaky),
    // Of an edit the checks say what was run.
    ...(evidence.checks && (evidence.command === '' || evidence.verdict === 'untested')
      ? []
      : [commandDetail(evidence)]),
  ];
}

/** "Set built before the loop: 0.52 ms instead of 1.84 ms, 3.5 times as fast (median of 11, p = 0.003), tests pass" */
export function variantLine({ name, tests, timing, why }: MeasuredVariant): string {
  const passed = { passed: 'tests pass', failed: 'tests fail', 'not run': 'no test was run' }[tests];
  if (!timing) return `${name}: ${why ?? passed}`;
  const { beforeMs, afterMs } = timing;
  const times = `${milliseconds(afterMs)} ms instead of ${milliseconds(beforeMs)} ms`;
  return `${name}: ${times}, ${speedWords(timing)}, ${passed}${why === undefined ? '' : `. ${why}`}`;
}

/** "1.8 times as fast (median of 11, p = 0.003)" */
export function speedWords({ ratio, runs, p }: Timing): string {
  const times = ratio >= 10 ? ratio.toFixed(0) : ratio >= 1.95 ? ratio.toFixed(1) : ratio.toFixed(2);
  const chance = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
  return `${times} times as fast (median of ${runs}, ${chance})`;
}

/** "1103", "2.5", "0.093" */
export const milliseconds = (ms: number): string =>
  ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toPrecision(2);

const failedChecks = ({ checks = [] }: Evidence): readonly Check[] =>
  checks.filter(({ outcome }) => outcome === 'failed');

function checkDetail({ what, outcome, detail }: Check): EvidenceDetail {
  switch (outcome) {
    case 'passed':
      return [what, detail];
    case 'failed':
      return [`${what}: failed`, detail];
    case 'not checked':
      return [`${what}: not checked`, detail];
  }
}

/** "14 still pass", "14 still pass, 1 new test passes" */
export function passingFact({ stillPassing, newPassing = 0 }: Evidence): string {
  const still = `${stillPassing} still ${stillPassing === 1 ? 'passes' : 'pass'}`;
  if (newPassing === 0) return still;
  const added = `${newPassing} new ${newPassing === 1 ? 'test passes' : 'tests pass'}`;
  return stillPassing === 0 ? added : `${still}, ${added}`;
}

/** "1 hunk", "2 hunks", "2 patches" */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

function outcomeFacts(evidence: Evidence): string[] {
  const failed = failedChecks(evidence).map(({ what }) => `${what}: failed`);
  if (evidence.verdict === 'untested') return ['Not tested', ...failed];
  const failing = evidence.stillFailing.length;
  // An edit is not there to fix tests.
  const fixes =
    evidence.checks && evidence.fixed.length === 0 ? [] : [`Fixes ${counted(evidence.fixed.length, 'test')}`];
  return [
    ...failed,
    ...fixes,
    ...(failing > 0 ? [`${failing} still ${failing === 1 ? 'fails' : 'fail'}`] : []),
    ...(evidence.command === '' ? [] : [passingFact(evidence)]),
  ];
}

/** What it took. */
export function effortFacts({ candidates, seconds }: Evidence): string[] {
  return [...(candidates.run > 0 ? [`${counted(candidates.run, 'candidate')} tried`] : []), duration(seconds)];
}

function commandDetail({ verdict, command }: Evidence): EvidenceDetail {
  if (verdict !== 'untested') return ['Tested with', `${command} (in a copy of the workspace)`];
  const ran = command === '' ? 'No test was run' : `Nothing could be run with ${command}`;
  return ['Not tested', `${ran}. Nobody knows whether this change works.`];
}

function duration(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function someNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join('; ');
  return names.length > 3 ? `${shown}; and ${names.length - 3} more` : shown;
}
