/** The test command of a Rust package or workspace. */
import type { ProjectFolder } from './projectFiles.ts';
import type { TestCommand } from './testCommand.ts';

export async function cargoTestCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  const manifest = folder.files.includes('Cargo.toml') ? await folder.read('Cargo.toml') : undefined;
  if (manifest === undefined) return [];
  const sources = folder.files.filter((file) => file.endsWith('.rs') && !/(?:^|\/)(?:target|vendor)\//.test(file));
  const inTests = sources.find((file) => /(?:^|\/)tests\/[^/]+(?:\.rs|\/main\.rs)$/.test(file));
  const file = inTests ?? (await firstWithTests(folder, sources));
  if (file === undefined) return [];
  const workspace = /^\s*\[workspace(?:\.[\w-]+)?\]/m.test(manifest);
  // A package that is also a workspace would run alone.
  const line = workspace ? 'cargo test --workspace' : 'cargo test';
  const reason = `there is a Cargo.toml${workspace ? ' with a workspace' : ''}, and ${file} has tests`;
  return [{ framework: 'cargo test', directory: folder.directory, line, reason }];
}

/** Enough to find one; a project with this many files has tests in an early one. */
const mostRead = 300;

async function firstWithTests(folder: ProjectFolder, sources: readonly string[]): Promise<string | undefined> {
  for (const file of sources.slice(0, mostRead)) {
    const text = (await folder.read(file)) ?? '';
    if (/#\[(?:\w+::)*test\b/.test(text) || /^\s*\/\/[/!] ```(?:rust|should_panic|no_run)?\s*$/m.test(text))
      return file;
  }
  return undefined;
}
