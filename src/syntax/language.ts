import type { LanguageId } from './tree.ts';

const byEnding: Readonly<Record<string, LanguageId>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
  java: 'java',
  go: 'go',
  rs: 'rust',
};

/** The language of a file by the end of its name; `undefined` when no repair template understands it. */
export function languageOf(path: string): LanguageId | undefined {
  const ending = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1];
  return ending !== undefined && Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
}

const compiled: ReadonlySet<LanguageId> = new Set(['java', 'go', 'rust']);

/** Whether a wrong type keeps a program in the language from running at all. */
export const isCompiled = (language: LanguageId): boolean => compiled.has(language);

/** What there is one of for each language; the dialects of JavaScript share theirs. */
export const byLanguage = <T>(
  script: T,
  others: Readonly<Record<Exclude<LanguageId, 'javascript' | 'typescript' | 'tsx'>, T>>,
): Readonly<Record<LanguageId, T>> => ({ javascript: script, typescript: script, tsx: script, ...others });
