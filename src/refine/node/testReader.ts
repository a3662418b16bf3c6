import path from 'node:path';
import type { Disposable } from '../../base/dispose.ts';
import { languageOf } from '../../syntax/language.ts';
import { createParser } from '../../syntax/node/parser.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { testSites, type TestSite } from '../../testing/testSites.ts';

/** Where the tests of a file stand, as it reads now. */
export interface TestReader extends Disposable {
  /** Empty for a language that is not understood, and for a file too large to be written by hand. */
  read(file: WorkspacePath, text: string): Promise<readonly TestSite[]>;
}

/** @param assets absolute path of the folder with `grammars/`. */
export function createTestReader(assets: string): TestReader {
  const parser = createParser({ grammars: path.join(assets, 'grammars') });
  return {
    async read(file, text) {
      const language = languageOf(file);
      if (language === undefined || text.length > mostCharacters) return [];
      const tree = await parser.parse(language, text);
      try {
        return testSites(tree.root);
      } finally {
        tree.dispose();
      }
    },
    dispose: () => parser.dispose(),
  };
}

const mostCharacters = 400_000;
