/**
 * A Gradle line as it is run: its tests run again even where Gradle has seen the same inputs before, through
 * all projects whatever fails in one of them, and for chosen tests with `--tests`. Whether it may use the
 * network is for the line itself to say.
 */
import { methodName, type JavaTest } from './javaNames.ts';
import { programWords } from './runLine.ts';
import { shellWord, type ShellWord, type SimpleCommand } from './shellLine.ts';

export function isGradle(command: SimpleCommand): boolean {
  return /(?:^|[\\/])gradlew?(?:\.bat)?$/.test(programWords(command.words)[0]?.value ?? '');
}

/** @param only the tests to run, undefined for all. */
export function withGradleOptions(command: SimpleCommand, only: readonly JavaTest[] | undefined): SimpleCommand {
  const given = new Set(command.words.map(({ value }) => value));
  const options = ['--no-daemon', '--continue', '--console=plain', '--no-build-cache'].filter(
    (option) => !given.has(option) && !(option === '--no-daemon' && given.has('--daemon')),
  );
  let chosen = false;
  const words = command.words.flatMap((word): ShellWord[] => {
    const task = taskOf(word);
    if (task === undefined) return [word];
    const filters = only && !chosen ? gradleFilters(only).flatMap((filter) => ['--tests', filter]) : [];
    chosen = true;
    return [...(given.has(cleanTask(task)) ? [] : [shellWord(cleanTask(task))]), word, ...filters.map(shellWord)];
  });
  return { ...command, words: [...words, ...options.map(shellWord)] };
}

/** `test`, `:cart:test` and the like of the Java plug-ins; `check` and `build` run it among others. */
function taskOf({ value }: ShellWord): string | undefined {
  return value !== undefined && /^(?::?[\w.-]+)*:?test$|^(?:[\w.-]*:)*\w+Test$/.test(value) ? value : undefined;
}

/** What makes a task run again: `cleanTest` for `test`, a rule of Gradle's base plug-in. */
function cleanTask(task: string): string {
  const colon = task.lastIndexOf(':') + 1;
  return `${task.slice(0, colon)}clean${task.charAt(colon).toUpperCase()}${task.slice(colon + 1)}`;
}

/** https://docs.gradle.org/current/userguide/java_testing.html#test_filtering */
function gradleFilters(tests: readonly JavaTest[]): string[] {
  const filters = tests.map((test) => {
    const method = methodName(test);
    if (method === undefined) return test.className;
    return `${test.className}.${method}${test.method.includes('[') ? '*' : ''}`;
  });
  return [...new Set(filters)];
}
