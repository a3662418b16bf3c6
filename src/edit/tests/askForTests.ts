/** Tests by a model, in two rounds at most: the second one knows what became of the first and what it left unnoticed. */
import { ask } from '../../model/ask.ts';
import { AnswerCut, ContextTooLong } from '../../model/errors.ts';
import type { ChatMessage, Model } from '../../model/model.ts';
import type { Spending } from '../../model/spending.ts';
import { testFileOf } from '../../testing/testFile.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { EditEvent } from '../editEvent.ts';
import { promptTokens } from '../editPrompt.ts';
import type { EditRequest } from '../editRequest.ts';
import { gather, type GatherDeps, type Gathered } from '../gather.ts';
import { judgeTests, type DroppedTest, type Judged, type TestFileNow } from './judgeTests.ts';
import { moreTestsPrompt, testsPrompt } from './testsPrompt.ts';
import { apartFrom, type TestHome } from './testHome.ts';
import type { SeededFault, Trial } from './trial.ts';

export interface AskedTests {
  readonly home: TestHome;
  readonly text: string;
  readonly kept: readonly string[];
  readonly dropped: readonly DroppedTest[];
  readonly notices: ReadonlySet<SeededFault>;
  readonly nothingNew: boolean;
  /** What else was wrong with an answer, in whole sentences. */
  readonly unusable: readonly string[];
}

export interface AskDeps extends GatherDeps {
  readonly model: Model;
  readonly spending: Spending;
}

export interface AskOrder {
  readonly request: EditRequest;
  readonly about: string;
  /** Of what the tests are about. */
  readonly names: readonly string[];
  readonly home: TestHome;
  readonly file: TestFileNow;
  readonly faults: readonly SeededFault[];
  readonly trial: Trial;
}

const rooms = [12_000, 6_000, 3_000];
const answerTokens = 6_000;
const mostTold = 20;

