import { element } from '../page/element.ts';

/**
 * What is read aloud: that an answer is being made, what goes on, and the answer once it is whole. Text that streams
 * is not in it: a screen reader would begin anew at every word.
 */
const polite = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
/** Longer answers are read in their article. */
const mostRead = 1500;

export const announcer: HTMLElement = polite;

export function announce(text: string): void {
  const said = text.length > mostRead ? `${text.slice(0, mostRead)}… The rest is in the last message.` : text;
  // The same words a second time are news too.
  polite.replaceChildren(element('p', {}, said));
}
