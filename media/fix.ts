import type { FixStep, FixView, FromPage, SearchMeter, ToPage } from '../src/refine/protocol.ts';

/** The side bar's page: lays out what the extension says, and says what was clicked. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();
const page = document.body;

window.addEventListener('message', (event: MessageEvent<ToPage>) => render(event.data.state));
editor.postMessage({ kind: 'ready' });

function render(view: FixView): void {
  const focused = document.activeElement?.getAttribute('data-key');
  page.replaceChildren(
    element('p', { class: `headline ${view.phase}`, role: 'status', 'aria-live': 'polite' }, view.headline),
    ...buttons(view),
    ...(view.steps.length > 0 ? [element('ol', { class: 'steps' }, ...view.steps.map(step))] : []),
    ...(view.search ? [meter(view.search)] : []),
    ...list('Evidence', view.evidence, 'evidence'),
    ...list('Worth knowing', view.warnings, 'warnings'),
    ...places(view),
  );
  // A repaint must not take the keyboard away from where it was.
  if (focused) page.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function buttons(view: FixView): HTMLElement[] {
  switch (view.phase) {
    case 'idle':
      return [
        button('Fix This Issue', { kind: 'start' }),
        button('Choose Model', { kind: 'chooseModel' }, 'secondary'),
      ];
    case 'running':
      return [button('Cancel', { kind: 'cancel' }, 'secondary')];
    case 'verified':
    case 'unverified':
      return [button('Open the Review', { kind: 'review' }), button('Run Again', { kind: 'start' }, 'secondary')];
    case 'none':
    case 'cancelled':
    case 'broken':
      return [button('Run Again', { kind: 'start' }), button('Show the Log', { kind: 'showLog' }, 'secondary')];
  }
}

const stateWords = { waiting: 'waiting', active: 'in progress', done: 'done', failed: 'stopped here' } as const;
const stateMarks = { waiting: '○', active: '◐', done: '✓', failed: '✕' } as const;

function step({ title, state, detail }: FixStep): HTMLElement {
  return element(
    'li',
    { class: state, 'aria-label': `${title}: ${stateWords[state]}. ${detail}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, stateMarks[state]),
    element('span', { class: 'title' }, title),
    element('span', { class: 'detail' }, detail),
  );
}

function meter({ run, generated, passed, spent, trying }: SearchMeter): HTMLElement {
  const bar = element('div', { class: 'bar' });
  bar.style.setProperty('--share', String(spent));
  const found = passed > 0 ? `, ${passed} passed everything` : '';
  return element(
    'div',
    { class: 'meter' },
    element(
      'div',
      { role: 'progressbar', 'aria-label': 'time used', 'aria-valuenow': String(Math.round(spent * 100)) },
      bar,
    ),
    element('p', { class: 'counts' }, `${run} of ${generated} candidates tried${found}`),
    element('p', { class: 'trying', title: trying }, trying),
  );
}

function list(title: string, lines: readonly string[], kind: string): HTMLElement[] {
  if (lines.length === 0) return [];
  return [element('h2', {}, title), element('ul', { class: kind }, ...lines.map((line) => element('li', {}, line)))];
}

function places(view: FixView): HTMLElement[] {
  if (view.places.length === 0) return [];
  const rows = view.places.map(({ path, line, score, reasons }) => {
    const name = `${path.split('/').at(-1)}:${line}`;
    const row = element(
      'button',
      {
        class: 'place',
        'data-key': `${path}:${line}`,
        title: path,
        'aria-label': `${path} line ${line}: ${reasons.join('; ')}`,
      },
      element('span', { class: 'heat', 'aria-hidden': 'true' }),
      element('span', { class: 'name' }, name),
      element('span', { class: 'reason' }, reasons.join('; ')),
    );
    row.style.setProperty('--share', String(score));
    row.addEventListener('click', () => editor.postMessage({ kind: 'open', path, line }));
    return element('li', {}, row);
  });
  return [element('h2', {}, 'Where Touchstone looked'), element('ul', { class: 'places' }, ...rows)];
}

function button(text: string, message: FromPage, kind = 'primary'): HTMLElement {
  const made = element('button', { class: kind, 'data-key': text }, text);
  made.addEventListener('click', () => editor.postMessage(message));
  return made;
}

/** Text becomes text nodes only: what comes from a workspace can never become markup. */
function element(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...content: (string | Node)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}
