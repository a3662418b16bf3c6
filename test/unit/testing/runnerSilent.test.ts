import assert from 'node:assert/strict';
import type { Framework } from '../../../src/testing/testCommand.ts';
import { missing } from '../../fakes/toolProject.ts';
import { withProject } from '../../fakes/testProject.ts';

interface Silent {
  readonly framework: Framework;
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
  /** In the message's first line, which stands in for the rest. */
  readonly says: RegExp;
  readonly needs?: readonly [program: string, option: string];
}

/** A command of each kind that ends before any test, for a reason of its own. */
const cases: readonly Silent[] = [
  {
    framework: 'node:test',
    line: 'npm test',
    files: { 'package.json': '{"scripts":{"test":"node --test --no-such-option"}}' },
    says: /bad option: --no-such-option/,
  },
  {
    framework: 'mocha',
    line: 'npm test',
    files: { 'package.json': '{"scripts":{"test":"mocha --require ./setup.cjs"}}', 'test/a.js': '' },
    says: /Cannot find module '.*setup\.cjs'/,
  },
  {
    framework: 'jest',
    line: 'npm test',
    files: { 'package.json': '{"scripts":{"test":"jest"},"jest":{"preset":"no-such-preset"}}', 'a.test.js': '' },
    says: /Validation Error: Preset no-such-preset not found/,
  },
  {
    framework: 'vitest',
    line: 'npx vitest run',
    files: { 'package.json': '{"type":"module"}', 'vitest.config.js': 'throw new Error("no licence for hunter2");' },
    says: /no licence for \*\*\*/,
  },
  {
    framework: 'pytest',
    line: 'python3 -m pytest --cuv',
    files: { 'test_a.py': 'def test_a():\n  pass\n' },
    says: /unrecognized arguments: --cuv/,
    needs: ['python3', '--version'],
  },
  {
    framework: 'unittest',
    line: 'python3 -m unittest no_such_option --cuv',
    files: { 'test_a.py': '' },
    says: /unrecognized arguments: --cuv/,
    needs: ['python3', '--version'],
  },
  {
    framework: 'custom',
    line: 'sh check.sh',
    files: { 'check.sh': 'echo begins\necho "cannot open the licence hunter2" >&2\nexit 3\n' },
    says: /^The command ended with exit code 3: cannot open the licence \*\*\*$/,
  },
  {
    framework: 'go test',
    line: 'go test -cuv ./...',
    files: { 'go.mod': 'module shop\n\ngo 1.19\n', 'a_test.go': 'package shop\n' },
    says: /flag provided but not defined: -cuv/,
    needs: ['go', 'version'],
  },
  {
    framework: 'cargo test',
    line: 'cargo test',
    files: { 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "nineteen"\n', 'src/lib.rs': '' },
    says: /failed to parse (?:manifest|the `edition` key)|unsupported edition|edition value/,
    needs: ['cargo', '--version'],
  },
  {
    framework: 'maven',
    line: 'mvn -o tset',
    files: {
      'pom.xml':
        '<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version></project>',
    },
    says: /Unknown lifecycle phase "tset"/,
    needs: ['mvn', '--version'],
  },
  {
    framework: 'gradle',
    line: 'gradle --offline --project-cache-dir ../.gradle tset',
    files: { 'settings.gradle': "rootProject.name = 'shop'\n" },
    says: /Task 'tset' not found in root project 'shop'/,
    needs: ['gradle', '--version'],
  },
];

suite('a runner that ends before any test', function () {
  // Gradle alone takes seconds to start, on a machine with other work tens of them.
  this.timeout(200_000);

  for (const { framework, line, files, says, needs } of cases) {
    const without = needs && missing(...needs);
    (without === undefined ? test : test.skip)(`${framework}: its own words are told`, () =>
      withProject(files, async ({ run, root }) => {
        const report = await run(framework, line, { limitMs: 180_000 });
        const failed = report.results.filter(({ outcome }) => outcome === 'failed');
        const { message } = report.problem ?? failed[0]?.failure ?? assert.fail(report.output);
        assert.match(message.split('\n', 1)[0] ?? '', says, message);
        assert.ok(!message.includes(`${root}/`), message);
        assert.ok(message.length < 4_000, message);
      }),
    );
  }
});
