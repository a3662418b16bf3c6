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
};

/** The language of a file by the end of its name; `undefined` when no repair template understands it. */
export function languageOf(path: string): LanguageId | undefined {
  const ending = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1];
  return ending !== undefined && Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
}
