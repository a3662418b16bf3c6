import * as vscode from 'vscode';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ShownReview } from '../../review/vscode/register.ts';
import { formatUnifiedDiff } from '../../text/unifiedDiff.ts';
import type { EditResult } from '../editEvent.ts';
import type { EditKind, EditPlace } from '../editRequest.ts';
import { exactOrder, isQuestion } from '../exact/exactOrder.ts';
import { definitionAround } from '../offers.ts';
import { needsModel, readyMadeOf, titled } from '../readyMade.ts';
import type { InstructionInput } from './askInstruction.ts';
import type { OfferedEdit } from './offeredActions.ts';
import type { EditOrder, EditSession } from './editSession.ts';
import {
  activeTarget,
  placeWords,
  reportedNear,
  selectedPlace,
  symbolsIn,
  targetIn,
  type EditTarget,
} from './editTarget.ts';
import { languageRename } from './languageRename.ts';
import type { PlanCommand } from './planCommand.ts';

export interface EditCommandDeps {
  readonly log: Log;
  readonly session: EditSession;
  readonly input: InstructionInput;
  readonly shownReview: () => ShownReview | undefined;
  readonly planAgain: PlanCommand['again'];
  readonly hasModel: () => boolean;
  /** The rules files that an edit at this place follows, the nearest first. */
  readonly rulesAt: (target: EditTarget) => Promise<readonly string[]>;
  readonly explain: (about: string, target: EditTarget, place: EditPlace, question?: string) => Promise<void>;
}

/** What every entry does before an edit begins: where, what, and whether it can be done at all. */
export class EditCommands {
  readonly #deps: EditCommandDeps;

  constructor(deps: EditCommandDeps) {
    this.#deps = deps;
  }

  /** **Edit…**: an instruction in the user's own words. @param given it stands in a key's arguments already */
  async edit(given?: string, value?: string): Promise<void> {
    const target = activeTarget();
    const place = selectedPlace(target);
    const instruction = given ?? (await this.#askInstruction(target, place, value));
    if (instruction !== undefined) await this.#start(target, place, instruction, undefined, instruction);
  }

  /** A ready-made edit at the cursor or the selection. */
  async readyMade(kind: EditKind, offered?: OfferedEdit): Promise<void> {
    const ready = readyMadeOf(kind);
    const { asks, about, needsSelection } = ready;
    const target = offered ? await offeredTarget(offered) : activeTarget();
    if (needsSelection && target.selection.isEmpty)
      throw new TouchstoneError('Nothing is selected.', 'Select the code that is meant and run the command again.');
    if (!this.#deps.hasModel() && needsModel(kind)) return sayNeedsModel();
    const meant = await this.#meant(target, about, offered !== undefined);
    const heading = titled(ready, meant.name);
    let said = '';
    if (asks) {
      const where = placeWords(meant.place);
      const answer = await this.#deps.input.ask({
        // What has no name is called by its place already.
        title: meant.name === where ? heading : `${heading} · ${where}`,
        placeholder: asks.placeholder,
        prompt: asks.prompt,
        ...(asks.isRequired && { whyNotEmpty: 'It cannot be done without saying that.' }),
      });
      if (answer === undefined) return;
      said = answer;
    }
    const instruction = kind === 'rename' && meant.word !== undefined ? `rename ${meant.word} to ${said}` : said;
    await this.#start(target, meant.place, instruction, kind, said === '' ? heading : `${heading}: ${said}`);
  }

