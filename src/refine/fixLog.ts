import type { Log } from '../base/log.ts';
import type { FixEvent } from './event.ts';

/** A fact of a fix as lines of the log, the same in the editor and on the command line. */
export function logFixEvent(event: FixEvent, log: Log): void {
  switch (event.kind) {
    case 'copied':
      return log.info(`copied ${event.files} files in ${event.seconds.toFixed(2)} s`);
    case 'testing':
      return log.info(`running “${event.command}”`);
    case 'baseline':
      for (const { name, failure } of event.failed)
        log.info(`fails: ${name}: ${failure?.message.split('\n', 1)[0] ?? ''}`);
      if (event.flaky.length > 0) log.warn(`flaky, left out: ${event.flaky.join(', ')}`);
      return log.info(`${event.passed} tests pass, ${event.failed.length} fail (${event.seconds.toFixed(1)} s)`);
    case 'localised':
      for (const { path, line, score, reasons } of event.places.slice(0, 5)) {
        log.info(`suspicious: ${path}:${line} ${score.toFixed(2)} ${reasons.join('; ')}`);
      }
      return;
    case 'searching':
      return log.debug(`${event.counts.run} tried; now ${event.trying}`);
    case 'passed':
      return log.info(`passes everything: ${event.description}`);
    case 'finished': {
      const { result } = event;
      return result.status === 'none'
        ? log.warn(result.reason)
        : log.info(`${result.status}: ${result.proposals[0].title}`);
    }
  }
}
