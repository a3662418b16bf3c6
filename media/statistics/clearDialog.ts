import { element } from '../page/element.ts';

/** Asks before everything is deleted. Escape means no. */
export function askToClear(onYes: (forgetsLearning: boolean) => void): void {
  const forget = element('input', { type: 'checkbox' });
  const clear = element('button', { type: 'button' }, 'Clear');
  const cancel = element('button', { type: 'button', class: 'secondary' }, 'Cancel');
  const dialog = element(
    'dialog',
    { 'aria-labelledby': 'clear-title', 'aria-describedby': 'clear-text' },
    element('h2', { id: 'clear-title' }, 'Clear the statistics?'),
    element(
      'p',
      { id: 'clear-text' },
      'Everything that was counted is deleted, in all windows. This cannot be undone.',
    ),
    element('label', {}, forget, element('span', {}, 'Also forget what was learnt about which suggestions to show')),
    element('div', { class: 'answers' }, clear, cancel),
  );
  cancel.addEventListener('click', () => dialog.close());
  clear.addEventListener('click', () => {
    dialog.close();
    onYes(forget.checked);
  });
  // Closing gives the focus back to the button that has opened it.
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
