/** Says what a piece of code is: what the workspace itself knows of it, and with a model what it does and why. */

import { ask } from '../model/ask.ts';
import { openFence } from '../model/fence.ts';
import type { ChatMessage, Model } from '../model/model.ts';
import { Spending, type ModelSpending, type SpendingLimits } from '../model/spending.ts';
import type { SymbolReply, SymbolRequest, SymbolResult } from '../retrieval/placeRequest.ts';
import { redact } from '../safety/redaction.ts';
import type { Definition, Outline } from '../syntax/outline.ts';
import type { EditPlace } from './editRequest.ts';
import { gather, type Gathered, type GatherDeps, type Lookup } from './gather.ts';

export interface ExplainRequest {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  readonly place: EditPlace;
  /** What the user wants to know; left out: what it does. */
  readonly question?: string;
  readonly limits: SpendingLimits;
}

/** What an index knows of names besides what an edit asks it. */
export interface ExplainLookup extends Lookup {
  readonly symbols: (request: SymbolRequest, signal: AbortSignal) => Promise<SymbolReply>;
}

export interface ExplainDeps extends Omit<GatherDeps, 'lookup'> {
  readonly model?: Model;
  readonly lookup?: ExplainLookup;
}

/** Markdown, as it comes in. The text so far is that of all pieces together. */
export type ExplainEvent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'ended';
      /** Why nothing could be said, or not all, as a whole sentence. */
      readonly why?: string;
      readonly spending?: ModelSpending;
    };

const mostPlaces = 12;
const promptRoom = 10_000;
const answerTokens = 2_000;

/** @throws ModelError */
export async function explain(
  { place, question, limits }: ExplainRequest,
  deps: ExplainDeps,
  emit: (event: ExplainEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { files, readOutline, lookup, model } = deps;
  const text = await files.text(place.path);
  if (text === undefined) {
    const why = files.whyNot(place.path) ?? `There is no text file ${place.path} in the workspace.`;
    return emit({ kind: 'ended', why });
  }
  const say = (piece: string): void => emit({ kind: 'text', text: piece });
  const outline = await readOutline(place.path, text);
  const about = definitionAt(outline, place);
  say(`# ${about ? codeSpan([...about.scope, about.name].join('.')) : codeSpan(place.path)}\n\n`);
  say(`${about ? `${about.kind} in ` : ''}${placeLink(place.path, about?.startLine ?? place.lines?.first ?? 1)}\n\n`);
  if (about) say(fenced(place.path, about.signature));
  if (about && about.doc !== '') say(`${about.doc.trim()}\n\n`);
  let spending: Spending | undefined;
  if (model) {
    say(`## What it does\n\n`);
    spending = new Spending(limits);
    const gathered = await gather(
      { root: '', instruction: '', tests: { kind: 'none' }, place },
      promptRoom,
      deps,
      signal,
    );
    const messages = explainPrompt(question, place, gathered, crypto.randomUUID().slice(0, 8));
    const given = await ask(model, messages, { temperature: 0.2, answerTokens, onText: say }, spending, signal);
    if (!given) say('There are not enough tokens left to ask the model.');
    else if (given.end === 'length') say(' …\n\n*The answer was cut off.*');
    say('\n\n');
  } else {
    say(`*No model is chosen, so this is what the workspace itself says. ${nextWithout}*\n\n`);
  }
  if (!about) for (const line of outlineOf(place.path, outline)) say(line);
  else if (lookup) {
    const name = [...about.scope, about.name].join('.');
    for (const relation of ['callers', 'implementers', 'tests'] as const) {
      const { results } = await lookup.symbols({ relation, name, path: place.path, limit: mostPlaces }, signal);
      say(placesOf(headings[relation], results, relation === 'implementers'));
    }
  } else say('*The index of the workspace is not open, so callers and tests are not known.*\n');
  emit({ kind: 'ended', ...(spending && { spending: spending.shown }) });
}

const nextWithout = 'Run “Touchstone: Choose Model” for more.';
const headings = { callers: 'Called from', implementers: 'Implemented by', tests: 'Tests' } as const;

/** The smallest that holds the place; of a single line, one that begins there comes before one around it. */
function definitionAt({ definitions }: Outline, { lines }: EditPlace): Definition | undefined {
  if (!lines) return undefined;
  return definitions
    .filter(({ startLine, endLine }) => startLine <= lines.first && lines.last <= endLine)
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))[0];
}

function* outlineOf(path: string, { definitions }: Outline): Generator<string> {
  if (definitions.length === 0) return;
  yield `## What it defines\n\n`;
  for (const { scope, signature, startLine } of definitions.slice(0, 60))
    yield `${'  '.repeat(scope.length)}- ${codeSpan(signature.slice(0, 160))} (${placeLink(path, startLine, `line ${startLine}`)})\n`;
  if (definitions.length > 60) yield `- and ${definitions.length - 60} more\n`;
}

function placesOf(heading: string, results: readonly SymbolResult[], isOptional: boolean): string {
  if (results.length === 0) return isOptional ? '' : `## ${heading}\n\nThe index knows none.\n\n`;
  const rows = results.map(
    ({ path, startLine, symbol, reason }) =>
      `- ${placeLink(path, startLine)}${symbol === undefined ? '' : ` ${codeSpan(symbol)}`}: ${reason
        .split('`')
        .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escaped(part)))
        .join('')}`,
  );
  return `## ${heading}\n\n${rows.join('\n')}\n\n`;
}

/** A link that a preview opens: from the top of the workspace folder. */
function placeLink(path: string, line: number, label = `${path}:${line}`): string {
  const target = path.split('/').map(encodeURIComponent).join('/').replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${escaped(label)}](/${target}#L${line})`;
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, (char) => `\\${char}`);

/** With as many backticks around it as it takes. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const tick = '`'.repeat(longest + 1);
  return longest === 0 ? `${tick}${text}${tick}` : `${tick} ${text} ${tick}`;
}

function fenced(path: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${path.slice(path.lastIndexOf('.') + 1)}\n${text}\n${fence}\n\n`;
}

function explainPrompt(
  question: string | undefined,
  place: EditPlace,
  { pieces, outlines, definitions, selected }: Gathered,
  nonce: string,
): ChatMessage[] {
  const fence = openFence(nonce);
  const wrapped = ({ path, first, last, text }: (typeof pieces)[number]): string =>
    fence.wrap(`${path}, lines ${first} to ${last}`, text);
  const sections = [
    ...(pieces.length > 0 ? [`The code:\n${pieces.map(wrapped).join('\n')}`] : []),
    ...outlines
      .filter(({ text }) => text !== '')
      .map(({ path, text }) => `What ${path} defines, of which only parts are shown:\n${fence.wrap('outline', text)}`),
    ...(definitions.length > 0 ? [`Definitions of what is used there:\n${definitions.map(wrapped).join('\n')}`] : []),
    selected ? `It is about these lines:\n${wrapped(selected)}` : `It is about the file ${place.path}.`,
    question ?? defaultQuestion,
    'Answer in Markdown, in short plain sentences, without a heading. Say what the code shows; where it does not show something, say so.',
  ];
  return [
    { role: 'system', text: redact(`You explain programs to the people who work on them.\n${fence.rule}`) },
    { role: 'user', text: redact(sections.join('\n\n')) },
  ];
}

const defaultQuestion =
  'Explain what it does, what it takes and gives, which cases it treats apart, and what a reader could easily miss.';
