import { element } from '../page/element.ts';

export interface ButtonLook {
  readonly class?: string;
  /** What it is about, where its text alone does not say it. */
  readonly label?: string;
  readonly title?: string;
}

export function button(text: string, click: () => void, look: ButtonLook = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', class: look.class ?? 'secondary' }, text);
  if (look.label !== undefined) made.setAttribute('aria-label', look.label);
  if (look.title !== undefined) made.title = look.title;
  made.addEventListener('click', click);
  return made;
}
