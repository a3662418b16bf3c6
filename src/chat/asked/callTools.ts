/**
 * The calls of one answer: looked at, allowed or not, made, and told to the model. This is the only way from a model's
 * words to an act. What comes back is cut, redacted and fenced here, whoever made it.
 */

import { isAbort } from '../../base/abort.ts';
import { describeError } from '../../base/errors.ts';
import type { Fence } from '../../model/fence.ts';
import type { ToolCall } from '../../model/model.ts';
import { redact } from '../../safety/redaction.ts';
import type { ChatEvent, ToolEvent } from '../chatEvent.ts';
import { bounded, oneLine } from '../tools/bounded.ts';
import { askUser, judgeCall, type AskPermission, type Grants } from '../tools/permissions.ts';
import type { ChatTool, ToolAnswer } from '../tools/tool.ts';

export interface CallDeps {
  readonly tools: readonly ChatTool[];
  /** Of this conversation. */
  readonly grants: Grants;
  /** Left out: nobody is there to be asked, and what needs to be allowed is refused. */
  readonly askPermission?: AskPermission;
}

/** Of what one call gives. */
const mostCharacters = 16_000;
const mostArguments = 20_000;
/** The third time is no slip any more. */
const mostRepeats = 2;

/** The calls of one answer, round after round. */
export class Calls {
  readonly #deps: CallDeps;
  readonly #fence: Fence;
  readonly #seen = new Set<string>();
  #made = 0;
  #repeats = 0;
  #useless = 0;

  constructor(deps: CallDeps, fence: Fence) {
    this.#deps = deps;
    this.#fence = fence;
  }

  /** Calling leads nowhere: the same again and again, or one round after another without one call that could be made. */
  get isStuck(): boolean {
    return this.#repeats > mostRepeats || this.#useless >= mostUseless;
  }

  /** To be told of each round, when it is over. */
  roundOver(succeeded: boolean): void {
    this.#useless = succeeded ? 0 : this.#useless + 1;
  }

  /** For one that could not even be read as a call. */
  unreadable(written: string, why: string): ToolEvent {
    const id = `call-${++this.#made}`;
    const shown = { id, name: 'unreadable call', arguments: redact(bounded(written, mostArguments)) };
    return { kind: 'tool', ...shown, state: 'failed', summary: oneLine(why), detail: why };
  }

  /**
   * @param room how many characters the result may have
   * @returns what the model is told, and whether something came of it. @throws the signal's reason
   */
  async *make(
    call: ToolCall,
    room: number,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent, { text: string; succeeded: boolean }> {
    // The model's own ids come again in the next round with some endpoints.
    const id = `call-${++this.#made}`;
    const shown = {
      kind: 'tool',
      id,
      name: oneLine(call.name, 100),
      arguments: bounded(call.arguments, mostArguments),
    } as const;
    const end = (state: ToolEvent['state'], why: string): ToolEvent => ({
      ...shown,
      state,
      summary: oneLine(why),
      detail: why,
    });
    const tool = this.#deps.tools.find(({ name }) => name === call.name);
    if (!tool) {
      const why = `There is no tool ${JSON.stringify(call.name.slice(0, 100))}. There are: ${this.#deps.tools.map(({ name }) => name).join(', ')}.`;
      yield end('failed', why);
      return { text: why, succeeded: false };
    }
    const prepared = tool.prepare(call.arguments);
    if (prepared.kind !== 'ready') {
      const why = redact(bounded(prepared.why, mostCharacters));
      yield end(prepared.kind === 'refused' ? 'refused' : 'failed', why);
      return { text: `${tool.name} was not called. ${why}`, succeeded: false };
    }
    if (this.#isRepeated(call)) {
      const why = 'Exactly this call was made before in this answer. Its result is above: go on with it.';
      yield end('refused', why);
      return { text: why, succeeded: false };
    }
    const verdict = judgeCall(tool, this.#deps.grants);
    let refused = verdict.kind === 'no' ? verdict.why : undefined;
    if (verdict.kind === 'ask') {
      const { grants, askPermission } = this.#deps;
      if (!askPermission) refused = 'It needs somebody’s permission, and nobody is here to be asked.';
      else {
        yield { ...shown, state: 'asking', summary: prepared.asks };
        try {
          if (!(await askUser(tool, { id, asks: prepared.asks }, grants, askPermission, signal)))
            refused = 'The user did not allow it.';
        } catch (error) {
          yield end('refused', 'Stopped.');
          throw error;
        }
      }
    }
    if (refused !== undefined) {
      yield end('refused', refused);
      return { text: `${tool.name} was not called. ${refused} Do not try the same in another way.`, succeeded: false };
    }
    yield { ...shown, state: 'running', summary: oneLine(prepared.asks) };
    let answer: ToolAnswer;
    try {
      signal.throwIfAborted();
      answer = await prepared.run(signal);
      signal.throwIfAborted();
    } catch (error) {
      if (isAbort(error, signal)) {
        yield end('failed', 'Stopped.');
        throw error;
      }
      const why = describeError(error);
      answer = { text: why, summary: why, hasFailed: true };
    }
    const text = redact(bounded(answer.text, Math.min(mostCharacters, room)));
    yield {
      ...shown,
      state: answer.hasFailed ? 'failed' : 'done',
      summary: redact(oneLine(answer.summary)),
      detail: text,
      ...(answer.run && { run: answer.run }),
      ...(answer.outputs && { outputs: answer.outputs }),
    };
    if (answer.proposal) yield { kind: 'proposal', ...answer.proposal };
    return { text: this.#fence.wrap(`result of ${tool.name}`, text), succeeded: !answer.hasFailed };
  }

  #isRepeated({ name, arguments: written }: ToolCall): boolean {
    const key = `${name} ${sameWritten(written)}`;
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      return false;
    }
    this.#repeats++;
    return true;
  }
}

const mostUseless = 3;

/** Equal for arguments that only differ in blanks or in the order of their names. */
function sameWritten(written: string): string {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return written;
    return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return written;
  }
}
