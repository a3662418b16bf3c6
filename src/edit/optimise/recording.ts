/** A file that does as before and lets a program beside it hear what its function is called with, or get hold of it. */

import type { LanguageId } from '../../syntax/tree.ts';
import { applyEdits } from '../../text/edit.ts';
import type { Callable, Target } from './target.ts';

/**
 * The file with a recorder in it.
 * @param recorder absolute path of what records, in the language of the file; for Python its folder is on the path
 * @param to absolute path of the file that calls are written to
 */
export function recordingText(
  text: string,
  { language }: Target,
  { expression, body, values }: Callable,
  { recorder, to }: { readonly recorder: string; readonly to: string },
): string {
  if (language === 'python')
    return `${ended(text)}\nfrom touchstone_calls import record as _touchstone_record\n${expression} = _touchstone_record(${expression}, ${JSON.stringify(to)})\n`;
  const inner = text.slice(body.start, body.end);
  const heard = `touchstoneCalls(${values})`;
  const whole = body.isExpression
    ? `{ const touchstoneLeave = ${heard}; try { return (${inner}); } finally { touchstoneLeave(); } }`
    : `{ const touchstoneLeave = ${heard}; try ${inner} finally { touchstoneLeave(); } }`;
  const edited = applyEdits(text, [{ ...body, text: whole }]);
  const load = `globalThis.process.getBuiltinModule('node:module').createRequire(${JSON.stringify(recorder)})(${JSON.stringify(recorder)})`;
  return `${unchecked(language)}${ended(edited)}\nfunction touchstoneCalls(values) { return (globalThis.touchstoneRecorder ??= ${load}(${JSON.stringify(to)}))(values); }\n`;
}

/** The file with a line that hands its function to the program that loads it. Python finds it by its name. */
export function reachableText(text: string, { language }: Target, { expression }: Callable): string {
  if (language === 'python') return text;
  return `${unchecked(language)}${ended(text)}\nglobalThis.touchstoneTarget = ${expression};\n`;
}

/** What is added has no types. */
const unchecked = (language: LanguageId): string => (language === 'javascript' ? '' : '// @ts-nocheck\n');

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
