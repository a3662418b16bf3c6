/**
 * Files for new tests: where they go so that the project's own tool finds them, and what they hold once tests were
 * added. Also what of a model's answer is such a file.
 */
import type { WorkspacePath } from './report.ts';

export interface ExampleTest {
  readonly path: WorkspacePath;
  readonly text: string;
}

/** The longest fenced block of an answer, or all of it where there is none and it looks like code. */
export function testFileOf(answer: string): string | undefined {
  const blocks = [...answer.matchAll(/^[ \t]*(```+|~~~+)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm)].map(
    ([, , code]) => code ?? '',
  );
  const longest = blocks.sort((a, b) => b.length - a.length)[0];
  // An answer that was cut off has no closing fence.
  const open = /^[ \t]*(?:```+|~~~+)[^\n]*\n([\s\S]+)$/m.exec(answer)?.[1];
  const text = longest ?? open ?? (/[({;:]\s*$/m.test(answer) ? answer : undefined);
  return text === undefined || text.trim() === '' ? undefined : `${text.trimEnd()}\n`;
}

/** A file beside an existing test file that the test tool will find as it finds that one; `word` is put into its name. */
export function besideTest(example: WorkspacePath, word: string, taken: ReadonlySet<WorkspacePath>): WorkspacePath {
  const slash = example.lastIndexOf('/') + 1;
  const [folder, name] = [example.slice(0, slash), example.slice(slash)];
  for (let number = 1; ; number++) {
    const label = number === 1 ? word : `${word}${number}`;
    const path = folder + withLabel(name, label);
    if (!taken.has(path)) return path;
  }
}

/**
 * Where the tests of a source file would be, named as the example shows: `price.test.ts` beside `price.ts` has
 * `round.test.ts` beside `round.ts`, `tests/test_price.py` has `tests/test_round.py`. Undefined where the example does
 * not show it, where packages decide, or where that file is there already.
 */
export function testNamedLike(
  example: WorkspacePath,
  source: WorkspacePath,
  files: ReadonlySet<WorkspacePath>,
): WorkspacePath | undefined {
  const [, folder = '', before = '', body = '', after = '', ending = ''] =
    /^(.*\/)?(test_)?([^/]*?)((?:[._-](?:test|spec))?)(\.(?:[cm]?[jt]sx?|py))$/.exec(example) ?? [];
  const [, home = '', stem = '', kind = ''] = /^(.*\/)?([^/]+?)(\.[^./]+)$/.exec(source) ?? [];
  if (body === '' || stem === '' || (before === '' && after === '') || (kind === '.py') !== (ending === '.py'))
    return undefined;
  const standsBesideItsSource = [...files].some((file) => file.startsWith(`${folder}${body}.`) && file !== example);
  const path = `${standsBesideItsSource ? home : folder}${before}${stem}${after}${ending}`;
  return files.has(path) ? undefined : path;
}

function withLabel(name: string, label: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  // `price.test.ts`, `price_test.go`, `PriceTest.java`: what makes it a test stays at the end.
  const suffix = /(?:[._-](?:test|spec)s?|(?<=[a-z0-9])(?:Tests?|IT|Spec))$/.exec(stem)?.[0] ?? '';
  const body = stem.slice(0, stem.length - suffix.length);
  const camel = ending === '.java' || ending === '.kt';
  const joined = camel
    ? `${body}${label.charAt(0).toUpperCase()}${label.slice(1)}`
    : `${body}${body.includes('_') || /^(?:\.py|\.go|\.rs)$/.test(ending) ? '_' : '-'}${label}`;
  return joined + suffix + ending;
}

/** Its tests are methods, so more of them go into its class. */
export const endsInClass = (path: WorkspacePath): boolean => /\.(?:java|kt|cs)$/.test(path);

/** A test file with further tests where they belong: at its end, before a script's own start, or inside the last class. */
export function withAddedTests(path: WorkspacePath, text: string, added: string): string {
  const at = endsInClass(path) ? text.lastIndexOf('}') : path.endsWith('.py') ? text.search(/^if __name__ *==/m) : -1;
  const [before, after] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
  const gap = path.endsWith('.py') ? '\n\n' : '\n';
  return `${before.trimEnd()}\n${gap}${added.trim()}\n${after === '' ? '' : (endsInClass(path) ? '' : gap) + after}`;
}
