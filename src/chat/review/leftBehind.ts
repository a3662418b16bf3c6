/** What nobody means to leave in a change, by the text of its new lines alone: each is certain, or is not said. */

import { isTestFile } from '../../retrieval/graph/testFile.ts';
import { redact } from '../../safety/redaction.ts';
import { addedLines, type ChangedFile, type NewLine } from './changedFile.ts';
import type { Severity } from './finding.ts';

export interface LeftLine {
  readonly at: NewLine;
  readonly severity: Severity;
  readonly message: string;
  /** What the line should be; `undefined`: it should go. Left out where only a person can say. */
  readonly mended?: { readonly text: string | undefined };
}

export function leftBehind(file: ChangedFile): LeftLine[] {
  return [...mergeMarkers(file), ...debugStatements(file), ...onlyTests(file), ...secrets(file)];
}

/** A row of `=` alone is a heading in some languages, so it counts between the other two only. */
function mergeMarkers(file: ChangedFile): LeftLine[] {
  const found = addedLines(file).filter(({ text }) => /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(text));
  return found.map((at) => ({
    at,
    severity: 'error',
    message: 'A mark of an unfinished merge was left here. Choose a side and remove the marks.',
  }));
}

const debugging: readonly { readonly files: RegExp; readonly line: RegExp }[] = [
  { files: /\.(?:[cm]?[jt]sx?|vue|svelte)$/, line: /^\s*debugger\s*;?\s*$/ },
  { files: /\.pyi?$/, line: /^\s*(?:breakpoint\(\)|(?:import i?pdb;\s*)?i?pdb\.set_trace\(\))\s*$/ },
  { files: /\.rb$/, line: /^\s*(?:binding\.(?:pry|irb)|byebug|debugger)\s*$/ },
];

function debugStatements(file: ChangedFile): LeftLine[] {
  const pattern = debugging.find(({ files }) => files.test(file.path))?.line;
  if (!pattern) return [];
  // Where it is the only statement of a block, its line cannot simply go in every language.
  const mayGo = !/\.pyi?$/.test(file.path);
  return addedLines(file)
    .filter(({ text }) => pattern.test(text))
    .map((at) => ({
      at,
      severity: 'warning',
      message: `\`${at.text.trim()}\` stops the program for a debugger. Remove it.`,
      ...(mayGo && { mended: { text: undefined } }),
    }));
}

function onlyTests(file: ChangedFile): LeftLine[] {
  if (!isTestFile(file.path) || !/\.(?:[cm]?[jt]sx?)$/.test(file.path)) return [];
  return addedLines(file).flatMap((at): LeftLine[] => {
    const [, before = '', name = '', after = ''] =
      /^(\s*(?:test\.)?)(describe|context|suite|it|test|specify)\.only(\s*\(.*)$/.exec(at.text) ?? [];
    if (name === '') return [];
    return [
      {
        at,
        severity: 'warning',
        message: `\`${name}.only\` keeps all other tests of this file from running. Remove \`.only\`.`,
        mended: { text: `${before}${name}${after}` },
      },
    ];
  });
}

/** What it is stands nowhere in the message. */
function secrets(file: ChangedFile): LeftLine[] {
  return addedLines(file)
    .filter(({ text }) => redact(text) !== text || /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/.test(text))
    .map((at) => ({
      at,
      severity: 'error',
      message:
        'This line looks as if it held a key or a password. Take it out, and replace the secret if it was ever committed.',
    }));
}
