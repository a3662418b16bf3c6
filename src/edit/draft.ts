/** An edit as a model writes it: asked, read while it streams in, put in place, and sent back once when it cannot be used. */

import { ask } from '../model/ask.ts';
import { AnswerCut, ContextTooLong } from '../model/errors.ts';
import type { ChatMessage, Model, ToolCall } from '../model/model.ts';
import type { Spending } from '../model/spending.ts';
import { judgePath } from '../safety/pathPolicy.ts';
import type { Project } from '../retrieval/graph/project.ts';
import type { Check } from '../review/proposal.ts';
import { isCompiled, languageOf } from '../syntax/language.ts';
import { newFault } from '../syntax/newFault.ts';
import type { LanguageId, Parse } from '../syntax/tree.ts';
import { faultsOf } from '../syntax/walk.ts';
import type { WorkspacePath } from '../testing/report.ts';
import { applyEditAnswer, type EditFiles } from '../text/editAnswer.ts';
import { diffLines } from '../text/lineDiff.ts';
import { chooseFormat, editTools, type EditTask, type FormatChoice } from '../text/editFormat.ts';
import type { EditFormat, ModelEdit } from '../text/modelEdit.ts';
import { symbolPlaces } from '../text/placeSymbol.ts';
import { openEditReader } from '../text/readEdits.ts';
import { constraintCheck, constraintsIn, type ChangedText } from './constraints.ts';
import type { EditEvent } from './editEvent.ts';
import { againPrompt, editPrompt, promptTokens } from './editPrompt.ts';
import type { EditRequest } from './editRequest.ts';
import { gather, type GatherDeps, type Gathered } from './gather.ts';
import { knownPackages } from './knownPackages.ts';

export interface DraftDeps extends GatherDeps {
  readonly model: Model;
  readonly spending: Spending;
  readonly parse: Parse;
  /** What imports are resolved against. */
  readonly project: () => Promise<Project>;
  /** The words whose demands are checked, when those are not the instruction itself. */
  readonly demands?: string;
  /** What has become of this model's edits in each format so far. */
  readonly formatRecord?: NonNullable<EditTask['record']>;
}

export type Draft =
  | {
      readonly kind: 'texts';
      readonly title: string;
      /** Every file that differs, whole. */
      readonly texts: ReadonlyMap<WorkspacePath, string>;
      /** Of its names and of what the instruction demands: what fails did so in the second answer too. */
      readonly checks: readonly Check[];
    }
  | { readonly kind: 'none'; readonly reasons: readonly string[]; readonly said: string };

const promptRoom = 12_000;
const smallestRoom = 2_000;
const answerTokens = 8_000;

