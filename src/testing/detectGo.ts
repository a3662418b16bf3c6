/** Test commands of a Go project: one for all packages of the module, or of every module of a workspace file. */
import { usedModules } from './goModules.ts';
import type { ProjectFolder } from './projectFiles.ts';
import type { TestCommand } from './testCommand.ts';

export async function goTestCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  const command = { framework: 'go test', directory: folder.directory } as const;
  const work = folder.files.includes('go.work') ? await folder.read('go.work') : undefined;
  if (work !== undefined) {
    const modules = usedModules(work).map((place) => place.replace(/^\.\//, '').replace(/\/$/, ''));
    const tested = modules.filter((place) => testFile(folder, place) !== undefined);
    if (tested.length > 0) {
      const patterns = tested.map((place) => (place === '.' || place === '' ? './...' : quoted(`./${place}/...`)));
      return [{ ...command, line: `go test ${patterns.join(' ')}`, reason: `go.work uses ${named(tested)}` }];
    }
  }
  const file = folder.files.includes('go.mod') ? testFile(folder, '.') : undefined;
  if (file === undefined) return [];
  return [{ ...command, line: 'go test ./...', reason: `there is a go.mod, and ${file} has tests` }];
}

/** A test file of a module, those of modules inside it left out. */
function testFile(folder: ProjectFolder, place: string): string | undefined {
  const start = place === '.' || place === '' ? '' : `${place}/`;
  const inner = folder.files
    .filter((file) => file.endsWith('/go.mod') && file.startsWith(start) && file !== `${start}go.mod`)
    .map((file) => file.slice(0, -'go.mod'.length));
  return folder.files.find(
    (file) =>
      file.startsWith(start) &&
      /(?:^|\/)[^/_.][^/]*_test\.go$/.test(file) &&
      !/(?:^|\/)(?:vendor|testdata|node_modules|[_.][^/]*)\//.test(file) &&
      !inner.some((module) => file.startsWith(module)),
  );
}

const named = (places: readonly string[]): string => places.map((place) => (place === '' ? '.' : place)).join(', ');
const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
