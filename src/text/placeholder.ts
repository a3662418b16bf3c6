/** Lines that stand for code that a model has left out: “// ... rest of code unchanged”. */

export const endingOf = (path: string): string => /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';

/**
 * The first line that stands for others, `undefined` when all are written. What the file itself says is no such line.
 * @param stands whether the file has a line like this, without its indentation
 */
export function elisionIn(
  lines: readonly string[],
  path: string,
  stands: (line: string) => boolean,
): string | undefined {
  return lines.find((line, at) => {
    const said = line.trim();
    const elides = isElision(said) || (isBareDots(said) && !mayBeCode(path, lines, at));
    return elides && !stands(said);
  });
}

const isBareDots = (said: string): boolean => /^(?:\.{3,}|…)[,;]?$/.test(said);

/** Texts, and Python, where `...` is a body. */
function mayBeCode(path: string, lines: readonly string[], at: number): boolean {
  const ending = endingOf(path);
  if (/^(?:md|mdx|markdown|txt|rst|adoc|ya?ml|html?|)$/.test(ending)) return true;
  if (!/^pyi?$/.test(ending)) return false;
  const above = lines.slice(0, at).findLast((line) => line.trim() !== '');
  return above === undefined || /(?::|"""|''')\s*(?:#.*)?$/.test(above);
}

/** The text of a comment, whatever its marks. */
const comment =
  /^(?:\/\/+|#+(?!\[)|\/\*+|\*(?!\w)|--+|<!--|\(\*|;+|%+|\{\s*\/\*|"""|''')\s*(.*?)\s*(?:\*+\/\s*\}?|-->|\*\)|"""|''')?$/;
const dots = /^(?:\.{2,}|…)|(?:\.{2,}|…)$/;

const isElision = (said: string): boolean => {
  const inComment = comment.exec(said)?.[1];
  const text = (inComment ?? said).replace(/^[([<{]+\s*|\s*[)\]>}]+$/g, '');
  if (inComment !== undefined && /^(?:\.{3,}|…)$/.test(text)) return true;
  const dotted = dots.test(text);
  if (inComment === undefined && !/^(?:\.{3}|…)/.test(text)) return false;
  const words = text.toLowerCase().match(/[\p{L}'’-]+/gu) ?? [];
  if (dotted)
    return new RegExp(`^(?:\\.{2,}|…)\\s*\\(?(?:the\\s+)?(?:${leads})\\b`, 'i').test(text) || onlyAboutCode(words);
  return onlyAboutCode(words);
};

/** What follows the dots where code is left out, whatever else the line says: `// ... rest of parse() stays`. */
const leads =
  'rest|remaining|remainder|existing|other|previous|same|unchanged|omitted|more|keep|code|implementation|as before|your|snip';

/** Words that such a line is made of. A comment that says anything else is a comment. */
const vocabulary = new Set(
  `the rest of remaining remainder remains remain existing other previous same as before unchanged code file function
   functions method methods class classes implementation implementations logic here above below is are stay stays kept
   keep omitted for brevity clarity no changes change changed to this these and etc your goes original lines line
   content contents body imports import tests test cases fields properties snip snipped more everything everything's
   else not shown in with skipped truncated elided intact continue continues current module stuff component statements
   already it all that part parts section sections definitions declarations helpers helper untouched add`.split(/\s+/),
);
const telling =
  /\b(?:rest of|remaining|remainder|remains? the same|stays? the same|unchanged|untouched|existing (?:code|implementation|methods?|functions?|logic|imports?|tests?|content)|same as|as before|omitted|not shown|snip|snipped|truncated|elided|no changes|everything else|previous code|other (?:methods|functions|code|tests|imports|cases|fields)|code (?:goes )?here|implementation (?:goes )?here|logic (?:goes )?here|keep (?:the )?(?:rest|existing|original))\b/;

const onlyAboutCode = (words: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => vocabulary.has(word)) && telling.test(words.join(' '));
