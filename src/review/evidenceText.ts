import type { Evidence } from './proposal.ts';

/** Evidence in words. Nothing is said by colour or icon alone. */

/** One word on what the evidence is worth, always the first thing said. */
export function verdictWord(evidence: Evidence): string {
  switch (evidence.verdict) {
    case 'verified':
      return 'Verified';
    case 'partial':
      return 'Partly verified';
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

/** "range.ts: 1 hunk · verified by 16 tests": the title of a file's diff. */
export function diffTitle(fileName: string, hunks: number, evidence: Evidence): string {
  return `${fileName}: ${counted(hunks, 'hunk')} · ${shortVerdict(evidence)}`;
}

/** "verified by 16 tests" */
export function shortVerdict(evidence: Evidence): string {
  switch (evidence.verdict) {
    case 'verified':
      return `verified by ${counted(evidence.fixed.length + evidence.stillPassing, 'test')}`;
    case 'partial':
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
    ...evidence.warnings.map((warning): EvidenceDetail => ['Warning', warning]),
    ...named('Still fails', evidence.stillFailing),
    ...named('Now passes', evidence.fixed),
    ...named('Left out as flaky', evidence.flaky),
    commandDetail(evidence),
  ];
}

/** "14 still pass" */
export function stillPassingFact({ stillPassing }: Evidence): string {
  return `${stillPassing} still ${stillPassing === 1 ? 'passes' : 'pass'}`;
}

/** "1 hunk", "2 hunks" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function outcomeFacts(evidence: Evidence): string[] {
  if (evidence.verdict === 'untested') return ['Not tested'];
  const failing = evidence.stillFailing.length;
  return [
    `Fixes ${counted(evidence.fixed.length, 'test')}`,
    ...(failing > 0 ? [`${failing} still ${failing === 1 ? 'fails' : 'fail'}`] : []),
    stillPassingFact(evidence),
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
