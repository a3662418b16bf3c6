/** The head of a prompt file: a few lines of `key: value` between two lines of `---`, a small part of YAML. */

import type { PromptFault } from './promptFault.ts';

export interface PromptFront {
  readonly description: string;
  /** What is to be written behind its name. */
  readonly argumentHint: string;
  /** Of the first line behind it, from 0. */
  readonly end: number;
  readonly faults: readonly PromptFault[];
}

/** Other tools read these. Where they say more than one line it is left to them. */
const ofOthers = ['name', 'agent', 'mode', 'model', 'tools'];
const ours = ['description', 'argument-hint'];

export function readFront(lines: readonly string[]): PromptFront {
  if (lines[0]?.trimEnd() !== '---') return { description: '', argumentHint: '', end: 0, faults: [] };
  const closing = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  if (closing < 0) {
    const faults = [
      faultAt(lines, 0, 'The front matter that begins here has no end.', 'Write --- behind its last line.'),
    ];
    return { description: '', argumentHint: '', end: lines.length, faults };
  }
  const faults: PromptFault[] = [];
  const values = new Map<string, string>();
  let isTheirs = false;
  for (let at = 1; at < closing; at++) {
    const line = lines[at] ?? '';
    if (/^\s*(#.*)?$/.test(line) || (isTheirs && /^(\s+\S|-\s)/.test(line))) continue;
    const [, key, written = ''] = /^([A-Za-z][\w-]*):(?:\s+(.*))?$/.exec(line.trimEnd()) ?? [];
    isTheirs = key !== undefined && ofOthers.includes(key);
    const value = valueOf(written);
    const fault = faultOf(key, value, isTheirs, values);
    if (fault) faults.push(faultAt(lines, at, ...fault));
    else if (key !== undefined) values.set(key, value ?? '');
  }
  return {
    description: values.get('description') ?? '',
    argumentHint: values.get('argument-hint') ?? '',
    end: closing + 1,
    faults,
  };
}

function faultOf(
  key: string | undefined,
  value: string | undefined,
  isTheirs: boolean,
  known: ReadonlyMap<string, string>,
): readonly [message: string, next: string] | undefined {
  if (key === undefined) return ['This line of the front matter is not `key: value`.', 'Write one key in each line.'];
  if (known.has(key)) return [`“${key}” is there twice.`, 'Take one of the two out.'];
  if (isTheirs) return undefined;
  if (!ours.includes(key)) return [`The front matter has no “${key}”.`, `It has ${ours.join(' and ')}.`];
  if (value === undefined)
    return [`The value of “${key}” is not one line of text.`, 'Write it in one line, in quotes.'];
  return undefined;
}

/** Plain, or in quotes; `undefined` for what needs more of YAML than that. */
function valueOf(written: string): string | undefined {
  const text = written.trim();
  const [, double] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text) ?? [];
  if (double !== undefined) return double.replaceAll(/\\(["\\])/g, '$1');
  const [, single] = /^'((?:[^']|'')*)'$/.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  return /^["'[{|>&*!%@`]/.test(text) ? undefined : text.replace(/\s+#.*$/, '');
}

function faultAt(lines: readonly string[], at: number, message: string, next: string): PromptFault {
  return { line: at + 1, start: 0, end: (lines[at] ?? '').length, message, next };
}
