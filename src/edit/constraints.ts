/**
 * What an instruction demands in words that a program can check: names, what to use and what not, no new dependency,
 * the signature as it is, so many lines (CodeIF: 2025). Only what is said plainly is read; the rest is for the reader.
 */

import type { Check } from '../review/proposal.ts';
import type { Definition, Outline } from '../syntax/outline.ts';
import type { WorkspacePath } from '../testing/report.ts';
import { diffLines } from '../text/lineDiff.ts';

export type Constraint =
  | { readonly kind: 'use'; readonly name: string }
  | { readonly kind: 'avoid'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'signature' }
  | { readonly kind: 'dependency' }
  | { readonly kind: 'addedLines'; readonly most: number }
  | { readonly kind: 'lineLength'; readonly most: number };

const word = '[`"\'“‘]([^\\s`"\'”’]+)[`"\'”’]';
const all = (pattern: string): RegExp => new RegExp(pattern, 'giu');

export function constraintsIn(instruction: string): Constraint[] {
  const found: Constraint[] = [];
  const named = (kind: 'use' | 'avoid' | 'name', pattern: RegExp): void => {
    for (const [, name = ''] of instruction.matchAll(pattern)) found.push({ kind, name: name.replace(/\(\)$/, '') });
  };
  const not = "(?:do not|don['’]t|must not|should not|never|without|avoid|no)";
  named('avoid', all(`\\b(?:${not}\\s+(?:use|using|call|calling)|avoid(?:ing)?|without)\\s+(?:the\\s+)?${word}`));
  named('use', all(`(?<!\\b${not}\\s+)\\b(?:must use|use|using|by means of)\\s+(?:the\\s+)?${word}`));
  named('name', all(`\\b(?:call(?:ed)?|name(?:d)?)\\s+(?:it\\s+|the\\s+\\w+\\s+)?${word}`));
  if (
    /\b(?:keep(?:ing)?|leave|preserv\w+|do(?: not|n['’]t) change|without changing|same)\b[^.;\n]{0,30}\bsignatures?\b/i.test(
      instruction,
    )
  )
    found.push({ kind: 'signature' });
  if (
    /\b(?:no|without|do(?: not|n['’]t) add)\s+(?:any\s+|a\s+)?(?:new|additional|further|other)?\s*(?:dependenc(?:y|ies)|packages?|librar(?:y|ies))\b/i.test(
      instruction,
    )
  )
    found.push({ kind: 'dependency' });
  const lines =
    /\b(?:at most|no more than|not more than|fewer than|max(?:imum)?(?: of)?|up to)\s+(\d+)\s+(?:new\s+)?lines\b/i.exec(
      instruction,
    );
  if (lines) found.push({ kind: 'addedLines', most: Number(lines[1]) - (/fewer/i.test(lines[0]) ? 1 : 0) });
  const wide =
    /\b(?:at most|no more than|no longer than|max(?:imum)?(?: of)?|up to|under|below)\s+(\d+)\s+(?:characters|chars|columns)\b/i.exec(
      instruction,
    );
  if (wide) found.push({ kind: 'lineLength', most: Number(wide[1]) });
  return found;
}

export interface ChangedText {
  readonly path: WorkspacePath;
  readonly before: string;
  readonly after: string;
  readonly outlines: { readonly before: Outline; readonly after: Outline };
}

/** Packages that the project has already; `undefined` where nobody can tell. */
export type IsKnownPackage = (module: string, path: WorkspacePath) => boolean | undefined;

export function constraintCheck(
  constraint: Constraint,
  changes: readonly ChangedText[],
  isKnown: IsKnownPackage,
): Check {
  const added = changes.flatMap(({ path, before, after }) =>
    diffLines(before, after).flatMap((hunk) =>
      hunk.added
        .filter((line) => !hunk.removed.includes(line))
        .map((line, at) => ({ path, line, at: hunk.newStart + at })),
    ),
  );
  const text = added.map(({ line }) => line).join('');
  const check = (what: string, holds: boolean, detail: string): Check => ({
    what,
    outcome: holds ? 'passed' : 'failed',
    detail,
  });
  switch (constraint.kind) {
    case 'use': {
      const holds = hasWord(text, constraint.name);
      return check(
        `Uses ${constraint.name}`,
        holds,
        holds ? `“${constraint.name}” is used, as was asked for.` : `“${constraint.name}” was to be used, and is not.`,
      );
    }
    case 'avoid': {
      const at = added.find(({ line }) => hasWord(line, constraint.name));
      const detail = at
        ? `“${constraint.name}” was not to be used, and is (${at.path}:${at.at}).`
        : `“${constraint.name}” is not used, as was asked for.`;
      return check(`Avoids ${constraint.name}`, at === undefined, detail);
    }
    case 'name': {
      const holds =
        changes.some(({ outlines }) => outlines.after.definitions.some(({ name }) => name === constraint.name)) ||
        declares(text, constraint.name);
      return check(
        'Name',
        holds,
        holds
          ? `“${constraint.name}” is there, as was asked for.`
          : `Nothing is called “${constraint.name}”, as was asked for.`,
      );
    }
    case 'signature': {
      const other = changes.flatMap((change) => changedSignatures(change).map((name) => `${name} (${change.path})`));
      return check(
        'Signature',
        other.length === 0,
        other.length === 0
          ? 'Every signature is as it was.'
          : `The signature was to stay as it is, and is another: ${other.slice(0, 3).join(', ')}.`,
      );
    }
    case 'dependency': {
      const fresh = changes.flatMap(({ path, outlines }) => {
        const had = new Set(outlines.before.imports.map(({ module }) => module));
        return outlines.after.imports
          .map(({ module }) => module)
          .filter((module) => !had.has(module) && isKnown(module, path) === false);
      });
      const manifest = changes.find(({ path }) => manifests.test(path));
      if (fresh.length > 0)
        return check(
          'Dependencies',
          false,
          `A new package is used, and none was to be: ${[...new Set(fresh)].join(', ')}.`,
        );
      return check(
        'Dependencies',
        !manifest,
        manifest
          ? `${manifest.path} changes, and no dependency was to be added.`
          : 'No package is used that the project did not have.',
      );
    }
    case 'addedLines':
      return check(
        'Length',
        added.length <= constraint.most,
        `${added.length} lines are written, and ${constraint.most} were allowed.`,
      );
    case 'lineLength': {
      const long = added.find(({ line }) => line.trimEnd().length > constraint.most);
      return check(
        'Line length',
        long === undefined,
        long
          ? `${long.path}:${long.at} is longer than ${constraint.most} characters.`
          : `No line is longer than ${constraint.most} characters.`,
      );
    }
  }
}

const manifests =
  /(?:^|\/)(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const hasWord = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'u').test(text);
const declares = (text: string, name: string): boolean =>
  new RegExp(
    `(?:\\b(?:const|let|var|function|class|def|type|interface|enum|func|fn)\\s+|^\\s*)${escaped(name)}(?![\\p{L}\\p{N}_$])\\s*(?:[=:(<{]|$)`,
    'mu',
  ).test(text);

/** Definitions that are there before and after, under another signature. */
function changedSignatures({ outlines }: ChangedText): string[] {
  const key = ({ scope, name }: Definition): string => [...scope, name].join('.');
  const functions = ({ definitions }: Outline): Map<string, string[]> => {
    const byName = new Map<string, string[]>();
    for (const definition of definitions) {
      if (definition.kind !== 'function' && definition.kind !== 'method') continue;
      byName.set(key(definition), [...(byName.get(key(definition)) ?? []), definition.signature]);
    }
    return byName;
  };
  const after = functions(outlines.after);
  return [...functions(outlines.before)].flatMap(([name, signatures]) =>
    signatures.every((signature) => after.get(name)?.includes(signature)) ? [] : [name],
  );
}
