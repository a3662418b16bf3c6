/** Figures and times as sentences say them. */
const number = (value: number): string => value.toLocaleString('en');

export const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;

export function tokens(count: number): string {
  return count < 1000 ? `${count} tokens` : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k tokens`;
}

export function spending(usage: {
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly cost?: number;
}): string {
  const said = `${number(usage.promptTokens)} tokens sent, ${number(usage.answerTokens)} received`;
  return usage.cost === undefined ? said : `${said}, $${usage.cost.toFixed(usage.cost < 0.01 ? 4 : 2)}`;
}

const day = 24 * 60 * 60 * 1000;

export function when(at: number, now: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return now - at < 6 * day
    ? `${date.toLocaleDateString('en', { weekday: 'long' })}, ${time}`
    : date.toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric' });
}
