/**
 * What a program said last, for a person: without colours, without what tools say of themselves, without stack
 * frames, and short. A command that ends before any test has told why in these lines.
 */

interface LastWords {
  /** The one line that most likely says why; '' where nothing was said. */
  readonly telling: string;
  /** The last lines that mean something, the telling one among them. */
  readonly lines: readonly string[];
}

const mostLines = 12;
const longestLine = 240;
/** What a program printed before this is no last word. */
const readFromEnd = 64 * 1024;

/** @param roots absolute paths of the tree: what lies in it is named from there. */
export function lastWords(output: string, roots: readonly string[]): LastWords {
  const said = linesOf(output.slice(-readFromEnd), roots);
  const at = tellingAt(said);
  const telling = said[at];
  if (telling === undefined) return { telling: '', lines: [] };
  const next = said[at + 1];
  const whole = telling.endsWith(':') && next !== undefined ? `${telling} ${next}` : telling;
  const from = Math.max(0, said.length - mostLines);
  const lines = at < from ? [telling, ...said.slice(from + 1)] : said.slice(from);
  return { telling: shortened(whole), lines: lines.map(shortened) };
}

/** What happened, with the line that most likely says why behind it; below these the others. */
export function withLastWords(what: string, output: string, roots: readonly string[]): string {
  const { telling, lines } = lastWords(output, roots);
  if (telling === '') return what;
  return [`${what}: ${telling}`, ...lines.filter((line) => !telling.includes(line))].join('\n');
}

/** Each as it stands on a terminal in the end, the same line once. */
function linesOf(output: string, roots: readonly string[]): string[] {
  let text = output.replace(escapes, '').replaceAll('\r\n', '\n').replace(endOfKey, '');
  for (const root of [...roots].sort((a, b) => b.length - a.length))
    text = text
      .replaceAll(`file://${encodeURI(root)}/`, '')
      .replaceAll(`${root}/`, '')
      .replaceAll(root, 'this folder');
  const lines: string[] = [];
  // V8 shows its own code where that threw, and Go all its options where one is wrong.
  text = text.replace(/^Usage of .*:\n(?:[ \t].*(?:\n|$))+/gm, '');
  for (const raw of text.replace(/^node:[\w/]+:\d+\n.*\n\s*\^+\s*\n/gm, '').split('\n')) {
    const line = (raw.split('\r').findLast((part) => part !== '') ?? '').replace(controls, ' ').trimEnd();
    const plain = line.trim().replace(/^(?:\[ERROR\]|npm (?:ERR!|error))\s+/, '');
    if (!/[\p{L}\p{N}]/u.test(plain) || noise.some((pattern) => pattern.test(line))) continue;
    if (lines.at(-1) !== plain) lines.push(plain);
  }
  return lines;
}

/** Of the lines that begin as an error does: Python's last, since it tells causes first, else the first of the last ones. */
function tellingAt(lines: readonly string[]): number {
  const from = Math.max(0, lines.length - mostLines);
  const isPython = lines.some((line) => line.startsWith('Traceback (most recent call last)'));
  for (const pattern of [beginsAsError, speaksOfError]) {
    const near = lines.findIndex((line, at) => at >= from && pattern.test(line));
    const last = lines.findLastIndex((line) => pattern.test(line));
    const found = isPython || near < 0 ? last : near;
    if (found >= 0) return found;
  }
  return lines.length - 1;
}

const beginsAsError =
  /^(?!.*\busage: )(?:[^\p{L}\p{N}]*|[\w./-]+: )(?:(?:Uncaught )?[\w.]*(?:Error|Exception|Failure)\b|errors?\b|fatal\b|panic\b|(?:\w+ ){1,2}error:)/iu;
const speaksOfError =
  /not found|not defined|cannot|can't|could not|couldn't|unable to|no such|denied|missing|invalid|unknown|unrecogni[sz]ed|unsupported|failed|refused|undefined|unexpected|required|does not|doesn't|must /i;

const escapeCharacter = String.fromCharCode(27);
const escapes = new RegExp(`${escapeCharacter}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007]*\\u0007)`, 'g');
/** Of a key whose beginning is no longer there nobody can say what it is. */
const endOfKey = /^[A-Za-z0-9+/=\s]*-----END [A-Z ]{1,40}-----/;
const controls = /\p{Cc}+/gu;

/** What tools say of themselves, whatever went wrong. */
const noise: readonly RegExp[] = [
  /^\s+at (?:async |new )?\S.*(?::\d+\)?|\((?:native|<anonymous>|Native Method|Unknown Source)\))(?: \{)?$/,
  /^\s+at [\w.$<>/]+\(.*\)$/,
  /^Node\.js v\d/,
  /^\s+(?:code|errno|syscall|path|requireStack|url|generatedMessage|spawnargs)\b.*[:,]/,
  /^(?:Require stack:|- \S+\.[cm]?[jt]sx?$)/,
  /^> /,
  /^npm (?:ERR!|error|warn|notice)(?:\s+(?:A complete log|\S+-debug-\d+\.log|\/.*\.log|Lifecycle script|code ELIFECYCLE|errno\b|path\b|command\b|workspace\b|location\b|in workspace|Did you mean|npm run\b|Test failed|To see a list)|\s*$)/i,
  /^npm (?:warn|notice)\b/i,
  /ELIFECYCLE|^error Command failed with exit code|^info Visit https/,
  /^\[(?:INFO|WARNING|DEBUG)\]/,
  /^\[ERROR\]\s*(?:$|To see the full stack|Re-run Maven|For more information|\[Help \d\])/,
  /^(?:FAILURE: Build failed|BUILD FAILED|\* (?:Try|What went wrong|Where|Exception is):|> (?:Run with|Get more help)|Deprecated Gradle features|You can use '--warning-mode|See https:\/\/docs\.gradle)/,
  /^\s*(?:\^|~)+\s*$/,
  /^\(Use `node --trace|^\(node:\d+\) (?:\w*Warning|\[DEP)/,
  /^exit (?:status|code) \d+$/,
  /^make(?:\[\d+\])?: (?:\*\*\* |Entering|Leaving)/,
  // A key or data in letters: nobody's words.
  /^\s*[A-Za-z0-9+/=_-]{48,}\s*$/,
];

const shortened = (line: string): string => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line);
