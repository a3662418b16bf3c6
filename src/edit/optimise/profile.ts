/** Where the time goes: the lines that a profiler met most often, or the functions that took most themselves. */

import type { SlowLine } from './bench.ts';

/** What `node --cpu-prof` writes, as far as it is read. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly hitCount?: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
  }[];
}

const mostLines = 5;

/** @param pathOf the workspace path of a file's URL, undefined outside of the workspace */
export function slowLines({ nodes }: CpuProfile, pathOf: (url: string) => string | undefined): SlowLine[] {
  const ticks = new Map<string, number>();
  for (const { hitCount = 0, callFrame, positionTicks = [] } of nodes) {
    // What starts Node and what waits has nothing to do with it.
    if (/^\((?:root|program|idle)\)$/.test(callFrame.functionName)) continue;
    const path = pathOf(callFrame.url);
    if (path === undefined && callFrame.functionName !== '(garbage collector)') continue;
    if (path === undefined) add('collecting garbage', hitCount);
    else if (positionTicks.length === 0) add(`${path}:${callFrame.lineNumber + 1}`, hitCount);
    else for (const { line, ticks: count } of positionTicks) add(`${path}:${line}`, count);
  }
  return shares([...ticks].map(([where, weight]) => ({ where, weight })));

  function add(where: string, count: number): void {
    ticks.set(where, (ticks.get(where) ?? 0) + count);
  }
}

/** What `cProfile` knows of a function. */
export interface ProfiledFunction {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly ms: number;
  readonly calls: number;
}

export const slowFunctions = (
  rows: readonly ProfiledFunction[],
  pathOf: (file: string) => string | undefined,
): SlowLine[] =>
  shares(
    rows.map(({ file, line, name, ms, calls }) => {
      const path = pathOf(file);
      return { where: `${path === undefined ? name : `${path}:${line} ${name}`}, called ${calls} times`, weight: ms };
    }),
  );

export const profileText = (lines: readonly SlowLine[]): string =>
  lines.map(({ where, share }) => `${(share * 100).toFixed(0).padStart(3)} %  ${where}`).join('\n');

function shares(rows: readonly { readonly where: string; readonly weight: number }[]): SlowLine[] {
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  return [...rows]
    .filter(({ weight }) => weight > 0 && weight >= all / 100)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostLines)
    .map(({ where, weight }) => ({ where, share: weight / all }));
}
