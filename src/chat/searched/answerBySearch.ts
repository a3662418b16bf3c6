/** Answers without a model: what the question is about is found, and shown as it stands in the files. */

import type { ChatEvent } from '../chatEvent.ts';
import type { TurnRequest } from '../chatRequest.ts';
import { codeSpan, commentText, escaped, fenced, sentence } from '../markdown.ts';
import { linesOf, PlaceBook, placeLink } from '../placeBook.ts';
import { calculated } from './arithmetic.ts';
import { counted } from './countFiles.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings.ts';
import { readQuestion, type Question } from './question.ts';
import type { Commit, SearchedDeps } from './searchedDeps.ts';
import { isPointing, subjectOf, type Subject } from './subject.ts';

/** The first ones are shown with their text. */
const mostExtracts = 3;
const longestLine = 300;

/** @throws what the index throws, and the signal's reason */
export async function* answerBySearch(
  request: TurnRequest,
  deps: SearchedDeps,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  yield { kind: 'status', text: 'Searching the workspace' };
  if (request.text.trim() === '' && request.chips.length === 0 && request.command === undefined) {
    yield { kind: 'text', delta: whatCanBeAsked };
    return;
  }
  const exact = await exactAnswer(request, deps, signal);
  if (exact !== undefined) {
    yield { kind: 'text', delta: exact };
    return;
  }
  const asked = questionOf(request);
  const subject = await resolved(asked, request, deps, signal);
  const findings = await findingsOf(asked.kind, subject, deps, signal);
  const book = new PlaceBook();
  yield { kind: 'text', delta: `${sentence(findings.how)}\n\n` };
  for (const [at, finding] of findings.found.entries()) {
    signal.throwIfAborted();
    yield* shown(at, finding, findings.found.length === 1 || at < mostExtracts, book, deps);
  }
  // What follows a list is no part of its last entry.
  if (findings.found.length > mostExtracts) yield { kind: 'text', delta: '\n' };
  for (const commit of findings.commits ?? []) yield* shownCommit(commit, book, deps);
  if (findings.commits?.length) yield { kind: 'text', delta: '\n' };
  for (const note of findings.notes ?? []) yield { kind: 'text', delta: `${sentence(note)}\n\n` };
  const little = deps.lookup.whyLittle?.();
  if (little !== undefined) yield { kind: 'text', delta: `${sentence(little)}\n\n` };
  if (deps.noModel !== undefined) yield { kind: 'text', delta: `*${escaped(deps.noModel)}*\n` };
}

/** What needs no search: it is calculated, or counted. */
async function exactAnswer(
  { text, command, chips }: TurnRequest,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (command !== undefined || chips.length > 0) return undefined;
  const sum = calculated(text);
  return sum ? `${codeSpan(sum.term)} is **${sum.value}**.\n` : counted(text, deps, signal);
}

/** What the words ask; a question that only points takes what it is about from the one before. */
function questionOf({ text, command }: TurnRequest): Question {
  return readQuestion(text.slice(0, longestQuestion), command);
}

const longestQuestion = 600;

async function resolved(
  asked: Question,
  request: TurnRequest,
  deps: SearchedDeps,
  signal: AbortSignal,
): Promise<Subject> {
  const { chips, text, history } = request;
  if (chips.length === 0 && isPointing(asked.about))
    for (const earlier of history.toReversed()) {
      if (earlier.role !== 'user') continue;
      const before = readQuestion(earlier.text.slice(0, longestQuestion), earlier.command);
      if (isPointing(before.about) && earlier.chips.length === 0) continue;
      return subjectOf({ about: before.about, whole: earlier.text, chips: earlier.chips }, deps, signal);
    }
  return subjectOf({ about: asked.about, whole: text.slice(0, longestQuestion), chips }, deps, signal);
}

async function* shown(
  at: number,
  { path, first, last, symbol, reason, extract, doc }: Finding,
  isWhole: boolean,
  book: PlaceBook,
  { files }: SearchedDeps,
): AsyncGenerator<ChatEvent, void> {
  const { number, event } = book.number({ path, lines: { first, last } });
  if (event) yield event;
  const label = codeSpan(`${path}:${linesOf(first, last)}`);
  const what = [symbol === undefined ? '' : ` ${codeSpan(symbol)}`, reason === '' ? '' : `: ${sentence(reason)}`];
  let text = `${at + 1}. ${placeLink(number, label)}${what.join('')}\n`;
  if (isWhole) {
    const said = doc === undefined ? '' : firstParagraph(doc);
    if (said !== '') text += `\n   ${commentText(said)}\n`;
    if (extract) {
      const lines = (await files.text(path))?.split(/\r?\n/).slice(extract.first - 1, extract.last) ?? [];
      const short = lines.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)} …` : line));
      if (short.some((line) => line.trim() !== '')) text += `\n${indented(fenced(path, short.join('\n')))}\n`;
    }
    text += '\n';
  }
  yield { kind: 'text', delta: text };
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `   ${line}`))
    .join('\n');

function firstParagraph(doc: string): string {
  const paragraph = doc.trim().split(/\n\s*\n|\n\s*@/)[0]!;
  const line = paragraph.replace(/\s+/g, ' ').trim();
  return line.startsWith('@') ? '' : line.slice(0, 400);
}

async function* shownCommit(
  { hash, date, author, subject, paths }: Commit,
  book: PlaceBook,
  { files }: SearchedDeps,
): AsyncGenerator<ChatEvent, void> {
  const links: string[] = [];
  for (const path of paths.slice(0, 6)) {
    // A file that was deleted since is named, and is no link.
    if ((await files.text(path)) === undefined) {
      links.push(codeSpan(path));
      continue;
    }
    const { number, event } = book.number({ path });
    if (event) yield event;
    links.push(placeLink(number, codeSpan(path)));
  }
  const more = paths.length > 6 ? ` and ${paths.length - 6} more` : '';
  const touched = links.length === 0 ? '' : `\n  ${links.join(', ')}${more}`;
  yield { kind: 'text', delta: `- ${codeSpan(hash)} ${date} ${escaped(author)}: ${escaped(subject)}${touched}\n` };
}

const whatCanBeAsked = `Ask about the code of this workspace, for example:

- Where is the configuration read?
- What calls \`parse\`? What does it depend on?
- Which tests cover \`parse\`? How is it used?
- What changed lately?
- How many lines of TypeScript has \`src\`?
`;
