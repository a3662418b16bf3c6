import type { FixStep, FixView, FromPage, SearchMeter, ToPage } from '../src/refine/protocol.ts';

/** The side bar's page: lays out what the extension says, and says what was clicked. */
declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();

/** A part of the page. It is painted anew only when its own content changes, so that no click or focus is lost. */
interface Part {
  readonly element: HTMLElement;
  readonly paint: (view: FixView) => readonly Node[];
}

const parts: readonly Part[] = [
  { element: element('p', { class: 'headline', role: 'status' }), paint: ({ headline }) => prose(headline) },
  { element: element('p', { class: 'summary' }), paint: ({ summary }) => prose(summary) },
  { element: element('div', { class: 'buttons' }), paint: buttons },
  { element: element('ol', { class: 'steps', 'aria-label': 'Steps' }), paint: ({ steps }) => steps.map(step) },
  { element: element('div', { class: 'meter' }), paint: ({ search }) => (search ? meter(search) : []) },
  { element: element('section', { class: 'warnings' }), paint: ({ warnings }) => list('Worth knowing', warnings) },
  { element: element('section', { class: 'evidence' }), paint: ({ evidence }) => list('Evidence', evidence) },
  { element: element('section', { class: 'places' }), paint: places },
];
const painted = new Map<Part, string>();

document.body.append(...parts.map((part) => part.element));
window.addEventListener('message', (event: MessageEvent<ToPage>) => render(event.data.state));
editor.postMessage({ kind: 'ready' });

function render(view: FixView): void {
  document.body.dataset['phase'] = view.phase;
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

function meter({ run, generated, passed, spent, trying }: SearchMeter): HTMLElement[] {
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
    element('p', { class: 'trying', title: trying }, ...prose(trying)),
  ];
}

function list(title: string, lines: readonly string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [element('h2', {}, title), element('ul', {}, ...lines.map((line) => element('li', {}, ...prose(line))))];
}

function places(view: FixView): HTMLElement[] {
  if (view.places.length === 0) return [];
  const rows = view.places.map(({ path, line, score, reasons }) => {
    const reason = reasons.join('; ');
    const heat = element('span', { class: 'heat', 'aria-hidden': 'true' });
    heat.style.setProperty('--share', String(score));
    const row = element(
      'button',
      {
        class: 'place',
        'data-key': `${path}:${line}`,
        title: `${path}:${line}\n${reason}`,
        'aria-label': `Open ${path}, line ${line}: ${reason}`,
      },
      element('span', { class: 'name' }, `${path.split('/').at(-1)}:${line}`),
      heat,
      element('span', { class: 'reason' }, reason),
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
  return text.split(/(`[^`]+`|\btouchstone\.\w+\.\w+)/).map((piece) => {
    if (/^`[^`]+`$/.test(piece)) return element('code', {}, piece.slice(1, -1));
    if (!piece.startsWith('touchstone.')) return document.createTextNode(piece);
    return button(piece, { kind: 'openSetting', name: piece }, 'link');
  });
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
