import { languageOf } from '../../syntax/language.ts';
import { newFault, type NewFault } from '../../syntax/newFault.ts';
import type { Parse } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { hunkEdits, type Hunk } from '../../text/hunk.ts';
import { diffLines } from '../../text/lineDiff.ts';
import { changeSize } from '../changeSize.ts';
import { changeKey } from '../gate.ts';

export type Gated =
  | {
      readonly kind: 'sound';
      /** As the embedded source's patches have it, so that the two are compared. */
      readonly key: string;
      /** In tokens. */
      readonly size: number;
    }
  /** Sentences for the model. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * The static gate for whole texts: every changed file parses no worse than before and uses no name that nothing
 * declares. Unlike an embedded candidate a model's change may declare names, so the changed file itself is asked.
 */
export async function gateTexts(
  changes: readonly { readonly path: WorkspacePath; readonly before: string; readonly after: string }[],
  parse: Parse,
): Promise<Gated> {
  const keys: string[] = [];
  let size = 0;
  for (const { path, before, after } of changes) {
    if (before === after) continue;
    const hunks = diffLines(before, after);
    size += changeSize({ text: before }, { edits: hunkEdits(before, hunks) });
    const judged = await judge(path, before, after, hunks, parse);
    if (judged.kind === 'refused') return judged;
    if (judged.key !== undefined) keys.push(`${path}\0${judged.key}`);
  }
  if (keys.length === 0) return { kind: 'refused', why: 'It changes nothing but white space or comments.' };
  return { kind: 'sound', key: keys.sort().join('\0'), size };
}

type Judged =
  { readonly kind: 'sound'; readonly key: string | undefined } | { readonly kind: 'refused'; readonly why: string };

async function judge(
  path: WorkspacePath,
  before: string,
  after: string,
  hunks: readonly Hunk[],
  parse: Parse,
): Promise<Judged> {
  const language = languageOf(path);
  if (!language) return { kind: 'sound', key: after };
  const old = await parse(language, before);
  try {
    const changed = await parse(language, after, old);
    try {
      const fault = newFault(old, changed, hunks);
      return fault ? { kind: 'refused', why: words(path, fault) } : { kind: 'sound', key: changeKey(old, changed) };
    } finally {
      changed.dispose();
    }
  } finally {
    old.dispose();
  }
}

function words(path: WorkspacePath, fault: NewFault): string {
  switch (fault.kind) {
    case 'broken':
      return `${path} does not parse with it: see line ${fault.line}.`;
    case 'unknown name':
      return `In ${path} it uses “${fault.name}”, which is declared and imported nowhere.`;
  }
}
