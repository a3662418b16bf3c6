import type { Check } from './engine.ts';

/** Several checks as one: what one of them distrusts is trusted less by that much. One that fails says nothing. */
export function everyCheck(checks: readonly Check[]): Check {
  return async (request, texts) => {
    const all = await Promise.all(checks.map((check) => check(request, texts).catch(() => [])));
    return texts.map((_, at) => all.reduce((trust, one) => trust * (one[at] ?? 1), 1));
  };
}
