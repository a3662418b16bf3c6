/** The edits that need no words of the user's, or few: for the palette, the lightbulb and the menus, one table. */

import type { EditKind, EditRequest } from './editRequest.ts';

export interface ReadyMade {
  readonly kind: EditKind;
  /** Above a review and in a list, with “…” for the name of what is meant. */
  readonly title: `${string}…${string}`;
  /** What it is about when nothing is selected: the definition around the cursor, the name at it, or the file. */
  readonly about: 'definition' | 'name' | 'file';
  /** It makes sense for what is selected only. */
  readonly needsSelection?: true;
  /** What has to be said besides; where it may be left empty, that is said in `prompt`. */
  readonly asks?: { readonly prompt: string; readonly placeholder: string; readonly isRequired: boolean };
  /** Whether it can be done without a model. */
  readonly alone: 'never' | 'sometimes';
  /** Where the editor lists it. */
  readonly group: 'rewrite' | 'extract' | 'source';
}

const readyMade: readonly ReadyMade[] = [
  { kind: 'implement', title: 'Implement …', about: 'definition', alone: 'never', group: 'rewrite' },
  { kind: 'document', title: 'Document …', about: 'definition', alone: 'sometimes', group: 'rewrite' },
  { kind: 'addTypes', title: 'Add types to …', about: 'definition', alone: 'never', group: 'rewrite' },
  { kind: 'handleErrors', title: 'Add error handling to …', about: 'definition', alone: 'never', group: 'rewrite' },
  {
    kind: 'extract',
    title: 'Extract a function from …',
    about: 'definition',
    needsSelection: true,
    asks: {
      prompt: 'What is the function to be called? Empty: a name is found.',
      placeholder: 'discountedPrice',
      isRequired: false,
    },
    alone: 'sometimes',
    group: 'extract',
  },
  {
    kind: 'rename',
    title: 'Rename …',
    about: 'name',
    asks: { prompt: 'The new name, in every file that uses it.', placeholder: 'newName', isRequired: true },
    alone: 'sometimes',
    group: 'rewrite',
  },
  {
    kind: 'addArgument',
    title: 'Add a parameter to …',
    about: 'definition',
    asks: {
      prompt: 'The parameter: “= 10” for a value to fall back to, “with value 10” for what every call passes.',
      placeholder: 'limit: number = 10',
      isRequired: true,
    },
    alone: 'sometimes',
    group: 'rewrite',
  },
  {
    kind: 'convert',
    title: 'Convert …',
    about: 'definition',
    asks: {
      prompt: 'What is it to be converted to?',
      placeholder: 'async/await, a class, a switch, pathlib, …',
      isRequired: true,
    },
    alone: 'never',
    group: 'rewrite',
  },
  { kind: 'simplify', title: 'Simplify …', about: 'definition', alone: 'never', group: 'rewrite' },
  { kind: 'organiseImports', title: 'Organise the imports of …', about: 'file', alone: 'sometimes', group: 'source' },
  { kind: 'tests', title: 'Generate tests for …', about: 'definition', alone: 'sometimes', group: 'rewrite' },
  {
    kind: 'optimise',
    title: 'Make … faster',
    about: 'definition',
    asks: {
      prompt: 'A hint, if you have one: what is slow, or how it could be done. It may be empty.',
      placeholder: 'the inner loop looks everything up again',
      isRequired: false,
    },
    alone: 'sometimes',
    group: 'rewrite',
  },
];

/** “Document total” */
export const titled = ({ title }: ReadyMade, name: string): string => title.replace('…', () => name);

export function readyMadeOf(kind: EditKind): ReadyMade {
  const found = readyMade.find((each) => each.kind === kind);
  if (!found) throw new Error(`no ready-made edit is called ${kind}`);
  return found;
}

/** What needs a model and has none is not worth a worker, nor a question about tests. */
export function needsModel(kind: EditKind | undefined): boolean {
  return kind !== undefined && readyMade.some((each) => each.kind === kind && each.alone === 'never');
}

/** A title in the words of the one who asked, for what the model gives none: “Convert src/a.ts: an arrow function”. */
export function askedWords({ kind, instruction, place }: Pick<EditRequest, 'kind' | 'instruction' | 'place'>): string {
  const said = instruction.trim();
  if (kind === undefined) return said.slice(0, longestAsked);
  const heading = titled(readyMadeOf(kind), place?.path ?? 'the code');
  return (said === '' ? heading : `${heading}: ${said}`).slice(0, longestAsked);
}

const longestAsked = 80;
