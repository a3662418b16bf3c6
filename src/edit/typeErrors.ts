/** What a checker of types says of a change: only what it did not say before counts. */

import { compileErrors, type CompileError } from '../testing/compileErrors.ts';
import type { TestReport } from '../testing/report.ts';
import type { TestCommand, TestTree } from '../testing/testCommand.ts';
import type { Check } from '../review/proposal.ts';

/** By file and words, since lines move. */
export type TypeErrors = ReadonlyMap<string, { readonly count: number; readonly said: string }>;

export interface CheckerRun {
  readonly errors: TypeErrors;
  /** Each on its own, with its key in `errors`. */
  readonly found: readonly (Pick<CompileError, 'message' | 'place'> & { readonly key: string })[];
  /** Why nothing can be told from it; undefined when it did its work. */
  readonly failed: string | undefined;
}

export function checkerRun(report: TestReport, { line, directory }: TestCommand, { root }: TestTree): CheckerRun {
  const errors = new Map<string, { count: number; said: string }>();
  const found: CheckerRun['found'][number][] = [];
  for (const { message, place } of compileErrors(report.output, { roots: [root], directory })) {
    const key = `${place?.path ?? ''}\0${message}`;
    found.push({ key, message, place });
    const known = errors.get(key);
    if (known) known.count++;
    else errors.set(key, { count: 1, said: `${place ? `${place.path}:${place.line}: ` : ''}${message}` });
  }
  const failed =
    report.end.kind !== 'exited'
      ? `“${line}” did not come to its end.`
      : report.end.code !== 0 && errors.size === 0
        ? `“${line}” could not check it.`
        : undefined;
  return { errors, found, failed };
}

const mostNamed = 3;

export function typesCheck(line: string, before: CheckerRun, after: CheckerRun): Check {
  const failed = before.failed ?? after.failed;
  if (failed !== undefined) return { what: 'Types', outcome: 'not checked', detail: failed };
  const fresh = [...after.errors].filter(([key, { count }]) => count > (before.errors.get(key)?.count ?? 0));
  const gone = [...before.errors].filter(([key, { count }]) => count > (after.errors.get(key)?.count ?? 0)).length;
  if (fresh.length === 0) {
    const old = after.errors.size > 0 ? ` It reports ${errorsOf(after.errors.size)} there before.` : '';
    const mended = gone > 0 ? ` ${gone} of those from before ${gone === 1 ? 'is' : 'are'} gone.` : '';
    return { what: 'Types', outcome: 'passed', detail: `“${line}” reports nothing new.${old}${mended}` };
  }
  const named = fresh.slice(0, mostNamed).map(([, { said }]) => said);
  const more = fresh.length > mostNamed ? `; and ${fresh.length - mostNamed} more` : '';
  return {
    what: 'Types',
    outcome: 'failed',
    detail: `“${line}” reports ${errorsOf(fresh.length)} not there before: ${named.join('; ')}${more}.`,
  };
}

const errorsOf = (count: number): string => (count === 1 ? '1 error that was' : `${count} errors that were`);
