import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import type { FileChange, Proposal } from '../../review/proposal.ts';
import type { ReviewFinding, ReviewFix } from '../review/finding.ts';
import { judgePath } from '../../safety/pathPolicy.ts';
import type { ReadOutline, WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import { applyEditAnswer } from '../../text/editAnswer.ts';
import type { EditAnswer } from '../../text/modelEdit.ts';
import { readEdits } from '../../text/readEdits.ts';

export interface ApplyWorld {
  readonly folder: vscode.WorkspaceFolder;
  readonly files: WorkspaceTexts;
  readonly readOutline: ReadOutline;
}

/**
 * Code of an answer as a proposal: a diff where its lines fit, a definition in place of the one that has its name, and
 * anything else where the selection is. Nothing is written: it is reviewed first.
 * @throws TouchstoneError when it fits nowhere
 */
export async function proposalOf(code: string, language: string, world: ApplyWorld): Promise<Proposal> {
  const changes = /^(diff|patch)$/i.test(language) ? await diffChanges(code, world) : [await codeChange(code, world)];
  return untested(world.folder, `Code of the chat in ${changes.map(({ path }) => path).join(', ')}`, changes);
}

/** What a review proposes for one of its findings, as a proposal. @throws TouchstoneError when it no longer fits */
export async function proposalOfFix(
  { path, line, fix: { search, replace } }: ReviewFinding & { readonly fix: ReviewFix },
  world: ApplyWorld,
): Promise<Proposal> {
  const edit = { kind: 'lines', path, search: search.split('\n'), replace: replace.split('\n') } as const;
  const lines = replace === '' ? { ...edit, replace: [] } : edit;
  const changes = await applied({ format: 'tool', edits: [lines], faults: [], prose: '' }, world);
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
  return applied(readEdits(`${fence}diff\n${code.replace(/\n?$/, '\n')}${fence}\n`, 'diff'), world);
}

async function applied(answer: EditAnswer, world: ApplyWorld): Promise<FileChange[]> {
  const { files, readOutline } = world;
  const { texts, refused } = await applyEditAnswer(answer, {
    paths: await files.paths(),
    text: (path) => files.text(path),
    symbols: async (path, text) =>
      (await readOutline(path, text)).definitions.map(({ scope, name, start, end, docStart }) => ({
        name: [...scope, name].join('.'),
        ...{ start, end, docStart },
      })),
  });
  const changes = await Promise.all(
    [...texts].map(async ([path, after]) => ({ path, before: await files.text(path), after })),
  );
  const [whyNot] = [...changes.flatMap(({ path }) => files.whyNot(path) ?? []), ...refused];
  if (whyNot !== undefined || changes.length === 0)
    throw new TouchstoneError(
      `It does not fit into the files: ${whyNot ?? 'nothing would change.'}`,
      'Use “Insert”, or copy what you need.',
    );
  return changes;
}

async function codeChange(code: string, world: ApplyWorld): Promise<FileChange> {
  const { folder, readOutline } = world;
  // The chat has the keyboard, so the editor that was looked at last is meant.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  const path = editor && pathIn(folder, editor.document.uri);
  if (!editor || path === undefined)
    throw new TouchstoneError('No file of the workspace is open.', 'Open the file that the code belongs to.');
  const verdict = judgePath(path);
  if (verdict.kind === 'refused') throw new TouchstoneError(verdict.reason, 'Choose another file.');
  const before = editor.document.getText();
  const ending = editor.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const lines = code.replace(/\n$/, '').split('\n');
  if (!editor.selection.isEmpty) {
    const [start, end] = [
      editor.document.offsetAt(editor.selection.start),
      editor.document.offsetAt(editor.selection.end),
    ];
    const tail = /\r?\n$/.exec(before.slice(start, end))?.[0] ?? '';
    return changed(path, before, before.slice(0, start) + lines.join(ending) + tail + before.slice(end));
  }
  const defined = (await readOutline(path, code)).definitions.filter(({ scope }) => scope.length === 0);
  const there = (await readOutline(path, before)).definitions;
  const [first] = defined;
  const known = defined.length === 1 && first && there.find(({ name }) => name === first.name);
  if (known) {
    const name = [...known.scope, known.name].join('.');
    const edit = { kind: 'symbol', path, symbol: name, replace: lines } as const;
    const [change] = await applied({ format: 'symbol', edits: [edit], faults: [], prose: '' }, world);
    if (change) return change;
  }
  // On lines of its own, behind the line of the cursor.
  const line = editor.document.lineAt(editor.selection.active.line);
  const at = editor.document.offsetAt(line.range.end);
  return changed(path, before, `${before.slice(0, at)}${ending}${lines.join(ending)}${before.slice(at)}`);
}

function changed(path: string, before: string, after: string): FileChange {
  if (before === after)
    throw new TouchstoneError(
      `${path} has this code already.`,
      'Select what it is to replace, if something else is meant.',
    );
  return { path, before, after };
}
