import type { FixStep, FixView, FromPage, QuestionView, SearchMeter, ToPage } from '../src/refine/protocol.ts';
import { element } from './page/element.ts';
import { codeBlock, codeSpans, visible } from './page/codeBlock.ts';

/** The side bar's page: lays out what the extension says, and says what was clicked. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();

/** A part of the page. It is painted anew only when its own content changes, so that no click or focus is lost. */
interface Part {
  readonly element: HTMLElement;
  readonly paint: (view: FixView) => readonly Node[];
}

const parts: readonly Part[] = [
  { element: element('p', { class: 'about' }), paint: ({ about }) => (about === '' ? [] : codeSpans(about)) },
  { element: element('p', { class: 'headline', role: 'status' }), paint: ({ headline }) => prose(headline) },
  { element: element('p', { class: 'summary' }), paint: ({ summary }) => prose(summary) },
  {
    element: element('section', { class: 'question', 'aria-label': 'Question' }),
    paint: ({ question }) => (question ? questionParts(question) : []),
  },
  { element: element('div', { class: 'buttons' }), paint: buttons },
  { element: element('p', { class: 'engines' }), paint: ({ engines }) => prose(engines) },
  { element: element('ol', { class: 'steps', 'aria-label': 'Steps' }), paint: ({ steps }) => steps.map(step) },
  { element: element('div', { class: 'meter' }), paint: ({ search }) => (search ? meter(search) : []) },
  { element: element('section', { class: 'warnings' }), paint: ({ warnings }) => list('Worth knowing', warnings) },
  { element: element('section', { class: 'evidence' }), paint: ({ evidence }) => list('Evidence', evidence) },
  { element: element('section', { class: 'places' }), paint: places },
];
const painted = new Map<Part, string>();

document.body.append(...parts.map((part) => part.element));
let asked: number | undefined;
parts
  .find(({ element: { className } }) => className === 'question')
  ?.element.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && asked !== undefined)
      editor.postMessage({ kind: 'answer', question: asked, answer: { kind: 'unknown' } });
  });
window.addEventListener('message', (event: MessageEvent<ToPage>) => render(event.data.state));
editor.postMessage({ kind: 'ready' });

function render(view: FixView): void {
  document.body.dataset['phase'] = view.phase;
  asked = view.question?.id;
  for (const part of parts) {
    const made = part.paint(view);
    const next = made.map((piece) => (piece instanceof Element ? piece.outerHTML : piece.textContent)).join('\n');
    if (painted.get(part) === next) continue;
    painted.set(part, next);
    const focused = part.element.contains(document.activeElement);
    const key = document.activeElement?.getAttribute('data-key') ?? '';
    part.element.replaceChildren(...made);
    part.element.hidden = made.length === 0;
    if (focused) focusAgain(part.element, key);
  }
}

/** A repaint must not take the keyboard away: to the same control, or to the one that took its place. */
function focusAgain(part: HTMLElement, key: string): void {
  const same = part.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  (same ?? part.querySelector('button') ?? document.querySelector('button'))?.focus({ preventScroll: true });
}

function buttons(view: FixView): HTMLElement[] {
  switch (view.phase) {
    case 'restricted':
      return [button('Manage Workspace Trust', { kind: 'manageTrust' })];
    case 'idle':
      return [button('Fix This Issue', { kind: 'start' })];
    case 'running':
      return [
        ...(view.search && !view.search.isEnding
          ? [button('Stop and Show the Best So Far', { kind: 'finishEarly' }, 'secondary')]
          : []),
        ...attempts(view),
        button('Cancel', { kind: 'cancel' }, 'secondary'),
      ];
    case 'verified':
    case 'unverified':
      return [
        button('Open the Review', { kind: 'review' }),
        ...attempts(view),
        button('Run Again', { kind: 'start' }, 'secondary'),
      ];
    case 'none':
    case 'cancelled':
    case 'broken':
      return [
        button('Run Again', { kind: 'start' }),
        ...attempts(view),
        button('Show the Log', { kind: 'showLog' }, 'secondary'),
      ];
  }
}

function attempts({ attempts: count }: FixView): HTMLElement[] {
  return count === 0 ? [] : [button('Show Every Attempt', { kind: 'showSearch' }, 'secondary')];
}

