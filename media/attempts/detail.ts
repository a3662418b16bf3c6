import { codeBlock, codeSpans, visible } from '../page/codeBlock.ts';
import { element } from '../page/element.ts';
import {
  drawnWords,
  duration,
  groupSummary,
  outcomeMark,
  outcomeSentence,
  outcomeWord,
  rankOf,
  strategyName,
  type Attempt,
} from './attempt.ts';
import type { Row } from './rows.ts';

export interface DetailEvents {
  readonly onOpen: (place: Attempt['place']) => void;
  readonly onCopy: (text: string) => void;
  readonly onGoTo: (id: number) => void;
}

/** The attempt that one was made from, and the one that it says again. */
export interface Related {
  readonly parent: Attempt | undefined;
  readonly same: Attempt | undefined;
}

/** What a row stands for: of an attempt its change, what came of it and why. */
export function detailOf(row: Row, { parent, same }: Related, events: DetailEvents): HTMLElement[] {
  if (row.kind === 'group') {
    return [element('h2', {}, visible(row.label)), element('p', {}, sentence(groupSummary(row.attempts)))];
  }
  const { attempt, drawn } = row;
  const { outcome, place, prompt, diff } = attempt;
  const where = `${place.path}:${place.line}`;
  return [
    element('h2', {}, ...codeSpans(attempt.title)),
    element(
      'p',
      { class: 'outcome', 'data-rank': String(rankOf(attempt)) },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, outcomeMark(attempt)),
      element('strong', {}, sentence(outcomeWord(attempt))),
      ` ${outcomeSentence(attempt)}`,
    ),
    element(
      'div',
      { class: 'actions' },
      button(`Open ${where}`, () => events.onOpen(place)),
      button('Copy the Diff', () => events.onCopy(diff)),
    ),
    ...(outcome.kind === 'failed' || outcome.kind === 'refused'
      ? section(outcome.kind === 'refused' ? 'Why it was not run' : 'What failed', why(outcome.why))
      : []),
    ...(outcome.kind === 'partial'
      ? [...section('Passes now', names(outcome.fixed)), ...section('Still fails', names(outcome.stillFailing))]
      : []),
    ...section('What it changes', diff === '' ? element('p', {}, 'Nothing.') : diffBlock(diff)),
    ...section('About it', facts(attempt, drawn)),
    ...(parent ? [leadTo('Made from ', parent, events)] : []),
    ...(same ? [leadTo('It was run as ', same, events)] : []),
    ...(prompt === undefined
      ? []
      : [element('details', {}, element('summary', {}, 'What the model was asked'), codeBlock(prompt))]),
  ];
}

function leadTo(words: string, { id, title }: Attempt, events: DetailEvents): HTMLElement {
  return element(
    'p',
    {},
    words,
    button(title.replaceAll('`', ''), () => events.onGoTo(id), 'link'),
    '.',
  );
}

function section(title: string, content: HTMLElement): HTMLElement[] {
  return [element('h3', {}, title), content];
}

function why(text: string): HTMLElement {
  return text === '' ? element('p', {}, 'The run said nothing.') : element('p', { class: 'why' }, ...codeSpans(text));
}

function names(tests: readonly string[]): HTMLElement {
  return element('ul', {}, ...tests.map((test) => element('li', {}, visible(test))));
}

function facts(attempt: Attempt, drawn: number): HTMLElement {
  const { id, ms } = attempt;
  const said = [`Attempt ${id}`, strategyName(attempt), drawnWords(drawn), ms > 0 ? `ran for ${duration(ms)}` : ''];
  return element('p', {}, `${said.filter(Boolean).join(', ')}.`);
}

/** A unified diff: each line says by its first sign what it is, and a screen reader hears it in words. */
function diffBlock(diff: string): HTMLElement {
  const lines = diff.replace(/\n$/, '').split('\n');
  const block = element('pre', { class: 'diff', tabindex: '0', 'aria-label': 'Diff' });
  for (const line of lines.slice(0, mostLines)) {
    // The names of the files are said once, above their lines.
    if (line.startsWith('--- ') || line.startsWith('diff ') || line.startsWith('index ')) continue;
    const kind = kindOf(line);
    const text = kind === 'file' ? line.replace(/^\+\+\+ (b\/)?/, '') : line;
    block.append(
      element(
        'span',
        { class: `line ${kind}` },
        ...(kind === 'added' || kind === 'removed' ? [element('span', { class: 'unseen' }, `${kind}: `)] : []),
        visible(text),
      ),
      '\n',
    );
  }
  if (lines.length > mostLines) block.append(`… and ${lines.length - mostLines} more lines`);
  return block;
}

const mostLines = 2000;

function kindOf(line: string): 'file' | 'hunk' | 'added' | 'removed' | 'same' {
  if (line.startsWith('+++ ')) return 'file';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
}

/** The first letter is a capital, of whatever script, and it ends with a full stop. */
function sentence(text: string): string {
  const [first = '', ...rest] = text;
  return `${first.toLocaleUpperCase('en')}${rest.join('')}.`;
}

function button(text: string, press: () => void, kind = 'secondary'): HTMLElement {
  const made = element('button', { class: kind }, visible(text));
  made.addEventListener('click', press);
  return made;
}
