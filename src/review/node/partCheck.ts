import path from 'node:path';
import type { Disposable } from '../../base/dispose.ts';
import { languageOf } from '../../syntax/language.ts';
import { newFault, type NewFault } from '../../syntax/newFault.ts';
import { createParser } from '../../syntax/node/parser.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { diffLines } from '../../text/lineDiff.ts';

/** Finds what only a part of a change breaks: the whole of it was tried, a part of it was not. */
export interface PartCheck extends Disposable {
  /** `undefined` where nothing is wrong that was not before, or where nobody can tell. */
  faultIn(file: WorkspacePath, before: string, now: string): Promise<NewFault | undefined>;
}

/** @param assets absolute path of the folder with `grammars/`. */
export function createPartCheck(assets: string): PartCheck {
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  return {
    async faultIn(file, before, now) {
      const language = languageOf(file);
      if (language === undefined || now.length > mostCharacters || now === before) return undefined;
      const old = await parser.parse(language, before);
      try {
        const changed = await parser.parse(language, now);
        try {
          return newFault(old, changed, diffLines(before, now));
        } finally {
          changed.dispose();
        }
      } finally {
        old.dispose();
      }
    },
    dispose: () => parser.dispose(),
  };
}

/** Larger files hold the extension host up for too long. */
const mostCharacters = 400_000;