/** @throws ModelError */
export async function draft(
  request: EditRequest,
  deps: DraftDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Draft> {
  for (let room = promptRoom; ; room = Math.floor(room / 2)) {
    const gathered = await gather(request, room, deps, signal);
    try {
      return await draftOnce(request, gathered, deps, emit, signal);
    } catch (error) {
      if (!(error instanceof ContextTooLong) || room / 2 < smallestRoom) throw error;
    }
  }
}

async function draftOnce(
  request: EditRequest,
  gathered: Gathered,
  deps: DraftDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Draft> {
  const { format } = await formatFor(request, deps, signal);
  const asked = editPrompt(request, gathered, format, crypto.randomUUID().slice(0, 8));
  const about = {
    rules: gathered.rules.map(({ path }) => path),
    shown: [...gathered.pieces, ...gathered.definitions].map(({ path, first, last }) => ({ path, first, last })),
  };
  const files = await editFiles(request, deps);
  const demands = deps.demands ?? request.instruction;
  const written = await writeEdits({ asked, about, format, files, demands }, deps, emit, signal);
  return written.kind === 'declined' ? { kind: 'none', reasons: [written.why], said: '' } : written;
}

/** Nothing is to be changed, for a good reason. */
export interface Declined {
  readonly kind: 'declined';
  readonly why: string;
}

/** What a model is asked, and which files it may change with its answer. */
export interface EditQuestion {
  readonly asked: readonly ChatMessage[];
  readonly about: Pick<EditEvent & { readonly kind: 'asked' }, 'rules' | 'shown'>;
  readonly format: EditFormat;
  readonly files: AllowedFiles;
  /** Words whose demands are checked. */
  readonly demands: string;
  /** Why nothing is to be changed, when that is what an answer without edits says; it is not sent back then. */
  readonly declined?: (answer: string) => string | undefined;
}

/** @throws ModelError */
export async function writeEdits(
  { asked, about, format, files, demands, declined }: EditQuestion,
  deps: Pick<DraftDeps, 'files' | 'readOutline' | 'project' | 'model' | 'spending' | 'parse'>,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Draft | Declined> {
  const demanded = (texts: ReadonlyMap<WorkspacePath, string>): Promise<readonly Check[]> =>
    demandChecks(demands, texts, deps);
  emit({ kind: 'asked', attempt: 1, format, promptTokens: promptTokens(asked), ...about });
  const first = await answer(asked, format, files, demanded, deps, emit, signal);
  if (!first) return { kind: 'none', reasons: ['There are not enough tokens left to ask the model.'], said: '' };
  const why = first.texts.size === 0 ? declined?.(first.text) : undefined;
  if (why !== undefined) return { kind: 'declined', why };
  const wrong = [...first.refused, ...failedOf(first.checks)];
  if (wrong.length === 0) return { kind: 'texts', title: first.title, texts: first.texts, checks: first.checks };
  emit({ kind: 'refused', reasons: wrong });
  const again = againPrompt(asked, first.text, format, wrong);
  emit({ kind: 'asked', attempt: 2, format, promptTokens: promptTokens(again), ...about });
  const second = await answer(again, format, files, demanded, deps, emit, signal);
  const usable = [second, first].filter((each) => each !== undefined && each.refused.length === 0) as Answer[];
  const last = usable.sort((a, b) => failedOf(a.checks).length - failedOf(b.checks).length)[0];
  if (second && second.refused.length > 0) emit({ kind: 'refused', reasons: second.refused });
  if (last) return { kind: 'texts', title: last.title, texts: last.texts, checks: last.checks };
  return { kind: 'none', reasons: second?.refused ?? first.refused, said: second?.said ?? first.said };
}

/** What the words demand of a change, and a program can see. */
export async function demandChecks(
  words: string,
  texts: ReadonlyMap<WorkspacePath, string>,
  { files, readOutline, project }: Pick<DraftDeps, 'files' | 'readOutline' | 'project'>,
): Promise<readonly Check[]> {
  const constraints = constraintsIn(words);
  if (constraints.length === 0) return [];
  const changes: ChangedText[] = [];
  for (const [path, after] of texts) {
    const before = (await files.text(path)) ?? '';
    const outlines = { before: await readOutline(path, before), after: await readOutline(path, after) };
    changes.push({ path, before, after, outlines });
  }
  const isKnown = await knownPackages([...texts.keys()], files, await project());
  return constraints.map((constraint) => constraintCheck(constraint, changes, isKnown));
}

/** Some lines are most likely one place; what is wanted somewhere may be anywhere. */
async function formatFor(
  { place }: EditRequest,
  { files, formatRecord, model }: DraftDeps,
  signal: AbortSignal,
): Promise<FormatChoice> {
  const text = place && !place.lines ? await files.text(place.path) : undefined;
  const choose = (tools: boolean): FormatChoice =>
    chooseFormat({
      tools,
      lines: text?.split('\n').length ?? Infinity,
      ...(place?.lines && { places: 1 }),
      ...(formatRecord && { record: formatRecord }),
    });
  const best = choose(true);
  // To find out whether a model can call costs questions, so it is asked only where calls are wanted.
  if (best.format !== 'tool' || (await model.capabilities(signal)).chatWithTools !== undefined) return best;
  return choose(false);
}

interface Answer {
  readonly text: string;
  readonly title: string;
  readonly said: string;
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  readonly refused: readonly string[];
  /** What failed can be shown all the same. */
  readonly checks: readonly Check[];
}

async function answer(
  messages: readonly ChatMessage[],
  format: EditFormat,
  files: AllowedFiles,
  demanded: (texts: ReadonlyMap<WorkspacePath, string>) => Promise<readonly Check[]>,
  { model, spending, parse }: Pick<DraftDeps, 'model' | 'spending' | 'parse'>,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const reader = openEditReader(format);
  const edits: ModelEdit[] = [];
  let placing = Promise.resolve();
  let heard = '';
  const onText = (text: string): void => {
    heard += text;
    emit({ kind: 'writing', text });
    take(reader.push(text));
  };
  // What goes back to the model has its calls as text: where it could not call, it reads them all the same.
  const onCall = (call: ToolCall): void => {
    heard += `${heard === '' || heard.endsWith('\n') ? '' : '\n'}${call.name} ${call.arguments}\n`;
    take(reader.push(call));
  };
  const take = (whole: readonly ModelEdit[]): void => {
    if (whole.length === 0) return;
    edits.push(...whole);
    const soFar = [...edits];
    placing = placing.then(async () => {
      const draft = { format, edits: soFar, faults: [], prose: '' } as const;
      const { texts } = await applyEditAnswer(draft, { ...files, parsedLater: true });
      emit({ kind: 'ready', edits: soFar.length, texts });
    });
  };
  const cut = await toItsEnd();
  if (cut === undefined) return undefined;
  const read = reader.end(cut);
  const applied = await applyEditAnswer(read, {
    ...files,
    parse: async (path, text) => {
      const language = languageOf(path);
      if (!language) return undefined;
      const tree = await parse(language, text);
      try {
        return { language: languageNames[language], faults: faultsOf(tree.root) };
      } finally {
        tree.dispose();
      }
    },
  });
  const forbidden = [...applied.texts.keys()].flatMap((path) => {
    const verdict = judgePath(path);
    const why = verdict.kind === 'refused' ? verdict.reason : files.whyNot(path);
    return why === undefined ? [] : [why];
  });
  const refused = [...forbidden, ...applied.refused];
  // In another format than was asked for, edits are known only when the answer is over.
  if (edits.length === 0 && refused.length === 0 && applied.texts.size > 0)
    emit({ kind: 'ready', edits: read.edits.length, texts: applied.texts });
  return {
    text: heard,
    title: titleOf(read.prose),
    said: read.prose,
    texts: applied.texts,
    refused: cut && refused.length > 0 ? [...refused, 'The answer was cut off. Change less at once.'] : refused,
    checks:
      refused.length > 0 ? [] : [await namesCheck(applied.texts, files, parse), ...(await demanded(applied.texts))],
  };

  /** @returns whether it was cut off; `undefined` when there are not enough tokens left to ask. */
  async function toItsEnd(): Promise<boolean | undefined> {
    try {
      const tools = format === 'tool' ? { tools: { all: editTools, onCall } } : {};
      const options = { temperature: 0.2, answerTokens, onText, ...tools };
      const given = await ask(model, messages, options, spending, signal);
      return given && given.end === 'length';
    } catch (error) {
      // What there is of it may be sent back, but is never used.
      if (error instanceof AnswerCut) return true;
      throw error;
    } finally {
      await placing;
    }
  }
}

/** Whether every name that a change brings is declared or imported. */
export async function namesCheck(
  texts: ReadonlyMap<WorkspacePath, string>,
  files: Pick<EditFiles, 'text'>,
  parse: Parse,
): Promise<Check> {
  const unknown: string[] = [];
  let looked = 0;
  for (const [path, text] of texts) {
    const language = languageOf(path);
    if (!language || isCompiled(language)) continue;
    looked++;
    const before = (await files.text(path)) ?? '';
    const [old, changed] = [await parse(language, before), await parse(language, text)];
    try {
      const fault = newFault(old, changed, diffLines(before, text));
      if (fault?.kind === 'unknown name')
        unknown.push(
          `In ${path} it uses “${fault.name}” (line ${fault.line}), which is declared and imported nowhere.`,
        );
    } finally {
      old.dispose();
      changed.dispose();
    }
  }
  if (unknown.length > 0) return { what: 'Names', outcome: 'failed', detail: unknown.join(' ') };
  if (looked > 0) return { what: 'Names', outcome: 'passed', detail: 'Every new name is declared or imported.' };
  return { what: 'Names', outcome: 'not checked', detail: 'In this language names are for its own tools to check.' };
}

const failedOf = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ outcome, detail }) => (outcome === 'failed' ? [detail] : []));