  /** **Ask Again**: a further instruction about what is in review. It stays there until its successor is written. */
  async followUp(given?: string): Promise<void> {
    const shown = this.#deps.shownReview();
    const asked = shown?.proposal.asked;
    if (!shown || !asked) throw new TouchstoneError('No edit is in review.', 'Ask for one first: “Touchstone: Edit…”.');
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === shown.proposal.root);
    if (!folder) throw new TouchstoneError('Its folder is not open any more.', 'Open the folder again.');
    const instruction =
      given ??
      (await this.#deps.input.ask({
        title: `Ask again about “${shown.proposal.title}”`,
        placeholder: 'but keep the old name, and cover the empty list',
        prompt: 'The review stays as it is until the new answer is there.',
        whyNotEmpty: 'Say what is to be different.',
      }));
    if (instruction === undefined) return;
    // What was decided meanwhile counts: what was accepted is in the files, what was rejected is wanted no more.
    const now = this.#deps.shownReview() ?? shown;
    const diff = formatUnifiedDiff(now.pending);
    if (asked.across) return this.#deps.planAgain(folder, { ...shown.proposal, asked }, instruction, diff);
    const place = asked.place && (await placeNow(folder, asked.place));
    await this.#begin({
      folder,
      about: instruction,
      request: {
        instruction,
        earlier: [...asked.earlier, { instruction: asked.instruction, diff }],
        ...(place && { place }),
      },
      replaces: shown.proposal.id,
    });
  }

  async explain(offered?: OfferedEdit, question?: string): Promise<void> {
    const target = offered ? await offeredTarget(offered) : activeTarget();
    const meant = await this.#meant(target, 'definition', offered !== undefined);
    await this.#deps.explain(meant.name, target, meant.place, question);
  }

  /** Nothing was changed: why, and what can be done about it in one click. */
  sayNone({ request }: EditOrder, { reason, next, needsModel: takesModel }: EditResult & { status: 'none' }): void {
    if (takesModel) return sayNeedsModel(reason);
    const { instruction, kind } = request;
    const [explain, again, log] = ['Explain It', 'Ask Again', 'Show Log'];
    const buttons = kind === undefined ? [isQuestion(instruction) ? explain : again, log] : [log];
    void vscode.window.showWarningMessage(`${reason} ${next}`, ...buttons).then((answer) => {
      if (answer === log) void vscode.commands.executeCommand('touchstone.showLog');
      if (answer === again) void this.atTheEdge(() => this.edit(undefined, instruction));
      if (answer === explain) void this.atTheEdge(() => this.explain(undefined, instruction));
    });
  }

  /** The one place where it is told that an edit could not begin. */
  async atTheEdge(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#deps.log.warn(`Edit: ${describeError(error)}`);
      void vscode.window.showWarningMessage(describeError(error));
    }
  }

  async #askInstruction(target: EditTarget, place: EditPlace, value?: string): Promise<string | undefined> {
    const rules = await this.#deps.rulesAt(target);
    const title = [`Edit ${placeWords(place)}`, ...(rules.length > 0 ? [`rules: ${rules.join(', ')}`] : [])];
    return this.#deps.input.ask({
      title: title.join(' · '),
      placeholder: this.#deps.hasModel()
        ? 'What is to be changed?'
        : 'rename total to sum, organise imports, extract …',
      ...(value !== undefined && { value }),
      ...(!this.#deps.hasModel() && {
        prompt:
          'No model is chosen, so only what can be done exactly is done: “Touchstone: Choose Model” for the rest.',
      }),
      whyNotEmpty: 'Say what is to be changed.',
    });
  }

  async #start(
    target: EditTarget,
    place: EditPlace,
    instruction: string,
    kind: EditKind | undefined,
    about: string,
  ): Promise<void> {
    const exact = exactOrder(instruction, kind);
    const isAlone = exact !== undefined || isQuestion(instruction) || (kind !== undefined && !needsModel(kind));
    if (!this.#deps.hasModel() && !isAlone) return sayNeedsModel();
    const given = exact?.kind === 'rename' ? await languageRename(target, exact, this.#deps.log) : undefined;
    await this.#begin({
      folder: target.folder,
      about,
      request: {
        instruction,
        place,
        diagnostics: reportedNear(target),
        ...(kind && { kind }),
      },
      ...(given && { given }),
    });
  }

  async #begin(order: EditOrder): Promise<void> {
    await this.#deps.session.start(order);
  }

  /** What is meant and what it is called: what is selected, else the definition, the name or the file around the cursor. */
  async #meant(
    target: EditTarget,
    about: 'definition' | 'name' | 'file',
    isExactly: boolean,
  ): Promise<{ readonly name: string; readonly place: EditPlace; readonly word?: string }> {
    const { document, selection, path } = target;
    if (about === 'file') return { name: path, place: { path } };
    const selected = selectedPlace(target);
    if (about === 'name') {
      const range = document.getWordRangeAtPosition(selection.end) ?? document.getWordRangeAtPosition(selection.start);
      if (!range)
        throw new TouchstoneError('There is no name at the cursor.', 'Put the cursor on the name that is meant.');
      const word = document.getText(range);
      return { name: word, place: selected, word };
    }
    const symbols = await symbolsIn(document).catch(() => []);
    const symbol = definitionAround(symbols, selection.start.line);
    if (selection.isEmpty && symbol) {
      const lines = { first: symbol.firstLine + 1, last: symbol.lastLine + 1 };
      return { name: symbol.name, place: { path, lines } };
    }
    const isWhole = isExactly && symbol?.firstLine === selection.start.line && symbol.lastLine === selection.end.line;
    if (isWhole) return { name: symbol.name, place: { path, lines: selected.lines ?? { first: 1, last: 1 } } };
    return { name: placeWords(selected), place: selected };
  }
}

async function offeredTarget({ uri, range }: OfferedEdit): Promise<EditTarget> {
  return targetIn(await vscode.workspace.openTextDocument(uri), range);
}

/** The lines that were asked about, as far as the file still has them. */
async function placeNow(folder: vscode.WorkspaceFolder, { path, lines }: EditPlace): Promise<EditPlace | undefined> {
  try {
    const { lineCount } = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
    if (!lines || lines.first > lineCount) return { path };
    return { path, lines: { first: lines.first, last: Math.min(lines.last, lineCount) } };
  } catch {
    return undefined;
  }
}

/** @param reason what it is that takes one, as a whole sentence */
function sayNeedsModel(reason = 'This takes a model, and no model is chosen.'): void {
  const [choose, trust] = ['Choose Model', 'Manage Workspace Trust'];
  const [text, button] = vscode.workspace.isTrusted
    ? [reason, choose]
    : ['This takes a model, and none is asked in a workspace that is not trusted.', trust];
  void vscode.window.showWarningMessage(text, button).then((answer) => {
    if (answer === choose) void vscode.commands.executeCommand('touchstone.chooseModel');
    if (answer === trust) void vscode.commands.executeCommand('workbench.trust.manage');
  });
}
