/** Test commands of a Python project: pytest where it is used, else unittest's own discovery. */
import { foldersAround, type ProjectFolder } from './projectFiles.ts';
import type { TestCommand } from './testCommand.ts';

export async function pythonCommands(folder: ProjectFolder): Promise<TestCommand[]> {
  const tests = folder.files.filter(isTestFile);
  const usesPytest = await pytestReason(folder, tests);
  if (!usesPytest && tests.length === 0) return [];
  const python = await interpreter(folder);
  const command = { directory: folder.directory };
  if (usesPytest) {
    return [{ ...command, framework: 'pytest', line: `${python} -m pytest`, reason: usesPytest }];
  }
  const start = await unittestStart(folder, tests);
  if (!start) return [];
  const line = [python, '-m unittest discover', ...start.flags].join(' ');
  return [{ ...command, framework: 'unittest', line, reason: `${start.file} has unittest test cases` }];
}

const isTestFile = (file: string): boolean =>
  /(?:^|\/)(?:test[^/]*|[^/]*_test)\.py$/.test(file) &&
  !/(?:^|\/)(?:node_modules|fixtures?|\.venv|venv|env|build)\//.test(file);

/** Why pytest is the one, undefined when nothing says so. */
async function pytestReason(folder: ProjectFolder, tests: readonly string[]): Promise<string | undefined> {
  const has = async (file: string, pattern: RegExp): Promise<boolean> =>
    folder.files.includes(file) && pattern.test((await folder.read(file)) ?? '');
  if (folder.files.includes('pytest.ini') || folder.files.includes('.pytest.ini')) return 'there is a pytest.ini';
  if (await has('pyproject.toml', /^\s*\[tool\.pytest\b/m)) return 'pyproject.toml configures pytest';
  if (await has('setup.cfg', /^\s*\[tool:pytest\]/m)) return 'setup.cfg configures pytest';
  if (await has('tox.ini', /^\s*\[pytest\]/m)) return 'tox.ini configures pytest';
  const conftest = folder.files.find((file) => /(?:^|\/)conftest\.py$/.test(file) && !/(?:^|\/)fixtures?\//.test(file));
  if (conftest) return `there is a ${conftest}`;
  for (const file of tests.slice(0, 200)) {
    if (/^\s*(?:import pytest\b|from pytest\b)/m.test((await folder.read(file)) ?? '')) return `${file} imports pytest`;
  }
  const required = /(?:^|["'\s[])pytest(?![\w-])/m;
  const listed = folder.files.filter((file) =>
    /^(?:requirements[^/]*\.txt|requirements\/[^/]+\.txt|Pipfile|setup\.py|pyproject\.toml)$/.test(file),
  );
  for (const file of listed) if (await has(file, required)) return `${file} asks for pytest`;
  for (const file of tests.slice(0, 200)) {
    const text = (await folder.read(file)) ?? '';
    // Only pytest finds tests outside a class.
    if (/^(?:async )?def test/m.test(text) && !/unittest/.test(text))
      return `${file} has tests that are plain functions`;
  }
  return undefined;
}

interface Discovery {
  readonly flags: readonly string[];
  readonly file: string;
}

/** Where discovery must start so that it finds the test files and they can import what they test. */
async function unittestStart(folder: ProjectFolder, tests: readonly string[]): Promise<Discovery | undefined> {
  const found: string[] = [];
  for (const file of tests.slice(0, 200)) {
    if (/\bTestCase\b/.test((await folder.read(file)) ?? '')) found.push(file);
  }
  const [file] = found;
  if (file === undefined) return undefined;
  const pattern = found.every((each) => /(?:^|\/)test[^/]*\.py$/.test(each)) ? [] : [`-p '*test*.py'`];
  const parent = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
  const isPackage = (path: string): boolean => path === '' || folder.files.includes(`${path}/__init__.py`);
  const reachable = (path: string): boolean => path === '' || (isPackage(path) && reachable(parent(path)));
  // Discovery from the root goes only into packages.
  if (found.every((each) => reachable(parent(each)))) return { flags: pattern, file };
  let start = parent(file);
  while (start !== '' && !found.every((each) => each.startsWith(`${start}/`))) start = parent(start);
  if (start === '') start = parent(file);
  // A package keeps its place in the packages around it; a plain folder is its own top.
  let top = start;
  while (top !== '' && isPackage(top)) top = parent(top);
  return { flags: [`-s ${quote(start)}`, ...(top === start ? [] : [`-t ${quote(top || '.')}`]), ...pattern], file };
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/**
 * The project's own environment or that of the workspace around it, else what is on PATH. Environments are
 * ignored files, so they are asked for by name.
 */
async function interpreter(folder: ProjectFolder): Promise<string> {
  for (const [up, place] of foldersAround(folder.directory).entries()) {
    for (const name of ['.venv', 'venv', 'env']) {
      const environment = place === '' ? name : `${place}/${name}`;
      if ((await folder.readAround(`${environment}/pyvenv.cfg`)) === undefined) continue;
      // The launcher is a program, which cannot be read as text; its neighbours can.
      const windows = (await folder.readAround(`${environment}/Scripts/activate`)) !== undefined;
      return windows ? `${'..\\'.repeat(up)}${name}\\Scripts\\python.exe` : `${'../'.repeat(up)}${name}/bin/python`;
    }
  }
  return 'python3';
}
