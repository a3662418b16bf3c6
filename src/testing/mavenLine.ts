/**
 * A Maven line as it is run: quiet about itself, through all modules whatever fails in one of them, with
 * whole stack traces in its reports, and for chosen tests with a `-Dtest=…`. Whether it may use the network
 * is for the line itself to say.
 */
import { methodName, type JavaTest } from './javaNames.ts';
import { programWords } from './runLine.ts';
import { shellWord, type SimpleCommand } from './shellLine.ts';

export function isMaven(command: SimpleCommand): boolean {
  return /(?:^|[\\/])mvnw?(?:\.cmd)?$/.test(programWords(command.words)[0]?.value ?? '');
}

/**
 * @param only the tests to run, undefined for all.
 * @param settings absolute path of the settings that stand in for the user's own, which hold passwords.
 */
export function withMavenOptions(
  command: SimpleCommand,
  only: readonly JavaTest[] | undefined,
  settings: string | undefined,
): SimpleCommand {
  const words = command.words.filter(({ value }) => !/^(?:-q|--quiet|-ntp|-T.*|--threads.*)$/.test(value ?? ''));
  const given = new Set(words.map(({ value }) => value?.split('=', 1)[0]));
  const options = [
    '-B',
    '-fae',
    '-Dstyle.color=never',
    '-Dmaven.test.failure.ignore=true',
    '-DtrimStackTrace=false',
    ...(settings === undefined ? [] : ['-s', settings, ...WITHOUT_ORIGINS]),
    ...(only ? [`-Dtest=${mavenTests(only)}`, '-DfailIfNoTests=false', '-Dsurefire.failIfNoSpecifiedTests=false'] : []),
  ];
  const own = settings !== undefined && (given.has('-s') || given.has('--settings'));
  const kept = own ? options.filter((option) => option !== '-s' && option !== settings) : options;
  return {
    ...command,
    words: [...words, ...kept.filter((option) => !given.has(option.split('=', 1)[0])).map(shellWord)],
  };
}

/** What was downloaded through a mirror counts as there, though the mirror is not known now. */
const WITHOUT_ORIGINS = ['-Dmaven.legacyLocalRepo=true', '-Daether.enhancedLocalRepository.trackingFilename=none'];

/** https://maven.apache.org/surefire/maven-surefire-plugin/examples/single-test.html */
export function mavenTests(tests: readonly JavaTest[]): string {
  const byClass = new Map<string, Set<string> | 'all'>();
  for (const test of tests) {
    const method = methodName(test);
    const known = byClass.get(test.className);
    if (method === undefined || known === 'all') byClass.set(test.className, 'all');
    else byClass.set(test.className, (known ?? new Set<string>()).add(`${method}${/\[/.test(test.method) ? '*' : ''}`));
  }
  return [...byClass]
    .map(([name, methods]) => (methods === 'all' ? name : `${name}#${[...methods].join('+')}`))
    .join(',');
}

/** The user's settings without what opens doors: passwords of servers and proxies. */
export function mavenSettingsWithoutSecrets(xml: string): string {
  return xml
    .replace(/<(servers|proxies)>[^]*?<\/\1>/g, '')
    .replace(/<(password|passphrase|privateKey)>[^<]*<\/\1>/g, '')
    .replace(/(\w+:\/\/)[^\s/@<]+@/g, '$1');
}
