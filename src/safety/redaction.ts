import type { Log } from '../base/log.ts';

/**
 * Takes secrets out of text before it is logged, shown or put into a prompt. Only shapes that are
 * almost surely secrets are taken, since a prompt with holes in ordinary code is of no use; secrets
 * that are known by value (`literals`) are taken wherever they stand.
 */
export function redact(text: string, literals: readonly string[] = []): string {
  let clean = text;
  for (const literal of longestFirst(literals)) {
    clean = clean.replaceAll(literal, mark);
    clean = clean.replaceAll(encodeURIComponent(literal), mark);
  }
  for (const { pattern, replace } of rules) clean = clean.replace(pattern, replace);
  return clean;
}

/** A log that never holds a secret: neither a known shape nor one of the keys in use. */
export function redactingLog(log: Log, literals: () => readonly string[]): Log {
  const clean = (message: string): string => redact(message, literals());
  return {
    debug: (message) => log.debug(clean(message)),
    info: (message) => log.info(clean(message)),
    warn: (message) => log.warn(clean(message)),
    error: (message) => log.error(clean(message)),
  };
}

const mark = '[redacted]';

interface Rule {
  readonly pattern: RegExp;
  readonly replace: (match: string, before: string, value: string) => string;
}

const whole = (pattern: RegExp): Rule => ({ pattern, replace: () => mark });

/** Keeps the first group; the second is the secret, taken only if `isSecret` says so. */
const inside = (pattern: RegExp, isSecret: (value: string) => boolean): Rule => ({
  pattern,
  replace: (match, before, value) => (isSecret(value) ? `${before}${mark}` : match),
});

const rules: readonly Rule[] = [
  // A key block, also one whose end was cut off.
  whole(
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,.-]{0,20000}?-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|(?:\\n|\s)+[A-Za-z0-9+/=\s\\]{40,20000})/g,
  ),
  // OpenAI, Anthropic, OpenRouter, DeepSeek. A class name such as `sk-folding-cube-2` has no long mixed run.
  {
    pattern: /\bsk-[A-Za-z0-9_-]{20,}/g,
    replace: (match) => (hasRandomRun(match) ? mark : match),
  },
  whole(/\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}/g),
  whole(/\bgh[pousr]_[A-Za-z0-9]{36,}/g),
  whole(/\bgithub_pat_[A-Za-z0-9_]{40,}/g),
  whole(/\bglpat-[A-Za-z0-9_-]{20,}/g),
  whole(/\bxox[abeoprs]-(?=[A-Za-z-]*\d)[A-Za-z0-9-]{10,}/g),
  whole(/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g),
  whole(/\bAIza[A-Za-z0-9_-]{35}/g),
  whole(/\bgsk_[A-Za-z0-9]{40,}/g),
  whole(/\bhf_[A-Za-z0-9]{30,}/g),
  whole(/\bnpm_[A-Za-z0-9]{36}\b/g),
  whole(/\bpypi-[A-Za-z0-9_-]{40,}/g),
  whole(/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g),
  whole(/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{8,}/g),
  inside(/(\baws_?secret_?(?:access_?)?key["']?\s*[:=]\s*["']?)([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi, () => true),
  inside(/(\bauthorization["']?\s*[:=,]\s*["'`]?(?:bearer|basic|token)\s+)([^\s"'`,;]{4,})/gi, isLiteral),
  inside(/(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/-]{16,}=*)/gi, (value) => /\d/.test(value) && /[a-z]/i.test(value)),
  inside(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'`]{0,200}:)([^\s@/"'`]{1,200})(?=@)/gi, isLiteral),
  // A line of a .env file or of a shell: `export DB_PASSWORD=hunter2`.
  inside(
    /(^[ \t]*(?:export[ \t]+|set[ \t]+|-[ \t]+)?(?:[A-Z0-9]+_)*(?:SECRET|TOKEN|PASSWORD|PASSWD|PWD|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY|AUTH_KEY|CREDENTIALS)=["']?)([^\s"'`;,]{4,})/gm,
    (value) => isLiteral(value) && !/^[\d.]{1,6}$/.test(value) && !/^(true|false|null|none|undefined)$/i.test(value),
  ),
  // A literal in code or JSON: `apiKey: "9f86d081884c7d65"`. A word or an expression is no secret.
  inside(
    /((?:api[_-]?key|secret(?:[_-]?key)?|token|passw(?:or)?d|access[_-]?key|private[_-]?key)["']?\s*(?::|=|=>)\s*["'`])([^\s"'`]{16,})(?=["'`])/gi,
    (value) => isLiteral(value) && hasRandomRun(value),
  ),
];

/** A reference, a placeholder or a call stands for a secret and is none. */
function isLiteral(value: string): boolean {
  return !/^[$<{%*[]|[(){}]|^(?:process|os|env|import|config|settings|self|this|Deno)\.|^\[redacted\]/.test(value);
}

/** Twelve letters and digits in a row, both kinds among them: no word and no kebab-case name has that. */
function hasRandomRun(value: string): boolean {
  return (value.match(/[A-Za-z0-9+/]{12,}/g) ?? []).some(
    (run) => (run.match(/\d/g) ?? []).length >= 2 && /[A-Za-z]/.test(run),
  );
}

/** Very short ones are left: taking every "abc" out of a text would tell more than it hides. */
function longestFirst(literals: readonly string[]): readonly string[] {
  return literals.filter((literal) => literal.length >= 6).sort((a, b) => b.length - a.length);
}
