/** Test commands of a Maven or Gradle project: its own wrapper where there is one, and never the network. */
import { isJvmSource } from './javaNames.ts';
import { foldersAround, type ProjectFolder } from './projectFiles.ts';
import { shellWord } from './shellLine.ts';
import type { WorkspacePath } from './report.ts';
import type { TestCommand } from './testCommand.ts';

export async function javaCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  if (!folder.files.some(isTestSource)) return [];
  return [...(await mavenCommands(folder)), ...(await gradleCommands(folder))];
}

const isTestSource = (file: string): boolean =>
  isJvmSource(file) && /(?:^|\/)(?:src\/(?:\w*[tT]est\w*)|tests?)\//.test(file);

async function mavenCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  if (!folder.files.includes('pom.xml')) return [];
  // A module is built from the project that lists it, or its neighbours would not be found.
  const root = await outermost(folder.directory, async (parent, below) => {
    const modules = (await folder.readAround(join(parent, 'pom.xml'))) ?? '';
    return [...modules.matchAll(/<module>\s*([^<]+?)\s*<\/module>/g)].some(([, name]) =>
      [below, `${below}/pom.xml`].includes(name!.replace(/\/$/, '')),
    );
  });
  const wrapper = (await folder.readAround(join(root, 'mvnw'))) !== undefined;
  const module = below(root, folder.directory);
  const line = [
    wrapper ? './mvnw' : 'mvn',
    '-o',
    ...(module === '' ? [] : ['-pl', shellWord(module).raw, '-am']),
    'test',
  ];
  const reason = module === '' ? 'there is a pom.xml' : `${folder.directory} is a module of the pom.xml ${where(root)}`;
  return [{ framework: 'maven', line: line.join(' '), directory: root, reason }];
}

async function gradleCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  const files = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];
  const script = files.find((file) => folder.files.includes(file));
  if (script === undefined) return [];
  const isSettled = async (place: string): Promise<boolean> =>
    (await folder.readAround(join(place, 'settings.gradle'))) !== undefined ||
    (await folder.readAround(join(place, 'settings.gradle.kts'))) !== undefined;
  let root = folder.directory;
  for (const place of foldersAround(folder.directory)) {
    if (!(await isSettled(place))) continue;
    root = place;
    break;
  }
  const wrapper = (await folder.readAround(join(root, 'gradlew'))) !== undefined;
  const module = below(root, folder.directory);
  const task = module === '' ? 'test' : `:${module.replaceAll('/', ':')}:test`;
  const reason =
    module === '' ? `there is a ${script}` : `${folder.directory} is a project of the Gradle build ${where(root)}`;
  const line = `${wrapper ? './gradlew' : 'gradle'} --offline ${shellWord(task).raw}`;
  return [{ framework: 'gradle', line, directory: root, reason }];
}

/** The folder farthest up that the next one below it belongs to. */
async function outermost(
  directory: WorkspacePath,
  belongs: (parent: WorkspacePath, below: string) => Promise<boolean>,
): Promise<WorkspacePath> {
  let root = directory;
  for (const parent of foldersAround(directory).slice(1)) if (await belongs(parent, below(parent, root))) root = parent;
  return root;
}

const join = (folder: string, file: string): string => (folder === '' ? file : `${folder}/${file}`);
const below = (folder: string, inner: string): string =>
  folder === '' ? inner : inner === folder ? '' : inner.slice(folder.length + 1);
const where = (folder: string): string => (folder === '' ? 'at the top of the workspace' : `in ${folder}`);
