/** What an edit says of itself while it goes on: one line for the log, and a few words for whoever waits. */

import type { Log } from '../base/log.ts';
import type { EditEvent, EditResult } from './editEvent.ts';
import { planSummary } from './plan/planTree.ts';
import { placeWords } from './plan/planWords.ts';

export function logEdit(event: EditEvent, log: Log): void {
  switch (event.kind) {
    case 'exact':
      return log.info(`Edit: ${event.title}: done exactly, no model is asked.`);
    case 'notExact':
      return log.info(`Edit: ${event.why} The model is asked instead.`);
    case 'asked': {
      const { attempt, format, promptTokens, rules, shown } = event;
      if (attempt === 2) return log.info(`Edit: the model is asked once more, with what was wrong.`);
      const ruled = rules.length > 0 ? `, with the rules of ${rules.join(', ')}` : '';
      const saw = shown.map(({ path, first, last }) => `${path}:${first}-${last}`).join(', ');
      return log.info(
        `Edit: the model is asked for ${format}, about ${promptTokens} tokens${ruled}. It is shown ${saw === '' ? 'no code' : saw}.`,
      );
    }
    case 'writing':
      return;
    case 'ready':
      return log.debug(`Edit: ${edits(event.edits)} written.`);
    case 'refused':
      return log.info(`Edit: the answer cannot be used. ${event.reasons.join(' ')}`);
    case 'plan':
      return log.debug(`Edit: the plan: ${planSummary(event.plan)}.`);
    case 'checking':
      return log.info(`Edit: checking ${event.what}.`);
    case 'checked':
      return log.info(`Edit: ${event.check.what}: ${event.check.outcome}. ${event.check.detail}`);
    case 'measuring':
      return;
    case 'measured':
      return log.info(`Edit: measured ${JSON.stringify(event.variant)}.`);
    case 'finished':
      return logResult(event.result, log);
  }
}

function logResult(result: EditResult, log: Log): void {
  const spent = result.spending ? ` Spending: ${JSON.stringify(result.spending)}.` : '';
  if (result.status === 'none') log.warn(`Edit: nothing is changed. ${result.reason} ${result.next}${spent}`);
  else log.info(`Edit: “${result.proposal.title}” is proposed, ${result.proposal.evidence.verdict}.${spent}`);
  if (result.status === 'none' && result.said !== undefined) log.info(`Edit: the model said: ${result.said}`);
}

/** What to say in a notification; undefined when an event changes nothing of it. */
export class EditProgress {
  #lines = 0;
  #edits = 0;
  #isAgain = false;

  words(event: EditEvent): string | undefined {
    switch (event.kind) {
      case 'exact':
        return `${event.title}, without a model`;
      case 'notExact':
        return 'cannot be done exactly, asking the model';
      case 'asked':
        this.#lines = 0;
        this.#edits = 0;
        this.#isAgain = event.attempt === 2;
        return this.#isAgain ? 'asking once more, with what was wrong' : 'the model reads';
      case 'writing': {
        const more = event.text.split('\n').length - 1;
        this.#lines += more;
        return more > 0 || this.#lines === 0 ? this.#written() : undefined;
      }
      case 'ready':
        this.#edits = event.edits;
        return this.#written();
      case 'refused':
        return 'the answer cannot be used';
      case 'plan': {
        const done = event.plan.steps.filter(({ state }) => state.kind === 'done' || state.kind === 'nothing').length;
        const at = event.plan.steps.find(({ state }) => state.kind === 'running');
        return at && `${placeWords(at)} (${done} of ${event.plan.steps.length})`;
      }
      case 'checking':
        return `checking ${event.what}`;
      case 'checked':
        return undefined;
      case 'measuring':
        return `measuring ${event.what}, ${event.done} of at most ${event.most}`;
      case 'measured':
      case 'finished':
        return undefined;
    }
  }

  #written(): string {
    const again = this.#isAgain ? ' again' : '';
    const done = this.#edits > 0 ? `, ${edits(this.#edits)} done` : '';
    return `the model writes${again}: ${this.#lines + 1} ${this.#lines === 0 ? 'line' : 'lines'}${done}`;
  }
}

const edits = (count: number): string => `${count} ${count === 1 ? 'edit' : 'edits'}`;
