/** Numbers, times and dates as the page of statistics says them. */

const whole = new Intl.NumberFormat('en');

export const number = (value: number): string => whole.format(Math.round(value));

/** Of nothing there is no share. */
export function percent(part: number, of: number): string {
  if (of <= 0) return '–';
  const share = (100 * part) / of;
  if (share > 0 && share < 1) return '< 1 %';
  return `${share > 99 && part < of ? 99 : Math.round(share)} %`;
}

export function time(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 1) return 'under 1 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

export function bound(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const inFull = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** @param day `2026-11-21` */
export const shortDate = (day: string): string => dayAndMonth.format(new Date(`${day}T12:00`));
export const longDate = (day: string): string => inFull.format(new Date(`${day}T12:00`));

export function after(seconds: number): string {
  if (seconds === 0) return 'When accepted';
  return seconds < 60 ? `After ${seconds} s` : `After ${seconds / 60} min`;
}

/** `1 suggestion`, `2 suggestions` */
export const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
