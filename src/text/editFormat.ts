/** Which format a model is asked for, and in which words: what it does well decides, then how much it has to write. */

import type { EditFormat } from './modelEdit.ts';

export interface EditTask {
  /** The model can call functions. */
  readonly tools: boolean;
  /** How many lines the longest file has that is to be changed; 0 for one that is to be written. */
  readonly lines: number;
  /** How many places are to be changed, where that is known. */
  readonly places?: number;
  /** How many lines the definition has that is to be changed, when it is one and can be named. */
  readonly symbolLines?: number;
  /** What has become of this model's edits in each format so far. */
  readonly record?: Partial<Readonly<Record<EditFormat, { readonly applied: number; readonly refused: number }>>>;
}

export interface FormatChoice {
  readonly format: EditFormat;
  /** A sentence for whoever wonders. */
  readonly why: string;
}

/** Shorter files are written anew about as quickly as they are quoted, and nothing has to be found in them. */
const smallFile = 40;
/** Of a longer definition most would be written only to stay as it is. */
const smallSymbol = 60;
/** Before, what became of a model's edits says nothing. */
const fewEdits = 5;
/** Another format has to be better by this much to be asked for instead. */
const clearlyBetter = 0.1;
/** Of a format in which less than this share could be applied, another one is tried that nobody knows yet. */
const poor = 0.7;

export function chooseFormat(task: EditTask): FormatChoice {
  const wanted = byTask(task);
  const others = fitting(task).filter((format) => format !== wanted.format);
  const rate = rateOf(task, wanted.format);
  if (rate === undefined) return wanted;
  const better = others
    .flatMap((format) => {
      const other = rateOf(task, format);
      return other !== undefined && other > rate + clearlyBetter ? [{ format, other }] : [];
    })
    .sort((a, b) => b.other - a.other)[0];
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const untried = others.find((format) => rateOf(task, format) === undefined && format !== 'file');
  if (!better && rate < poor && untried !== undefined)
    return {
      format: untried,
      why: `Of this model’s edits only ${percent(rate)} could be applied as ${names[wanted.format]}, so ${names[untried]} are tried.`,
    };
  if (!better) return wanted;
  return {
    format: better.format,
    why: `Of this model’s edits ${percent(better.other)} could be applied as ${names[better.format]}, ${percent(rate)} as ${names[wanted.format]}.`,
  };
}

function byTask({ lines, places, symbolLines }: EditTask): FormatChoice {
  if (lines === 0) return { format: 'file', why: 'The file is new.' };
  if (symbolLines !== undefined && symbolLines <= smallSymbol && places !== 1)
    return { format: 'symbol', why: 'One short definition is to be changed.' };
  if (lines <= smallFile && places !== 1)
    return { format: 'file', why: `The file has ${lines} lines, so all of it can be written.` };
  return { format: 'blocks', why: 'Quoted lines are what models place best.' };
}

function fitting({ tools, lines, symbolLines }: EditTask): EditFormat[] {
  if (lines === 0) return ['file', ...(tools ? (['tool'] as const) : [])];
  const formats: EditFormat[] = ['blocks'];
  if (tools) formats.push('tool');
  formats.push('diff');
  if (lines <= smallFile) formats.push('file');
  if (symbolLines !== undefined && symbolLines <= smallSymbol) formats.push('symbol');
  return formats;
}

function rateOf({ record }: EditTask, format: EditFormat): number | undefined {
  const { applied, refused } = record?.[format] ?? { applied: 0, refused: 0 };
  return applied + refused < fewEdits ? undefined : applied / (applied + refused);
}

const names: Readonly<Record<EditFormat, string>> = {
  blocks: 'search/replace blocks',
  symbol: 'whole definitions',
  file: 'whole files',
  diff: 'unified diffs',
  tool: 'function calls',
};

/** What a prompt says of the format. Precise, since a sentence too many costs every question. */
export function formatInstructions(format: EditFormat): string {
  return `${instructions[format]}\nWrite every line: nothing may stand for code that is left out, such as “... rest unchanged”.`;
}

const instructions: Readonly<Record<EditFormat, string>> = {
  blocks: `Answer with one block for each place to be changed:

src/range.ts
<<<<<<< SEARCH
    return this.low < x && x < this.high;
=======
    return this.low <= x && x <= this.high;
>>>>>>> REPLACE

The SEARCH part is whole lines, exactly as they are in the file, without line numbers. It stands in the file exactly once: quote enough lines for that, and no more than needed. For a new file leave it empty.`,
  symbol: `Answer with each definition that changes, whole, in a fence under its file and name:

src/range.ts :: Range.contains
\`\`\`ts
contains(x: number): boolean {
  return this.low <= x && x <= this.high;
}
\`\`\`

A method is named with its class. Write the definition from its first line to its last, and nothing around it. Leave out definitions that stay as they are.`,
  file: `Answer with each file that changes, whole, in a fence under its path:

src/limits.ts
\`\`\`ts
export const low = 1;
export const high = 9;
\`\`\`

If the file itself has fences, open and close with four backticks. Leave out files that stay as they are.`,
  diff: `Answer with a unified diff in a fence:

\`\`\`diff
--- a/src/range.ts
+++ b/src/range.ts
@@ @@
   contains(x: number): boolean {
-    return this.low < x && x < this.high;
+    return this.low <= x && x <= this.high;
   }
\`\`\`

Line numbers are not needed. Unchanged lines begin with a blank and are exactly as in the file. Each hunk quotes enough of them to fit only one place, without a gap.`,
  tool: `Change files only by calling these functions, once for each place:

replace_lines {"path": "src/range.ts", "search": "    return this.low < x && x < this.high;", "replace": "    return this.low <= x && x <= this.high;"}
write_file {"path": "src/limits.ts", "content": "export const low = 1;\\n"}

“search” is whole lines, exactly as they are in the file. It stands in the file exactly once: quote enough lines for that, and no more than needed.`,
};

/** The functions as an endpoint wants them described. */
export const editTools = [
  {
    name: 'replace_lines',
    description:
      'Replaces lines of a file. “search” is whole lines as they are in the file, which stand there exactly once.',
    parameters: parametersOf({
      path: 'The file.',
      search: 'The lines to replace.',
      replace: 'The lines that replace them.',
    }),
  },
  {
    name: 'write_file',
    description: 'Writes a file that is new or short, whole.',
    parameters: parametersOf({ path: 'The file.', content: 'All of its text.' }),
  },
] as const;

function parametersOf(keys: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const properties = Object.fromEntries(
    Object.entries(keys).map(([key, description]) => [key, { type: 'string', description }]),
  );
  return { type: 'object', properties, required: Object.keys(keys), additionalProperties: false };
}

/** What goes back to the model, once, with its own answer before it. @param refused the applier's sentences */
export function retryText(format: EditFormat, refused: readonly string[]): string {
  const again: Readonly<Record<EditFormat, string>> = {
    blocks: 'Answer again with all blocks, those that were right included.',
    symbol: 'Answer again with all definitions, those that were right included.',
    file: 'Answer again with all files, those that were right included.',
    diff: 'Answer again with the whole diff, the hunks that were right included.',
    tool: 'Call the functions again for all places, those that were right included.',
  };
  return `That could not be used, and nothing was changed.\n${refused.map((why) => `- ${why.replaceAll('\n', '\n  ')}`).join('\n')}\n${again[format]}`;
}
