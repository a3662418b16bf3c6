/** What the status bar says of completion, in words and one icon. */
export type CompletionState =
  | { readonly kind: 'idle' }
  /** The user has turned it off, here or everywhere. */
  | { readonly kind: 'off'; readonly reason: string }
  | { readonly kind: 'thinking'; readonly source: string }
  | { readonly kind: 'shown'; readonly source: string; readonly count: number }
  | {
      readonly kind: 'silent';
      readonly reason: string;
      /** By key: then it is said where it is seen without a look closer. */
      readonly wasAsked: boolean;
    };

export interface StatusLook {
  readonly icon: string;
  /** In place of the engine's name. */
  readonly text?: string;
  /** Whole sentences. */
  readonly lines: readonly string[];
  readonly isWarning: boolean;
}

/**
 * @param about who suggests, or why the model does not.
 * @param isFaulty the model that was chosen cannot be reached.
 */
export function lookOf(state: CompletionState, about: string, isFaulty: boolean): StatusLook {
  const line = lineOf(state);
  const lines = [...(line === undefined ? [] : [line]), ...(about === '' ? [] : [about])];
  if (isFaulty && state.kind !== 'off') return { icon: 'warning', lines, isWarning: true };
  const text = state.kind === 'silent' && state.wasAsked ? { text: 'no suggestion' } : {};
  return { icon: icons[state.kind], ...text, lines, isWarning: false };
}

/** Of the state alone; `undefined` where there is nothing to say. */
export function lineOf(state: CompletionState): string | undefined {
  switch (state.kind) {
    case 'idle':
      return undefined;
    case 'off':
      return state.reason;
    case 'thinking':
      return `${named(state.source)} is thinking about a suggestion.`;
    case 'shown':
      return state.count > 1
        ? `${state.count} suggestions are there, the first from ${ofSource(state.source)}.`
        : `A suggestion of ${ofSource(state.source)} is shown.`;
    case 'silent':
      return `No suggestion: ${decapitalised(state.reason)}`;
  }
}

const icons: Readonly<Record<CompletionState['kind'], string>> = {
  idle: 'verified',
  off: 'circle-slash',
  thinking: 'loading~spin',
  shown: 'sparkle',
  silent: 'verified',
};

function ofSource(source: string): string {
  return source === 'embedded' ? 'the embedded engine' : source;
}

function named(source: string): string {
  return source === 'embedded' ? 'The embedded engine' : source;
}

/** A sentence goes on after a colon, but for a name that it begins with. */
function decapitalised(sentence: string): string {
  const [first = ''] = sentence.split(' ', 1);
  return /^(The|There|This|You|In|It|Other|Text|What|Nothing|No|Suggestions|Completion)$/.test(first)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}
