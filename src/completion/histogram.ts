/**
 * How many took how long, in classes whose bounds grow by the tenth root of ten: whatever is read from it is right
 * to an eighth, and 1, 2, 5, 10, 20, 50 … ms are bounds. As pairs of class and count, in the order of the classes.
 */
export type Histogram = [classOfTime: number, count: number][];

const perDecade = 10;
/** The last class: thirteen minutes and more. */
export const lastClass = 60;

/** Class 0 is what took less than a millisecond; class n ends at 10^(n/10) ms. */
function classOf(ms: number): number {
  if (!(ms >= 1)) return 0;
  // With the small addition 5 ms, which are 10 to the power of 0.699, are where 5 to 10 ms begins.
  return Math.min(lastClass, 1 + Math.floor(Math.log10(ms) * perDecade + 0.02));
}

const startOf = (ofClass: number): number => (ofClass === 0 ? 0 : 10 ** ((ofClass - 1) / perDecade));
const endOf = (ofClass: number): number => 10 ** (ofClass / perDecade);

export function countTime(histogram: Histogram, ms: number): void {
  add(histogram, classOf(ms), 1);
}

export function addHistogram(to: Histogram, from: Readonly<Histogram>): void {
  for (const [ofClass, count] of from) add(to, ofClass, count);
}

function add(histogram: Histogram, ofClass: number, count: number): void {
  const at = histogram.findIndex(([other]) => other >= ofClass);
  const row = histogram[at];
  if (row === undefined) histogram.push([ofClass, count]);
  else if (row[0] === ofClass) row[1] += count;
  else histogram.splice(at, 0, [ofClass, count]);
}

export function countOf(histogram: Readonly<Histogram>): number {
  return histogram.reduce((sum, [, count]) => sum + count, 0);
}

/** @param share 0.5 for the median. @returns milliseconds; `undefined` when nothing was counted. */
export function quantile(histogram: Readonly<Histogram>, share: number): number | undefined {
  const wanted = share * countOf(histogram);
  let before = 0;
  for (const [ofClass, count] of histogram) {
    if (before + count >= wanted && count > 0) {
      const start = startOf(ofClass);
      const part = (wanted - before) / count;
      // Within a class times are taken to lie as the classes do.
      return start === 0 ? part : start * (endOf(ofClass) / start) ** part;
    }
    before += count;
  }
  return undefined;
}

/** A bar of a chart: how many took from `fromMs` to less than `toMs`. */
export interface TimeBar {
  readonly fromMs: number;
  /** `undefined`: and more. */
  readonly toMs: number | undefined;
  readonly count: number;
}

/** Where bars begin, in milliseconds: each is where a class begins. */
const bounds = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Bars of 1–2–5, from the first that has something to the last. */
export function timeBars(histogram: Readonly<Histogram>): readonly TimeBar[] {
  const bars = bounds.map((fromMs, at): TimeBar => {
    const toMs = bounds[at + 1];
    const isWithin = (ofClass: number): boolean =>
      ofClass >= classOf(fromMs) && (toMs === undefined || ofClass < classOf(toMs));
    return { fromMs, toMs, count: countOf(histogram.filter(([ofClass]) => isWithin(ofClass))) };
  });
  const first = bars.findIndex(({ count }) => count > 0);
  return first < 0 ? [] : bars.slice(first, bars.findLastIndex(({ count }) => count > 0) + 1);
}
