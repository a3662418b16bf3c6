import type { Log } from '../base/log.ts';
import { suiteRuns } from './baseline.ts';
import type { FixEvent } from './event.ts';

/** A fact of a fix as lines of the log, the same in the editor and on the command line. */
export function logFixEvent(event: FixEvent, log: Log): void {
  switch (event.kind) {
    case 'copied':
      return log.info(`copied ${event.files} files in ${event.seconds.toFixed(2)} s`);
    case 'testing':
      return log.info(`running “${event.command}”`);
    case 'baseline':
      for (const { id, name, failure } of event.failed) {
        const [first = '', ...rest] = failure?.message.split('\n') ?? [];
        log.info(`fails: ${name === first ? name : `${name}: ${first}`}`);
        // What ended the whole run has no place in a test: its own words are all there is.
        if (id === suiteRuns) for (const line of rest) log.info(`  ${line}`);
      }
      if (event.flaky.length > 0) log.warn(`flaky, left out: ${event.flaky.join(', ')}`);
      return log.info(`${event.passed} tests pass, ${event.failed.length} fail (${event.seconds.toFixed(1)} s)`);
    case 'localised':
      for (const { path, line, symbol, score, reasons } of event.places.slice(0, 5)) {
        log.info(
          `suspicious: ${path}:${line}${symbol === undefined ? '' : ` ${symbol}`} ${score.toFixed(2)} ${reasons.join('; ')}`,
        );
      }
      return;
    case 'searching':
      return log.debug(`${event.counts.run} tried; now ${event.trying}`);
    case 'tried':
      return log.debug(`${event.node.outcome.kind}: ${event.node.title}`);
    case 'modelTrouble':
      return log.warn(event.message);
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
