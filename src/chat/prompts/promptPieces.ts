/**
 * The body of a prompt file, cut where something is to be put in. In code, fenced or in backticks, only what is meant
 * counts: `${HOME}` of a shell's line there is no variable of ours.
 */

import type { PromptFault } from './promptFault.ts';

export type PromptPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: PromptVariable; readonly line: number }
  /** The same name is asked for once. */
  | { readonly kind: 'input'; readonly name: string; readonly placeholder: string }
  /** `about` is what stands behind the colon, or the path itself; it may hold `${file}`. */
  | { readonly kind: 'mention'; readonly what: MentionWord; readonly about: string; readonly written: string };

export type PromptVariable = 'selection' | 'file' | 'fileName' | 'fileDirectory' | 'workspaceFolder';
export type MentionWord =
  'path' | 'file' | 'folder' | 'symbol' | 'selection' | 'problems' | 'changes' | 'tests' | 'codebase';

/** What may stand in `${…}`, with the names that other tools have for the same. */
export const promptVariables: readonly {
  readonly name: PromptVariable;
  readonly about: string;
  readonly alias: readonly string[];
}[] = [
  {
    name: 'selection',
    about: 'What is selected in the editor: its place, and its lines as an attachment',
    alias: ['selectedText'],
  },
  { name: 'file', about: 'The path of the file that is open', alias: ['relativeFile'] },
  { name: 'fileName', about: 'The name of the file that is open', alias: ['fileBasename'] },
  { name: 'fileDirectory', about: 'The folder of the file that is open', alias: ['fileDirname'] },
  { name: 'workspaceFolder', about: 'The folder of this window', alias: [] },
];

export const wholeMentions: readonly {
  readonly word: Exclude<MentionWord, 'path' | 'file' | 'folder' | 'symbol'>;
  readonly about: string;
}[] = [
  { word: 'selection', about: 'What is selected in the editor' },
  { word: 'problems', about: 'What the editor reports' },
  { word: 'changes', about: 'What differs from the last commit' },
  { word: 'tests', about: 'Tests that failed last' },
  { word: 'codebase', about: 'Search the workspace for what the question is about' },
];

/** @param firstLine the number of the first of the lines, from 1 */
export function readPieces(
  lines: readonly string[],
  firstLine: number,
): { readonly pieces: readonly PromptPiece[]; readonly faults: readonly PromptFault[] } {
  const pieces: PromptPiece[] = [];
  const faults: PromptFault[] = [];
  let text = '';
  let fence: string | undefined;
  const put = (piece: PromptPiece): void => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
    pieces.push(piece);
  };
  for (const [at, line] of lines.entries()) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const wasFenced = fence !== undefined;
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence) && line.trim() === mark)
      fence = undefined;
    const spans = codeSpans(line);
    let end = 0;
    for (const match of line.matchAll(token)) {
      const isCode =
        wasFenced || fence !== undefined || spans.some(([from, to]) => match.index >= from && match.index < to);
      const found = pieceOf(match, firstLine + at, isCode);
      if (found === undefined) continue;
      text += line.slice(end, match.index);
      end = match.index + match[0].length;
      if ('message' in found) faults.push(found);
      else if (found.kind === 'text') text += found.text;
      else put(found);
    }
    text += line.slice(end) + (at < lines.length - 1 ? '\n' : '');
  }
  if (text !== '') pieces.push({ kind: 'text', text });
  return { pieces, faults };
}

const token =
  /(?<escape>\\\$\{)|\$\{(?<inside>[^}]*)(?<closed>\}?)|(?<=^|[\s(])@(?:(?<kind>file|folder|symbol):(?<about>(?:\$\{\w+\}|[^\s$])*)|(?<word>[\w./-]+))/g;

/** `undefined`: it is text like any other. */
function pieceOf(match: RegExpExecArray, line: number, isCode: boolean): PromptPiece | PromptFault | undefined {
  const { escape, inside, closed, kind, about, word } = match.groups ?? {};
  const fault = (message: string, next: string): PromptFault => {
    return { line, start: match.index, end: match.index + match[0].length, message, next };
  };
  if (escape !== undefined) return { kind: 'text', text: '${' };
  if (inside !== undefined) return variableOf(inside, closed === '}', line, isCode, fault);
  if (isCode) return undefined;
  if (kind === 'file' || kind === 'folder' || kind === 'symbol') {
    const target = (about ?? '').replace(endOfSentence, '');
    if (target === '') return fault(`Nothing stands behind “@${kind}:”.`, `Name the ${kind}.`);
    return mention(kind, target, match[0]);
  }
  const name = (word ?? '').replace(endOfSentence, '');
  const whole = wholeMentions.find((one) => one.word === name);
  if (whole) return mention(whole.word, '', match[0]);
  return /[./]/.test(name) ? mention('path', name, match[0]) : undefined;
}

const endOfSentence = /[.,;:!?)]+$/;

const mention = (what: MentionWord, about: string, written: string): PromptPiece => ({
  ...{ kind: 'mention', what, about, written },
});

function variableOf(
  inside: string,
  isClosed: boolean,
  line: number,
  isCode: boolean,
  fault: (message: string, next: string) => PromptFault,
): PromptPiece | PromptFault | undefined {
  const [, isInput, input = '', placeholder = ''] = /^(input):([^:]*):?([\s\S]*)$/.exec(inside) ?? [];
  const known = promptVariables.find(({ name, alias }) => name === inside || alias.includes(inside));
  if (isClosed && known) return { kind: 'variable', name: known.name, line };
  if (isClosed && isInput !== undefined && /^[A-Za-z][\w-]*$/.test(input))
    return { kind: 'input', name: input, placeholder: placeholder.trim() };
  if (isCode) return undefined;
  if (!isClosed)
    return fault('“${” is not closed in this line.', 'Write } behind the name, or \\${ for the signs themselves.');
  if (isInput !== undefined || inside === 'input')
    return fault(
      `“\${${inside}}” has no name that can be asked for.`,
      'Write ${input:name} or ${input:name:what to write}.',
    );
  const names = promptVariables.map(({ name }) => name).join(', ');
  return fault(
    `There is no variable “${inside}”.`,
    `There are ${names} and input:name; write \\\${ for the signs themselves.`,
  );
}

/** From and to of what stands in backticks. */
function codeSpans(line: string): [number, number][] {
  return [...line.matchAll(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}
