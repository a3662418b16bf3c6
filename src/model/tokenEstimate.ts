/**
 * About how many tokens a text has, where no tokenizer is at hand: code has 3.2 characters a token with the usual
 * vocabularies (2.8 to 3.8 over ten languages), prose has 4.3. Other scripts have one token a sign or more.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x2e7f) wide++;
  return wide + tokensOfLength(text.length - wide);
}

/** The same for so many characters of code that nobody has at hand. */
export const tokensOfLength = (characters: number): number => Math.ceil(characters / charactersPerToken);

const charactersPerToken = 3.2;
