import { keyboard, runFromPalette, waitFor, waitUntilGone } from './editor.ts';

/** In the conversation that is open, by keyboard. It is not sent. */
export async function writeQuestion(text: string): Promise<void> {
  await runFromPalette('Touchstone: Ask in the Chat');
  // A key that comes before the palette is gone is the palette's.
  await waitUntilGone('.quick-input-widget');
  await waitFor('.composer textarea:focus');
  await keyboard.type(text);
}

export async function ask(text: string): Promise<void> {
  await writeQuestion(text);
  await send(text);
}

/** Where what was attached last has just given the question the focus: a palette in between would lose it again. */
export async function askOfAttached(text: string): Promise<void> {
  await waitFor('.composer textarea:focus');
  await keyboard.type(text);
  await send(text);
}

async function send(text: string): Promise<void> {
  if (/^\/\w+$/.test(text)) {
    // The list of commands is gone once the command is whole, so that Enter sends.
    await keyboard.type(' ');
    await waitUntilGone('.mentions');
  }
  await keyboard.press('Enter');
}
