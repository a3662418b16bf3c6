import assert from 'node:assert/strict';
import { detectTestCommands } from '../../../src/testing/detect.ts';
import { recogniseTestCommand } from '../../../src/testing/recognise.ts';

async function detect(files: Record<string, string>, near?: string): Promise<string[]> {
  const { commands } = await detectTestCommands(
    {
      list: () => Promise.resolve(Object.keys(files).filter((name) => !name.startsWith('!'))),
      read: (path) => Promise.resolve(files[path] ?? files[`!${path}`]),
    },
    near,
  );
  return commands.map(({ framework, line, directory }) => `${framework}: ${line}${directory && ` in ${directory}`}`);
}

const manifest = (test: string, more: object = {}): string => JSON.stringify({ scripts: { test }, ...more });

suite('the test command nearest to the user', () => {
  const workspace = {
    'package.json': manifest('lerna run test', { workspaces: ['packages/*'] }),
    'pnpm-lock.yaml': '',
    'packages/cart/package.json': manifest('node --test'),
    'packages/cart/src/cart.js': '',
    'packages/words/package.json': manifest('mocha'),
    'packages/types/package.json': '{}',
    'packages/types/index.ts': '',
  };

  test('is that of the package, run with what the workspace is installed with', async () => {
    assert.deepEqual(await detect(workspace, 'packages/cart/src/cart.js'), [
      'node:test: pnpm test in packages/cart',
      'custom: pnpm test',
    ]);
    assert.deepEqual(
      (await detect(workspace, 'packages/words/deep/in/it.js'))[0],
      'mocha: pnpm test in packages/words',
    );
    assert.deepEqual(await detect(workspace), ['custom: pnpm test']);
  });

  test('is that of what is around a package without tests', async () => {
    assert.deepEqual(await detect(workspace, 'packages/types/index.ts'), ['custom: pnpm test']);
    assert.deepEqual(await detect(workspace, 'README.md'), ['custom: pnpm test']);
  });

  test('of a Python package, with the workspace’s own Python', async () => {
    const files = {
      'pyproject.toml': '',
      '!.venv/pyvenv.cfg': '',
      'packages/cart/pyproject.toml': '[tool.pytest.ini_options]\n',
      'packages/cart/src/cart/__init__.py': '',
      'packages/cart/tests/test_cart.py': 'def test_it(): ...\n',
    };
    assert.equal(
      (await detect(files, 'packages/cart/src/cart/__init__.py'))[0],
      'pytest: ../../.venv/bin/python -m pytest in packages/cart',
    );
  });

  test('of a module of a Maven build, with what it depends on', async () => {
    const files = {
      'pom.xml': '<project><modules><module>api</module><module>shop</module></modules></project>',
      'shop/pom.xml': '<project><modules><module>web app</module></modules></project>',
      'shop/web app/pom.xml': '<project/>',
      'shop/web app/src/test/java/CartTest.java': '',
      'api/pom.xml': '<project/>',
      'api/src/main/java/Api.java': '',
      'tools/pom.xml': '<project/>',
      'tools/src/test/java/ToolTest.java': '',
    };
    assert.equal(
      (await detect(files, 'shop/web app/src/main/java/Cart.java'))[0],
      `maven: mvn -o -pl 'shop/web app' -am test`,
    );
    assert.equal((await detect(files, 'tools/src/main/java/Tool.java'))[0], 'maven: mvn -o test in tools');
    assert.equal((await detect(files, 'api/src/main/java/Api.java'))[0], 'maven: mvn -o test');
    assert.deepEqual(await detect(files), ['maven: mvn -o test']);
  });

  test('of a project of a Gradle build, with its wrapper', async () => {
    const files = {
      'settings.gradle.kts': 'include("shop:cart")',
      'build.gradle.kts': '',
      gradlew: '',
      'shop/cart/build.gradle.kts': '',
      'shop/cart/src/test/kotlin/CartTest.kt': '',
    };
    assert.equal(
      (await detect(files, 'shop/cart/src/main/kotlin/Cart.kt'))[0],
      'gradle: ./gradlew --offline :shop:cart:test',
    );
    assert.deepEqual(await detect(files), ['gradle: ./gradlew --offline test']);
  });

  test('is none of Java where nothing is tested', async () =>
    assert.deepEqual(await detect({ 'pom.xml': '<project/>', 'src/main/java/A.java': '' }), []));
});

test('a line of Maven or Gradle is known by its program', () => {
  const framework = (line: string): string => recogniseTestCommand(line, '', undefined).framework;
  assert.equal(framework('mvn verify -P fast'), 'maven');
  assert.equal(framework('JAVA_HOME=/jdk ./mvnw test'), 'maven');
  assert.equal(framework('./gradlew :app:check'), 'gradle');
  assert.equal(framework('make test'), 'custom');
});
