/** What our Java runner tells of a run (`shims/jvm/touchstone/Told.java`), in the words of all shims. */
import { javaFrames } from './javaFrames.ts';
import { javaTest, javaTestId, javaTestName, type JavaSources } from './javaNames.ts';
import { javaFailure } from './javaReport.ts';
import type { WorkspacePath } from './report.ts';
import type { ReportEvent, TestName } from './reportEvent.ts';

interface ToldByJava {
  readonly kind: 'began' | 'ended' | 'problem' | 'stalled' | 'covered';
  readonly class?: string;
  readonly method?: string;
  /** What JUnit displays. */
  readonly shown?: string;
  readonly outcome?: 'passed' | 'failed' | 'skipped';
  readonly ms?: number;
  readonly trace?: string;
  /** By package and file name: `shop/Cart.java`. */
  readonly lines?: Readonly<Record<string, readonly number[]>>;
}

export interface JavaNaming {
  readonly sources: JavaSources;
  /** The folder of the module whose tests ran. */
  readonly module: WorkspacePath;
  /** The absolute path of a file of the workspace. */
  readonly absolute: (path: WorkspacePath) => string;
  /** Gradle's reports name tests as they are displayed. */
  readonly names: 'method' | 'shown';
}

export function javaEvents(text: string, naming: JavaNaming): ReportEvent[] {
  return text.split('\n').flatMap((line): ReportEvent[] => {
    if (!line.startsWith('{')) return [];
    try {
      return eventOf(JSON.parse(line) as ToldByJava, naming);
    } catch {
      // Cut off by the end of the process.
      return [];
    }
  });
}

function eventOf(told: ToldByJava, naming: JavaNaming): ReportEvent[] {
  switch (told.kind) {
    case 'began':
      return [{ kind: 'begin', ...testName(told, naming) }];
    case 'ended':
      return [
        {
          kind: 'result',
          ...testName(told, naming),
          outcome: told.outcome ?? 'failed',
          durationMs: told.ms ?? 0,
          ...(told.trace !== undefined && failureOf(told.trace, naming)),
        },
      ];
    case 'problem': {
      const file = naming.sources.ofClass(told.class ?? '', naming.module);
      return [
        {
          kind: 'problem',
          ...failureOf(told.trace ?? '', naming),
          ...(file !== undefined && { file: naming.absolute(file) }),
        },
      ];
    }
    case 'stalled':
      return [{ kind: 'stalled', stack: failureOf(told.trace ?? '', naming).stack }];
    case 'covered': {
      const lines: Record<string, readonly number[]> = {};
      for (const [name, ran] of Object.entries(told.lines ?? {})) {
        const path = fileOf(name, naming);
        if (path !== undefined) lines[naming.absolute(path)] = ran;
      }
      return [{ kind: 'covered', tests: told.class === undefined ? [] : [testName(told, naming)], lines }];
    }
  }
}

function testName(told: ToldByJava, { names, sources, module, absolute }: JavaNaming): TestName {
  const test = javaTest(told.class ?? '', (names === 'shown' ? told.shown : told.method) ?? '');
  const file = sources.ofClass(test.className, module);
  return {
    file: absolute(file ?? module),
    names: javaTestName(test).split(' › '),
    id: javaTestId(test),
  };
}

/** Frames as V8 writes them, which names whole paths. */
function failureOf(trace: string, { sources, module, absolute }: JavaNaming): { message: string; stack: string } {
  const frames = javaFrames(trace, sources, module);
  const stack = frames.map(({ path, line }) => `    at java (${absolute(path)}:${line}:1)`).join('\n');
  return { message: javaFailure(trace, sources, module).message, stack };
}

function fileOf(name: string, { sources, module }: JavaNaming): WorkspacePath | undefined {
  const slash = name.lastIndexOf('/');
  const className = `${name.slice(0, slash + 1).replaceAll('/', '.')}C`;
  return sources.ofFrame(className, name.slice(slash + 1), module);
}
