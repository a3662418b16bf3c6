/**
 * Why tests cannot start: a file with an unresolved merge, or one that does not parse. The templates change
 * code that parses, so without a model such a search is over before it begins, and the file is named instead.
 */
import { languageOf } from '../syntax/language.ts';
import { firstFault } from '../syntax/walk.ts';
import type { Parse } from '../syntax/tree.ts';
import type { Place, TestResult, WorkspacePath } from '../testing/report.ts';

/** How many files are looked at: those that the failing tests name, the tests' own included. */
const mostFiles = 20;

export interface Unparsed extends Place {
  readonly kind: 'merge' | 'syntax';
}

/**
 * @param failing tests; one that says nothing of syntax has started, whatever the parser thinks of its files.
 * @param read the text of a file, or undefined where there is none.
 */
export async function unparsedFile(
  failing: readonly TestResult[],
  read: (path: WorkspacePath) => Promise<string | undefined>,
  parse: Parse,
): Promise<Unparsed | undefined> {
  const stopped = failing.filter(({ failure }) => saysSyntax.test(failure?.message ?? ''));
  const named = stopped.flatMap(({ file, failure }) => [
    ...(failure?.frames ?? []).map(({ path }) => path),
    ...(file === undefined ? [] : [file]),
  ]);
  for (const path of [...new Set(named)].slice(0, mostFiles)) {
    const text = await read(path);
    const language = languageOf(path);
    if (text === undefined) continue;
    const merge = conflict.exec(text);
    if (merge) return { kind: 'merge', path, line: lineAt(text, merge.index) };
    if (language === undefined) continue;
    const tree = await parse(language, text);
    try {
      const fault = firstFault(tree.root);
      if (fault) return { kind: 'syntax', path, line: fault.startPosition.row + 1 };
    } finally {
      tree.dispose();
    }
  }
  return undefined;
}

/** How the tools of the languages that are parsed say that a file is not in their language. */
const saysSyntax =
  /SyntaxError|IndentationError|TabError|syntax error|[Pp]ars(?:e|ing) ?(?:error|failed)|[Uu]nexpected (?:token|end|eof|closing)|expected (?:one of|expression|item)|[Uu]nterminated|[Uu]nclosed|'[;)}\]]' expected|illegal start of|reached end of file/;

/** The three marks of git, each at the start of a line. */
const conflict = /^<{7} .*\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7} /m;

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