/** What only the user knows. It stays until it is answered or the fix ends. */
function questionParts({ id, why, code, isTest, isAgain, outcomes, count }: QuestionView): HTMLElement[] {
  const answer = (text: string, message: FromPage, kind = 'secondary'): HTMLElement => button(text, message, kind);
  const unknown = answer('I Don’t Know', { kind: 'answer', question: id, answer: { kind: 'unknown' } });
  const wrong = (text: string): HTMLElement =>
    answer(text, { kind: 'answer', question: id, answer: { kind: 'wrong' } });
  const right = (outcome: number): FromPage => ({ kind: 'answer', question: id, answer: { kind: 'right', outcome } });
  const head = [
    element('h2', {}, isAgain ? 'This test cannot be used' : isTest ? 'Is this test right?' : 'Which is right?'),
    element('p', {}, ...prose(why)),
    codeBlock(code),
  ];
  const foot = count === '' ? [] : [element('p', { class: 'count' }, count)];
  if (isAgain) {
    const buttons = element(
      'div',
      { class: 'buttons' },
      answer('Correct It in the Editor', { kind: 'openTest', question: id }, 'primary'),
      answer('Use This Test', { kind: 'useTest', question: id }),
      answer('Use the Model’s Test', { kind: 'answer', question: id, answer: { kind: 'unknown' } }),
    );
    return [...head, buttons, ...foot];
  }
  if (isTest) {
    const demand = outcomes.map(({ text }) => element('p', { class: 'patches' }, 'It fails now: ', ...codeSpans(text)));
    const buttons = element(
      'div',
      { class: 'buttons' },
      answer('Use This Test', { kind: 'useTest', question: id }, 'primary'),
      answer('Correct It in the Editor', { kind: 'openTest', question: id }),
      wrong('It Is Wrong'),
      unknown,
    );
    return [...head, ...demand, buttons, ...foot];
  }
  const [only, ...others] = outcomes;
  if (only && others.length === 0) {
    const buttons = element('div', { class: 'buttons' }, answer('Right', right(0), 'primary'), wrong('Wrong'), unknown);
    return [...head, outcomeText(only), buttons, ...foot];
  }
  const rows = outcomes.map((outcome, at) =>
    element('li', {}, outcomeText(outcome), answer(`This Is Right`, right(at), 'primary')),
  );
  // Each of these buttons says the same: a screen reader is told which outcome it is about.
  rows.forEach((row, at) => {
    const made = row.querySelector('button');
    made?.setAttribute('aria-label', `This is right: ${outcomes[at]?.text ?? ''}`);
    made?.setAttribute('data-key', `right ${at}`);
  });
  const buttons = element('div', { class: 'buttons' }, wrong('None of Them'), unknown);
  return [...head, element('ol', { class: 'outcomes' }, ...rows), buttons, ...foot];
}

function outcomeText({ text, patches }: QuestionView['outcomes'][number]): HTMLElement {
  return element(
    'div',
    { class: 'outcome' },
    codeBlock(text),
    ...(patches === '' ? [] : [element('p', { class: 'patches' }, ...prose(patches))]),
  );
}

const stateWords = { waiting: 'waiting', active: 'in progress', done: 'done', failed: 'stopped here' } as const;
const stateMarks = { waiting: '', active: '', done: '✓', failed: '✕' } as const;

function step({ title, state, detail }: FixStep): HTMLElement {
  return element(
    'li',
    { class: state, ...(state === 'active' && { 'aria-current': 'step' }) },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, stateMarks[state]),
    element('span', { class: 'title' }, title, element('span', { class: 'unseen' }, `, ${stateWords[state]}`)),
    ...(detail === '' ? [] : [element('span', { class: 'detail' }, ...prose(detail))]),
  );
}

function meter({ run, generated, passed, spent, spending, trying }: SearchMeter): HTMLElement[] {
  const percent = Math.round(spent * 100);
  const bar = element('div', { class: 'bar' });
  bar.style.setProperty('--share', String(spent));
  const range = { 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(percent) };
  const found = passed > 0 ? `, ${passed} passed everything` : '';
  return [
    element('div', { role: 'progressbar', 'aria-label': 'Time used', ...range }, bar),
    element(
      'p',
      { class: 'counts' },
      element('span', {}, `${run} of ${generated} candidates tried${found}`),
      element('span', { class: 'time' }, `${percent} % of time`),
    ),
    ...(spending === '' ? [] : [element('p', { class: 'spending' }, spending)]),
    element('p', { class: 'trying', title: trying }, ...prose(trying)),
  ];
}

function list(title: string, lines: readonly string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [element('h2', {}, title), element('ul', {}, ...lines.map((line) => element('li', {}, ...prose(line))))];
}

function places(view: FixView): HTMLElement[] {
  if (view.places.length === 0) return [];
  const rows = view.places.map(({ path, line, symbol, score, reasons }) => {
    const reason = reasons.join('; ');
    const heat = element('span', { class: 'heat', 'aria-hidden': 'true' });
    heat.style.setProperty('--share', String(score));
    const row = element(
      'button',
      {
        class: 'place',
        'data-key': `${path}:${line}`,
        title: [`${path}:${line}${symbol === undefined ? '' : ` in ${symbol}`}`, ...reasons].join('\n'),
        'aria-label': `Open ${path}, line ${line}${symbol === undefined ? '' : `, in ${symbol}`}: ${reason}`,
      },
      element(
        'span',
        { class: 'name' },
        `${path.split('/').at(-1)}:${line}`,
        ...(symbol === undefined ? [] : [element('span', { class: 'symbol' }, ` ${visible(symbol)}`)]),
      ),
      heat,
      element('span', { class: 'reason' }, ...codeSpans(reason)),
    );
    row.addEventListener('click', () => editor.postMessage({ kind: 'open', path, line }));
    return element('li', {}, row);
  });
  return [element('h2', {}, 'Where Touchstone looked'), element('ul', {}, ...rows)];
}

function button(text: string, message: FromPage, kind = 'primary'): HTMLElement {
  const made = element('button', { class: kind, 'data-key': text }, text);
  made.addEventListener('click', () => editor.postMessage(message));
  return made;
}

/** A sentence with its code set as code and the settings that it names as links to them. */
function prose(text: string): Node[] {
  return codeSpans(text).flatMap((piece) => {
    if (!(piece instanceof Text)) return [piece];
    return piece.data.split(/(\btouchstone\.\w+\.\w+)/).map((part) => {
      if (!/^touchstone\.\w+\.\w+$/.test(part)) return document.createTextNode(part);
      return button(part, { kind: 'openSetting', name: part }, 'link');
    });
  });
}
