/** The pictures of a question: which of them go along, as what, and what is shown of them. */

import type { ChatMessage, Picture } from '../../model/model.ts';
import type { Chip } from '../chatRequest.ts';

/** Whether a picture goes along: somebody has looked, and there is no reason against it. */
export const isSent = ({
  target,
  content,
}: Pick<Chip, 'target'> & { readonly content?: Chip['content'] | undefined }): boolean =>
  target.kind === 'picture' && target.base64 !== '' && content !== undefined && content.why === undefined;

export const pictureOf = ({ label, target }: Chip): Picture[] =>
  target.kind === 'picture' ? [{ name: label, mime: target.mime, base64: target.base64 }] : [];

/** What is shown of a message: a picture's name stands for it. */
export function inWords(message: ChatMessage): ChatMessage {
  if (message.role !== 'user' || !message.pictures) return message;
  const named = message.pictures.map(({ name, mime }) => `[picture: ${name}, ${mime}]`);
  return { role: 'user', text: [message.text, ...named].join('\n') };
}
