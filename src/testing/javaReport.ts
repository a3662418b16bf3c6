/** Results of Maven's and Gradle's test runs from the JUnit XML that they leave, and why a run came to none. */
import { compileErrors, compileFailure } from './compileErrors.ts';
import { javaFrames } from './javaFrames.ts';
import { javaTest, javaTestId, javaTestName, type JavaSources, type JavaTest } from './javaNames.ts';
import type { JUnitCase } from './junit.ts';
import type { TestFailure, TestResult, WorkspacePath } from './report.ts';
import type { FrameContext } from './stackFrames.ts';

/** The cases of one module. */
export interface ModuleCases {
  /** Its folder in the workspace. */
  readonly module: WorkspacePath;
  readonly cases: readonly JUnitCase[];
}

export interface JavaResult extends TestResult {
  readonly test: JavaTest;
}

/** Ids are the file, the class's binary name and the method: `src/test/java/shop/CartTest.java::shop.CartTest#adds`. */
export function javaResults(modules: readonly ModuleCases[], sources: JavaSources): JavaResult[] {
  const seen = new Map<string, number>();
  return modules.flatMap(({ module, cases }) =>
    cases.map((told): JavaResult => {
      const test = javaTest(told.className, told.name || told.className);
      const file = sources.ofClass(test.className, module);
      const key = `${file ?? module}::${javaTestId(test)}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      const text = told.failures.join('\n');
      return {
        test,
        id: count > 1 ? `${key} (${count})` : key,
        name: javaTestName(test),
        ...(file !== undefined && { file }),
        outcome: told.outcome,
        durationMs: told.durationMs,
        ...(told.outcome === 'failed' && { failure: javaFailure(text, sources, module) }),
      };
    }),
  );
}

export function javaFailure(text: string, sources: JavaSources, module: WorkspacePath): TestFailure {
  return { message: withoutTrace(text), frames: javaFrames(text, sources, module) };
}

/** What was thrown and why, each cause with it; the frames are told apart from it. */
function withoutTrace(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(?:at [^\s(]+\(.*\)|\.\.\. \d+ (?:more|common frames.*))\s*$/.test(line));
  return lines.join('\n').trim() || 'The test failed without saying why';
}

/** What kept Maven or Gradle from running the tests; undefined when its output names nothing of the kind. */
export function buildProblem(output: string, context: FrameContext): TestFailure | undefined {
  return compileFailure(compileErrors(output, context)) ?? missing(output);
}

function missing(output: string): TestFailure | undefined {
  const maven =
    /(?:Cannot access \S+ \(?[^)\n]*\)? ?in offline mode and the artifact (\S+) has not been downloaded|Could not find artifact (\S+)|the artifact (\S+) has not been downloaded)/.exec(
      output,
    ) ?? /Plugin (\S+) or one of its dependencies could not be resolved/.exec(output);
  if (maven) {
    const artifact = maven.slice(1).find((each) => each !== undefined)!;
    return failure(
      `Maven needs ${artifact}, which is not in its local repository, and tests are run without the network.`,
      'Run the same command without -o once in a terminal, then try again.',
    );
  }
  const gradle =
    /No cached version of (\S+) available for offline mode/.exec(output) ??
    /Could not resolve (?!all )(\S+:\S+?)\.?$/m.exec(output);
  if (gradle) {
    return failure(
      `Gradle needs ${gradle[1]!}, which is not in its cache, and tests are run without the network.`,
      'Run the same command without --offline once in a terminal, then try again.',
    );
  }
  if (
    /gradle-wrapper\.jar|Downloading https?:\S+\/gradle-/.test(output) &&
    /UnknownHost|Exception|Could not/.test(output)
  ) {
    return failure(
      'The Gradle wrapper’s own Gradle is not on this machine.',
      'Run the wrapper once in a terminal, then try again.',
    );
  }
  if (/maven-wrapper|apache-maven-[\d.]+-bin/.test(output) && /UnknownHost|Failed to fetch|Could not/.test(output)) {
    return failure(
      'The Maven wrapper’s own Maven is not on this machine.',
      'Run the wrapper once in a terminal, then try again.',
    );
  }
  const missingProgram =
    /(?:sh: \d+: |: )((?:\.\/)?(?:mvnw?|gradlew?)): (?:not found|command not found|Permission denied)/.exec(output);
  if (missingProgram) {
    return failure(
      `${missingProgram[1]!} could not be started.`,
      'Install it, or name another command in the setting touchstone.fix.testCommand.',
    );
  }
  if (/JAVA_HOME (?:is not|environment variable is not)|Unable to locate a Java Runtime/.test(output)) {
    return failure('No Java was found.', 'Install a JDK, or set JAVA_HOME, and start the editor again.');
  }
  if (/No compiler is provided in this environment/.test(output)) {
    return failure('Only a Java runtime was found, without a compiler.', 'Install a JDK, or set JAVA_HOME to one.');
  }
  return undefined;
}

const failure = (cause: string, next: string): TestFailure => ({ message: `${cause} ${next}`, frames: [] });
