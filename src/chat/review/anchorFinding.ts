/** Puts a finding of a model on the line that it is about, or drops it: it must be in the change, and say what stands there. */

import { resolvePath } from '../../text/editPath.ts';
import { lineNow, newLines, type ChangedFile } from './changedFile.ts';
import type { ReviewFinding } from './finding.ts';
import type { WrittenFinding } from './readFindings.ts';

export type Anchored =
  | { readonly kind: 'there'; readonly finding: ReviewFinding }
  /** `why`: a whole sentence. */
  | { readonly kind: 'dropped'; readonly what: string; readonly why: string };

/** How far from its line the quoted text may stand. */
const near = 20;

export async function anchorFinding(
  { path: written, line, quote, severity, message, fix }: WrittenFinding,
  files: readonly ChangedFile[],
  text: (path: string) => Promise<string | undefined>,
): Promise<Anchored> {
  const dropped = (why: string): Anchored => ({ kind: 'dropped', what: `${written}:${line}`, why });
  const resolved = resolvePath(
    written,
    files.map(({ path }) => path),
  );
  const file = resolved.kind === 'known' ? files.find(({ path }) => path === resolved.path) : undefined;
  if (!file) return dropped(`${written} is no file of this change.`);
  const { path } = file;
  const wanted = squeezed(quote.split('\n').find((row) => row.trim() !== '') ?? '');
  const [found] = newLines(file)
    .filter((one) => Math.abs(one.number - line) <= near && says(squeezed(one.text), wanted))
    .sort((a, b) => Math.abs(a.number - line) - Math.abs(b.number - line));
  if (!found) return dropped(`The change of ${path} has no such text at line ${line} or near it.`);
  const now = lineNow(found, (await text(path))?.split('\n') ?? []);
  if (now === undefined) return dropped(`Line ${line} of ${path} is not in the file any more.`);
  return { kind: 'there', finding: { path, line: now, severity, message, ...(fix && { fix }) } };
}

const squeezed = (code: string): string => code.replace(/\s+/g, ' ').trim();

/** A part of a line will do where it is long enough to mean this one. */
const says = (line: string, wanted: string): boolean =>
  line === wanted || (wanted.length >= 8 && line.includes(wanted));
