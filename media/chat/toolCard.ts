import { shownLine, shownText } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post, type ToolPart } from './editor.ts';
import { outputCard } from './outputCard.ts';

/** A call of a tool: what was called, what came of it, and, opened, all that was given and got. */
export function toolCard(message: string, tool: ToolPart, wasOpen: boolean): HTMLElement {
  const { name, state, summary } = tool;
  const head = element(
    'summary',
    {},
    element('span', { class: 'toolName' }, shownLine(name)),
    element('span', { class: `toolState ${state}` }, stateWords(state)),
    element('span', { class: 'toolSummary' }, summary === undefined ? '' : shownLine(summary)),
  );
  const details = element(
    'details',
    {},
    head,
    ...given(tool.arguments).flatMap(([title, text]) => block(title, text)),
    ...(tool.detail === undefined ? [] : block('Got', tool.detail)),
  );
  details.open = wasOpen;
  if (state !== 'asking') return element('div', { class: 'tool' }, details, ...(tool.outputs ?? []).map(outputCard));
  details.open = true;
  const decide = (text: string, decision: 'once' | 'conversation' | 'no', look: string): HTMLElement =>
    button(text, () => post({ kind: 'answerTool', message, tool: tool.id, decision }), {
      class: look,
      label: `${text}: ${shownLine(name)}`,
    });
  return element(
    'div',
    { class: 'tool asking', role: 'group', 'aria-label': `May ${shownLine(name)} run?` },
    details,
    element(
      'div',
      { class: 'buttons' },
      decide('Allow Once', 'once', 'primary'),
      decide('Allow in This Conversation', 'conversation', 'secondary'),
      decide('Do Not Allow', 'no', 'secondary'),
    ),
  );
}

export function stateWords(state: ToolPart['state']): string {
  switch (state) {
    case 'asking':
      return 'asks you first';
    case 'running':
      return 'running';
    case 'done':
      return 'done';
    case 'refused':
      return 'refused';
    case 'failed':
      return 'failed';
  }
}

function block(title: string, text: string): HTMLElement[] {
  return [
    element('h5', {}, title),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': title }, shownText(text)),
  ];
}

/** Text of several lines, as code is, stands for itself. */
function given(json: string): [title: string, text: string][] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [['Given', json]];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [['Given', JSON.stringify(value, undefined, 2)]];
  const long: [string, string][] = [];
  const rest: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (typeof one === 'string' && one.includes('\n')) long.push([`Given: ${shownLine(name)}`, one]);
    else rest[name] = one;
  }
  const others = Object.keys(rest).length > 0 || long.length === 0;
  return [...(others ? [['Given', JSON.stringify(rest, undefined, 2)] satisfies [string, string]] : []), ...long];
}
