import { join } from 'node:path';
import { bridge, screenshot, sessionFile } from './editor.ts';
import type { TestFailure } from './bridgeProtocol.ts';

/** Called by VS Code inside the extension host: runs the session's suites and tells the runner how they ended. */
export async function run(): Promise<void> {
  const runner = await bridge();
  await runner.ask({ kind: 'started' });
  const failures: TestFailure[] = [];
  let passed = 0;
  let skipped = 0;
  const print = (line: string): void => void runner.ask({ kind: 'print', line }).catch(() => undefined);
  try {
    const { default: Mocha } = await import('mocha');
    const session = sessionFile();
    const mocha = new Mocha({
      ui: 'tdd',
      timeout: 60_000,
      // Silent: the runner prints, since nobody sees the console of an extension host.
      reporter: Mocha.reporters.Base,
      ...(session.grep === undefined ? {} : { grep: session.grep }),
    });
    mocha.rootHooks({
      async afterEach(this: Mocha.Context) {
        const current = this.currentTest;
        if (current?.state === 'failed') await screenshot(`failed-${fileName(current.fullTitle())}`);
      },
    });
    for (const suite of session.suites) mocha.addFile(join(__dirname, suite));
    await mocha.loadFilesAsync();
    await new Promise<void>((resolve) => {
      mocha
        .run(() => resolve())
        .on('suite', (suite: Mocha.Suite) => suite.title !== '' && print(`  ${suite.fullTitle()}`))
        .on('pass', (test: Mocha.Test) => {
          passed++;
          print(`    ✔ ${test.title} (${test.duration ?? 0} ms)`);
        })
        .on('pending', (test: Mocha.Test) => {
          skipped++;
          print(`    - ${test.title}`);
        })
        .on('fail', (test: Mocha.Runnable, error: Error) => {
          failures.push({ name: test.fullTitle(), message: error.stack ?? String(error) });
          print(`    ✘ ${test.title}\n${indent(error.stack ?? String(error))}`);
        });
    });
  } catch (error) {
    failures.push({
      name: 'loading the suites',
      message: error instanceof Error ? String(error.stack) : String(error),
    });
  }
  await runner.ask({ kind: 'finished', report: { passed, failed: failures.length, skipped, failures } });
  if (sessionFile().isReloaded) await new Promise<never>(() => undefined);
}

function fileName(title: string): string {
  return title.replace(/[^\w]+/g, '-').slice(0, 80);
}

function indent(text: string): string {
  return text.replace(/^/gm, '        ');
}