export type AllowedFiles = EditFiles & Pick<GatherDeps['files'], 'whyNot'>;

export async function editFiles(
  { instruction, kind }: Pick<EditRequest, 'instruction' | 'kind'>,
  { files, readOutline }: Pick<DraftDeps, 'files' | 'readOutline'>,
): Promise<AllowedFiles> {
  return {
    paths: await files.paths(),
    text: (path) => files.text(path),
    whyNot: (path) => files.whyNot(path),
    symbols: async (path, text) => symbolPlaces((await readOutline(path, text)).definitions),
    mayRemoveMost: kind === 'simplify' || /\b(?:remove|delete|drop|strip|empty|split|move)\b/i.test(instruction),
  };
}

const longestTitle = 100;

function titleOf(prose: string): string {
  const said = /^\W*title\W*[:：]\s*(.+)$/im.exec(prose)?.[1];
  const first = said ?? prose.split('\n').find((line) => line.trim() !== '') ?? '';
  const plain = first
    .replaceAll('**', '')
    .replace(/^[#>*\s-]+|\s+$/g, '')
    .replace(/\s+/g, ' ');
  return plain.length > longestTitle ? `${plain.slice(0, longestTitle - 1).trimEnd()}…` : plain;
}

const languageNames: Readonly<Record<LanguageId, string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  tsx: 'TypeScript with JSX',
  python: 'Python',
  java: 'Java',
  go: 'Go',
  rust: 'Rust',
};
