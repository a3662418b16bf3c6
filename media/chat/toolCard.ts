import { shownLine, shownText } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post, type ToolPart } from './editor.ts';

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
    element('h5', {}, 'Given'),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': 'Given' }, shownText(pretty(tool.arguments))),
    ...(tool.detail === undefined
      ? []
      : [
          element('h5', {}, 'Got'),
          element('pre', { tabindex: '0', role: 'region', 'aria-label': 'Got' }, shownText(tool.detail)),
        ]),
  );
  details.open = wasOpen;
  if (state !== 'asking') return element('div', { class: 'tool' }, details);
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

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}
