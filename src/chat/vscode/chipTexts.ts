import * as vscode from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import type { Chip, ChipContent, ChipTarget } from '../chatRequest.ts';
import type { PictureTarget } from '../pictures.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';

export interface ChipWorld {
  readonly folder: vscode.WorkspaceFolder;
  /** With what the editor has not written yet. Holds back what may not be seen. */
  readonly files: WorkspaceTexts;
  readonly lookup: ChatLookup | undefined;
  /** What differs from a commit; undefined where nothing may be run. */
  readonly changes: ((base: string | undefined, signal: AbortSignal) => Promise<string>) | undefined;
  /** The tests that failed last, as text. */
  readonly failures: () => string;
  readonly picture: (target: PictureTarget) => Promise<ChipContent>;
}

/** What chips stand for, looked up now: what is not saved counts. A chip that has its text already keeps it. */
export function chipTexts(chips: readonly Chip[], world: ChipWorld, signal: AbortSignal): Promise<readonly Chip[]> {
  return Promise.all(
    chips.map(async (chip) => {
      // What was taken from a terminal is there once.
      if (chip.target.kind === 'terminal') return chip;
      try {
        return { ...chip, content: await contentOf(chip.target, world, signal) };
      } catch (error) {
        if (isAbort(error, signal)) throw error;
        return { ...chip, content: nothing(describeError(error)) };
      }
    }),
  );
}

/** Of one chip. */
const mostCharacters = 40_000;
const mostListed = 300;
const mostProblems = 100;

export function contentFrom(text: string): ChipContent {
  const isCut = text.length > mostCharacters;
  const kept = isCut ? text.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '') : text;
  return { text: kept, tokens: estimateTokens(kept), isCut };
}

const nothing = (why: string): ChipContent => ({ text: '', tokens: 0, isCut: false, why });

async function contentOf(target: ChipTarget, world: ChipWorld, signal: AbortSignal): Promise<ChipContent> {
  const { files, folder, lookup, changes, failures, picture } = world;
  switch (target.kind) {
    case 'file':
      return fileContent(target.path, files);
    case 'selection':
      return fileContent(target.path, files, { first: target.first, last: target.last });
    case 'folder': {
      const inside = (await files.paths()).filter((path) => path.startsWith(`${target.path}/`));
      if (inside.length === 0) return nothing(`There is no file to be seen in ${target.path}.`);
      const more = inside.length > mostListed ? `\nand ${inside.length - mostListed} more` : '';
      return { ...contentFrom(inside.slice(0, mostListed).join('\n') + more), isCut: more !== '' };
    }
    case 'symbol': {
      const found = await placeOf(target, lookup, signal);
      if (!found) return nothing(`The index knows no definition of ${target.name}.`);
      return fileContent(found.path, files, { first: found.startLine, last: found.endLine });
    }
    case 'problems': {
      const text = problemsText(folder, target.path);
      return text === '' ? nothing('No problems are reported.') : contentFrom(text);
    }
    case 'changes': {
      if (!changes) return nothing('Git is not asked in a workspace that is not trusted.');
      const text = await changes(target.base, signal);
      return text === '' ? nothing('Nothing differs from the last commit.') : contentFrom(text);
    }
    case 'tests': {
      const text = failures();
      return text === ''
        ? nothing('No test is known to fail. Run the tests with Touchstone first.')
        : contentFrom(text);
    }
    case 'terminal':
      return nothing('Nothing was selected in the terminal.');
    case 'picture':
      return picture(target);
    case 'codebase':
      return { text: '', tokens: 0, isCut: false };
  }
}

async function placeOf(
  { name, path, line }: Extract<ChipTarget, { readonly kind: 'symbol' }>,
  lookup: ChatLookup | undefined,
  signal: AbortSignal,
) {
  const request = { relation: 'definitions', name, ...(path !== undefined && { path }) } as const;
  const results = (await lookup?.symbols(request, signal))?.results ?? [];
  return results.find((one) => one.path === path && (line === undefined || one.startLine === line)) ?? results[0];
}

async function fileContent(
  path: string,
  files: WorkspaceTexts,
  lines?: { readonly first: number; readonly last: number },
): Promise<ChipContent> {
  const text = await files.text(path);
  if (text === undefined) return nothing(files.whyNot(path) ?? `${path} is not there, or not to be shown.`);
  return contentFrom(
    lines
      ? text
          .split('\n')
          .slice(lines.first - 1, lines.last)
          .join('\n')
      : text,
  );
}

function problemsText(folder: vscode.WorkspaceFolder, only: string | undefined): string {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, found]) => {
      const path = pathIn(folder, uri);
      return path === undefined || (only !== undefined && path !== only)
        ? []
        : found.map((one) => ({ path, ...rowOf(one) }));
    })
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .sort((a, b) => a.severity - b.severity || a.path.localeCompare(b.path) || a.line - b.line)
    .slice(0, mostProblems)
    .map(({ path, line, severity, message }) => {
      const how = severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning';
      return `${path}:${line}: ${how}: ${message}`;
    })
    .join('\n');
}

const rowOf = ({ range, severity, message }: vscode.Diagnostic) => ({
  ...{ line: range.start.line + 1, severity, message },
});
