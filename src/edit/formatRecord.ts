/** What has become of a model's edits in each format: what it does well is what it is asked for. */

import type { EditFormat } from '../text/modelEdit.ts';
import type { EditEvent } from './editEvent.ts';

export type FormatRecord = Partial<
  Readonly<Record<EditFormat, { readonly applied: number; readonly refused: number }>>
>;

/** Older ones count less and less, for models behind one name change. */
const most = 60;

/** Goes along with an edit, and says at its end what it adds. An edit that was broken off says nothing of its last answer. */
export class FormatCount {
  readonly #seen: { readonly format: EditFormat; isRefused: boolean }[] = [];
  #isOver = false;

  note(event: EditEvent): void {
    if (event.kind === 'asked') this.#seen.push({ format: event.format, isRefused: false });
    const last = this.#seen.at(-1);
    if (event.kind === 'refused' && last) last.isRefused = true;
    if (event.kind === 'finished') this.#isOver = true;
  }

  /** @returns the record with these answers; the same one when there is nothing to add. */
  addTo(record: FormatRecord): FormatRecord {
    const counted = this.#seen.filter(({ isRefused }, at) => isRefused || at < this.#seen.length - 1 || this.#isOver);
    return counted.reduce((sum, { format, isRefused }) => {
      const { applied, refused } = faded(sum[format] ?? { applied: 0, refused: 0 });
      return { ...sum, [format]: isRefused ? { applied, refused: refused + 1 } : { applied: applied + 1, refused } };
    }, record);
  }
}

const faded = ({ applied, refused }: { readonly applied: number; readonly refused: number }) =>
  applied + refused < most ? { applied, refused } : { applied: applied / 2, refused: refused / 2 };

/** What was stored, as far as it can be understood. */
export function readFormatRecord(stored: unknown): FormatRecord {
  const record: Record<string, { applied: number; refused: number }> = {};
  for (const format of formats) {
    const entry = isObject(stored) ? stored[format] : undefined;
    if (!isObject(entry)) continue;
    const { applied, refused } = entry;
    if (isCount(applied) && isCount(refused)) record[format] = { applied, refused };
  }
  return record;
}

const formats = ['blocks', 'symbol', 'file', 'diff', 'tool'] as const satisfies readonly EditFormat[];

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
