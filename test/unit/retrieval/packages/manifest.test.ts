import assert from 'node:assert/strict';
import { entryCandidates } from '../../../../src/retrieval/packages/entry.ts';
import {
  cargoDependencies,
  goEscaped,
  jvmDependencies,
  pyprojectRequirements,
  pythonRequirements,
} from '../../../../src/retrieval/packages/manifest.ts';
import { didYouMean } from '../../../../src/retrieval/packages/suggest.ts';

suite('what manifests ask for', () => {
  test('Python', () => {
    assert.deepEqual(
      [...pythonRequirements('# no\n-r more.txt\nFoo_Bar[x] >= 1.2, <2 ; python_version > "3"\nplain\n')],
      [
        ['foo-bar', '>= 1.2, <2'],
        ['plain', ''],
      ],
    );
    const poetry =
      '[tool.poetry.dependencies]\npython = "^3.9"\nrequests = { version = "^2.1", optional = true }\nrich = "*"\n';
    assert.deepEqual(
      [...pyprojectRequirements(poetry)],
      [
        ['requests', '^2.1'],
        ['rich', '*'],
      ],
    );
    const project =
      '[project]\ndependencies = ["a>=1", \'b\']\n[project.optional-dependencies]\ntest = [\n  "c==3",\n]\n';
    assert.deepEqual([...pyprojectRequirements(project).keys()], ['a', 'b', 'c']);
  });

  test('Go, Rust, Gradle', () => {
    assert.equal(goEscaped('github.com/BurntSushi/toml'), 'github.com/!burnt!sushi/toml');
    assert.deepEqual(
      cargoDependencies('[dependencies]\nserde = "1"\nown = { path = "../own" }\n[dependencies.big]\nversion = "2"\n'),
      [
        { name: 'serde', package: 'serde', range: '1' },
        { name: 'own', package: 'own', range: '', path: '../own' },
        { name: 'big', package: 'big', range: '2' },
      ],
    );
    assert.deepEqual([...jvmDependencies("implementation 'org.kit:kit:1.5'", false)], [['org.kit:kit', '1.5']]);
  });
});

suite('the files that an import means', () => {
  test('conditions and patterns of exports', () => {
    const exports = {
      '.': { import: { types: './a.d.mts', default: './a.mjs' }, require: './a.cjs' },
      './*': './lib/*.js',
      './private/*': null,
    };
    assert.equal(entryCandidates({ exports }, '', 'types')[0], 'a.d.mts');
    assert.deepEqual(entryCandidates({ exports }, '', 'import'), ['a.mjs']);
    assert.deepEqual(entryCandidates({ exports }, '', 'require'), ['a.cjs']);
    assert.deepEqual(entryCandidates({ exports }, 'x', 'import'), ['lib/x.js']);
    assert.deepEqual(entryCandidates({ exports }, 'private/x', 'import'), []);
  });

  test('types beside what main names', () => {
    assert.ok(entryCandidates({ main: './lib/index.js' }, '', 'types').includes('lib/index.d.ts'));
  });
});

test('names that share words or letters are meant', () => {
  const names = ['readFile', 'readFileSync', 'writeFile', 'createClient', 'useClient', 'zip'];
  assert.deepEqual(didYouMean('readFiles', names).slice(0, 2), ['readFile', 'readFileSync']);
  assert.deepEqual(didYouMean('clientCreate', names).slice(0, 1), ['createClient']);
  assert.deepEqual(didYouMean('quantum', names), []);
});
