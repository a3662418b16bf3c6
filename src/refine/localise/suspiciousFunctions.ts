import type { Outline } from '../../syntax/outline.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { SuspiciousPlace } from '../event.ts';
import { enclosing, nameInFull } from './codeFiles.ts';

export interface SuspiciousFunction {
  readonly path: WorkspacePath;
  /** `Cart.total`; a class's or a constant's name for what no function holds, '' for the rest of a file. */
  readonly name: string;
  /** From 1, both inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** 0 to 1. */
  readonly score: number;
  /** Of its most suspicious line. */
  readonly reasons: readonly string[];
  readonly worstLine: number;
}

/** How much of a function's score comes from its other lines: of two with equally bad lines the worse one as a whole. */
const othersShare = 0.15;
const othersCounted = 4;

/**
 * The places by the functions around them, most suspicious first. What stands between functions is one entry for each
 * definition, or for the rest of its file.
 */
export function suspiciousFunctions(
  places: readonly SuspiciousPlace[],
  outlines: ReadonlyMap<WorkspacePath, Outline>,
): SuspiciousFunction[] {
  const groups = new Map<
    string,
    { at: Omit<SuspiciousFunction, 'score' | 'reasons' | 'worstLine'>; lines: SuspiciousPlace[] }
  >();
  for (const place of places) {
    const { path, line } = place;
    const outline = outlines.get(path);
    const around = outline && (enclosing(outline, line) ?? enclosing(outline, line, () => true));
    const at = {
      path,
      name: around ? nameInFull(around) : '',
      startLine: around?.startLine ?? 1,
      endLine: around?.endLine ?? Infinity,
    };
    const key = `${path}\0${at.startLine}\0${at.name}`;
    const group = groups.get(key);
    if (group) group.lines.push(place);
    else groups.set(key, { at, lines: [place] });
  }
  return Array.from(groups.values(), ({ at, lines }): SuspiciousFunction => {
    const sorted = lines.sort((a, b) => b.score - a.score || a.line - b.line);
    const [worst] = sorted;
    const others = sorted.slice(0, othersCounted).reduce((sum, { score }) => sum + score, 0) / othersCounted;
    return {
      ...at,
      // Without an outline nobody knows where it ends: at the last line that is suspected.
      endLine: Number.isFinite(at.endLine) ? at.endLine : Math.max(...lines.map(({ line }) => line)),
      score: (1 - othersShare) * (worst?.score ?? 0) + othersShare * others,
      reasons: worst?.reasons ?? [],
      worstLine: worst?.line ?? at.startLine,
    };
  }).sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.startLine - b.startLine);
}