/** @throws ModelError */
export async function askForTests(
  { request, about, names, home, file, faults, trial }: AskOrder,
  deps: AskDeps,
  emit: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<AskedTests> {
  const callers = await callersOf(names, request.place?.path, deps);
  const told = (what: string): void => emit({ kind: 'checking', what });
  const first = await firstAnswer();
  if (!first) return none(['There are not enough tokens left to ask the model.']);
  const noticed = faults.filter((fault) => fault.noticed);
  let place = home;
  let now = file;
  let judged = await judge(
    first.text,
    faults.filter((fault) => !fault.noticed),
  );
  const clash = /is declared in .* already/.test(judged.unusable ?? '');
  if (clash && home.before !== undefined) {
    // What cannot stand in that file may stand beside it.
    place = apartFrom(home, await deps.files.paths());
    now = { ...file, path: place.path, text: '', known: new Set() };
    judged = await judge(
      first.text,
      faults.filter((fault) => !fault.noticed),
    );
  }
  const unnoticed = faults.filter((fault) => !fault.noticed && !(judged.notices.has(fault) && !judged.nothingNew));
  const result: AskedTests = {
    ...judged,
    home: place,
    unusable: judged.unusable === undefined ? [] : [judged.unusable],
  };
  if (unnoticed.length === 0) return result;
  // Nothing that was kept for want of better stands in the way of something better.
  const isPoor = judged.nothingNew;
  if (!isPoor && judged.kept.length > 0) now = { ...now, text: judged.text };
  const asked = moreTestsPrompt(first.messages, first.text, {
    unusable: judged.unusable,
    kept: isPoor ? [] : judged.kept,
    dropped: judged.dropped,
    unnoticed: unnoticed.slice(0, mostTold).map(({ mutant }) => mutant.what),
    home: place,
  });
  emit({ kind: 'asked', attempt: 2, format: 'file', promptTokens: promptTokens(asked), rules: [], shown: [] });
  const second = await answerTo(asked);
  if (second === undefined) return result;
  const more = await judge(second, unnoticed, isPoor || judged.kept.length > 0 ? [] : noticed);
  const unusable = [...result.unusable, ...(more.unusable === undefined ? [] : [more.unusable])];
  if (more.kept.length === 0 || (more.nothingNew && judged.kept.length > 0))
    return { ...result, dropped: [...judged.dropped, ...more.dropped], unusable };
  return {
    home: place,
    text: more.text,
    kept: isPoor ? more.kept : [...judged.kept, ...more.kept],
    dropped: [...judged.dropped, ...more.dropped],
    notices: isPoor ? more.notices : new Set([...judged.notices, ...more.notices]),
    nothingNew: more.nothingNew,
    unusable,
  };

  function none(reasons: readonly string[]): AskedTests {
    return { home, text: file.text, kept: [], dropped: [], notices: new Set(), nothingNew: false, unusable: reasons };
  }

  async function judge(answer: string, open: readonly SeededFault[], known = noticed): Promise<Judged> {
    const code = testFileOf(answer);
    if (code === undefined)
      return {
        ...{ text: now.text, kept: [], dropped: [], notices: new Set(), nothingNew: false },
        unusable: 'There is no code in the answer.',
      };
    return judgeTests(code, now, open, known, trial, told, signal);
  }

  async function firstAnswer(): Promise<{ readonly messages: ChatMessage[]; readonly text: string } | undefined> {
    for (const [at, room] of rooms.entries()) {
      const gathered = await gather(request, room, deps, signal);
      const wish = request.instruction.trim();
      const question = { framework: trial.command.framework, home, about, gathered, callers, wish };
      const messages = testsPrompt(question, crypto.randomUUID().slice(0, 8));
      emit({ kind: 'asked', attempt: 1, format: 'file', promptTokens: promptTokens(messages), ...shownOf(gathered) });
      try {
        const text = await answerTo(messages);
        return text === undefined ? undefined : { messages, text };
      } catch (error) {
        if (!(error instanceof ContextTooLong) || at === rooms.length - 1) throw error;
      }
    }
    return undefined;
  }

  async function answerTo(messages: readonly ChatMessage[]): Promise<string | undefined> {
    let heard = '';
    const onText = (text: string): void => {
      heard += text;
      emit({ kind: 'writing', text });
    };
    try {
      const given = await ask(deps.model, messages, { temperature: 0.2, answerTokens, onText }, deps.spending, signal);
      return given?.text;
    } catch (error) {
      // Whole tests of it may do; what is cut off does not parse, and that is said.
      if (error instanceof AnswerCut) return heard;
      throw error;
    }
  }
}

const shownOf = ({ rules, pieces, definitions }: Gathered): Pick<EditEvent & { kind: 'asked' }, 'rules' | 'shown'> => ({
  rules: rules.map(({ path }) => path),
  shown: [...pieces, ...definitions].map(({ path, first, last }) => ({ path, first, last })),
});

const mostFiles = 400;
const mostCallers = 4;

/** Calls in other files, by name: good enough to show how it is used. */
async function callersOf(
  names: readonly string[],
  source: WorkspacePath | undefined,
  { files }: Pick<GatherDeps, 'files'>,
): Promise<string[]> {
  const name = names[0];
  if (name === undefined || name.length < 3) return [];
  const call = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}\\s*\\(`);
  const ending = /\.[a-z]+$/.exec(source ?? '')?.[0].slice(0, 3) ?? '';
  const near = (await files.paths()).filter(
    (path) =>
      path !== source && !isTestPath(path) && /\.(?:[cm]?[jt]sx?|py|go|rs|java)$/.test(path) && path.includes(ending),
  );
  const found: string[] = [];
  for (const path of near.slice(0, mostFiles)) {
    const lines = ((await files.text(path)) ?? '').split('\n');
    const at = lines.findIndex((line) => call.test(line));
    if (at < 0) continue;
    found.push(`${path}:\n${lines.slice(Math.max(0, at - 3), at + 4).join('\n')}`);
    if (found.length >= mostCallers) break;
  }
  return found;
}
