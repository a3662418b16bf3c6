import type { Features } from './showGate.ts';
import type { Site } from './site.ts';
import type { Suggestion, Trigger } from './suggestion.ts';

/** What the gate looks at: numbers from 0 to about 1. */

export interface History {
  readonly acceptedLast: boolean;
  /** Share of the last ones that was taken. */
  readonly acceptRate: number;
  /** `undefined`: nothing was shown yet. */
  readonly sinceShownMs: number | undefined;
}

export function placeFeatures(site: Site, languageId: string, trigger: Trigger, history: History): Features {
  const { linePrefix, lineSuffix, state } = site;
  const { acceptedLast, acceptRate, sinceShownMs } = history;
  const flag = (holds: boolean): number => (holds ? 1 : 0);
  return {
    lineIsBlank: flag(linePrefix.trim() === ''),
    restIsBlank: flag(lineSuffix.trim() === ''),
    afterWord: flag(/[\p{L}\p{N}_$]$/u.test(linePrefix)),
    afterDot: flag(/(\.|->|::)$/.test(linePrefix)),
    afterOpener: flag(/[({[=:,]\s?$/.test(linePrefix)),
    afterSpace: flag(/\S\s$/.test(linePrefix)),
    inString: flag(state.inside.kind === 'string'),
    inComment: flag(state.inside.kind === 'lineComment' || state.inside.kind === 'blockComment'),
    lineLength: Math.min(1, linePrefix.trim().length / 80),
    invoked: flag(trigger === 'invoke'),
    acceptedLast: flag(acceptedLast),
    acceptRate,
    sinceShown: sinceShownMs === undefined ? 1 : Math.min(1, Math.log1p(sinceShownMs / 1000) / 6),
    [`language:${languageId}`]: 1,
  };
}

export function suggestionFeatures({ text, confidence, source }: Suggestion): Features {
  return {
    confidence,
    lines: Math.min(1, (text.split('\n').length - 1) / 8),
    length: Math.min(1, Math.log1p(text.length) / 6),
    [`source:${source === 'embedded' ? source : 'model'}`]: 1,
  };
}
