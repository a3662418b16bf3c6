import type { ChatHead } from '../../src/chat/protocol.ts';
import { shownLine } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { button } from './button.ts';
import { post } from './editor.ts';

/** What an empty conversation says: what can be asked, and who answers. */
export function welcome(head: ChatHead, write: (text: string) => void): Node[] {
  if (head.folder === undefined)
    return [
      element('h2', {}, 'Ask about your code'),
      element('p', {}, 'No folder is open. Open one to ask about it.'),
      button('Open Folder', () => post({ kind: 'openFolder' })),
    ];
  const example = (text: string): HTMLElement =>
    element(
      'li',
      {},
      button(text, () => write(text), { class: 'link' }),
    );
  return [
    element('h2', {}, 'Ask about your code'),
    ...answerer(head),
    element('p', {}, 'You can ask, for example:'),
    element(
      'ul',
      { class: 'examples' },
      ...[
        'Where is the configuration read?',
        'What calls the function in @selection?',
        '/explain @file:',
        '/search retry after a failed request',
      ].map(example),
    ),
    element('h3', {}, 'Keys'),
    element(
      'dl',
      { class: 'keys' },
      ...keys.flatMap(([key, does]) => [element('dt', {}, key), element('dd', {}, does)]),
    ),
  ];
}

/** In the order in which one meets them. */
const keys: readonly (readonly [string, string])[] = [
  ['Enter', 'sends the question; Shift+Enter begins a line'],
  ['@ and /', 'offer what to mention and the commands; arrows and Enter choose'],
  ['Up', 'in an empty question: to the last message; then arrows, Home and End'],
  ['Tab', 'inside a message: to its links, its code and its buttons'],
  ['Backspace', 'at the start of the question: removes the last chip'],
  ['Escape', 'stops an answer; in a message: back to the question'],
];

function answerer({ model, isTrusted }: ChatHead): Node[] {
  if (!isTrusted)
    return [
      element(
        'p',
        {},
        'This workspace is in Restricted Mode: no model is asked and nothing is run. Answers come by search in your code.',
      ),
      button('Manage Workspace Trust', () => post({ kind: 'manageTrust' })),
    ];
  if (model !== undefined)
    return [element('p', {}, `${shownLine(model)} answers, and what it says of places in the code is checked.`)];
  return [
    element(
      'p',
      {},
      'No model is chosen, so answers come by search: places in your code, with links, and nothing made up. Choose a model to be answered in words.',
    ),
    button('Choose Model', () => post({ kind: 'chooseModel' })),
  ];
}
