/** Ranks and what is said of them. */

export interface Figures {
  /** The mean of 1 / rank, of 0 where it was not found. */
  readonly mrr: number;
  readonly recall1: number;
  readonly recall5: number;
  readonly recall10: number;
}

/** @param ranks from 1; `undefined` where the right one was not found. */
export function figuresOf(ranks: readonly (number | undefined)[]): Figures {
  const within = (most: number): number => mean(ranks.map((rank) => (rank !== undefined && rank <= most ? 1 : 0)));
  return {
    mrr: mean(ranks.map((rank) => (rank === undefined ? 0 : 1 / rank))),
    recall1: within(1),
    recall5: within(5),
    recall10: within(10),
  };
}

/** Of several packages: each counts the same, however many questions it has. */
export const meanFigures = (all: readonly Figures[]): Figures => ({
  mrr: mean(all.map((one) => one.mrr)),
  recall1: mean(all.map((one) => one.recall1)),
  recall5: mean(all.map((one) => one.recall5)),
  recall10: mean(all.map((one) => one.recall10)),
});

export const cells = ({ mrr, recall1, recall5, recall10 }: Figures): string[] =>
  [mrr, recall1, recall5, recall10].map((figure) => figure.toFixed(3));

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
