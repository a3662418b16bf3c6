import assert from 'node:assert/strict';
import { typeCheckCommand } from '../../../src/testing/typeCheck.ts';

const lineFor = async (files: Record<string, string>, path: string, source?: string): Promise<string | undefined> => {
  const project = { read: (file: string) => Promise.resolve(files[file]) };
  const found = await typeCheckCommand(project, { path, ...(source !== undefined && { source }) });
  return found && `${found.directory}> ${found.line}`;
};

suite('how a project checks its types', () => {
  const tsc = 'node_modules/typescript/bin/tsc --noEmit --skipLibCheck --pretty false';
  const installed = { 'node_modules/typescript/bin/tsc': '' };

  test('by the TypeScript that it has installed, with the nearest configuration', async () => {
    const files = { ...installed, 'tsconfig.json': '{}', 'packages/a/tsconfig.json': '{}' };
    assert.equal(await lineFor(files, 'src/a.ts', 'ts'), `> node ${tsc}`);
    assert.equal(await lineFor(files, 'packages/a/src/a.tsx'), `packages/a> node ../../${tsc}`);
    assert.equal(await lineFor({ 'tsconfig.json': '{}' }, 'src/a.ts', 'ts'), undefined);
    assert.equal(await lineFor(installed, 'src/a.js', 'ts'), undefined);
  });

  test('by mypy or pyright where the project is set up for it', async () => {
    assert.equal(await lineFor({ 'mypy.ini': '' }, 'a b.py', 'mypy'), "> python3 -m mypy 'a b.py'");
    assert.equal(await lineFor({ 'app/pyproject.toml': '[tool.mypy]\n' }, 'app/x/a.py'), 'app> python3 -m mypy x/a.py');
    assert.equal(await lineFor({ 'pyproject.toml': '[tool.pyright]\n' }, 'a.py', 'Pylance'), '> pyright a.py');
    assert.equal(await lineFor({ 'pyproject.toml': '[project]\n' }, 'a.py', 'Pylance'), undefined);
  });

  test('what a linter says is not for them', async () => {
    assert.equal(await lineFor({ ...installed, 'tsconfig.json': '{}' }, 'src/a.ts', 'eslint'), undefined);
    assert.equal(await lineFor({ 'mypy.ini': '' }, 'a.py', 'Ruff'), undefined);
    assert.equal(await lineFor({ 'go.mod': '' }, 'a.go', 'go vet'), undefined);
  });
});
