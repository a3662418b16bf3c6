/** “All tests pass” is said only by whoever has seen it: a record of a run in this conversation. */

import type { RunRecord } from './chatEvent.ts';

/** @returns why the sentence may not stand as it is, a whole sentence; `undefined` where it says nothing of the kind, or is proven. */
export function unprovenClaim(sentence: string, runs: readonly RunRecord[]): string | undefined {
  const plain = sentence.replace(/[*_`]/g, '');
  const claim = claims.find((one) => one.test(plain));
  if (!claim || notSaid.test(plain)) return undefined;
  const last = runs.at(-1);
  if (!last) return 'No test was run in this conversation.';
  if (last.failed > 0)
    return `In the last run of this conversation ${last.failed === 1 ? 'one test failed' : `${last.failed} tests failed`}.`;
  if (last.passed === 0) return 'The last run of this conversation ran no test.';
  return last.isWhole ? undefined : 'The last run of this conversation did not come to its end.';
}

const claims: readonly RegExp[] = [
  /\b(?:tests?|specs?|(?:test )?suite|checks|test cases?|everything|\d+\/\d+) (?:(?:now|still|all|also|both|again|then|has|have|is|are|do|does|currently|successfully) )*(?:pass|passes|passed|passing|succeed|succeeds|succeeded|green)\b(?! (?:an?|the|its|this|that|it|null|undefined|some|every|each)\b)/i,
  /\b(?:pass|passes|passed|passing) (?:all|every|each|both|the|its|your|\d+)(?: of)?(?: the| its| your| existing| unit| new)* (?:tests?|specs?|suite|checks)\b/i,
  /\b(?:i|we)(?:'ve| have)? (?:just )?(?:ran|run|executed|verified|tested|confirmed)\b[^.]*\b(?:tests?|suite|it works|this works|the fix)\b/i,
  /\b(?:verified|confirmed|proven|tested) (?:by|with) (?:running )?(?:the |all |your )?(?:tests?|suite|test run)\b/i,
  /\b(?:no|zero|0) (?:tests? |failing |failed )+(?:tests?|fail|fails|failed|failures|remain)\b/i,
];

/** What is wished for, asked or only possible. */
const notSaid =
  /\?\s*$|\b(?:if|whether|until|unless|when|once|after|before|so that|to (?:make|ensure|see|check|verify|confirm)|make sure|ensure|should|would|could|may|might|must|will|can(?:not|'t)?|not|n't|never|expect(?:ed|s)?|want|need|hope|how|why|which|what|please|let|run the|fail to|only)\b|n't\b/i;
