import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import type { FileChange, Proposal } from '../../review/proposal.ts';
import { appliedChanges, codeChange, type ApplyFiles, type OpenText } from '../codeChange.ts';
import type { ReviewFinding, ReviewFix } from '../review/finding.ts';
import { readEdits } from '../../text/readEdits.ts';

export interface ApplyWorld extends ApplyFiles {
  readonly folder: vscode.WorkspaceFolder;
}

/**
 * Code of an answer as a proposal: a diff where its lines fit, definitions in place of those that they repeat, and anything
 * else where the selection is. Nothing is written: it is reviewed first.
 * @throws TouchstoneError when it fits nowhere
 */
export async function proposalOf(code: string, language: string, world: ApplyWorld): Promise<Proposal> {
  const changes = /^(diff|patch)$/i.test(language)
    ? await diffChanges(code, world)
    : [await codeChange(code, shownIn(world.folder), world)];
  return untested(world.folder, `Code of the chat in ${changes.map(({ path }) => path).join(', ')}`, changes);
}

/** What a review proposes for one of its findings, as a proposal. @throws TouchstoneError when it no longer fits */
export async function proposalOfFix(
  { path, line, fix: { search, replace } }: ReviewFinding & { readonly fix: ReviewFix },
  world: ApplyWorld,
): Promise<Proposal> {
  const edit = { kind: 'lines', path, search: search.split('\n'), replace: replace.split('\n') } as const;
  const lines = replace === '' ? { ...edit, replace: [] } : edit;
  const changes = await appliedChanges({ format: 'tool', edits: [lines], faults: [], prose: '' }, world);
  return untested(world.folder, `Fix of the review at ${path}:${line}`, changes);
}

/** Nobody has tried it, and its review says so. */
export function untested(folder: vscode.WorkspaceFolder, title: string, changes: readonly FileChange[]): Proposal {
  return {
    id: randomUUID(),
    root: folder.uri.fsPath,
    title,
    changes,
    evidence: {
      ...{ verdict: 'untested', command: '', fixed: [], stillPassing: 0, stillFailing: [], flaky: [], seconds: 0 },
      candidates: { generated: 1, parsed: 0, run: 0, passed: 0 },
      warnings: ['Nothing was run: this is code of an answer in the chat.'],
    },
  };
}

async function diffChanges(code: string, world: ApplyWorld): Promise<FileChange[]> {
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return appliedChanges(readEdits(`${fence}diff\n${code.replace(/\n?$/, '\n')}${fence}\n`, 'diff'), world);
}

/** The chat has the keyboard, so the editor that was looked at last is meant. */
function shownIn(folder: vscode.WorkspaceFolder): OpenText | undefined {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  const path = editor && pathIn(folder, editor.document.uri);
  if (!editor || path === undefined) return undefined;
  const { document, selection } = editor;
  return {
    ...{ path, text: document.getText() },
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
  };
}
