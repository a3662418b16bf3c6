/**
 * Before a model is asked for patches it may look round for the fault, where the tests leave it open: no run told
 * which lines the failing tests came by, or what they ran is spread over many functions. Else the tests know better.
 */

import type { Ask, ChatPart, ChatRequest, Model, Usage } from '../../model/model.ts';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import type { Outline } from '../../syntax/outline.ts';
import type { TestResult, WorkspacePath } from '../../testing/report.ts';
import type { Trace } from '../../testing/trace.ts';
import type { SuspiciousPlace } from '../event.ts';
import { textOf } from '../facts/fact.ts';
import { factsOf } from '../facts/factsOf.ts';
import { mostTelling } from '../facts/mostTelling.ts';
import { withEvidence } from '../localise.ts';
import type { CodeFiles } from '../localise/codeFiles.ts';
import { searchByModel } from '../localise/modelSearch.ts';
import { suspiciousFunctions } from '../localise/suspiciousFunctions.ts';
import type { Spending } from '../../model/spending.ts';

export interface LookDeps {
  readonly model: Model;
  readonly issue: string | undefined;
  readonly failing: readonly TestResult[];
  readonly traces: Promise<readonly { readonly test: TestResult; readonly traces: readonly Trace[] }[]>;
  /** Most suspicious first. */
  readonly places: readonly SuspiciousPlace[];
  /** Whether any run told which lines a failing test came by. */
  readonly hasCoverage: boolean;
  readonly files: CodeFiles;
}

/** What a prompt for a patch shows anyhow. */
const fewFunctions = 5;
/** Of the worst function's score: what is as bad as that is as likely. */
const asBad = 0.75;
const mostPlaces = 200;
/** Of all tokens; the rest is for patches. */
const tokenShare = 0.3;
/** With fewer tokens left the first patch would be all that there is. */
const smallestRest = 6_000;
const factCharacters = 4_000;

/** Whether what the tests show leaves open where the fault is. */
async function isOpen({ places, hasCoverage, files }: LookDeps): Promise<boolean> {
  if (!hasCoverage) return true;
  const worst = places.slice(0, mostPlaces);
  const outlines = new Map<WorkspacePath, Outline>();
  for (const path of new Set(worst.map((place) => place.path))) {
    const file = await files.file(path);
    if (file) outlines.set(path, file.outline);
  }
  const functions = suspiciousFunctions(worst, outlines);
  const top = functions[0]?.score ?? 0;
  return functions.filter(({ score }) => score >= asBad * top).length > fewFunctions;
}

/**
 * The places, with what the model has found by looking; undefined where the tests are clear enough.
 * @throws ModelError or the signal's reason
 */
export async function lookFirst(
  deps: LookDeps,
  spending: Spending,
  signal: AbortSignal,
): Promise<readonly SuspiciousPlace[] | undefined> {
  if (!(await isOpen(deps))) return undefined;
  const { model, issue, failing, places, files } = deps;
  const { chatWithTools } = await model.capabilities(signal);
  const facts = await factsOf({ failing, places, files, traces: await deps.traces }, signal);
  const whole = spending.left;
  const counted =
    <Request extends ChatRequest>(ask: Ask<Request, ChatPart>): Ask<Request, ChatPart> =>
    (request, stop) =>
      countedParts(ask, request, spending, stop);
  const { evidence } = await searchByModel(
    {
      ...(issue !== undefined && { issue }),
      facts: mostTelling(facts, factCharacters).map(textOf),
      hints: places,
      files,
      chat: counted(model.chat),
      withTools: chatWithTools && counted(chatWithTools),
      nonce: crypto.randomUUID(),
      mayAsk: () => spending.left === Infinity || spending.left > Math.max(smallestRest, (1 - tokenShare) * whole),
    },
    signal,
  );
  return withEvidence(places, evidence);
}

async function* countedParts<Request extends ChatRequest>(
  ask: Ask<Request, ChatPart>,
  request: Request,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<ChatPart> {
  const question = request.messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const settle = spending.reserve(question + (request.maxTokens ?? 0));
  let answer = '';
  let usage: Usage | undefined;
  try {
    for await (const part of ask(request, signal)) {
      if (part.kind === 'text') answer += part.text;
      if (part.kind === 'toolCall') answer += part.call.name + part.call.arguments;
      if (part.kind === 'usage') usage = part.usage;
      yield part;
    }
  } finally {
    settle(usage, request.messages, answer);
  }
}
