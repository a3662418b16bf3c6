/** How people say that a function is to have one parameter more. */

export interface AddArgumentOrder {
  readonly kind: 'addArgument';
  /** As it is written, `Class.method` perhaps; left out for the one that stands at the place. */
  readonly to: string | undefined;
  readonly name: string;
  readonly type: string | undefined;
  /** What the parameter is without an argument. */
  readonly preset: string | undefined;
  /** What every call gives. */
  readonly value: string | undefined;
}

const quote = '["\'\x60“”‘’]?';
const word = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const whose = String.raw`(?:\s+(?:to|of|in)\s+(?:(?:the|this)\s+)?(?:function|method|constructor)?\s*${quote}(?<to>${word}(?:\.${word})*)?(?:\(\))?${quote})?`;
const calls = String.raw`(?:\s+(?:to|in|at)\s+(?:every|all|each)(?:\s+(?:the|its|of its))?\s+(?:calls?|callers?|call sites?)(?:\s+(?:to|of)\s+${quote}(?<callee>${word}(?:\.${word})*)(?:\(\))?${quote})?)?`;
const given = String.raw`(?:\s*,?\s+(?:and\s+)?(?:pass(?:ing)?|giv(?:e|ing)|with(?:\s+the)?(?:\s+(?:value|argument))?)\s+(?:\x60(?<quoted>[^\x60]+)\x60|(?<value>\S+|"[^"]*"|'[^']*'))(?:\s+(?:in|at|to|from)\s+(?:every|all|each)(?:\s+(?:the|its|other))?\s+(?:calls?|callers?|call sites?))?)?`;
const addArgument = [
  new RegExp(
    String.raw`^add\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:optional\s+)?(?:parameter|argument|param|arg)\s+(?:\x60(?<declared>[^\x60]+)\x60|(?<plain>${word}(?:\s*:\s*(?:(?!\s(?:to|of|in|with|and)\s).)+?)?(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s,]+))?))${whose}${given}$`,
    'iu',
  ),
  new RegExp(
    String.raw`^add\s+(?:an?\s+|the\s+)?(?:new\s+)?(?:parameter|argument|param|arg)\s+(?:\x60(?<declared>[^\x60]+)\x60|(?<plain>${word}))${given}${calls}$`,
    'iu',
  ),
];

/** @returns `undefined` for other words */
export function argumentOrder(said: string): AddArgumentOrder | undefined {
  for (const form of addArgument) {
    const parts = form.exec(said)?.groups;
    if (!parts) continue;
    const declared = parts['declared'] ?? parts['plain'] ?? '';
    const [, name, type, preset] =
      /^([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::\s*([^=]+?|[^=]*=>.*?))?\s*(?:=\s*(.+))?$/u.exec(declared.trim()) ?? [];
    if (name === undefined) continue;
    return {
      kind: 'addArgument',
      to: parts['to'] ?? parts['callee'],
      name,
      type: type?.trim(),
      preset: preset?.trim(),
      value: parts['quoted'] ?? parts['value'],
    };
  }
  return undefined;
}
