import { languageOf } from '../../syntax/language.ts';
import type { Parse } from '../../syntax/tree.ts';
import { testSites } from '../../testing/testSites.ts';
import type { ProbeInput } from './differences.ts';
import type { TestFile } from '../../testing/testFileRun.ts';

/** The source of each test of a file by its name, in the order of the names; of one that is not found its name. */
export async function testSources(file: TestFile, names: readonly string[], parse: Parse): Promise<ProbeInput[]> {
  const language = languageOf(file.path);
  if (!language) return [];
  const tree = await parse(language, file.text);
  const sites = testSites(tree.root).filter(({ kind }) => kind === 'test');
  tree.dispose();
  const lines = file.text.split('\n');
  return names.map((name, at) => {
    const own = name.split(/ › | » |::/).at(-1) ?? name;
    const site = sites.find((each) => each.names.at(-1) === own);
    const code = site ? lines.slice(site.line - 1, site.endLine).join('\n') : name;
    return { key: `test:${at}`, code, language, test: own, written: true };
  });
}
