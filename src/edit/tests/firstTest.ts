/**
 * The first test file of a project that has none: the tool that its manifest names, the places where that tool looks,
 * and how a test reads there. Which of the places is right is tried (`firstHome.ts`).
 */
import { foldersAround } from '../../testing/projectFiles.ts';
import { dirname, joined } from '../../testing/treePath.ts';
import { scriptTest } from './firstScriptTest.ts';
import type { FirstPlace, FirstTest, FirstTestInput, NoTool } from './firstPlace.ts';
import { nameOf, nearest, topOf, within } from './paths.ts';
import { javaTestFolder } from './testHome.ts';

export function firstTest(input: FirstTestInput): Promise<FirstTest | NoTool> | FirstTest | NoTool {
  switch (input.language) {
    case 'go':
      return goTest(input);
    case 'rust':
      return rustTest(input);
    case 'java':
      return javaTest(input);
    case 'python':
      return pythonTest(input);
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return scriptTest(input);
  }
}

function goTest({ source, sourceText, files }: FirstTestInput): FirstTest | NoTool {
  if (nearest(source, files, 'go.mod') === undefined)
    return { why: `There is no go.mod above ${source}.`, next: 'Run “go mod init” first.' };
  const name = /^package\s+(\w+)/m.exec(sourceText)?.[1] ?? 'main';
  const example = `package ${name}

import "testing"

func TestSum(t *testing.T) {
	if got := 1 + 1; got != 2 {
		t.Errorf("got %d, want 2", got)
	}
}
`;
  return { framework: 'go test', places: [{ path: source.replace(/\.go$/, '_test.go'), tried: example, example }] };
}

function rustTest({ source, sourceText, files }: FirstTestInput): FirstTest | NoTool {
  if (nearest(source, files, 'Cargo.toml') === undefined)
    return { why: `There is no Cargo.toml above ${source}.`, next: 'Run “cargo init” first.' };
  const module = (uses: string): string =>
    `#[cfg(test)]\nmod tests {\n${uses}    #[test]\n    fn sum() {\n        assert_eq!(1 + 1, 2);\n    }\n}\n`;
  // What is imported for nothing is an error in some projects.
  const tried = `${sourceText.trimEnd()}\n\n${module('')}`;
  return { framework: 'cargo test', places: [{ path: source, tried, example: module('    use super::*;\n\n') }] };
}

async function javaTest({ source, sourceText, files, text }: FirstTestInput): Promise<FirstTest | NoTool> {
  const builds = ['pom.xml', 'build.gradle', 'build.gradle.kts'].flatMap((name) => nearest(source, files, name) ?? []);
  const [build] = builds;
  if (build === undefined)
    return {
      why: `There is no pom.xml or build.gradle above ${source}.`,
      next: 'Name the command that runs the tests.',
    };
  // What a module does not say itself it may have from the build around it.
  const around = foldersAround(dirname(build)).map((folder) => joined(folder, nameOf(build)));
  const said = (await Promise.all(around.map(text))).join('\n');
  if (!/junit/i.test(said)) return { why: `${build} names no JUnit.`, next: 'Add junit-jupiter to it.' };
  const folder = javaTestFolder(source);
  if (folder === dirname(source))
    return { why: `${source} is not under src/main.`, next: 'Write a first test where the build looks for it.' };
  const isOld = !/jupiter/i.test(said) && /junit:junit|<artifactId>junit<|junit["']?\s*:\s*["']?4/.test(said);
  const name = `${/([^/]+)\.java$/.exec(source)?.[1] ?? 'Code'}Test`;
  const home = /^package\s+[\w.]+;/m.exec(sourceText)?.[0];
  const assertions = isOld ? 'org.junit.Assert' : 'org.junit.jupiter.api.Assertions';
  const visible = isOld ? 'public ' : '';
  const example = `${home === undefined ? '' : `${home}\n\n`}import static ${assertions}.assertEquals;

import ${isOld ? 'org.junit.Test' : 'org.junit.jupiter.api.Test'};

${visible}class ${name} {
    @Test
    ${visible}void sum() {
        assertEquals(2, 1 + 1);
    }
}
`;
  const framework = build.endsWith('pom.xml') ? 'maven' : 'gradle';
  return { framework, places: [{ path: `${folder}/${name}.java`, tried: example, example }] };
}

const pythonFiles = ['pyproject.toml', 'pytest.ini', 'setup.cfg', 'tox.ini', 'noxfile.py', 'Makefile'] as const;

async function pythonTest(input: FirstTestInput): Promise<FirstTest | NoTool> {
  const { source, files, text, line } = input;
  const top = topOf(source, files, ['pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini', 'pytest.ini', 'Makefile']);
  const said = (await Promise.all(pythonFiles.map((name) => text(joined(top, name))))).join('\n');
  const framework = input.framework ?? (/-m[ "',]+unittest\b/.test(said) ? 'unittest' : undefined);
  if (framework !== 'pytest' && framework !== 'unittest')
    return {
      why: 'No file of this project names a test tool: neither pyproject.toml, setup.cfg and tox.ini nor the requirements.',
      next: 'Add pytest there, or name the command that runs the tests.',
    };
  const stem = nameOf(source).replace(/\.py$/, '');
  const inside = within(top, source).replace(/(?:\/__init__)?\.py$/, '');
  const modules = [inside, ...(/^(?:src|lib)\//.test(inside) ? [inside.replace(/^\w+\//, '')] : [])].toReversed();
  const paths = /testpaths\s*=\s*\[?\s*["']?([\w./-]+)/.exec(said)?.[1];
  const start = /(?:-s|--start-directory)[ =]([\w./-]+)/.exec(line)?.[1];
  const isPackage = files.includes(joined(top, 'tests/__init__.py'));
  const folders =
    framework === 'pytest'
      ? [paths ?? 'tests', '']
      : [...(start === undefined ? [] : [start]), ...(isPackage ? ['tests'] : []), ''];
  const places = folders.flatMap((folder) =>
    modules.map((module): FirstPlace => {
      const name = module.replaceAll('/', '.');
      const example =
        framework === 'pytest'
          ? `import ${name}\n\n\ndef test_is_there():\n    assert ${name}.__name__ == "${name}"\n`
          : `import unittest\nimport ${name}\n\n\nclass IsThereTest(unittest.TestCase):\n    def test_is_there(self):\n        self.assertEqual(${name}.__name__, "${name}")\n`;
      return {
        path: joined(top, joined(folder.replace(/^\.\/|\/$/g, ''), `test_${stem}.py`)),
        tried: example,
        example,
      };
    }),
  );
  return { framework, places };
}
